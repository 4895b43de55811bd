"""A clock that walks: the slow, obviously correct answer to `goodhands calc worktime`.

It knows one thing about time zones: what the clock on the wall shows at a given instant. It walks from the start to
the end a minute at a time, looks at that clock, and asks whether somebody would be at work. Nothing is ever converted
from wall clock to UTC, no windows are intersected, no offsets are kept; a repeated hour counts twice because the walk
passes through it twice, and a missing hour counts nothing because no instant shows it.

    >>> worktime({"schedule": {"mon": [["09:00", "17:00"]]}, "timezone": "Europe/Madrid",
    ...           "start": "2025-05-05T06:00:00Z", "end": "2025-05-05T09:00:00Z"})
    {'seconds': 7200}

A walk takes about a second for each year it covers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEEDED = {"schedule", "timezone", "start"}
OPTIONAL = {"holidays", "shifts", "breaks", "pauses", "end", "duration"}

MINUTE = 60
MINUTES_OF_A_DAY = 24 * 60
YEARS_TO_WAIT = 10
WHOLE_MINUTES_SINCE = int(datetime(1973, 1, 1, tzinfo=UTC).timestamp())
"""No zone has had an offset with odd seconds since Liberia gave its up in 1972; before, the walk goes by seconds."""

Window = tuple[int, int]
"""Minutes from the midnight that begins the date a window belongs to; an end above 1440 lies in the next day."""


class BadDocument(ValueError):
    """A document without an answer; `path` is the key that is to blame."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path = path
        self.message = message


def worktime(document: dict) -> dict:
    """`{"seconds": 54000}` for an `end`, `{"deadline": "2015-03-31T07:00:00Z"}` for a `duration`."""
    check_keys(document)
    start = read_stamp("start", document["start"])
    office = Office(document)
    pauses = read_pauses(document.get("pauses", []))
    if "end" in document:
        end = read_stamp("end", document["end"])
        return {"seconds": count_seconds(office, pauses, start, end)}
    duration = read_duration(document["duration"])
    return {"deadline": write_stamp(find_deadline(office, pauses, start, duration))}


def count_seconds(office: Office, pauses: list[range], start: int, end: int) -> int:
    """The seconds from start to end at which the office is open and nothing is paused."""
    return sum(len(seconds) for seconds in working_seconds(office, pauses, start, end))


def find_deadline(office: Office, pauses: list[range], start: int, duration: int) -> int:
    """The least instant at which the duration is used up.

    The instant that follows the last second needed, so exactly at closing time it is closing time, not the next
    opening; a duration of 0 gives the start; one not used up within ten years is an error.
    """
    if duration == 0:
        return start
    left = duration
    for seconds in working_seconds(office, pauses, start, years_later(start, YEARS_TO_WAIT)):
        if left <= len(seconds):
            return seconds[left - 1] + 1
        left -= len(seconds)
    raise BadDocument("duration", "not used up within ten years")


def working_seconds(office: Office, pauses: list[range], start: int, end: int) -> Iterator[list[int] | range]:
    """The walk: for each step from start to end, the seconds of it that are worked."""
    for step in steps(start, end):
        if office.is_open(step[0]):
            yield unpaused(step, pauses)


def steps(start: int, end: int) -> Iterator[range]:
    """Cut start..end at every whole minute; one minute of UTC never holds an edge of a wall-clock minute inside it."""
    stride = MINUTE if start >= WHOLE_MINUTES_SINCE else 1
    while start < end:
        next_mark = start - start % stride + stride
        yield range(start, min(next_mark, end))
        start = next_mark


def unpaused(step: range, pauses: list[range]) -> list[int] | range:
    """The seconds of a step at which no pause is on; pauses that overlap still take each second out only once."""
    near = [pause for pause in pauses if pause.start < step.stop and step.start < pause.stop]
    if not near:
        return step
    return [second for second in step if not any(second in pause for pause in near)]


class Office:
    """When somebody is at work, told by the calendar and the clock on the wall alone."""

    def __init__(self, document: dict) -> None:
        self.zone = read_zone(document["timezone"])
        self.schedule = read_schedule(document["schedule"])
        self.holidays = {read_date("holidays", text) for text in document.get("holidays", [])}
        self.shifts = read_dated_windows("shifts", document.get("shifts", {}))
        self.breaks = read_dated_windows("breaks", document.get("breaks", {}))
        self.minutes_of_dates: dict[date, list[bool]] = {}

    def is_open(self, instant: int) -> bool:
        wall = datetime.fromtimestamp(instant, self.zone)
        today = wall.date()
        if today not in self.minutes_of_dates:
            self.minutes_of_dates[today] = [self.is_open_at(today, minute) for minute in range(MINUTES_OF_A_DAY)]
        return self.minutes_of_dates[today][wall.hour * 60 + wall.minute]

    def is_open_at(self, today: date, minute: int) -> bool:
        """Is this minute of the wall clock worked on this date?

        A break is cut from whatever is open on that local date, the tail of the evening before included.
        """
        works = within(minute, today, self.windows_of)
        rests = within(minute, today, self.breaks_of)
        return works and not rests

    def windows_of(self, day: date) -> list[Window]:
        """The windows that start on a date.

        `shifts` replaces a date's windows and wins over a holiday, `[]` closes; a holiday removes the windows that
        start that day.
        """
        if day in self.shifts:
            return self.shifts[day]
        if day in self.holidays:
            return []
        return self.schedule[WEEKDAYS[day.weekday()]]

    def breaks_of(self, day: date) -> list[Window]:
        return self.breaks.get(day, [])


def within(minute: int, today: date, windows_of: Callable[[date], list[Window]]) -> bool:
    """Is a minute inside a window of its own date, or inside what the date before left running past midnight?"""
    yesterday = today - timedelta(days=1)
    return any(start <= minute < end for start, end in windows_of(today)) or any(
        start <= minute + MINUTES_OF_A_DAY < end for start, end in windows_of(yesterday)
    )


def years_later(instant: int, years: int) -> int:
    """The same day and time of UTC so many years on (the 29th of February becomes the 28th)."""
    then = datetime.fromtimestamp(instant, UTC)
    if (then.month, then.day) == (2, 29):
        then = then.replace(day=28)
    return int(then.replace(year=then.year + years).timestamp())


# Reading and writing


def check_keys(document: dict) -> None:
    """Unknown keys are an error; a document asks for one thing, a length or a deadline."""
    for key in document:
        if key not in NEEDED | OPTIONAL:
            raise BadDocument(key, "unknown key")
    for key in sorted(NEEDED):
        if key not in document:
            raise BadDocument(key, "is missing")
    if ("end" in document) == ("duration" in document):
        raise BadDocument("end", "give either an end or a duration")


def read_stamp(path: str, text: str) -> int:
    """Stamps carry an offset; fractions of a second are an error."""
    try:
        stamp = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadDocument(path, f"{text!r} is no stamp") from None
    if stamp.tzinfo is None:
        raise BadDocument(path, f"{text!r} carries no offset")
    if stamp.microsecond:
        raise BadDocument(path, f"{text!r} has a fraction of a second")
    return int(stamp.timestamp())


def write_stamp(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_duration(seconds: int) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 0:
        raise BadDocument("duration", f"{seconds!r} is no whole number of seconds from 0 up")
    return seconds


def read_pauses(pairs: list) -> list[range]:
    """Pauses are half-open; one that ends before it starts is empty."""
    return [
        range(read_stamp(f"pauses.{place}.0", start), read_stamp(f"pauses.{place}.1", end))
        for place, (start, end) in enumerate(pairs)
    ]


def read_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (TypeError, ValueError, OSError, KeyError):
        raise BadDocument("timezone", f"{name!r} is no time zone") from None


def read_schedule(schedule: dict) -> dict[str, list[Window]]:
    for key in schedule:
        if key not in WEEKDAYS:
            raise BadDocument(f"schedule.{key}", "unknown key")
    return {day: read_windows(f"schedule.{day}", schedule.get(day, [])) for day in WEEKDAYS}


def read_dated_windows(path: str, dated: dict) -> dict[date, list[Window]]:
    return {read_date(path, day): read_windows(f"{path}.{day}", windows) for day, windows in dated.items()}


def read_windows(path: str, pairs: list) -> list[Window]:
    return [read_window(f"{path}.{place}", pair) for place, pair in enumerate(pairs)]


def read_window(path: str, pair: list) -> Window:
    """A window that ends at or before its start runs into the next day (equal ends are 24 hours)."""
    try:
        start, end = (read_minute(path, text) for text in pair)
    except (TypeError, ValueError) as problem:
        if isinstance(problem, BadDocument):
            raise
        raise BadDocument(path, f"{pair!r} is no pair of times") from None
    return (start, end) if end > start else (start, end + MINUTES_OF_A_DAY)


def read_minute(path: str, text: str) -> int:
    """24:00 is midnight."""
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)|(24):(00)", text)
    if not found:
        raise BadDocument(path, f"{text!r} is no time of the day")
    hours, minutes = (int(part) for part in found.groups() if part is not None)
    return hours * 60 + minutes


def read_date(path: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise BadDocument(path, f"{text!r} is no date") from None
