"""Lines are added, changed and removed, one by one or by a sheet. Each change is one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import Done, facts_of, hold, record, record_all, refuse_stale
from goodhands.foundation.bin import writes as things
from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.people.models import Person
from goodhands.foundation.registers.columns import LINE
from goodhands.foundation.registers.models import Sheet, SheetState
from goodhands.foundation.registers.reads.sheets import asked_of, values_of
from goodhands.foundation.registers.register import Register
from goodhands.foundation.rules.sheet_plan import Values

AT_ONCE = 500


class Taken(Exception):
    """Another line is called so."""


class PlanChanged(Exception):
    """The lines were changed since it was shown what a sheet would do, so that it would do something else by now."""


@transaction.atomic
def add_line(register: type[Register], *, given: Mapping[str, Any], by: Person, at: datetime) -> Removable:
    """Add a line. Taken where another one is called so; ValidationError where its parts do not go together."""
    hold()
    line = _put(register, register.model(), given)
    line.save()
    record(Act.ADDED, line, by=by, at=at, now=facts_of(line, register.columns))
    return line


@transaction.atomic
def change_line(
    register: type[Register], *, line: Removable, given: Mapping[str, Any], by: Person, at: datetime,
    seen: int | None = None,
) -> Removable:  # fmt: skip
    """Change a line. Refused as in `add_line`; ChangedMeanwhile where somebody did after the entry that was `seen`."""
    refuse_stale(line, seen)
    found: Removable = register.model.objects.select_for_update(of=("self",)).get(pk=line.pk)
    was = facts_of(found, register.columns)
    _put(register, found, given).save()
    record(Act.CHANGED, found, by=by, at=at, was=was, now=facts_of(found, register.columns))
    return found


@transaction.atomic
def remove_line(*, line: Removable, by: Person, at: datetime) -> None:
    """Lay a line aside for thirty days. InUse where something else leads to it."""
    things.remove(thing=line, by=by, at=at)


def _put(register: type[Register], line: Removable, given: Mapping[str, Any]) -> Removable:
    for column in register.all_columns():
        if column.name in given:
            column.put(line, column.plain(given[column.name]))
    same = {name: getattr(line, name) for name in register.told_apart_by}
    blank = any(value in ("", None) for value in same.values())
    if not blank and register.model.objects.filter(**same).exclude(pk=line.pk).exists():
        raise Taken
    line.clean()
    return line


@transaction.atomic
def bring_sheet(
    register: type[Register], *, name: str, cells: Sequence[Sequence[Any]], by: Person, at: datetime
) -> Sheet:
    """Lay a sheet ready, to look at what it would change. `cells`: the headings, then number and texts of each row."""
    hold()
    sheet: Sheet = Sheet.objects.create(register=register.path, name=name, cells=cells, made_by=by, made_at=at)
    record(Act.UPLOADED, sheet, by=by, at=at)
    return sheet


@transaction.atomic
def take_over_sheet(register: type[Register], *, sheet: Sheet, mark: str, by: Person, at: datetime) -> int:
    """Do what a sheet asks for, whole; how many lines that were. PlanChanged where it is not what `mark` stands for."""
    hold()
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    asked = asked_of(register, sheet)
    if asked.mark != mark or sheet.state == SheetState.TAKEN_OVER:
        raise PlanChanged
    new = [_filled(register, register.model(), one.values) for one in asked.plan.added]
    lines = {str(line.pk): line for line in register.model.objects.all()} if asked.plan.changed else {}
    _look_up(register, lines.values())
    was = {one.key: facts_of(lines[one.key], register.columns) for one in asked.plan.changed}
    changed = [_filled(register, lines[one.key], one.now) for one in asked.plan.changed]
    register.model.objects.bulk_create(new, AT_ONCE)
    register.model.objects.bulk_update(changed, register.columns, AT_ONCE)
    _look_up(register, [*new, *changed])
    now = [(line, facts_of(line, register.columns)) for line in (*new, *changed)]
    done = [Done(Act.CHANGED if str(line.pk) in was else Act.ADDED, line, was.get(str(line.pk), {}), facts)
            for line, facts in now]  # fmt: skip
    sheet.done = {str(line.pk): {"was": None, "now": values_of(register, line)} for line in new}
    sheet.done |= {one.key: {"was": one.was, "now": one.now} for one in asked.plan.changed}
    sheet.state = SheetState.TAKEN_OVER
    sheet.save()
    record_all([*done, Done(Act.COUNTED, sheet)], by=by, at=at)
    return len(done)


def _look_up(register: type[Register], lines: Iterable[Removable]) -> None:
    """Fetch at once what the lines lead to: facts of each name it."""
    links = [column.name for column in register.all_columns() if column.kind == LINE]
    prefetch_related_objects(list(lines), *links)


def _filled(register: type[Register], line: Removable, values: Values) -> Removable:
    for name, value in values.items():
        register.column(name).put(line, value)
    return line


@transaction.atomic
def undo_sheet(register: type[Register], *, sheet: Sheet, by: Person, at: datetime) -> Sequence[str]:
    """Take back all that a sheet did; what the lines are called that stay, since they were changed or used after it."""
    hold()
    sheet = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if sheet.state != SheetState.TAKEN_OVER:
        return []
    stay, back, done = [], [], []
    for line in register.model.objects.filter(pk__in=list(sheet.done)):
        was, now = sheet.done[str(line.pk)]["was"], sheet.done[str(line.pk)]["now"]
        if any(register.column(name).of(line) != value for name, value in now.items()):
            stay.append(str(line))
        elif was is None:
            stay += _taken_out(line, by, at)
        else:
            before = facts_of(line, register.columns)
            back.append(_filled(register, line, was))
            done.append(Done(Act.CHANGED, line, before, facts_of(line, register.columns)))
    register.model.objects.bulk_update(back, register.columns, AT_ONCE)
    sheet.state = SheetState.UNDONE
    sheet.save()
    record_all([*done, Done(Act.UNDONE, sheet)], by=by, at=at)
    return stay


def _taken_out(line: Removable, by: Person, at: datetime) -> list[str]:
    """Lay a line aside that a sheet had added; its name where something leads to it by now."""
    try:
        things.remove(thing=line, by=by, at=at)
    except things.InUse:
        return [str(line)]
    return []


@transaction.atomic
def remove_sheet(*, sheet: Sheet, by: Person, at: datetime) -> None:
    """Lay aside a sheet that was not taken over."""
    things.remove(thing=sheet, by=by, at=at)
