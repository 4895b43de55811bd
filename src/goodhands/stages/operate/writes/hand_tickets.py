"""Tickets entered by hand, for providers that give no export."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import models, transaction

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import facts_of, hold, record, refuse_stale
from goodhands.foundation.bin import writes as things
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.people.models import Person
from goodhands.stages.operate.models import HandTicket


class NumberTaken(Exception):
    """Another ticket entered by hand has this number."""


@dataclass(frozen=True, slots=True)
class HandEntry:
    """What a person says of a ticket. A blank number means: give it the next one."""

    number: str
    subject: str
    requester: str
    priority: str
    opened_at: datetime
    responded_at: datetime | None
    resolved_at: datetime | None


_ENTRY = tuple(HandEntry.__dataclass_fields__)


@transaction.atomic
def add_ticket(*, engagement: Engagement, entry: HandEntry, above: int, by: Person, at: datetime) -> HandTicket:
    """Take a ticket on record. NumberTaken where there is one of this number already.

    A number that is given here is above `above`, the highest of its form in the files.
    """
    hold()
    ticket = HandTicket(engagement=engagement)
    entry = replace(entry, number=entry.number or _next_number(engagement, above))
    engagements.note_stage(engagement=engagement, stage="operate", state="now", by=by, at=at)
    _take_over(ticket, entry, by, at)
    record(Act.ADDED, ticket, by=by, at=at, now=facts_of(ticket, _ENTRY))
    return ticket


@transaction.atomic
def change_ticket(
    *, ticket: HandTicket, entry: HandEntry, by: Person, at: datetime, seen: int | None = None
) -> HandTicket:
    """Say anew what happened to a ticket, such as that it was solved. ChangedMeanwhile where `seen` is not all."""
    refuse_stale(ticket, seen)
    was = facts_of(HandTicket.objects.select_for_update().get(pk=ticket.pk), _ENTRY)
    _take_over(ticket, entry, by, at)
    record(Act.CHANGED, ticket, by=by, at=at, was=was, now=facts_of(ticket, _ENTRY))
    return ticket


def remove_ticket(*, ticket: HandTicket, by: Person, at: datetime) -> None:
    """Take a ticket out of all figures; for thirty days it can be put back."""
    things.remove(thing=ticket, by=by, at=at)


@transaction.atomic
def put_back_ticket(*, ticket: HandTicket, by: Person, at: datetime) -> None:
    """Let a removed ticket count again. NumberTaken where its number was given to another one since."""
    try:
        things.put_back(thing=ticket, by=by, at=at)
    except things.PlaceTaken:
        raise NumberTaken(ticket.number) from None


def _take_over(ticket: HandTicket, entry: HandEntry, by: Person, at: datetime) -> None:
    number = entry.number or ticket.number
    if _others(ticket, number).exists():
        raise NumberTaken(number)
    ticket.number, ticket.subject, ticket.requester = number, entry.subject, entry.requester
    ticket.priority, ticket.opened_at = entry.priority, entry.opened_at
    ticket.responded_at, ticket.resolved_at = entry.responded_at, entry.resolved_at
    ticket.entered_by, ticket.entered_at = by, at
    ticket.save()


def _others(ticket: HandTicket, number: str) -> "models.QuerySet[HandTicket]":
    found: models.QuerySet[HandTicket] = HandTicket.objects.filter(engagement=ticket.engagement, number=number)
    return found.exclude(pk=ticket.pk)


def _next_number(engagement: Engagement, above: int) -> str:
    """One more than the highest number of the form `N-12`."""
    ours = {"engagement": engagement, "number__startswith": "N-"}
    given = [one.number for manager in (HandTicket.objects, HandTicket.binned) for one in manager.filter(**ours)]
    taken = [int(found[1]) for number in given if (found := re.fullmatch(r"N-(\d{1,9})", number))]
    return f"N-{max([above, *taken]) + 1}"
