"""What both sides of the example say of two missed tickets, and two troubles that are one."""

from datetime import date, datetime

from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.reads.ticket_list import TicketsPage
from goodhands.stages.operate.rules.choosing import Wanted
from goodhands.stages.operate.rules.recurring import plain_anchor, plain_subject

OFFLINE = "Printer on second floor offline"
JAMS = "Printer on second floor jams on envelopes"
RITA = "Rita Meireles"


def say(desk: Engagement, *, by: Person, today: date, at: datetime) -> None:
    """Excuse one miss of the last months, note a reply to it and to another one, and merge two troubles."""
    month, numbers = _misses(desk, today, at)
    for number, text in zip(numbers, (
        "The electricity in your street was off until noon. We could not reach the house before.",
        "The part was in stock. We overlooked the ticket when a colleague left, and have changed how we hand over.",
    ), strict=False):  # fmt: skip
        writes.add_reply(engagement=desk, number=number, text=text, said_by="Bruno Castilho", by=by, at=at)
    if numbers:
        reason = "The electricity was off in the whole street that morning."
        writes.excuse_miss(
            engagement=desk, number=numbers[0], metric="resolution", month=month, reason=reason, by=by, at=at
        )
    writes.merge_trouble(
        engagement=desk, key=_key(JAMS), name=f"{JAMS} · {RITA}", into=_key(OFFLINE), into_name=f"{OFFLINE} · {RITA}",
        by=by, at=at,
    )  # fmt: skip


def _misses(desk: Engagement, today: date, at: datetime) -> tuple[Month | None, list[str]]:
    """Two missed tickets under a promise about solutions, of the newest whole month that has so many."""
    this = (today.year - 1970) * 12 + today.month - 1
    for back in range(1, 13):
        for level in (2, 3):
            month = Month(this - back)
            page = reads.tickets(desk, Wanted(month=month, level=level, verdict="missed", sort="-late"), 1, {}, at)
            if isinstance(page, TicketsPage) and len(page.lines) > 1:
                return month, [line.number for line in page.lines[:2]]
    return None, []


def _key(subject: str) -> str:
    return f"{plain_subject(subject)}|requester:{plain_anchor(RITA)}"
