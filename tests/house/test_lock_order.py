"""Do all writes wait for each other in one order? The record is held before any row, or two of them could wait for ever."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.exceptions import let_pass

SOURCE = Path(__file__).parents[2] / "src"
HOLDING = ("goodhands.foundation.audit.writes.hold", "goodhands.foundation.audit.writes.refuse_stale")
RECORDING = ("goodhands.foundation.audit.writes.record", "goodhands.foundation.audit.writes._append")


@dataclass
class Write:
    """A function of a module of writes: what it calls, in the order in which it is written, by full names.

    `opens` says whether it begins a transaction; then `calls` are those inside it.
    """

    name: str
    opens: bool
    calls: list[str] = field(default_factory=list)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        if "writes" in parts and "tests" not in parts:
            yield ".".join(parts), ast.parse(path.read_text("utf-8"))


def names_in(module: str, tree: ast.Module) -> dict[str, str]:
    """What the names of a module stand for: its own functions, and what it imports."""
    known = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            known |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return known


def is_transaction(node: ast.expr) -> bool:
    return ast.unparse(node) in ("transaction.atomic", "transaction.atomic()")


def write_of(module: str, function: ast.FunctionDef, known: dict[str, str]) -> Write:
    inside: list[ast.stmt] = function.body
    opened = [node for node in ast.walk(function) if isinstance(node, ast.With)
              and any(is_transaction(item.context_expr) for item in node.items)]  # fmt: skip
    for node in opened[:1]:
        inside = node.body
    calls = [node for statement in inside for node in ast.walk(statement) if isinstance(node, ast.Call)]
    calls.sort(key=lambda node: (node.lineno, node.col_offset))
    said = [ast.unparse(node.func) for node in calls]
    names = [known.get(first, first) + dot + rest for first, dot, rest in (one.partition(".") for one in said)]
    return Write(f"{module}.{function.name}", bool(opened) or any(map(is_transaction, function.decorator_list)), names)


@cache
def writes() -> dict[str, Write]:
    found = {}
    for module, tree in modules():
        known = names_in(module, tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                write = write_of(module, node, known)
                found[write.name] = write
    return found


def known_as(name: str) -> Write | None:
    """A write by its full name, also where a package hands on what a module of it has."""
    package, _, last = name.rpartition(".")
    inside = [write for full, write in writes().items() if full.startswith(f"{package}.") and full.endswith(f".{last}")]
    return writes().get(name) or next(iter(inside), None)


def is_on_record(name: str, above: tuple[str, ...] = ()) -> bool:
    """Whether a call puts something on record, itself or by what it calls."""
    if name in RECORDING:
        return True
    write = known_as(name)
    return write is not None and name not in above and any(is_on_record(one, (*above, name)) for one in write.calls)


def holds(name: str) -> bool:
    """Whether the first thing that a call does is to hold the record."""
    write = known_as(name)
    return name in HOLDING or (write is not None and bool(write.calls) and holds(write.calls[0]))


def test_a_write_that_is_on_record_holds_the_record_before_any_row() -> None:
    let = let_pass("lock_order", "write")
    on_record = [write for write in writes().values() if write.opens and is_on_record(write.name)]
    astray = {write.name for write in on_record if not holds(write.name)}
    assert len(on_record) > 25
    assert astray == set(let)


def test_the_question_can_be_answered_with_no() -> None:
    text = """
from django.db import transaction
from goodhands.foundation.audit.writes import hold, record

@transaction.atomic
def late(*, by, at):
    Thing.objects.update(a=1)
    hold()
    record(Act.CHANGED, by=by, at=at)
"""
    tree = ast.parse(text)
    (function,) = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    write = write_of("some.writes", function, names_in("some.writes", tree))
    assert write.opens
    assert write.calls == ["Thing.objects.update", HOLDING[0], RECORDING[0]]
    assert not holds(write.calls[0])
