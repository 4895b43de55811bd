"""What does the clock on the wall say, and when was that?

A time zone is used as its spans of constant offset: inside one, wall clock and UTC differ by a fixed number of
seconds, so that a clock change needs no special case anywhere. The rules of all zones come from the pinned `tzdata`
package, never from the machine, so that the same figures come out everywhere; its version goes on every report.
"""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from io import BytesIO
from pkgutil import get_data
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import tzdata

Instants = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

DAY = 86_400
_SLAB = 1 << 14
VERSION: str = tzdata.IANA_VERSION
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 2, 9998  # one year inside what the calendar of the language can hold
_FIRST_LISTED, _LAST_LISTED = 1840, 2090  # before it no zone changed, after it all follow a rule; a test holds that
_ALIKE = range(2101, 2129)  # years of every shape, to follow the rules in: no century among them


class UnknownZone(ValueError):
    """There is no time zone of this name."""


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as `Europe/Rome`, from the pinned data."""
    if name not in _names():
        raise UnknownZone(name)
    return ZoneInfo.from_file(BytesIO(_data(f"zoneinfo/{name}")), key=name)


def all_zones() -> list[str]:
    """The names that people choose from, in order: those of places, and UTC."""
    places = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
    return ["UTC", *sorted(name for name in _names() if name.partition("/")[0] in places)]


@cache
def _names() -> frozenset[str]:
    return frozenset(_data("zones").decode().split())


def _data(path: str) -> bytes:
    found = get_data("tzdata", path)
    assert found is not None
    return found


@dataclass(frozen=True, slots=True)
class Spans:
    """The spans of constant offset of one zone over some stretch of time.

    `starts[i]` is the UTC second at which span i begins, `offsets[i]` the seconds to add to UTC for the wall clock.
    The first span reaches back for ever and the last one on for ever.
    """

    starts: Instants
    offsets: Instants

    def wall(self, utc: Instants) -> Instants:
        """Wall-clock seconds (as if the wall clock were UTC) at UTC instants."""
        return utc + self.offsets[np.maximum(np.searchsorted(self.starts, utc, side="right") - 1, 0)]

    def utc(self, wall: Instants) -> tuple[Instants, Flags, Flags]:
        """UTC instants of wall-clock seconds, and which of them lie in a gap and which in a fold.

        A wall clock that was shown twice is taken as the earlier instant; one that was skipped is moved forward by
        the length of the gap.
        """
        latest = np.iinfo(np.int64).max
        ends = np.append(self.starts[1:] + self.offsets[:-1], latest)
        begins = np.append(self.starts[1:] + self.offsets[1:], latest)
        utc, gap, fold = np.empty_like(wall), np.empty(wall.shape, bool), np.empty(wall.shape, bool)
        for begin in range(0, len(wall), _SLAB):  # what fits the cache is computed twice as fast
            part = slice(begin, begin + _SLAB)
            span = _place_among(ends, wall[part])
            utc[part] = wall[part] - self.offsets[span]
            gap[part] = (utc[part] < self.starts[span]) & (span > 0)
            fold[part] = wall[part] >= begins[span]
            if gap[part].any():
                before = wall[part] - self.offsets[np.maximum(span - 1, 0)]
                utc[part] = np.where(gap[part], before, utc[part])
        return utc, gap, fold


def _place_among(edges: Instants, values: Instants) -> Instants:
    """How many edges are at or before each value; of the few among values near each other, by comparing."""
    first, last = np.searchsorted(edges, [values.min(), values.max()], side="right")
    if last - first > 8:
        return np.searchsorted(edges, values, side="right")
    place = np.full(values.shape, first)
    for edge in edges[first:last]:
        place += values >= edge
    return place


def spans(name: str, first: int, last: int) -> Spans:
    """The spans of a zone that cover the UTC seconds from `first` to `last`, with a year to spare on both sides."""
    years = range(_year(first) - 1, _year(last) + 2)
    changes = [change for year in years for change in _changes(name, year)]
    opening = _offset(zone(name), _new_year(years[0]))
    starts = [_new_year(years[0]), *(instant for instant, _ in changes)]
    return Spans(np.array(starts, np.int64), np.array([opening, *(offset for _, offset in changes)], np.int64))


def _year(instant: int) -> int:
    year = (_EPOCH + timedelta(seconds=max(min(instant, 250_000_000_000), -60_000_000_000))).year
    return min(max(year, _FIRST_YEAR + 1), _LAST_YEAR - 1)


def _new_year(year: int) -> int:
    return int((datetime(year, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())


def _changes(name: str, year: int) -> Sequence[tuple[int, int]]:
    """When the zone's offset changes in a UTC year: (UTC second, new offset).

    A rule names days such as the last Sunday in March, so it gives the same days in years that begin on the same
    weekday and are as long.
    """
    if year < _FIRST_LISTED:
        return ()
    if year <= _LAST_LISTED:
        return _searched(name, year)
    alike = next(other for other in _ALIKE if _shape(other) == _shape(year))
    later = _new_year(year) - _new_year(alike)
    return [(instant + later, offset) for instant, offset in _searched(name, alike)]


def _shape(year: int) -> tuple[int, bool]:
    """On which weekday a year begins, and whether it is a leap year."""
    return date(year, 1, 1).weekday(), isleap(year)


@lru_cache(maxsize=4096)
def _searched(name: str, year: int) -> tuple[tuple[int, int], ...]:
    """The changes in a UTC year, by looking once a day and then closer.

    No zone has changed twice within a day since 1970; a test holds that against the data.
    """
    place = zone(name)
    before = _new_year(year)
    found = []
    for day in range(before + DAY, _new_year(year + 1) + DAY, DAY):
        after = min(day, _new_year(year + 1))
        if _offset(place, before) != _offset(place, after):
            instant = _first_with(place, _offset(place, after), before, after)
            found.append((instant, _offset(place, after)))
        before = after
    return tuple(found)


def _first_with(place: ZoneInfo, offset: int, before: int, after: int) -> int:
    """The first second in (before, after] from which the zone has this offset."""
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(place, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset(place: ZoneInfo, instant: int) -> int:
    offset = (_EPOCH + timedelta(seconds=instant)).astimezone(place).utcoffset()
    assert offset is not None
    return offset.days * DAY + offset.seconds
