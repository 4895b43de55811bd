"""What would a believable year of tickets look like?

Invents the event log of one provider's help desk: a row an event, in order of time. No verdict is rolled. A small
model of the desk decides how long things take: tickets add to a backlog, the people on duty work it off, and each
ticket waits for a share of what lies before it. When two people leave, the backlog grows and promises are missed.

Chance comes in from outside, so that the same source gives the same year. Stamps are on the local wall clock.
"""

from bisect import bisect, bisect_left
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar
from zlib import crc32

from goodhands.foundation.rules.working_time import CalendarVersion
from goodhands.stages.operate.rules import example_world as world
from goodhands.stages.operate.rules.example_world import HOUR, MINUTE, PACES, Pace, Topic

DAY = 24 * HOUR

BUSY = 0.75  # the share of its time for which tickets of typical size keep the full desk busy; more in a busy month
BY_MAIL = 0.35  # tickets that come without a priority, which the desk sets later
SOLVED_AT_ONCE = 0.06  # tickets with little to do, solved without a separate answer
PAUSED = 0.42  # of tickets that may have to wait for somebody, those that do
STOPS_THE_CLOCK = 0.35  # of tickets about to run late, those put on hold just before their limit and worked on
CHANGED_PRIORITY = 0.05
REOPENED = 0.056
CLOSED_UNSOLVED = 0.004
FORGOTTEN = 0.006
PAUSE_LENGTHS = {world.CUSTOMER: 4 * HOUR, world.PARTS: 14 * HOUR, world.THIRD_PARTY: 9 * HOUR}
ANSWERS = 0.34  # of closed tickets, those whose requester says how content she is
CONTENT = {"met": 0.90, "missed": 0.4, "": 0.6}  # of those, the ones that give a 4 or a 5, by the provider's verdict
UNHURRIED = 16 * HOUR  # what is due sooner is also waited for less: others hurry as well

Choice = TypeVar("Choice")


class Chance(Protocol):
    """A source of chance, such as random.Random: its `random()` is the one method whose values never change."""

    def random(self) -> float:
        """A number from 0 up to, but not including, 1."""


class Row(NamedTuple):
    """One event of a ticket. `requester` and `subject` stand in its first row only, `verdict` is the provider's own.

    `satisfaction` is a mark from 1 to 5 in the row of the closing, blank where nobody answered.
    """

    at: datetime
    ticket: str
    event: str
    priority: str
    actor: str
    group: str
    requester: str
    subject: str
    verdict: str
    satisfaction: str


def invent_year(chance: Chance, hours: CalendarVersion, year: int = 2025, per_month: int = 150) -> Iterator[Row]:
    """The events of a year in order of time, of tickets opened in it; what would happen after its end is left out.

    `hours` are the agreed hours, in which the provider works. Only one month is held at a time, however many tickets.
    """
    desk = _Desk(chance, _OpenHours(hours, year), per_month)
    waiting: list[Row] = []
    number = 0
    for month in range(1, 13):
        desk.begin(month)
        for opened in _openings(chance, hours, year, month, per_month):
            number += 1
            waiting += _Ticket(desk, f"HL-{100_000 + number}", opened).rows
        waiting.sort(key=attrgetter("at"))
        following = datetime(year + month // 12, month % 12 + 1, 1)
        done = bisect_left(waiting, following, key=attrgetter("at"))
        yield from waiting[:done]
        del waiting[:done]


class _Table:
    """Things to draw from, each as often as its weight says."""

    def __init__(self, weights: Sequence[float]) -> None:
        self._up_to = list(accumulate(weights))

    def draw(self, chance: Chance) -> int:
        """The place of one of them."""
        return bisect(self._up_to, chance.random() * self._up_to[-1], 0, len(self._up_to) - 1)


_WORKDAY, _FREE_DAY = _Table(world.WORKDAY_HOURS), _Table(world.FREE_DAY_HOURS)
_TOPICS, _ALERTS = (_Table([topic.often for topic in topics]) for topics in (world.TOPICS, world.ALERTS))
_FIRST_OFFICE_HOUR = 7


def _one_of(chance: Chance, things: Sequence[Choice]) -> Choice:
    return things[int(chance.random() * len(things))]


def _around(chance: Chance, typical: float, shape: float = 0.4) -> float:
    """A duration around a typical one: half are shorter, a few far longer (log-logistic)."""
    drawn = chance.random()
    return float(typical * (drawn / (1 - drawn)) ** shape)


def _openings(chance: Chance, hours: CalendarVersion, year: int, month: int, per_month: int) -> list[datetime]:
    """When the tickets of a month are opened, in order: mostly in office hours, some at night and on free days."""
    first = datetime(year, month, 1)
    length = (datetime(year + month // 12, month % 12 + 1, 1) - first).days
    days = [first + timedelta(days=i) for i in range(length)]
    holiday = [day.date() in hours.closed for day in days]
    table = _Table([
        world.HOLIDAY_LOAD if free else world.WEEKDAY_LOAD[day.weekday()]
        for day, free in zip(days, holiday, strict=True)
    ])  # fmt: skip
    count = round(per_month * world.MONTHLY_LOAD[month - 1] * (0.97 + 0.06 * chance.random()))
    found = []
    for _ in range(count):
        i = table.draw(chance)
        free = holiday[i] or days[i].weekday() > 4
        hour = (_FREE_DAY if free else _WORKDAY).draw(chance)
        found.append(days[i] + timedelta(seconds=hour * HOUR + int(chance.random() * HOUR)))
    return sorted(found)


class _OpenHours:
    """The agreed hours of a year and the next as one row of windows, to count in working seconds and back.

    Counts on the wall clock: exact as long as no clock is changed within the hours. The year after has no holidays,
    since only what is cut off at the year's end reaches it.
    """

    def __init__(self, version: CalendarVersion, year: int) -> None:
        self.zero = datetime(year, 1, 1)
        days = (date(year, 1, 1) + timedelta(days=i) for i in range(2 * 365))
        windows = [
            ((day - self.zero.date()).days * DAY + opens * MINUTE, (closes - opens) * MINUTE)
            for day in days
            if day not in version.closed
            for opens, closes in version.week[day.weekday()]
        ]
        self.starts = [start for start, _ in windows]
        self.lengths = [length for _, length in windows]
        self.ends = list(accumulate(self.lengths))

    def before(self, at: datetime) -> int:
        """The working seconds of the year before a stamp."""
        second = (at - self.zero) // timedelta(seconds=1)
        i = bisect(self.starts, second) - 1
        return 0 if i < 0 else self.ends[i] - self.lengths[i] + min(second - self.starts[i], self.lengths[i])

    def at(self, seconds: float) -> datetime:
        """The stamp at which that many working seconds have passed, to the second."""
        i = min(bisect_left(self.ends, seconds), len(self.ends) - 1)
        return self.zero + timedelta(seconds=self.starts[i] + int(seconds - self.ends[i] + self.lengths[i]))

    def in_a_month(self) -> float:
        """The working seconds of an average month."""
        return self.before(self.zero + timedelta(days=365)) / 12


class _Desk:
    """The provider's help desk: who is on duty, and how much work lies there."""

    def __init__(self, chance: Chance, hours: _OpenHours, per_month: int) -> None:
        self.chance, self.hours = chance, hours
        self._usual_strength = sum(person.strength(1) for person in world.TECHNICIANS)
        self._usual_work = BUSY * hours.in_a_month() / per_month
        self._backlog, self._seen, self._pace = 0.0, 0, 1.0
        self.on_duty: dict[str, list[str]] = {}

    def begin(self, month: int) -> None:
        """Who works in this month, and how fast the backlog shrinks."""
        here = [person for person in world.TECHNICIANS if person.strength(month)]
        groups = {group for person in here for group in person.groups}
        self.on_duty = {group: [person.name for person in here if group in person.groups] for group in groups}
        self._pace = sum(person.strength(month) for person in here) / self._usual_strength

    def queue(self, now: int, work: float) -> float:
        """The working seconds of backlog that a ticket finds on arrival; its own work is added to it."""
        self._backlog = max(0.0, self._backlog - (now - self._seen) * self._pace)
        self._seen = now
        found = self._backlog
        self._backlog += self._usual_work * work
        return found / self._pace


class _Ticket:
    """The life of one ticket, written down row by row.

    `clock` is where it stands in working seconds of the year, `counted` what the provider counts against its limit:
    from the moment it takes the ticket up, without pauses, and from the last reopening only.
    """

    def __init__(self, desk: _Desk, name: str, opened: datetime) -> None:
        self.desk, self.chance, self.name, self.opened = desk, desk.chance, name, opened
        self.rows: list[Row] = []
        self.clock: float = desk.hours.before(opened)
        self.counted, self.verdict, self.group = 0.0, "", ""
        self.topic = self._topic()
        self.requester = self.topic.reporter or _one_of(self.chance, world.PEOPLE)
        self.pace: Pace = PACES[_one_of(self.chance, self.topic.urgency)]
        self.priority = self._first_priority()
        self.size = _around(self.chance, self.topic.work, 0.3)
        self.backlog = desk.queue(int(self.clock), self.size)
        self._arrive()
        self._handle()

    def _topic(self) -> Topic:
        if self.opened.hour < _FIRST_OFFICE_HOUR:
            return world.ALERTS[_ALERTS.draw(self.chance)]
        return world.TOPICS[_TOPICS.draw(self.chance)]

    def _first_priority(self) -> str:
        """Mostly the one it keeps; sometimes its neighbour, which is put right later."""
        if self.chance.random() >= CHANGED_PRIORITY:
            return self.pace.name
        place = PACES.index(self.pace)
        return PACES[place - 1 if place == len(PACES) - 1 or (place and self.chance.random() < 0.5) else place + 1].name

    def _note(self, event: str, actor: str, at: datetime | None = None, mark: str = "") -> None:
        first = not self.rows
        self.rows.append(Row(
            self.desk.hours.at(self.clock) if at is None else at, self.name, event, self.priority, actor, self.group,
            self.requester if first else "", self.topic.subject if first else "", self.verdict, mark,
        ))  # fmt: skip

    def _spend(self, seconds: float) -> None:
        self.clock += seconds
        self.counted += seconds

    def _arrive(self) -> None:
        """Opened, acknowledged by a machine (which answers nothing), handed to somebody who may set the priority."""
        known, by_mail = self.priority, self.chance.random() < BY_MAIL
        if by_mail:
            self.priority = ""
        self._note("Opened", self.requester, self.opened)
        if by_mail or self.chance.random() < 0.5:
            moment = self.opened + timedelta(seconds=2 + int(40 * self.chance.random()))
            self._note("Acknowledged automatically", "System", moment)
            self.clock = max(self.clock, self.desk.hours.before(moment))
        self.priority, self.group = known, self.topic.group
        self.technician = _one_of(self.chance, self.desk.on_duty[self.group])
        self.clock += 1 + _around(self.chance, 0.3 * self.pace.answer) + 0.05 * self.pace.queue * self.backlog
        self._note("Assigned", self.technician)

    def _handle(self) -> None:
        """Answered, worked on, solved; closed a week later unless somebody comes back to it first."""
        answer = _around(self.chance, 0.7 * self.pace.answer) + 0.10 * self.pace.queue * self.backlog
        work = _around(self.chance, self.pace.work, 0.33) * self.topic.work + self.pace.queue * self.backlog
        fate = self.chance.random()
        if fate < FORGOTTEN:
            work += (60 + 240 * self.chance.random()) * HOUR
        self._spend(answer)
        if self.chance.random() < SOLVED_AT_ONCE:
            work = min(work, self.pace.answer)
        else:
            self._note("Answered", self.technician)
        self._correct_priority(work)
        self._work(work)
        if 1 - fate < CLOSED_UNSOLVED:
            self.verdict = "met"
            self._note("Closed", self.technician)
            return
        self._solve()
        if self.chance.random() < REOPENED:
            self._reopen(work)
        self._close()

    def _correct_priority(self, work: float) -> None:
        if self.priority != self.pace.name:
            self._spend(min(0.2 * work, HOUR))
            self.priority = self.pace.name
            self._note("Priority changed", self.technician)

    def _work(self, work: float) -> None:
        """Work, with a pause on the way where one is needed, or where it saves the provider's figures."""
        left = self.pace.limit - self.counted
        if left < work and left > HOUR / 2 and self.chance.random() < STOPS_THE_CLOCK:
            self._spend(left - (3 + 20 * self.chance.random()) * MINUTE)
            self._note(world.CUSTOMER, self.technician)
            self.clock += work - left + HOUR * self.chance.random()
        elif self.topic.waits and self.chance.random() < PAUSED:
            before = work * (0.2 + 0.5 * self.chance.random())
            self._spend(before)
            self._pause()
            self._spend(work - before)
        else:
            self._spend(work)

    def _pause(self) -> None:
        self._note(self.topic.waits, self.technician)
        hurry = min(1.0, self.pace.limit / UNHURRIED)
        self.clock += 5 * MINUTE + _around(self.chance, PAUSE_LENGTHS[self.topic.waits] * hurry, 0.5)
        if self.topic.waits == world.CUSTOMER:
            self._note("Customer replied", self.requester)
        else:
            self._note("Work resumed", self.technician)

    def _solve(self) -> None:
        self.clock += 1
        self.verdict = "met" if self.counted <= self.pace.limit else "missed"
        self._note("Resolved", self.technician)

    def _reopen(self, work: float) -> None:
        """It was not solved after all: the customer writes, and the provider's own clock begins anew."""
        self.clock += MINUTE + _around(self.chance, 3 * HOUR)
        self._note("Customer replied", self.requester)
        self.counted, self.verdict = 0.0, ""
        self._spend(1 + _around(self.chance, 2 * self.pace.answer))
        self._note("Answered", self.technician)
        self._spend(min(work, 30 * HOUR) * 0.5 * self.chance.random())
        self._solve()

    def _close(self) -> None:
        closing = self.rows[-1].at + timedelta(days=7, seconds=int(HOUR * self.chance.random()))
        self._note("Closed", "System", closing, self._mark())

    def _mark(self) -> str:
        """How content the requester is, if she says so. Made from the number: it takes no chance from the rest."""
        answers, content, degree = (crc32(f"{self.name} {of}".encode()) / 2**32 for of in ("says", "likes", "how"))
        if self.requester == "Monitoring" or answers >= ANSWERS:
            return ""
        if content < CONTENT[self.verdict]:
            return "5" if degree < 0.64 else "4"
        return "3" if degree < 0.5 else "2" if degree < 0.8 else "1"
