"""What would a sheet change in a list, as things stand?"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.registers.columns import CHOICE, LINE, MOMENT, NUMBER, Column, Names
from goodhands.foundation.registers.models import Sheet, SheetState
from goodhands.foundation.registers.register import Register
from goodhands.foundation.rules.sheet_plan import Odd, Plan, Row, Value, Values, plan

SHOWN = 200


def key_heading() -> str:
    """The heading of the column by which a row finds its line again."""
    return _("Key")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sheet asks for. `left_out` are headings that no column answers to; `mark` changes when the plan does."""

    plan: Plan
    left_out: Sequence[str]
    mark: str


def asked_of(register: type[Register], sheet: Sheet) -> Asked:
    """What a sheet asks for, held against the lines as they are now."""
    headings, *rows = sheet.cells
    columns = columns_for(register, headings)
    reading = _Reading(columns, Names(scope.current().date_style))
    lines = {str(line.pk): values_of(register, line) for line in register.model.objects.all()}
    required = [column.name for column in register.all_columns() if column.required]
    rows_read = (reading.row(number, cells) for number, cells in rows)
    found = plan(rows_read, lines, register.told_apart_by, required, Whole(register).wrong)
    said = json.dumps([[asdict(one) for one in found.added], [asdict(one) for one in found.changed]], sort_keys=True)
    left_out = [heading for heading, column in zip(headings, columns, strict=True) if column is None and heading]
    return Asked(found, left_out, hashlib.sha256(said.encode()).hexdigest()[:16])


def columns_for(register: type[Register], headings: Sequence[str]) -> Sequence[Column | str | None]:
    """What stands below each heading: a column, the word `key`, or None for nothing of ours."""
    known: dict[str, Column | str] = {key_heading().casefold(): "key", "key": "key"}
    for column in register.all_columns():
        known |= {column.name: column, column.heading.casefold(): column}
    found: list[Column | str | None] = []
    for heading in headings:
        answers = known.get(" ".join(heading.split()).casefold())
        found.append(None if answers in found else answers)
    return found


def values_of(register: type[Register], line: Removable) -> Values:
    """All that a line says, in plain form."""
    return {column.name: column.of(line) for column in register.all_columns()}


class Whole:
    """What is wrong with lines as a whole, as their model says in `clean`; what they lead to is asked for once."""

    def __init__(self, register: type[Register]) -> None:
        self.register, self.asks = register, "clean" in vars(register.model)
        self.others: dict[str, dict[str, Any]] = {}

    def wrong(self, values: Values) -> tuple[str, str] | None:
        """The column and the end of a sentence that begins with what stands there; None where nothing is wrong."""
        if not self.asks:
            return None
        line = self.register.model()
        for name, value in values.items():
            column = self.register.column(name)
            column.put(line, value)
            if column.kind == LINE:
                setattr(line, name, self._others(column).get(value))
        try:
            line.clean()
        except ValidationError as why:
            (name, sentences), *_rest = why.message_dict.items()
            return name, sentences[0]
        return None

    def _others(self, column: Column) -> dict[Any, Any]:
        if column.name not in self.others:
            lines = column.field.related_model._default_manager.all()
            self.others[column.name] = {str(line.pk): line for line in lines}
        return self.others[column.name]


class _Reading:
    """Rows of cells become rows of values."""

    def __init__(self, columns: Sequence[Column | str | None], names: Names) -> None:
        self.columns, self.names = columns, names

    def row(self, number: int, cells: Sequence[str]) -> Row:
        key, values, odd = "", {}, None
        for column, cell in zip(self.columns, cells, strict=False):
            if isinstance(column, Column):
                try:
                    values[column.name] = column.read(cell, self.names)
                except ValidationError as why:
                    odd = odd or Odd(number, column.name, cell[:80], " ".join(why.messages))
            elif column == "key":
                key = cell.strip()
        return Row(number, key, values, odd)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that a sheet would add or change: the row, what it is called, and heading, was, now of what differs."""

    number: int
    name: str
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """What a sheet would do, or did; of many lines the first ones, and how many `more` there are."""

    sheet: Sheet
    added: Sequence[Difference]
    changed: Sequence[Difference]
    more: int
    asked: Asked | None = None
    odd: Sequence[tuple[Odd, str]] = ()

    @property
    def count(self) -> int:
        """How many lines are added or changed."""
        return len(self.added) + len(self.changed) + self.more


def sheet_called(register: type[Register], key: UUID) -> Sheet:
    """A sheet of this register; Sheet.DoesNotExist where there is none."""
    found: Sheet = Sheet.objects.get(pk=key, register=register.path)
    return found


def sheet(register: type[Register], sheet: Sheet) -> SheetPage:
    """What a sheet would change as things stand; of one that was taken over what it did."""
    told = _Telling(register)
    if sheet.state == SheetState.TAKEN_OVER:
        return _done(sheet, told)
    asked = asked_of(register, sheet)
    added = [told.difference(one.number, {}, one.values) for one in asked.plan.added[:SHOWN]]
    changed = [told.difference(one.number, one.was, one.now, one.key) for one in asked.plan.changed[:SHOWN]]
    odd = [(one, register.column(one.column).heading if one.column else "") for one in asked.plan.odd[:SHOWN]]
    more = len(asked.plan.added) + len(asked.plan.changed) - len(added) - len(changed)
    return SheetPage(sheet, added, changed, more, asked, odd)


def _done(sheet: Sheet, told: "_Telling") -> SheetPage:
    shown = list(sheet.done.items())[:SHOWN]
    added = [told.difference(0, {}, one["now"], key) for key, one in shown if one["was"] is None]
    changed = [told.difference(0, one["was"], one["now"], key) for key, one in shown if one["was"] is not None]
    return SheetPage(sheet, added, changed, len(sheet.done) - len(shown))


class _Telling:
    """Values in words, with the names of lines asked for once."""

    def __init__(self, register: type[Register]) -> None:
        self.register = register
        self.lines = {str(line.pk): str(line) for line in register.model.objects.all()}
        self.others: dict[str, dict[str, str]] = {}

    def difference(self, number: int, was: Values, now: Values, key: str = "") -> Difference:
        first = self.register.columns[0]
        name = self.lines.get(key) or self._word(first, now.get(first))
        changes = [
            (self.register.column(column).heading, self._word(column, was.get(column)), self._word(column, value))
            for column, value in now.items()
            if was or (value not in ("", None, False) and column != first)
        ]
        return Difference(number, name, changes)

    def _word(self, name: str, value: Value) -> str:
        column = self.register.column(name)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if column.kind == LINE and value:
            if name not in self.others:
                lines = column.field.related_model.objects.all()
                self.others[name] = {str(line.pk): str(line) for line in lines}
            return self.others[name].get(value, "")
        if column.kind in (MOMENT, NUMBER) and value:
            line = self.register.model()
            column.put(line, value)
            return str(column.cell(line))
        return column.words().get(value or "", value or "") if column.kind == CHOICE else value or ""
