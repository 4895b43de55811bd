"""What would a sheet change in a list?

A row finds its line by the key in it, else by what tells lines apart, else by saying just what a line says already.
What finds no line would be a new one. Lines that no row speaks of stay as they are. A row with anything odd in it
changes nothing; the other rows do not wait for it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from goodhands.foundation.rules.sentences import said

Value = str | bool | None
"""A value in its plain form: a day as 2026-12-24, a line of another list as its key, nothing as "" or None."""
Values = Mapping[str, Value]
"""Values by the names of columns."""


@dataclass(frozen=True, slots=True)
class Odd:
    """Why a row changes nothing: the column, blank for the whole row, what stands there, and a sentence."""

    number: int
    column: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: `number` as a spreadsheet counts, `key` blank where none is given, `odd` if it is."""

    number: int
    key: str
    values: Values
    odd: Odd | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A new line."""

    number: int
    values: Values


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of which something would be another: only that, as it was and as it would be."""

    number: int
    key: str
    was: Values
    now: Values


@dataclass(slots=True)
class Plan:
    """All that a sheet would do. `same` counts rows that say what is so already, `unnamed` lines without a row."""

    added: list[Added] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)
    same: int = 0
    unnamed: int = 0


def _nothing_wrong(_values: Values) -> None:
    return None


Wrong = Callable[[Values], tuple[str, str] | None]


def plan(
    rows: Iterable[Row],
    lines: Mapping[str, Values],
    told_apart_by: Sequence[str],
    required: Sequence[str],
    wrong: Wrong = _nothing_wrong,
) -> Plan:
    """What the rows would change in the `lines`, which stand by their keys; of two rows about a line the first counts.

    `told_apart_by` are columns of which no two lines have the same values, unless one is blank; `required` must not be
    blank; `wrong` names a column and says what is wrong with all that a line would say, if anything is.
    """  # fmt: skip
    return _Planning(lines, told_apart_by, required, wrong).of(rows)


class _Planning:
    def __init__(
        self, lines: Mapping[str, Values], told_apart_by: Sequence[str], required: Sequence[str], wrong: Wrong
    ) -> None:
        self.lines, self.told_apart_by, self.required, self.wrong = lines, told_apart_by, required, wrong
        self.called: dict[tuple[Value, ...] | None, str] = {
            name: key for key, values in lines.items() if (name := self._name(values))
        }
        self.saying: dict[tuple[tuple[str, Value], ...], list[str]] = {}
        for key, values in lines.items():
            self.saying.setdefault(_all(values), []).append(key)
        self.taken: dict[str, int] = {}
        self.named: set[str] = set()
        self.new: dict[tuple[Value, ...], int] = {}
        self.plan = Plan()

    def of(self, rows: Iterable[Row]) -> Plan:
        for row in rows:
            odd = row.odd or self._place(row)
            if odd is not None:
                self.plan.odd.append(odd)
                self.named.add(row.key)
        self.plan.unnamed = len(self.lines.keys() - self.taken.keys() - self.named)
        return self.plan

    def _place(self, row: Row) -> Odd | None:
        """Put the row where it belongs in the plan, or say why it cannot be."""
        key = row.key or self._line_of(row.values)
        if key and key not in self.lines:
            return _odd(row, "", said("has the key of a line that is not here; without a key it would be a new line"))
        if key in self.taken:
            return _odd(row, "", said("is about the same line as row {row}", row=self.taken[key]))
        after = {**self.lines.get(key, {}), **row.values}
        for column in self.required:
            if after.get(column) in ("", None):
                return _odd(row, column, said("is needed"))
        if wrong := self.wrong(after):
            return _odd(row, *wrong)
        if clash := self._clash(row, key, after):
            return clash
        self._note(row, key, after)
        return None

    def _line_of(self, values: Values) -> str:
        """The line that a row without a key is about; blank for a new one."""
        name = self._name(values)
        if name in self.called:
            return self.called[name]
        return next((key for key in self.saying.get(_all(values), ()) if key not in self.taken), "")

    def _clash(self, row: Row, key: str, after: Values) -> Odd | None:
        """Whether another line is called so, or will be."""
        name = self._name(after)
        if name is None:
            return None
        if self.called.get(name, key) != key:
            return _odd(row, self.told_apart_by[-1], said("is how another line is called"))
        if name in self.new:
            return _odd(row, self.told_apart_by[-1], said("stands in row {row} already", row=self.new[name]))
        return None

    def _note(self, row: Row, key: str, after: Values) -> None:
        if name := self._name(after):
            self.new[name] = row.number
        if not key:
            self.plan.added.append(Added(row.number, row.values))
            return
        self.taken[key] = row.number
        was = self.lines[key]
        differs = [column for column, value in row.values.items() if was.get(column) != value]
        if differs:
            before, now = {c: was.get(c) for c in differs}, {c: row.values[c] for c in differs}
            self.plan.changed.append(Changed(row.number, key, before, now))
        else:
            self.plan.same += 1

    def _name(self, values: Values) -> tuple[Value, ...] | None:
        """What tells a line apart; None where a part of it is blank."""
        name = tuple(values.get(column) for column in self.told_apart_by)
        return None if not name or any(part in ("", None) for part in name) else name


def _all(values: Values) -> tuple[tuple[str, Value], ...]:
    """All that the values say; what is blank says nothing."""
    return tuple(sorted((column, value) for column, value in values.items() if value not in ("", None, False)))


def _odd(row: Row, column: str, sentence: str) -> Odd:
    return Odd(row.number, column, str(row.values.get(column) or ""), sentence)
