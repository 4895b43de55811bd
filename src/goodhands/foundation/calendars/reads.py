"""In which hours does time count, since when, and on which days does it not?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from goodhands.foundation.calendars import places, week_words
from goodhands.foundation.calendars.models import Calendar, CalendarVersion
from goodhands.foundation.rules.agreed_hours import AgreedHours, Hours, HoursOverTime
from goodhands.foundation.rules.public_holidays import NoHolidaysKnown
from goodhands.foundation.rules.working_time import ALWAYS, Window
from goodhands.foundation.rules.zones import zone

TO_READ_HOURS = ("versions", "versions__closed_days")
"""What to prefetch of calendars whose hours are read, so that many of them cost no more questions than one."""


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A calendar in the list, with what holds on the day in question."""

    calendar: Calendar
    hours: str
    holidays: str
    zone: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in words; `in_force` is true of the one that holds on the day in question."""

    valid_from: date | None
    hours: str
    zone: str
    holidays: str
    closed_days: int
    in_force: bool


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day that does not count. `anyway` says that its day of the week is closed as it is."""

    date: date
    name: str
    anyway: bool


@dataclass(frozen=True, slots=True)
class YearOff:
    """The days of a year that do not count; `known` is false where its public holidays are not on record yet."""

    year: int
    days: Sequence[DayOff]
    known: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the week: the stretches that are open, in percent of the day."""

    day: str
    says: str
    stretches: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A calendar as its page shows it, seen on a day."""

    calendar: Calendar
    sentence: str
    bars: Sequence[Bar]
    overnight: bool
    versions: Sequence[VersionLine]
    years: Sequence[YearOff]
    newest: CalendarVersion


def calendars(on: date) -> list[CalendarLine]:
    """All calendars of the company in view, by name, as they are on a day."""
    lines = []
    for found in all_calendars():
        version = version_on(found, on)
        lines.append(
            CalendarLine(found, week_words.in_short(week_of(version)), holidays_in_words(version), clock_of(version))
        )
    return lines


def all_calendars() -> list[Calendar]:
    """The calendars themselves, by name, ready for reading their hours."""
    return list(Calendar.objects.prefetch_related(*TO_READ_HOURS))


def one_calendar(key: UUID) -> Calendar:
    """One calendar; Calendar.DoesNotExist where there is none."""
    found: Calendar = Calendar.objects.prefetch_related(*TO_READ_HOURS).get(pk=key)
    return found


def calendar(key: UUID, on: date) -> CalendarPage:
    """The page of a calendar, seen on a day; Calendar.DoesNotExist where there is none."""
    found = one_calendar(key)
    now = version_on(found, on)
    newest = versions_of(found)[-1]
    return CalendarPage(
        calendar=found,
        sentence=as_said(now),
        bars=bars_of(now),
        overnight=any(closes > week_words.DAY for windows in week_of(now) for _opens, closes in windows),
        versions=[_version_line(version, version == now) for version in reversed(versions_of(found))],
        years=[days_off(found, year) for year in (on.year, on.year + 1)],
        newest=newest,
    )


def versions_of(of: Calendar) -> list[CalendarVersion]:
    """The versions of a calendar in order of time."""
    return sorted(of.versions.all(), key=lambda version: version.valid_from or date.min)


def version_on(of: Calendar, day: date) -> CalendarVersion:
    """The version in force on a day, the first one on days before all."""
    versions = versions_of(of)
    since = [version for version in versions if version.valid_from is None or version.valid_from <= day]
    return since[-1] if since else versions[0]


def week_of(version: CalendarVersion) -> tuple[tuple[Window, ...], ...]:
    """The windows of Monday to Sunday."""
    return tuple(tuple((opens, closes) for opens, closes in windows) for windows in version.week)


def hours_of(of: Calendar) -> AgreedHours:
    """The hours of a calendar as rules know them: each version from local midnight of its first day on."""
    versions = [(valid_since(v.valid_from, v.timezone), _hours(v)) for v in versions_of(of)]
    if len(versions) == 1 and versions[0][0] == ALWAYS:
        return versions[0][1]
    return HoursOverTime(tuple(versions))


def valid_since(day: date | None, timezone: str) -> int:
    """The UTC second at which a day begins on the clock of a zone; None is from the beginning."""
    if day is None:
        return ALWAYS
    return int(datetime(day.year, day.month, day.day, tzinfo=zone(timezone)).timestamp())


def hours_in_words(of: Calendar, on: date | None = None) -> str:
    """The hours in short, to stand beside a service level: those in force on a day, or the newest ones."""
    return week_words.in_short(week_of(version_on(of, on or date.max)))


def holidays_in(version: CalendarVersion, year: int) -> list[DayOff]:
    """The days of a year that do not count by a version, with their names; NoHolidaysKnown where a year has no data."""
    names = dict(places.holiday_names(version.holidays, year)) if version.holidays else {}
    for closed in version.closed_days.all():
        if closed.date.year == year:
            names[closed.date] = closed.name or names.get(closed.date) or _("Closed")
    week = week_of(version)
    return [DayOff(day, name, not week[day.weekday()]) for day, name in sorted(names.items())]


def days_off(of: Calendar, year: int) -> YearOff:
    """The days of a year that do not count, each by the version in force on it."""
    days: list[DayOff] = []
    known = True
    for version, begins, ends in _stretches(versions_of(of)):
        if begins.year > year or ends.year < year:
            continue
        try:
            inside = holidays_in(version, year)
        except NoHolidaysKnown:
            inside, known = _only_closed(version, year), False
        days.extend(day for day in inside if begins <= day.date <= ends)
    return YearOff(year, days, known)


def as_said(version: CalendarVersion) -> str:
    """A version as one sentence."""
    said = {"hours": week_words.as_said(week_of(version)), "place": clock_of(version)}
    if not version.holidays:
        text = _("Time counts {hours}, on the clock of {place}; public holidays count too.")
        return text.format(**said)
    text = _("Time counts {hours}, on the clock of {place}, without the public holidays of {country}.")
    return text.format(**said, country=places.place_as_said(version.holidays))


def clock_of(version: CalendarVersion) -> str:
    """The place on whose clock the hours lie: `Lisbon`."""
    return version.timezone.rpartition("/")[2].replace("_", " ")


def holidays_in_words(version: CalendarVersion) -> str:
    """Whose public holidays do not count, for a column that asks for it."""
    return places.place_in_words(version.holidays) if version.holidays else _("none: they count")


def bars_of(version: CalendarVersion) -> list[Bar]:
    """The week as seven bars; the tail of a night lies on the day into which it runs."""
    week = week_of(version)
    bars = []
    for number, windows in enumerate(week):
        tails = [(0, closes - week_words.DAY) for _opens, closes in week[number - 1] if closes > week_words.DAY]
        own = [(opens, min(closes, week_words.DAY)) for opens, closes in windows]
        stretches = [(_percent(opens), _percent(closes - opens)) for opens, closes in [*tails, *own]]
        bars.append(Bar(week_words.day_name(number), week_words.day_as_said(number, windows), stretches))
    return bars


def _percent(minutes: int) -> float:
    return round(minutes / week_words.DAY * 100, 2)


def _hours(version: CalendarVersion) -> Hours:
    closed = frozenset(closed.date for closed in version.closed_days.all())
    return Hours(version.timezone, week_of(version), version.holidays or None, closed)


def _version_line(version: CalendarVersion, in_force: bool) -> VersionLine:
    return VersionLine(
        valid_from=version.valid_from,
        hours=week_words.in_full(week_of(version)),
        zone=version.timezone,
        holidays=holidays_in_words(version),
        closed_days=len(version.closed_days.all()),
        in_force=in_force,
    )


def _only_closed(version: CalendarVersion, year: int) -> list[DayOff]:
    week = week_of(version)
    closed = [day for day in version.closed_days.all() if day.date.year == year]
    return [DayOff(day.date, day.name or _("Closed"), not week[day.date.weekday()]) for day in closed]


def _stretches(versions: Sequence[CalendarVersion]) -> Iterable[tuple[CalendarVersion, date, date]]:
    """Each version with its first and last day."""
    for version, follower in zip(versions, [*versions[1:], None], strict=True):
        ends = follower.valid_from - timedelta(days=1) if follower and follower.valid_from else date.max
        yield version, version.valid_from or date.min, ends
