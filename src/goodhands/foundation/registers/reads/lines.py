"""The lines of a register: filtered, sorted, page by page, and as a table of exactly what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.paging import cut
from goodhands.foundation.registers.columns import (
    CHOICE,
    EMAIL,
    LINE,
    LONG,
    MOMENT,
    MONTH,
    NUMBER,
    TEXT,
    WEBSITE,
    YES_NO,
    Column,
)
from goodhands.foundation.registers.models import Sheet
from goodhands.foundation.registers.reads.sheets import key_heading
from goodhands.foundation.registers.register import Register, all_registers, register_of
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.typed_number import plainly
from goodhands.foundation.rules.visible import visible

SHEETS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines, in which order: `text` anywhere in their texts, `only` plain values by column."""

    text: str = ""
    only: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""

    @property
    def everything(self) -> bool:
        """Whether no line is left out."""
        return not self.text and not self.only


@dataclass(frozen=True, slots=True)
class Cell:
    """What a line says in a column, as people read it; `to` is where another line of a register stands."""

    column: Column
    value: str | date | Decimal | Month
    to: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line in the list."""

    key: UUID
    name: str
    cells: Sequence[Cell]
    beside: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above the list: the column, plain values with their words, and which is chosen."""

    column: Column
    choices: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One page of a list. `count` of `total` lines fit; `removed` went aside just now; `sheets` are the last ones."""

    sentence: str
    lines: Sequence[Line]
    filters: Sequence[Filter]
    count: int
    total: int
    number: int
    last: int
    wanted: Wanted
    query: Mapping[str, str]
    removed: Removable | None
    sheets: Sequence[Sheet]


def register(register: type[Register], query: Mapping[str, str]) -> RegisterPage:
    """One page of a list; `query` is what the address asks for."""
    filters = _filters(register, query)
    wanted = wanted_in(register, query, filters)
    found, total = _chosen(register, wanted), register.model.objects.count()
    count = total if wanted.everything else found.count()
    asked = query.get("page", "")
    page = cut(count, int(asked) if asked.isdecimal() and len(asked) < 8 else 1)
    kept = {name: value for name, value in query.items() if value and name not in ("page", "removed")}
    sheets = Sheet.objects.filter(register=register.path)[:SHEETS_SHOWN]
    return RegisterPage(
        sentence=_sentence(register, wanted, count, total),
        lines=_lines(register, found[page.start : page.stop]),
        filters=filters, count=count, total=total, number=page.number, last=page.last, wanted=wanted, query=kept,
        removed=_removed(register, query.get("removed", "")), sheets=list(sheets),
    )  # fmt: skip


def line(register: type[Register], key: UUID) -> Removable:
    """One line; DoesNotExist where there is none."""
    found: Removable = register.model.objects.get(pk=key)
    return found


def _removed(register: type[Register], key: str) -> Removable | None:
    """The line that was removed a moment ago, so that it can be put back."""
    try:
        found: Removable | None = register.model.binned.filter(pk=UUID(key)).first()
    except ValueError:
        return None
    return found


@dataclass(frozen=True, slots=True)
class Kin:
    """Lines of another register that lead to one line: how many, and by which column."""

    register: type[Register]
    column: str
    count: int


def kin_of(line: Removable) -> Sequence[Kin]:
    """What other registers say of a line."""
    found = []
    for other in all_registers():
        for column in other.all_columns():
            if column.kind == LINE and column.field.related_model is type(line):
                found.append(Kin(other, column.name, other.model.objects.filter(**{column.name: line}).count()))
    return found


def download(register: type[Register], query: Mapping[str, str]) -> Sequence[Sequence[object]]:
    """The lines that are wanted as a table with its headings: what can be brought back as it is."""
    wanted = wanted_in(register, query, _filters(register, query))
    columns = register.all_columns()
    headings = [*(column.heading for column in columns), key_heading()]
    rows = [[*(column.cell(line) for column in columns), str(line.pk)] for line in _chosen(register, wanted)]
    return [headings, *rows]


def wanted_in(register: type[Register], query: Mapping[str, str], filters: Sequence[Filter]) -> Wanted:
    """What an address asks for; what makes no sense is left out."""
    only = {one.column.name: one.chosen for one in filters if one.chosen}
    sort = query.get("sort", "")
    sortable = {column.name for column in register.all_columns()}
    return Wanted(visible(query.get("text", ""))[:200], only, sort if sort.removeprefix("-") in sortable else "")


def _filters(register: type[Register], query: Mapping[str, str]) -> Sequence[Filter]:
    """A choice for each column with few values: among those that occur, where it is one."""
    found = []
    for column in register.all_columns():
        if column.kind in (CHOICE, YES_NO, LINE) and len(choices := _occurring(register, column)) > 1:
            asked = query.get(column.name, "")
            found.append(Filter(column, choices, asked if asked in dict(choices) else ""))
    return found


def _occurring(register: type[Register], column: Column) -> Sequence[tuple[str, str]]:
    if column.kind == YES_NO:
        return [("yes", _("yes")), ("no", _("no"))]
    values = register.model.objects.order_by().values_list(column.field.attname, flat=True).distinct()
    if column.kind == LINE:
        return [(str(line.pk), str(line)) for line in column.field.related_model.objects.filter(pk__in=values)]
    there = set(values)
    return [(value, word) for value, word in column.words().items() if value in there and value]


def _chosen(register: type[Register], wanted: Wanted) -> QuerySet[Removable]:
    columns = {column.name: column for column in register.all_columns()}
    links = [name for name, column in columns.items() if column.kind == LINE]
    found: QuerySet[Removable] = register.model.objects.select_related(*links)
    for word in wanted.text.split()[:10]:
        anywhere = Q()
        for name, column in columns.items():
            if column.kind in (TEXT, LONG, EMAIL, WEBSITE):
                anywhere |= Q(**{f"{name}__icontains": word})
        found = found.filter(anywhere)
    for name, value in wanted.only.items():
        found = found.filter(**{name: value == "yes" if columns[name].kind == YES_NO else value})
    return found.order_by(*_order(register, wanted.sort), "pk")


def _order(register: type[Register], sort: str) -> Sequence[str]:
    name = sort.removeprefix("-")
    if not name:
        return [register.columns[0]]
    by = f"{name}__{_name_of(register, name)}" if register.column(name).kind == LINE else name
    return [f"-{by}" if sort.startswith("-") else by, register.columns[0]]


def _name_of(register: type[Register], column: str) -> str:
    """The field by which lines of the register that a column leads to are called."""
    to = register_of(register.column(column).field.related_model)
    return to.columns[0] if to else "pk"


def _lines(register: type[Register], found: QuerySet[Removable]) -> Sequence[Line]:
    if register.beside:
        found = found.prefetch_related(register.beside)
    return [
        Line(
            line.pk,
            str(line),
            [_cell(column, line) for column in register.shown()],
            ", ".join(map(str, getattr(line, register.beside).all())) if register.beside else "",
        )
        for line in found
    ]


def _cell(column: Column, line: Removable) -> Cell:
    value = getattr(line, column.field.attname)
    if column.kind == NUMBER and value is not None:
        return Cell(column, Decimal(plainly(value)))
    if column.kind == MOMENT and value:
        return Cell(column, value)
    if column.kind == MONTH and value:
        return Cell(column, Month.parse(value))
    other = register_of(column.field.related_model) if column.kind == LINE else None
    key = getattr(line, column.field.attname)
    return Cell(column, column.cell(line), (other.path, key) if other and key else None)


def _sentence(register: type[Register], wanted: Wanted, count: int, total: int) -> str:
    if not total:
        return str(register.none)
    if wanted.everything:
        return str(register.one if total == 1 else register.many).format(n=total)
    if not count:
        return _("None of {total} fits what you asked for.").format(total=total)
    return _("{count} of {total} fit what you asked for.").format(count=count, total=total)
