"""A wire on every statement that the tests run: one that touches rows of a company must name the company in view.

It stands on all connections, those of a server's threads included. The managers should see to it; this sees whether
they did, whatever way a statement came about. A join needs no condition of its own: the walls in the database hold it
inside the company. What may pass without a company stands in `house/exceptions.toml` with its reason.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.walls import owned_models
from tests.exceptions import let_pass

_ALIASED = re.compile(r'\b(FROM|UPDATE|JOIN)\s+"?(\w+)"?(?:\s+(?:AS\s+)?"?(\w+)"?)?', re.IGNORECASE)
_NO_ALIAS = {"where", "set", "inner", "left", "on", "order", "group", "limit", "for", "having", "union", "cross", "as"}
_INSERT = re.compile(r'INSERT (?:OR \w+ )?INTO "?(\w+)"? \(([^)]*)\)', re.IGNORECASE)

fired: list[str] = []
"""What the wire noticed in the current test; anything here fails it."""
_watching = True


class Tripped(AssertionError):
    """A statement touched rows of a company without naming the one in view."""


def watch(connection: Any, **_: object) -> None:
    """Put the wire on a connection, once."""
    if _wire not in connection.execute_wrappers:
        connection.execute_wrappers.append(_wire)


def install() -> None:
    connection_created.connect(watch, dispatch_uid="tripwire")
    watch(connection)


@contextmanager
def off() -> Iterator[None]:
    """Without the wire: for tests of the other layers alone."""
    global _watching  # noqa: PLW0603 - server threads must see it, too
    _watching = False
    try:
        yield
    finally:
        _watching = True


@contextmanager
def expected() -> Iterator[list[str]]:
    """What fires inside is handed over, and does not fail the test."""
    caught: list[str] = []
    before = list(fired)
    try:
        yield caught
    except Tripped:
        pass
    finally:
        caught += fired[len(before) :]
        fired[:] = before


def _wire(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if _watching:
        fault = next(filter(None, (fault_of(sql, given) for given in (params if many else [params]))), None)
        if fault and not _passes():
            fired.append(f"{fault}: {sql[:400]} with {params!r:.200}")
            raise Tripped(fired[-1])
    return execute(sql, params, many, context)


def _passes() -> bool:
    """Whether the statement comes from below a function that may do without."""
    below = let_pass("tripwire", "below")
    frame = sys._getframe(1)
    while frame is not None:
        if f"{frame.f_globals.get('__name__')}:{frame.f_code.co_qualname}" in below:
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False


def fault_of(sql: str, params: Sequence[Any] | None) -> str:
    """What is wrong with a statement, or nothing."""
    reads, inserts = _analysed(sql)
    if not reads and not inserts:
        return ""
    company = scope.in_view()
    if company is None:
        return "no company in view"
    mine = [_plain(company.pk) == _plain(value) for value in params or ()]
    for table, columns in inserts:
        if "company_id" not in columns or not _all_mine(mine, params or (), columns, company.pk):
            return f"rows of another company into {table}"
    for table, places in reads:
        if not any(place < len(mine) and mine[place] for place in places):
            return f"{table} without the company in view"
    return ""


def _all_mine(mine: list[bool], params: Sequence[Any], columns: Sequence[str], key: object) -> bool:
    """Whether every row that is inserted is of the company in view. PostgreSQL may get a list for each column."""
    place = columns.index("company_id")
    if params and isinstance(params[0], list):
        return all(_plain(value) == _plain(key) for value in params[place])
    return all(mine[place :: len(columns)])


def _plain(value: object) -> str:
    return str(value).replace("-", "")


@cache
def _analysed(sql: str) -> tuple[list[tuple[str, list[int]]], list[tuple[str, list[str]]]]:
    """What is read or changed, each with the places of the parameters that are its company; and what is inserted."""
    owned = {model._meta.db_table for model in owned_models()}
    if not any(table in sql for table in owned):
        return [], []
    inserts = [(table, re.findall(r"\w+", columns)) for table, columns in _INSERT.findall(sql) if table in owned]
    found = [(word.upper(), table, alias) for word, table, alias in _ALIASED.findall(sql) if table in owned]
    roots = [entry for entry in found if entry[0] != "JOIN"] or found
    reads = []
    for word, table, alias in roots:
        names = {alias if alias and alias.lower() not in _NO_ALIAS else table}
        if word == "UPDATE" or sql.lstrip().upper().startswith(f'DELETE FROM "{table.upper()}"'):
            names |= {other for _, same, other in found if same == table and other}  # held by a subquery on itself
        reads.append((table, [place for name in names for place in _company_of(name, sql)]))
    known = {table for table, _ in inserts} | {table for _, table, _ in found}
    mentioned = {table for table in owned if re.search(rf"\b{table}\b", sql)}
    return reads + [(table, []) for table in sorted(mentioned - known)], inserts


def _company_of(name: str, sql: str) -> list[int]:
    """The places of the parameters that `name.company_id` must equal, or that of the row outside that it is tied to."""
    tied = re.search(rf'(?<![\w."])"?{name}"?\."(?:id|\w+_id)" = \("?(\w+)"?\."id"\)', sql)
    name = tied[1] if tied else name
    condition = re.compile(rf'(?<![\w."])"?{name}"?\."company_id" = \(?%s')
    plain = sql.replace("%%", "  ")
    return [plain.count("%s", 0, match.end()) - 1 for match in condition.finditer(plain)]
