"""Agreeing on hours. A version is never changed, only followed; each change is one transaction."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import hold, record, refuse_stale
from goodhands.foundation.calendars import reads
from goodhands.foundation.calendars.drafts import Draft
from goodhands.foundation.calendars.models import Calendar, CalendarVersion, ClosedDay
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.public_holidays import check_place
from goodhands.foundation.rules.zones import zone


class NotLater(ValueError):
    """A version would begin before the last one does, or together with it; `after` is when that begins."""

    def __init__(self, after: date | None) -> None:
        super().__init__(f"the version before begins on {after}")
        self.after = after


class NotTheNewest(ValueError):
    """Only the newest version can be withdrawn, and this one no longer is."""


class InUse(ValueError):
    """The only version of a calendar by which an agreement is judged stays."""


@transaction.atomic
def add_calendar(*, name: str, draft: Draft, by: Person, at: datetime) -> Calendar:
    """Take hours on record under a name."""
    hold()
    calendar: Calendar = Calendar.objects.create(name=name.strip())
    record(Act.ADDED, calendar, by=by, at=at, now=_facts(_add(calendar, draft, by, at)))
    return calendar


@transaction.atomic
def add_version(
    *, calendar: Calendar, draft: Draft, by: Person, at: datetime, seen: int | None = None
) -> CalendarVersion:
    """Follow the hours of a calendar by others from a day on; NotLater where that day comes too early.

    ChangedMeanwhile where somebody changed them after the entry that was `seen`.
    """
    refuse_stale(calendar, seen)
    held: Calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    last = reads.versions_of(held)[-1]
    if not begins_after(draft.valid_from, draft.timezone, last):
        raise NotLater(last.valid_from)
    made = _add(held, draft, by, at)
    record(Act.CHANGED, held, by=by, at=at, now=_facts(made))
    return made


def begins_after(day: date | None, timezone: str, last: CalendarVersion) -> bool:
    """Whether hours from this day on follow the last version, also where their clocks differ."""
    return reads.valid_since(day, timezone) > reads.valid_since(last.valid_from, last.timezone)


@transaction.atomic
def withdraw_version(*, calendar: Calendar, version: UUID, by: Person, at: datetime) -> Calendar | None:
    """Take back the newest version, as if it had never been; with the only one the calendar goes, and None is given."""
    hold()
    held: Calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    versions = reads.versions_of(held)
    if versions[-1].pk != version:
        raise NotTheNewest
    if len(versions) > 1:
        record(
            Act.WITHDRAWN,
            held,
            by=by,
            at=at,
            was=_facts(versions[-1]),
        )
        versions[-1].delete()
        return held
    record(
        Act.REMOVED,
        held,
        by=by,
        at=at,
        was=_facts(versions[-1]),
    )
    try:
        held.delete()
    except ProtectedError:
        raise InUse from None
    return None


def _facts(version: CalendarVersion) -> dict[str, object]:
    """What the record says of hours."""
    closed = [str(day).strip() for day in version.closed_days.all()]
    return {"valid_from": version.valid_from, "hours": reads.as_said(version), "closed_days": closed}


def _add(calendar: Calendar, draft: Draft, by: Person, at: datetime) -> CalendarVersion:
    """A version of a draft that is possible; ValueError (UnknownZone, UnknownPlace) where it is not."""
    zone(draft.timezone)
    if draft.holidays:
        check_place(draft.holidays)
    windows = [window for day in draft.week for window in day]
    if len(draft.week) != 7 or not windows:
        raise ValueError("a week has seven days, and at least one of them is open")
    if not all(0 <= opens < 1440 and opens < closes <= opens + 1440 for opens, closes in windows):
        raise ValueError("a window begins within its day and lasts 24 hours at most")
    version: CalendarVersion = CalendarVersion.objects.create(
        calendar=calendar, valid_from=draft.valid_from, timezone=draft.timezone, holidays=draft.holidays,
        week=[[list(window) for window in day] for day in draft.week], made_by=by, made_at=at,
    )  # fmt: skip
    ClosedDay.objects.bulk_create(
        ClosedDay(version=version, date=day, name=name) for day, name in sorted(draft.closed_days.items())
    )
    return version
