"""Writes the two ticket exports of this folder: the same invented year, as two help desks would export it.

Run it with `python examples/make.py`.
"""

import csv
import io
import random
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "src"))  # a fresh clone has nothing installed yet

from goodhands.foundation.rules.working_time import CalendarVersion  # noqa: E402
from goodhands.stages.operate.rules.example_year import Row, invent_year  # noqa: E402
from goodhands.stages.operate.rules.terms import read_terms  # noqa: E402

YEAR, SEED = 2025, 2069

EVENT_HEADINGS = ["Ticket", "Time", "Event", "Priority", "By", "Group", "Requester", "Subject", "SLA", "Satisfaction"]
TICKET_HEADINGS = [
    "No.", "Raised", "First reply", "Completed", "Closed", "Urgency", "Team", "Raised by", "Summary", "Within target",
    "Rating",
]  # fmt: skip


def agreed_hours() -> CalendarVersion:
    """The hours of the agreement beside this file, in which the provider works."""
    document = tomllib.loads((HERE / "agreement.toml").read_text(encoding="utf-8"))
    return read_terms(document).hours.version(range(YEAR, YEAR + 1))


def event_lines(rows: Iterable[Row]) -> Iterator[Sequence[str]]:
    """A line an event."""
    yield EVENT_HEADINGS
    for row in rows:
        yield [row.ticket, str(row.at), *row[2:]]


def ticket_lines(rows: Iterable[Row]) -> Iterator[Sequence[str]]:
    """A line a ticket, to the minute: what a row a ticket cannot hold (pauses, reopenings, changes) is lost."""
    yield TICKET_HEADINGS
    tickets: dict[str, list[Row]] = {}
    for row in rows:
        tickets.setdefault(row.ticket, []).append(row)
    for name, events in tickets.items():
        first, last = events[0], events[-1]
        stamps = {row.event: f"{row.at:%d/%m/%Y %H:%M}" for row in reversed(events)}  # the first of each event stays
        solved = [row for row in events if row.event == "Resolved"]
        yield [
            name.removeprefix("HL-"), stamps["Opened"], stamps.get("Answered", ""),
            f"{solved[-1].at:%d/%m/%Y %H:%M}" if solved else "", stamps.get("Closed", ""),
            last.priority.partition(" - ")[2], last.group, first.requester, first.subject,
            {"met": "yes", "missed": "no", "": ""}[last.verdict], last.satisfaction,
        ]  # fmt: skip


def text(lines: Iterable[Sequence[str]], delimiter: str) -> bytes:
    """The lines as a delimited file in UTF-8."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return out.getvalue().encode()


def files() -> dict[str, bytes]:
    """The two exports by file name."""
    rows = list(invent_year(random.Random(SEED), agreed_hours(), YEAR))
    return {"helpdesk-2025.csv": text(event_lines(rows), ","), "tickets-2025.csv": text(ticket_lines(rows), ";")}


if __name__ == "__main__":
    for name, data in files().items():
        (HERE / name).write_bytes(data)
        sys.stdout.write(f"{HERE.name}/{name}: {len(data):,} bytes\n")
