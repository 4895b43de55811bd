"""A company is written into one file: rows as JSON and as tables for people, stored files, and the sealed record.

Everything is read in one state of the database and passes straight into the file: no table and no file is ever held.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Field, Value
from django.utils.translation import gettext as _

from goodhands import __version__
from goodhands.foundation.audit import reads as audit
from goodhands.foundation.audit.models import Entry, Head
from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import Owned, every_row
from goodhands.foundation.moving import package, readme
from goodhands.foundation.moving.package import Package
from goodhands.foundation.moving.tables import LEFT_OUT, columns, leads_to_people, travelling
from goodhands.foundation.moving.values import to_json
from goodhands.foundation.people.models import Person
from goodhands.foundation.spreadsheets.writing import write_table

_AT_ONCE = 1000
_CHUNK = 1 << 20


class NotWhole(Exception):
    """A stored file is missing, so that an export would not be whole; the text says which."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a company is: tables with rows, rows, stored files and their bytes."""

    tables: int
    rows: int
    files: int
    size: int


@contextmanager
def one_state() -> Iterator[None]:
    """Inside, the database is read as it is at one moment, and nobody has to wait for it.

    Inside somebody else's transaction the moment is that of the transaction.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        sqlite: Any = connection
        usual, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"  # which keeps no writer out
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = usual


def weight() -> Weight:
    """How much the company in view is."""
    counts = [
        every_row(model).order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values_list("n")
        for model in travelling()
    ]
    found = [n for (n,) in counts[0].union(*counts[1:], all=True)]  # all tables in one question
    sizes = every_row(Document).values_list("size", flat=True)
    return Weight(len(found), sum(found), len(sizes), sum(sizes))


def write(out: IO[bytes], at: datetime) -> None:
    """Write the company in view. NotWhole where a stored file is missing."""
    with Package(out) as into, one_state():
        company = Company.objects.get(pk=scope.current().pk)
        with into.text(package.README) as text:
            text.write(readme.readme(company, at))
        with into.text(package.COMPANY) as text:
            _write_company(text, company, at)
        for model in travelling():
            with into.text(f"tables/{model._meta.label}.csv", "utf-8-sig") as text:
                write_table(text, _table(model))
        _write_files(into)
        with into.text(package.RECORD) as text:
            _write_record(text)
        with into.text(f"tables/{Entry._meta.label}.csv", "utf-8-sig") as text:
            write_table(text, _table(Entry))


def _write_company(text: IO[str], company: Company, at: datetime) -> None:
    """Rows come one at a time, each on a line of its own."""
    members = list(Membership.objects.filter(company=company).select_related("person").order_by("pk"))
    head = {
        "format": package.FORMAT,
        "product": "goodhands",
        "version": __version__,
        "made_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "company": row_as_json(company, Company._meta.concrete_fields),
        "people": _people(members),
        "members": [{"person": str(one.person_id), "role": one.role, "state": one.state} for one in members],
        "left_out": {label: str(reason) for label, reason in LEFT_OUT.items()},
    }
    text.write(json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ',\n "tables": {')
    for number, model in enumerate(travelling()):
        text.write(f"{',' * bool(number)}\n  {json.dumps(model._meta.label)}: [")
        _write_rows(text, model)
        text.write("]")
    text.write("\n }\n}\n")


def _write_rows(text: IO[str], model: type[Owned]) -> None:
    fields = columns(model)
    for number, row in enumerate(_rows(model)):
        text.write(f"{',' * bool(number)}\n   {json.dumps(row_as_json(row, fields), ensure_ascii=False)}")


def _rows(model: type[Owned]) -> Iterator[Any]:
    """The rows of a table by their keys, those in the bin included; of the record by their numbers."""
    return every_row(model).order_by("seq" if model is Entry else "pk").iterator(_AT_ONCE)


def row_as_json(row: Any, fields: Sequence["Field[Any, Any]"]) -> dict[str, Any]:
    """A row by the names of its fields; what leads to another row is the key of that row."""
    return {one.name: to_json(one, getattr(row, one.attname)) for one in fields}


def _people(members: Sequence[Membership]) -> list[Mapping[str, str]]:
    """Everybody whom a row names. Only of those who belong to the company the address goes along; no password does."""
    addresses = {one.person_id: one.person.email for one in members}
    named = set(addresses)
    tables: list[type[Owned]] = [*travelling(), Entry]
    for model in tables:
        for field in leads_to_people(model):
            keys = every_row(model).order_by().values_list(field.attname, flat=True)
            named |= set(keys.distinct()) - {None}
    people = Person.objects.filter(pk__in=named).order_by("pk")
    return [{"id": str(one.pk), "name": one.name, "email": addresses.get(one.pk, "")} for one in people]


def _table(model: type[Owned]) -> Iterator[Sequence[Any]]:
    """A table for people: the names of its fields, and then its rows."""
    fields = columns(model)
    yield [one.name for one in fields]
    for row in _rows(model):
        found = row_as_json(row, fields).values()
        yield ["" if one is None else _cell(one) for one in found]


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _write_files(into: Package) -> None:
    """Every stored file below its key, and an index that says what each was called."""
    for stored in _rows(Document):
        with into.member(f"files/{stored.pk}") as member:
            try:
                with (Path(settings.FILES) / stored.path).open("rb") as file:
                    while chunk := file.read(_CHUNK):
                        member.write(chunk)
            except OSError:
                raise NotWhole(_("The stored file “{name}” cannot be read.").format(name=stored.name)) from None
            if member.sha256.hexdigest() != stored.sha256:
                sentence = _("The stored file “{name}” is not what was handed in any more.")
                raise NotWhole(sentence.format(name=stored.name))
    with into.text(package.INDEX, "utf-8-sig") as text:
        fields = ("name", "size", "sha256")
        lines = ([f"files/{one.pk}", *(getattr(one, name) for name in fields)] for one in _rows(Document))
        write_table(text, [["file", *fields], *lines])


def _write_record(text: IO[str]) -> None:
    """The record as it is sealed: what each entry says with its salt, all seals, and the names of the keys."""
    fields, head = columns(Entry), Head.objects.first()
    end = audit.anchor()
    keys = sorted(set(Entry.objects.order_by().values_list("key", flat=True).distinct()))
    said = {"format": package.FORMAT, "chain": str(scope.current().pk), "seq": end.seq, "last": end.seal,
            "seal": head.seal if head else "", "keys": keys}  # fmt: skip
    text.write(json.dumps(said, indent=1)[:-2] + ',\n "entries": [')
    for number, row in enumerate(_rows(Entry)):
        text.write(f"{',' * bool(number)}\n  {json.dumps(row_as_json(row, fields), ensure_ascii=False)}")
    text.write("\n ]\n}\n")
