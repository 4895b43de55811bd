"""Starting and changing engagements. Each change is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from goodhands.foundation.engagements.models import Engagement, Service, StageMark
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers.models import Provider


@dataclass(frozen=True, slots=True)
class Outline:
    """What an engagement is about. `provider` is one on record, `new_provider` the name of one that is not yet."""

    name: str
    provider: Provider | None
    new_provider: str
    services: Sequence[str]
    started_date: date | None


@transaction.atomic
def start_engagement(*, outline: Outline, by: Person, at: datetime) -> Engagement:
    """Begin an engagement."""
    engagement = Engagement(slug=_free_slug(outline.name), made_at=at)
    return _take_over(engagement, outline)


@transaction.atomic
def change_engagement(*, engagement: Engagement, outline: Outline, by: Person, at: datetime) -> Engagement:
    """Say anew what an engagement is about. Its address stays."""
    return _take_over(engagement, outline)


@transaction.atomic
def mark_stage(*, engagement: Engagement, stage: str, state: str, by: Person, at: datetime) -> None:
    """Say how far the engagement has come in a stage."""
    StageMark.objects.update_or_create(engagement=engagement, stage=stage, defaults={"state": state})


@transaction.atomic
def note_stage(*, engagement: Engagement, stage: str, state: str, by: Person, at: datetime) -> None:
    """What happened says that a stage has come so far; what people say of it themselves stays."""
    StageMark.objects.get_or_create(engagement=engagement, stage=stage, defaults={"state": state})


def _take_over(engagement: Engagement, outline: Outline) -> Engagement:
    engagement.name, engagement.started_date = outline.name, outline.started_date
    engagement.provider = outline.provider
    if outline.new_provider:
        engagement.provider, _ = Provider.objects.get_or_create(name=outline.new_provider)
    engagement.save()
    engagement.services.all().delete()
    for position, name in enumerate(outline.services):
        Service.objects.create(engagement=engagement, position=position, name=name)
    return engagement


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:50] or "engagement"
    taken = {"start", *Engagement.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)}
    return next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)
