"""The provider's ticket export of the example: twelve whole months up to yesterday, as the file in `examples/` has it.

The generator invents calendar years. Two of them are laid one after the other and cut where the export begins and ends.
Both come from the same chance, so that it tells the same story in every year.
"""

import csv
import io
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import takewhile
from typing import Any

from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.foundation.rules.working_time import Window
from goodhands.stages.operate.rules.example_year import Row, invent_year

SEED = 2069
ZONE, PLACE = "Europe/Lisbon", "PT"
WEEK: tuple[tuple[Window, ...], ...] = (((480, 1080),),) * 5 + (((540, 780),), ())
HEADINGS = ("Ticket", "Time", "Event", "Priority", "By", "Group", "Requester", "Subject", "SLA", "Satisfaction")
MAPPING: dict[str, Any] = {
    "shape": "events",
    "timezone": ZONE,
    "nulls": [""],
    "columns": {
        "ticket": "Ticket", "at": "Time", "event": "Event", "priority": "Priority", "actor": "By", "group": "Group",
        "requester": "Requester", "subject": "Subject", "reported_verdict": "SLA",
        "satisfaction": "Satisfaction",
    },
    "events": {
        "responded": ["Answered"],
        "paused": ["Waiting for customer", "Waiting for parts", "Waiting for third party"],
        "resolved": ["Resolved"],
        "closed": ["Closed"],
    },
}  # fmt: skip


def export(today: date) -> bytes:
    """The export as CSV. A ticket is in it if it was opened in the last twelve whole months or in this one."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([row.ticket, str(row.at), *row[2:]] for row in rows(today))
    return text.getvalue().encode()


def first_day(today: date) -> date:
    """The first day of the example's tickets: of the same month a year ago."""
    return date(today.year - 1, today.month, 1)


def rows(today: date) -> Iterator[Row]:
    """The events between the first day and today, in order of time."""
    begin, end = (datetime.combine(day, time()) for day in (first_day(today), today))
    before = list(_year(begin.year, 0))
    kept = _resolved_in(before) & _opened_since(before, begin)
    yield from (row for row in before if row.ticket in kept)
    count = len({row.ticket for row in before})
    yield from takewhile(lambda row: row.at < end, _year(begin.year + 1, count))


def _year(year: int, numbers_before: int) -> Iterator[Row]:
    """The events of a calendar year, with ticket numbers that go on after those of the year before."""
    for row in invent_year(random.Random(SEED), hours(year).version(range(year, year + 1)), year):
        number = int(row.ticket.removeprefix("HL-")) + numbers_before
        yield row._replace(ticket=f"HL-{number}")


def _resolved_in(year: Sequence[Row]) -> set[str]:
    """The tickets that came to an end in their year; of the others the generator does not tell how they went on."""
    return {row.ticket for row in year if row.event in ("Resolved", "Closed")}


def _opened_since(year: Iterable[Row], begin: datetime) -> set[str]:
    return {row.ticket for row in year if row.event == "Opened" and row.at >= begin}


def hours(*years: int) -> Hours:
    """The agreed hours, with the closed days of some years."""
    return Hours(ZONE, WEEK, PLACE, frozenset(closed_days(*years)))


def closed_days(*years: int) -> dict[date, str]:
    """Days on which nobody works although they are no public holidays of the whole country."""
    names = {(6, 24): "St John's day", (12, 24): "Christmas Eve"}
    return {date(year, month, day): name for year in years for (month, day), name in names.items()}
