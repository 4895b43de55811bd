"""What somebody decides about a trouble that keeps coming back. The tickets stay as they are."""

from datetime import datetime

from django.db import transaction

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import facts_of, hold, record
from goodhands.foundation.bin import writes as things
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.people.models import Person
from goodhands.stages.operate.models import TroubleChoice
from goodhands.stages.operate.rules.recurring import may_merge


class AlreadyDecided(Exception):
    """Somebody has decided about this trouble already."""


class Circular(Exception):
    """The other trouble is part of this one already."""


@transaction.atomic
def dismiss_trouble(
    *, engagement: Engagement, key: str, name: str, reason: str, by: Person, at: datetime
) -> TroubleChoice:
    """Say that a trouble is none, with a reason; its later tickets follow. AlreadyDecided where somebody has."""
    hold()
    made = TroubleChoice(engagement=engagement, key=key, name=name, reason=reason, made_by=by, made_at=at)
    return _kept(made, by, at)


@transaction.atomic
def merge_trouble(
    *, engagement: Engagement, key: str, name: str, into: str, into_name: str, by: Person, at: datetime
) -> TroubleChoice:
    """Count a trouble as part of another one; its later tickets follow.

    AlreadyDecided where somebody has, Circular where the other one is part of this one, or this one itself.
    """
    hold()
    there = TroubleChoice.objects.filter(engagement=engagement).exclude(into="")
    if not may_merge(key, into, dict(there.values_list("key", "into"))):
        raise Circular(into)
    made = TroubleChoice(
        engagement=engagement, key=key, name=name, into=into, into_name=into_name, made_by=by, made_at=at
    )
    return _kept(made, by, at)


def undo_trouble_choice(*, choice: TroubleChoice, by: Person, at: datetime) -> None:
    """Take a decision about a trouble back; for thirty days it can be put back."""
    things.remove(thing=choice, by=by, at=at)


def _kept(made: TroubleChoice, by: Person, at: datetime) -> TroubleChoice:
    if TroubleChoice.objects.filter(engagement=made.engagement, key=made.key).exists():
        raise AlreadyDecided(made.name)
    made.save()
    record(Act.ADDED, made, by=by, at=at, now=facts_of(made, ("into_name", "reason")))
    return made
