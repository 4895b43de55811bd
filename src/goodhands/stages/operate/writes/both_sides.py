"""What both sides say of a verdict: a miss is excused, the provider replies."""

from datetime import datetime

from django.db import transaction

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import facts_of, hold, record
from goodhands.foundation.bin import writes as things
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.models import Excuse, Reply
from goodhands.stages.operate.reads.both_sides import misses


class NotAMiss(Exception):
    """The ticket is not missed, so there is nothing to excuse."""


class AlreadyExcused(Exception):
    """Somebody has excused this miss already."""


@transaction.atomic
def excuse_miss(
    *, engagement: Engagement, number: str, metric: str, month: Month | None, reason: str, by: Person, at: datetime
) -> Excuse:
    """Excuse a miss; it stays counted. NotAMiss where it is none by the terms of the month, else of its own.

    AlreadyExcused where there is an excuse that stands, NoSuchTicket where there is no such ticket.
    """
    hold()
    if not misses(engagement, number, metric, month, at):
        raise NotAMiss(number)
    if Excuse.objects.filter(engagement=engagement, number=number, metric=metric).exists():
        raise AlreadyExcused(number)
    made = Excuse(engagement=engagement, number=number, metric=metric, reason=reason, made_by=by, made_at=at)
    made.save()
    record(Act.ADDED, made, by=by, at=at, now=facts_of(made, ("metric", "reason")))
    return made


def withdraw_excuse(*, excuse: Excuse, by: Person, at: datetime) -> None:
    """Take an excuse back; for thirty days it can be put back."""
    things.remove(thing=excuse, by=by, at=at)


@transaction.atomic
def put_back_excuse(*, excuse: Excuse, by: Person, at: datetime) -> None:
    """Let a withdrawn excuse stand again. AlreadyExcused where the miss was excused anew since."""
    try:
        things.put_back(thing=excuse, by=by, at=at)
    except things.PlaceTaken:
        raise AlreadyExcused(excuse.number) from None


@transaction.atomic
def add_reply(*, engagement: Engagement, number: str, text: str, said_by: str, by: Person, at: datetime) -> Reply:
    """Keep what the provider said about a ticket, for ever: nobody changes or removes it. The same words once only."""
    hold()
    there: Reply | None = Reply.objects.filter(engagement=engagement, number=number, text=text, said_by=said_by).first()
    if there is not None:  # a button that was pressed twice
        return there
    made = Reply(engagement=engagement, number=number, text=text, said_by=said_by, typed_by=by, typed_at=at)
    made.save()
    record(Act.ADDED, made, by=by, at=at, now=facts_of(made, ("said_by", "text")))
    return made
