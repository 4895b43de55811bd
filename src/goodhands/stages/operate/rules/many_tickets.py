"""Which tickets does an invented help desk have, as many as are wanted?

`example_year` tells one year in which everything hangs together, ticket by ticket; this draws column by column, for
data at size. Each part of the tickets is drawn by itself, so that a million take no more memory than fifty thousand.
Chance comes in from outside, so that the same source gives the same tickets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.foundation.rules.working_time import BLANK, Calendar, CalendarVersion, Window, WorkingTime
from goodhands.foundation.rules.zones import DAY, Flags, Instants, Spans, spans
from goodhands.stages.operate.rules import example_world as world
from goodhands.stages.operate.rules.example_world import HOUR, MINUTE, PACES

ZONE, PLACE = "Europe/Lisbon", "PT"
WEEK: tuple[tuple[Window, ...], ...] = (((480, 1080),),) * 5 + ((), ())
EVENTS = (
    "Opened", "Answered", world.CUSTOMER, "Work resumed", "Resolved", "Reopened", "Answered", "Resolved", "Closed",
)  # fmt: skip
"""What can happen to a ticket, in the order in which it does; the reopening, once more an answer and a solution."""

OPENED, ANSWERED, PAUSED, RESUMED, SOLVED, REOPENED, ANSWERED_AGAIN, SOLVED_AGAIN, CLOSED = range(len(EVENTS))
PART = 50_000  # tickets drawn at once
_WAITS, _COMES_BACK, _FORGOTTEN = 0.35, 0.055, 0.006
_BY_ITSELF = 7 * DAY  # a solved ticket is closed after so long
_SPREAD = 0.42  # how far durations lie around the typical one
_RATES, _CONTENT = 0.3, (0.45, 0.88)  # of closed tickets, those with a mark; of those, the good ones: missed, met

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


class Chance(Protocol):
    """A source of chance, such as numpy's Generator: its `random` is the method whose values are the most lasting."""

    def random(self, size: int) -> Floats:
        """So many numbers from 0 up to, but not including, 1."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The help desk in a stretch of time: its agreed hours as a table, its clock, how slow each month is (1: usual).

    `begin` and `end` are UTC seconds; what would happen from `end` on is not known yet.
    """

    table: WorkingTime
    clock: Spans
    begin: int
    end: int
    slowness: Floats


@dataclass(frozen=True, slots=True)
class Tickets:
    """Tickets in order of their opening. `stamps` holds UTC seconds, a column an event; BLANK for what did not happen.

    `topic` is the place among the topics of `example_world`, `priority` the place in its PACES, `asks` and `works` are
    shares from 0 to 1 of whom a ticket is from and who works on it, `room` is where; `met` is the provider's own
    verdict, `mark` 1 to 5 or 0 without one.
    """

    first: int
    stamps: Instants
    topic: Places
    priority: Places
    asks: Floats
    works: Floats
    room: Places
    met: Flags
    mark: Places

    def __len__(self) -> int:
        return len(self.stamps)


def agreed_hours(begin: date, until: date) -> CalendarVersion:
    """The hours of the years concerned; NoHolidaysKnown where one of them has no data."""
    return Hours(ZONE, WEEK, PLACE).version(range(begin.year, until.year + 1))


def open_desk(chance: Chance, begin: date, until: date) -> Desk:
    """The desk from one day to another, both included. Every month gets a slowness of its own, by chance."""
    midnights = np.array([_day(begin), _day(until) + 1], np.int64) * DAY
    clock = spans(ZONE, int(midnights[0]), int(midnights[1]))
    first, end = (int(instant) for instant in clock.utc(midnights)[0])
    table = WorkingTime([Calendar.of(agreed_hours(begin, until))], first, end)
    months = (until.year - begin.year) * 12 + until.month - begin.month + 1
    return Desk(table, clock, first, end, 0.75 + 0.6 * chance.random(months))


def draw_tickets(chance: Chance, desk: Desk, days: Sequence[date], count: int) -> Iterator[Tickets]:
    """So many tickets, opened on these days (in order), in parts of at most PART."""
    hours = _hours(days)
    up_to = _spread(chance, _load(days), count)
    for first in range(0, count, PART):
        place = np.arange(first, min(first + PART, count))
        hour = hours[np.searchsorted(up_to, place, side="right")]
        wall = np.sort(hour + (HOUR * chance.random(len(place))).astype(np.int64))
        yield _lives(chance, desk, first, wall)


def days_between(begin: date, until: date) -> list[date]:
    """The days from one to another, both included."""
    return [begin + timedelta(days=i) for i in range((until - begin).days + 1)]


def _hours(days: Sequence[date]) -> Instants:
    """The wall-clock seconds at which each hour of the days begins."""
    begins = np.array([_day(day) for day in days], np.int64) * DAY
    return (begins[:, None] + np.arange(24) * HOUR).ravel()


def _load(days: Sequence[date]) -> Floats:
    """How much comes in each hour of the days: as the season, the weekday, holidays and the hour say."""
    closed = agreed_hours(days[0], days[-1]).closed
    work, free = (np.array(table) / sum(table) for table in (world.WORKDAY_HOURS, world.FREE_DAY_HOURS))
    load = np.empty((len(days), 24))
    for i, day in enumerate(days):
        of_day = world.HOLIDAY_LOAD if day in closed else world.WEEKDAY_LOAD[day.weekday()]
        load[i] = of_day * world.MONTHLY_LOAD[day.month - 1] * (free if day in closed or day.weekday() > 4 else work)
    return load.ravel()


def _spread(chance: Chance, load: Floats, count: int) -> Instants:
    """How many of all tickets are opened up to the end of each hour: by its load, and some by chance."""
    sums = np.cumsum(load * (0.6 + 0.8 * chance.random(len(load))))
    up_to: Instants = np.rint(sums / sums[-1] * count).astype(np.int64)
    return up_to


def _lives(chance: Chance, desk: Desk, first: int, wall: Instants) -> Tickets:
    """What happens to tickets opened at these wall-clock seconds: times are working seconds since the opening."""
    count = len(wall)
    topic = _drawn(chance, count, [one.often for one in world.TOPICS])
    priority = _priorities(chance, topic)
    slow = desk.slowness[_month_of(wall) - _month_of(desk.clock.wall(np.array([desk.begin])))[0]]
    answer = _around(chance, np.array([pace.answer for pace in PACES])[priority] * slow)
    size = np.array([one.work for one in world.TOPICS])[topic] * slow
    work = _around(chance, np.array([pace.work for pace in PACES])[priority] * size)
    work += np.where(chance.random(count) < _FORGOTTEN, HOUR * (60 + 240 * chance.random(count)), 0).astype(np.int64)
    stamps = _stamps(chance, desk, desk.clock.utc(wall)[0], answer, work)
    met = answer + work <= np.array([pace.limit for pace in PACES])[priority]
    return Tickets(
        first, np.where(stamps < desk.end, stamps, BLANK), topic, priority, chance.random(count), chance.random(count),
        1 + (399 * chance.random(count)).astype(np.intp), met, _marks(chance, met),
    )  # fmt: skip


def _stamps(chance: Chance, desk: Desk, opened: Instants, answer: Instants, work: Instants) -> Instants:
    """The UTC seconds of every event, BLANK for those that do not happen, NEVER for those beyond the table."""
    count = len(opened)
    waits, back = chance.random(count) < _WAITS, chance.random(count) < _COMES_BACK
    asks_at = answer + 1 + (work * (0.1 + 0.6 * chance.random(count))).astype(np.int64)
    pause = np.where(waits, _around(chance, np.full(count, 5.0 * HOUR)), 0)
    solved = answer + 1 + work + pause
    reopened = solved + _around(chance, np.full(count, 3.0 * HOUR))
    again = reopened + _around(chance, np.full(count, 20.0 * MINUTE))
    at_last = again + 1 + (work * 0.5 * chance.random(count)).astype(np.int64)
    stamps = np.full((count, len(EVENTS)), BLANK, np.int64)
    stamps[:, OPENED] = opened
    for event, seconds in ((ANSWERED, answer), (SOLVED, solved)):
        stamps[:, event] = desk.table.deadline(opened, seconds)
    for event, seconds, which in (
        (PAUSED, asks_at, waits), (RESUMED, asks_at + pause, waits),
        (REOPENED, reopened, back), (ANSWERED_AGAIN, again, back), (SOLVED_AGAIN, at_last, back),
    ):  # fmt: skip
        stamps[which, event] = desk.table.deadline(opened[which], seconds[which])
    last = np.where(back, stamps[:, SOLVED_AGAIN], stamps[:, SOLVED])
    closing = _BY_ITSELF + (HOUR * chance.random(count)).astype(np.int64)
    stamps[:, CLOSED] = np.where(last < desk.end, np.minimum(last, desk.end) + closing, desk.end)
    return stamps


def _marks(chance: Chance, met: Flags) -> Places:
    """How content people are with closed tickets, 0 where they do not say."""
    count = len(met)
    good = chance.random(count) < np.array(_CONTENT)[met.astype(np.intp)]
    mark = np.where(good, 4, 1) + (np.where(good, 2, 3) * chance.random(count)).astype(np.intp)
    return np.where(chance.random(count) < _RATES, mark, 0)


def _priorities(chance: Chance, topic: Places) -> Places:
    """One of the priorities that each topic can have."""
    longest = max(len(one.urgency) for one in world.TOPICS)
    known = np.array([one.urgency + (0,) * (longest - len(one.urgency)) for one in world.TOPICS])
    many = np.array([len(one.urgency) for one in world.TOPICS])[topic]
    return known[topic, (many * chance.random(len(topic))).astype(np.intp)]


def _drawn(chance: Chance, count: int, weights: Sequence[float]) -> Places:
    """Places of things, each as often as its weight says."""
    up_to = np.cumsum(weights) / sum(weights)
    return np.minimum(np.searchsorted(up_to, chance.random(count), side="right"), len(weights) - 1)


def _around(chance: Chance, typical: Floats) -> Instants:
    """Whole seconds around typical ones, at least 1: half are shorter, a few far longer."""
    share = chance.random(len(typical))
    return 1 + (typical * np.minimum((share / (1 - share)) ** _SPREAD, 60)).astype(np.int64)


def _month_of(wall: Instants) -> Instants:
    return wall.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days
