"""What the example measures beside tickets: backups, laptops with updates, new people, the website, the servers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.people.models import Person
from goodhands.foundation.registers import writes
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.registers import Figures, Measures, Outages


@dataclass(frozen=True, slots=True)
class Followed:
    """A measure with figures for the last months, the oldest first: done, and of how many where that counts."""

    name: str
    kind: str
    target: str
    evidence: str
    figures: Sequence[tuple[int, int | None]]


_DESK = (
    Followed("Nightly backups", "backups", "98", "Mail of the backup program, every morning", (
        (28, 28), (31, 31), (30, 30), (31, 31), (29, 30), (31, 31), (26, 31), (30, 30), (31, 31), (30, 30))),
    Followed("Laptops with updates", "patches", "95", "List that Harbourline sends on the first", (
        (22, 23), (23, 23), (22, 23), (23, 24), (24, 24), (21, 24), (20, 24), (23, 24), (24, 24), (24, 24))),
    Followed("New people ready on day one", "joiners", "95", "Asked each of them", (
        (1, 1), (0, 0), (2, 2), (0, 0), (1, 1), (1, 2), (0, 0), (1, 1), (0, 0), (1, 1))),
)  # fmt: skip
_SITE = (
    Followed("Website work on time", "delivery", "80", "List of the month, ticked off together", ((4, 6), (7, 8))),
    Followed("Faults after a change of the site", "defects", "2", "Tickets to Atelier Norte", ((3, None), (1, None))),
)
_OUTAGES = (
    ("File server", 75, 11, 150, False, "A disk failed and was changed"),
    ("File server", 40, 8, 240, True, "New release, announced a week before"),
    ("Mail", 58, 14, 35, False, "The line of the street was cut"),
)


def measure(desk: Engagement, website: Engagement, *, by: Person, today: date, at: datetime) -> None:
    """Write down measures with their figures, and outages of the servers."""
    last = (today.year - 1970) * 12 + today.month - 2
    for engagement, all_of_it in ((desk, _DESK), (website, _SITE)):
        for one in all_of_it:
            _follow(engagement, one, last, by, at)
    for system, days, hour, minutes, planned, notes in _OUTAGES:
        began = datetime.combine(today - timedelta(days=days), time(hour), ZoneInfo("Europe/Lisbon"))
        ended = began + timedelta(minutes=minutes)
        given = {"system": system, "engagement": desk, "began_at": began, "ended_at": ended, "planned": planned}
        writes.add_line(Outages, given={**given, "notes": notes}, by=by, at=at)
    since = (today.replace(day=1) - timedelta(days=150)).replace(day=1)
    given = {"name": "File server can be used", "engagement": desk, "kind": "uptime", "target": Decimal("99.5"),
             "system": "File server", "since_date": since}  # fmt: skip
    writes.add_line(Measures, given=given, by=by, at=at)


def _follow(engagement: Engagement, one: Followed, last: int, by: Person, at: datetime) -> None:
    given = {"name": one.name, "engagement": engagement, "kind": one.kind, "target": Decimal(one.target)}
    measure = writes.add_line(Measures, given=given, by=by, at=at)
    for back, (done, of) in enumerate(reversed(one.figures)):
        figure = {"measure": measure, "month": str(Month(last - back)), "done": Decimal(done), "evidence": one.evidence}
        writes.add_line(Figures, given={**figure, "of": None if of is None else Decimal(of)}, by=by, at=at)
