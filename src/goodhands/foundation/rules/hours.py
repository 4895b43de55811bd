"""Are these hours possible, and which instants do these stamps name?

Reads what people write about time in terms and in calculator documents: windows of a day, weeks, dates, stamps.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.strict import Fault, items, mapping, shown, table, text
from goodhands.foundation.rules.working_time import Window
from goodhands.foundation.rules.zones import UnknownZone, zone

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2})(:\d{2})?(?:[.,](\d+))?(Z|z|[+-]\d{2}:?\d{2})?", re.ASCII)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def zone_name(value: object, path: str) -> str:
    """The value as the name of a time zone that exists."""
    name = text(value, path)
    try:
        zone(name)
    except UnknownZone:
        unknown = said('knows no time zone {name}; write one such as "Europe/Rome" or "UTC"', name=shown(name))
        raise Fault(path, unknown) from None
    return name


def week(value: object, path: str) -> tuple[tuple[Window, ...], ...]:
    """The windows of Monday to Sunday; a day that is not named is closed."""
    days = table(value, path, optional=WEEKDAYS)
    return tuple(windows(days.get(day, []), f"{path}.{day}") for day in WEEKDAYS)


def dated(value: object, path: str) -> Mapping[date, tuple[Window, ...]]:
    """Windows by date."""
    return {day(key, f"{path}.{key}"): windows(parts, f"{path}.{key}") for key, parts in mapping(value, path).items()}


def windows(value: object, path: str) -> tuple[Window, ...]:
    """The windows of one day, such as `[["09:00", "13:00"], ["14:00", "18:00"]]`."""
    return tuple(window(part, f"{path}[{i}]") for i, part in enumerate(items(value, path)))


def window(value: object, path: str) -> Window:
    """One window. An end at or before its start is on the next day; equal ends are 24 hours."""
    ends = items(value, path)
    if len(ends) != 2:
        needed = said('must be a start and an end such as ["09:00", "17:00"], not {count} values', count=len(ends))
        raise Fault(path, needed)
    opens, closes = clock(ends[0], f"{path}[0]"), clock(ends[1], f"{path}[1]")
    if opens == 24 * 60:
        late = said('cannot be "24:00", which only ends a day; write "00:00" on the day after')
        raise Fault(f"{path}[0]", late)
    return (opens, closes if closes > opens else closes + 24 * 60)


def clock(value: object, path: str) -> int:
    """Minutes after midnight of a time such as `09:30`; `24:00` is the midnight that ends the day."""
    written = text(value, path)
    found = _CLOCK.fullmatch(written)
    if not found:
        needed = said('must be a time from "00:00" to "24:00" with two digits each, not {found}', found=shown(written))
        raise Fault(path, needed)
    hours, minutes = written.split(":")
    return int(hours) * 60 + int(minutes)


def days(value: object, path: str) -> frozenset[date]:
    """A list of dates."""
    return frozenset(day(entry, f"{path}[{i}]") for i, entry in enumerate(items(value, path)))


def day(value: object, path: str) -> date:
    """A date such as `2026-11-30`."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    written = text(value, path)
    try:
        if not _DATE.fullmatch(written):
            raise ValueError
        return date.fromisoformat(written)
    except ValueError:
        raise Fault(path, said('must be a date such as "2026-11-30", not {found}', found=shown(written))) from None


def stamp(value: Any, path: str, fractions: bool = False) -> int:
    """The UTC second of a stamp such as `2026-11-30T09:00:00Z`, which must carry its offset.

    Fractions of a second are a fault unless they are allowed; then they are cut off.
    """
    if isinstance(value, datetime):
        value = value.isoformat()
    written = text(value, path)
    found = _STAMP.fullmatch(written)
    needed = said('must be a stamp such as "2026-11-30T09:00:00Z", not {found}', found=shown(written))
    if not found:
        raise Fault(path, needed)
    day_part, minute_part, second_part, fraction, offset = found.groups()
    if offset is None:
        no_offset = said(
            'must say its offset, "Z" for UTC or one like "+02:00": {found} does not', found=shown(written)
        )
        raise Fault(path, no_offset)
    if fraction is not None and not fractions:
        raise Fault(path, said("must be a whole second, not {found}", found=shown(written)))
    try:
        moment = datetime.fromisoformat(f"{day_part}T{minute_part}{second_part or ':00'}{offset.upper()}")
        return (moment - _EPOCH) // timedelta(seconds=1)
    except (ValueError, OverflowError):
        raise Fault(path, needed) from None


def stamped(instant: int) -> str:
    """A UTC second as it is written everywhere: `2026-11-30T09:00:00Z`."""
    return (_EPOCH + timedelta(seconds=instant)).replace(tzinfo=None).isoformat() + "Z"
