"""Starting and changing engagements. Each change is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.text import slugify

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import facts_of, hold, record, refuse_stale
from goodhands.foundation.engagements.models import Engagement, Service, StageMark, StageState
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.registers.register import all_registers


class ProviderRemoved(Exception):
    """The provider was laid aside a moment ago."""


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
    hold()
    engagement = Engagement(slug=_free_slug(outline.name), made_at=at)
    _take_over(engagement, outline, by, at)
    record(Act.STARTED, engagement, by=by, at=at, now=_facts(engagement))
    return engagement


@transaction.atomic
def change_engagement(
    *, engagement: Engagement, outline: Outline, by: Person, at: datetime, seen: int | None = None
) -> Engagement:
    """Say anew what an engagement is about. Its address stays. ChangedMeanwhile where somebody did after `seen`."""
    refuse_stale(engagement, seen)
    was = _facts(Engagement.objects.select_for_update().get(pk=engagement.pk))
    _take_over(engagement, outline, by, at)
    record(Act.CHANGED, engagement, by=by, at=at, was=was, now=_facts(engagement))
    return engagement


@transaction.atomic
def mark_stage(*, engagement: Engagement, stage: str, state: str, by: Person, at: datetime) -> None:
    """Say how far the engagement has come in a stage."""
    hold()
    mark = StageMark.objects.select_for_update().filter(engagement=engagement, stage=stage).first()
    was = {stage: _said(mark.state) if mark else ""}
    StageMark.objects.update_or_create(engagement=engagement, stage=stage, defaults={"state": state})
    record(Act.MARKED, engagement, by=by, at=at, was=was, now={stage: _said(state)})


@transaction.atomic
def note_stage(*, engagement: Engagement, stage: str, state: str, by: Person, at: datetime) -> None:
    """What happened says that a stage has come so far; what people say of it themselves stays."""
    hold()
    _, made = StageMark.objects.get_or_create(engagement=engagement, stage=stage, defaults={"state": state})
    if made:
        record(Act.MARKED, engagement, by=by, at=at, now={stage: _said(state)})


def _said(state: str) -> str:
    return str(StageState(state).label)


def _facts(engagement: Engagement) -> dict[str, object]:
    """What the record says of an engagement."""
    services = list(engagement.services.values_list("name", flat=True))
    return facts_of(engagement, ("name", "provider", "started_date")) | {"services": services}


def _take_over(engagement: Engagement, outline: Outline, by: Person, at: datetime) -> None:
    engagement.name, engagement.started_date = outline.name, outline.started_date
    engagement.provider = outline.provider
    if outline.provider and not Provider.objects.filter(pk=outline.provider.pk).exists():
        raise ProviderRemoved(outline.provider.name)
    if outline.new_provider:
        engagement.provider = Provider.objects.filter(name=outline.new_provider).first() or providers.add_provider(
            given={"name": outline.new_provider}, by=by, at=at
        )
    engagement.save()
    engagement.services.all().delete()
    for position, name in enumerate(outline.services):
        Service.objects.create(engagement=engagement, position=position, name=name)


def _free_slug(name: str) -> str:
    wanted = slugify(name)[:50] or "engagement"
    lists = {register.path.split("/")[-1] for register in all_registers()}  # `operate/outages` is no engagement
    taken = {"start", *lists, *Engagement.objects.filter(slug__startswith=wanted).values_list("slug", flat=True)}
    return next(s for s in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if s not in taken)
