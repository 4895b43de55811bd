"""How much working time lies between two instants?

Everything here follows from one function, F(t): the working seconds before the instant t. Elapsed time is a
difference of two F, a deadline is the least instant at which F has grown by a duration, a pause takes out its own
difference. Instants are whole UTC seconds, results are exact integers.

F is read from a table of UTC intervals. Wall-clock windows become UTC intervals span by span of constant offset
(`zones`), so that a missing hour counts nothing and a repeated hour counts twice without a special case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.zones import DAY, Instants, Spans, spans

Window = tuple[int, int]
"""Minutes after the midnight that begins a date; an end beyond 1440 runs into the next day."""

Places = npt.NDArray[np.intp]

BLANK = np.iinfo(np.int64).min
"""Stands for an instant that is not known."""

NEVER = np.iinfo(np.int64).max
"""Stands for a deadline that the table does not reach."""

ALWAYS = -(1 << 61)
"""A calendar version valid from here has always been valid."""

_GRID_CELLS = 1 << 22
_SLAB = 1 << 14
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class CalendarVersion:
    """Hours of service as agreed: never changed, only followed by another version.

    `week` holds the windows of Monday to Sunday. A `closed` date loses the windows that start on it (the tail of an
    evening before stays); where days are `closed_whole` it is closed from 0:00 to 24:00 instead, so that the tail of
    the evening before goes, and what runs on after the midnight that ends it stays. `shifts` replaces the windows of a
    date and wins over `closed`, `breaks` are cut out of whatever is open.
    """

    zone: str
    week: tuple[tuple[Window, ...], ...]
    closed: frozenset[date] = frozenset()
    shifts: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    breaks: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)
    closed_whole: bool = False


@dataclass(frozen=True)
class Calendar:
    """The versions of a calendar, each valid from a UTC second on until the next one begins."""

    versions: tuple[tuple[int, CalendarVersion], ...]

    @classmethod
    def of(cls, version: CalendarVersion) -> "Calendar":
        """A calendar that never changed."""
        return cls(((ALWAYS, version),))


@dataclass(frozen=True)
class Pauses:
    """Stretches of time that do not count: `owner[i]` is the index of the ticket, half-open from `start` to `end`."""

    owner: Places
    start: Instants
    end: Instants


class WorkingTime:
    """The table of open intervals of one or several calendars between two instants, and F over it.

    With several calendars each has a stretch of its own on one long axis, so that a single search answers for tickets
    of all of them; `calendar` is then the calendar's index for each instant.
    """

    def __init__(self, calendars: Sequence[Calendar], first: int, last: int) -> None:
        # Whole days on both sides, so that the edges keep to the grid of `_grid_for`.
        self.first, self.last = first // DAY * DAY, (max(last, first) // DAY + 1) * DAY
        self._stride = self.last - self.first
        self._length = self._stride * len(calendars)
        tables = [_clipped(*_open_intervals(c, self.first, self.last), self.first, self.last) for c in calendars]
        self.starts = np.concatenate([s - self.first + i * self._stride for i, (s, _) in enumerate(tables)])
        self.ends = np.concatenate([e - self.first + i * self._stride for i, (_, e) in enumerate(tables)])
        self._through = np.cumsum(self.ends - self.starts)
        # F(t) = min(t + lead, through) of the last interval that has started; before the first one it is 0.
        through = np.concatenate([[0], self._through])
        self._lead = np.concatenate([[1 << 62], through[:-1] - self.starts])
        self._cap = through
        self._grid: tuple[int, Instants, Instants] | None = None

    def before(self, instant: Instants, calendar: Places | int = 0) -> Instants:
        """F: the working seconds before each instant. Instants outside the table count as its edge."""
        found = np.empty(instant.shape, np.int64)
        grid = self._grid_for(instant.size)
        for begin in range(0, instant.size, _SLAB):  # what fits the cache is computed twice as fast
            part = slice(begin, begin + _SLAB)
            place = np.clip(instant[part], self.first, self.last)
            place += (calendar if isinstance(calendar, int) else calendar[part]) * self._stride - self.first
            found[part] = self._found(place) if grid is None else self._looked_up(place, *grid)
        return found

    def elapsed(self, start: Instants, end: Instants, calendar: Places | int = 0) -> Instants:
        """The working seconds from start to end, 0 where the end comes before the start."""
        seconds: Instants = np.maximum(self.before(end, calendar) - self.before(start, calendar), 0)
        return seconds

    def edges(self, start: int, end: int, calendar: int = 0) -> list[int]:
        """The instants between two at which agreed hours begin or end, in order."""
        shift = calendar * self._stride - self.first
        inside = [
            side[np.searchsorted(side, start + shift, side="right") : np.searchsorted(side, end + shift, side="left")]
            for side in (self.starts, self.ends)
        ]
        found: list[int] = (np.unique(np.concatenate(inside)) - shift).tolist()
        return found

    def paused(self, start: Instants, end: Instants, pauses: Pauses, calendar: Places | int = 0) -> Instants:
        """The working seconds of each ticket's span that its pauses take out: united, and clipped to the span."""
        taken = np.zeros(len(start), np.int64)
        cut = united(clipped(pauses, start, end))
        if len(cut.owner):
            calendar = calendar if isinstance(calendar, int) else calendar[cut.owner]
            heads = _heads(cut.owner)
            seconds = self.before(cut.end, calendar) - self.before(cut.start, calendar)
            taken[cut.owner[heads]] = np.add.reduceat(seconds, heads)
        return taken

    def deadline(
        self, start: Instants, seconds: Instants | int, pauses: Pauses | None = None, calendar: Places | int = 0
    ) -> Instants:
        """The least instant at which the duration is used up, NEVER where the table ends first.

        Exactly at closing time is closing time, not the next opening; a duration of 0 gives the start.
        """
        seconds = np.broadcast_to(np.asarray(seconds, np.int64), start.shape)
        goal = self.before(start, calendar) + seconds
        if pauses is not None:
            goal = goal + self._paused_before_goal(start, goal, pauses, calendar)
        interval = np.searchsorted(self._through, goal, side="left")
        reached = interval < len(self._through)
        interval = np.where(reached, interval, 0)
        due = (
            np.full(start.shape, NEVER) if not len(self.ends) else self.ends[interval] - self._through[interval] + goal
        )
        shift = np.asarray(calendar, np.int64) * self._stride
        reached &= due <= shift + self._stride
        return np.where(seconds == 0, start, np.where(reached, due - shift + self.first, NEVER))

    def _paused_before_goal(self, start: Instants, goal: Instants, pauses: Pauses, calendar: Places | int) -> Instants:
        """The working seconds of those pauses that begin before a ticket's duration is used up.

        A pause begins before the deadline exactly when the net working time at its start is below the duration; net
        time only grows, so no pause has to be walked in order.
        """
        extra = np.zeros(len(start), np.int64)
        cut = united(clipped(pauses, start, np.full(len(start), self.last)))
        if not len(cut.owner):
            return extra
        calendar = calendar if isinstance(calendar, int) else calendar[cut.owner]
        begun = self.before(cut.start, calendar)
        seconds = self.before(cut.end, calendar) - begun
        heads = _heads(cut.owner)
        sizes = np.diff(np.append(heads, len(cut.owner)))
        so_far = np.cumsum(seconds) - seconds
        earlier = so_far - np.repeat(so_far[heads], sizes)
        counts = begun - earlier < goal[cut.owner]
        extra[cut.owner[heads]] = np.add.reduceat(np.where(counts, seconds, 0), heads)
        return extra

    def _found(self, place: Instants) -> Instants:
        """F at places on the long axis, by a search for the interval."""
        interval = np.searchsorted(self.starts, place, side="right")
        seconds: Instants = np.minimum(place + self._lead[interval], self._cap[interval])
        return seconds

    @staticmethod
    def _looked_up(place: Instants, step: int, floor: Instants, slope: Instants) -> Instants:
        """F at places on the long axis, from the grid."""
        cell = place // step
        seconds = place - cell * step
        seconds &= slope.take(cell)
        seconds += floor.take(cell)
        return seconds

    def _grid_for(self, queries: int) -> tuple[int, Instants, Instants] | None:
        """F at every step of a grid on which all edges fall: several times faster to read than a search.

        Between two steps F either stands still or runs, so a mask of all zeros or all ones tells the rest. Made only
        where there are enough questions to pay for it and it stays small; the answers are the same.
        """
        if self._grid is None:
            edges = np.concatenate([self.starts, self.ends])
            step = int(np.gcd.reduce(np.append(edges, self._stride)))
            cells = self._length // step + 2
            if cells > _GRID_CELLS or queries * 4 < cells:
                return None
            floor = self._found(np.arange(cells, dtype=np.int64) * step)
            slope = np.append(np.where(np.diff(floor) > 0, -1, 0), 0)
            self._grid = (step, floor, slope)
        return self._grid


def at_risk(used: Instants, limit: int, numerator: int = 3, denominator: int = 4) -> npt.NDArray[np.bool_]:
    """Which running tickets have used at least this share of their limit (three quarters unless told otherwise)."""
    return used * denominator >= limit * numerator


def clipped(pauses: Pauses, start: Instants, end: Instants) -> Pauses:
    """The parts of pauses inside their ticket's span."""
    begins = np.maximum(pauses.start, start[pauses.owner])
    ends = np.minimum(pauses.end, end[pauses.owner])
    kept = begins < ends
    return Pauses(pauses.owner[kept], begins[kept], ends[kept])


def united(pauses: Pauses) -> Pauses:
    """Each ticket's pauses in order and without overlaps; what is so already is given back as it is."""
    owner, start, end = pauses.owner, pauses.start, pauses.end
    another = owner[1:] > owner[:-1]
    if (another | ((owner[1:] == owner[:-1]) & (start[1:] >= end[:-1]))).all():
        return pauses
    # Each ticket gets a stretch of its own on one long axis; what must not touch there is united as one set.
    first = int(start.min())
    stride = int(end.max()) - first + 2
    shift = owner.astype(np.int64) * stride - first
    begins, ends = _union(start + shift, end + shift)
    owner = begins // stride
    shift = owner * stride - first
    return Pauses(owner.astype(np.intp), begins - shift, ends - shift)


def _heads(owner: Places) -> Places:
    """Where each run of equal owners begins."""
    return np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))


def _open_intervals(calendar: Calendar, first: int, last: int) -> tuple[Instants, Instants]:
    """The UTC intervals in which a calendar is open, each version's clipped to its validity."""
    valid_from = [max(instant, first) for instant, _ in calendar.versions]
    valid_to = [*valid_from[1:], last]
    parts = [
        _clipped(*_version_intervals(version, since, until), since, until)
        for (_, version), since, until in zip(calendar.versions, valid_from, valid_to, strict=True)
        if since < until
    ]
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return _union(np.concatenate([s for s, _ in parts]), np.concatenate([e for _, e in parts]))


def _version_intervals(version: CalendarVersion, first: int, last: int) -> tuple[Instants, Instants]:
    offsets = spans(version.zone, first, last)
    begins, ends = _wall_windows(version, first // DAY - 3, last // DAY + 3)
    return _utc_intervals(begins, ends, offsets)


def _wall_windows(version: CalendarVersion, first_day: int, last_day: int) -> tuple[Instants, Instants]:
    """The open stretches between two dates (days since 1970), in wall-clock seconds."""
    days = np.arange(first_day, last_day + 1, dtype=np.int64)
    closed, shifted = {_day(d) for d in version.closed}, {_day(d) for d in version.shifts}
    special = shifted if version.closed_whole else closed | shifted
    regular = days[~np.isin(days, np.array(sorted(special), np.int64))]
    weekday = (regular + 3) % 7  # 1970-01-01 was a Thursday
    begins, ends = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for number, windows in enumerate(version.week):
        midnights = regular[weekday == number] * DAY
        for opens, closes in windows:
            begins.append(midnights + opens * 60)
            ends.append(midnights + closes * 60)
    dated = [_dated(windows) for windows in (version.shifts, version.breaks)]
    open_begins, open_ends = _union(
        np.concatenate([*begins, _between(dated[0], first_day, last_day)[0]]),
        np.concatenate([*ends, _between(dated[0], first_day, last_day)[1]]),
    )
    whole = np.array(sorted(closed - shifted) if version.closed_whole else [], np.int64) * DAY
    cut = _union(np.concatenate([dated[1][0], whole]), np.concatenate([dated[1][1], whole + DAY]))
    return _without(open_begins, open_ends, *cut)


def _between(windows: tuple[Instants, Instants], first_day: int, last_day: int) -> tuple[Instants, Instants]:
    begins, ends = windows
    kept = (begins >= first_day * DAY) & (begins < (last_day + 1) * DAY)
    return begins[kept], ends[kept]


def _dated(windows: Mapping[date, tuple[Window, ...]]) -> tuple[Instants, Instants]:
    found = [(_day(d) * DAY + a * 60, _day(d) * DAY + b * 60) for d, parts in windows.items() for a, b in parts]
    both = np.array(found, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _day(day: date) -> int:
    return day.toordinal() - _EPOCH_ORDINAL


def _utc_intervals(begins: Instants, ends: Instants, offsets: Spans) -> tuple[Instants, Instants]:
    """Wall-clock stretches as UTC intervals: in each span of constant offset they are only moved."""
    edges = np.concatenate([offsets.starts, [NEVER]])
    edges[0] = -(1 << 61)
    found_begins, found_ends = [], []
    for start, stop, offset in zip(edges[:-1].tolist(), edges[1:].tolist(), offsets.offsets.tolist(), strict=True):
        lowest = np.searchsorted(ends, start + offset, side="right")
        highest = np.searchsorted(begins, min(stop, NEVER - DAY) + offset, side="left")
        found_begins.append(np.maximum(begins[lowest:highest] - offset, start))
        found_ends.append(np.minimum(ends[lowest:highest] - offset, stop))
    return _union(np.concatenate(found_begins), np.concatenate(found_ends))


def _clipped(begins: Instants, ends: Instants, first: int, last: int) -> tuple[Instants, Instants]:
    begins, ends = np.maximum(begins, first), np.minimum(ends, last)
    kept = begins < ends
    return begins[kept], ends[kept]


def _union(begins: Instants, ends: Instants) -> tuple[Instants, Instants]:
    """A set of half-open intervals in order, without overlaps and with touching ones joined."""
    if len(begins) < 2:
        return begins, ends
    if (begins[1:] < begins[:-1]).any():
        order = np.argsort(begins, kind="stable")
        begins, ends = begins[order], ends[order]
    if (begins[1:] > ends[:-1]).all():
        return begins, ends
    reach = np.maximum.accumulate(ends)
    head = np.flatnonzero(np.concatenate([[True], begins[1:] > reach[:-1]]))
    return begins[head], np.maximum.reduceat(ends, head)


def _without(begins: Instants, ends: Instants, cut_begins: Instants, cut_ends: Instants) -> tuple[Instants, Instants]:
    """The first set without the second; both in order and without overlaps."""
    if not len(cut_begins):
        return begins, ends
    points = np.unique(np.concatenate([begins, ends, cut_begins, cut_ends]))
    kept = _covers(begins, ends, points) & ~_covers(cut_begins, cut_ends, points)
    kept = kept[:-1]
    return _union(points[:-1][kept], points[1:][kept])


def _covers(begins: Instants, ends: Instants, points: Instants) -> npt.NDArray[np.bool_]:
    return np.searchsorted(begins, points, side="right") > np.searchsorted(ends, points, side="right")


def elapsed(version: CalendarVersion, start: int, end: int, pauses: Sequence[tuple[int, int]] = ()) -> int:
    """The working seconds of one span, without its pauses; 0 where the end comes before the start."""
    if end <= start:
        return 0
    table = WorkingTime([Calendar.of(version)], start, end)
    begin, finish = np.array([start]), np.array([end])
    return int((table.elapsed(begin, finish) - table.paused(begin, finish, _of_one(pauses)))[0])


def deadline(version: CalendarVersion, start: int, seconds: int, pauses: Sequence[tuple[int, int]] = ()) -> int | None:
    """The least instant at which a duration is used up; None where that takes more than ten years."""
    limit = _ten_years_after(start)
    for last in (min(start + 60 * DAY, limit), limit):  # most deadlines are near, and a short table is soon made
        table = WorkingTime([Calendar.of(version)], start, last)
        due = int(table.deadline(np.array([start]), seconds, _of_one(pauses))[0])
        if due <= last:
            return due
    return None


def _of_one(pauses: Sequence[tuple[int, int]]) -> Pauses:
    both = np.array(pauses, np.int64).reshape(-1, 2)
    return Pauses(np.zeros(len(both), np.intp), both[:, 0], both[:, 1])


def _ten_years_after(start: int) -> int:
    begin = np.datetime64(start, "s")
    month = begin.astype("datetime64[M]")
    later = (month + 120).astype("datetime64[s]") + (begin - month.astype("datetime64[s]"))
    return int(later.astype(np.int64))
