"""Which engagements are there, and how far has each come?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from goodhands.foundation.engagements.models import Engagement, StageMark, StageState


@dataclass(frozen=True, slots=True)
class EngagementLine:
    """An engagement in a list."""

    engagement: Engagement
    services: str


def engagements() -> list[EngagementLine]:
    """All engagements of the company in view, by name."""
    found = Engagement.objects.select_related("provider").prefetch_related("services")
    return [EngagementLine(e, ", ".join(service.name for service in e.services.all())) for e in found]


def engagement(slug: str) -> Engagement:
    """One engagement with its provider; Engagement.DoesNotExist where there is none."""
    found: Engagement = Engagement.objects.select_related("provider").get(slug=slug)
    return found


def services_of(of: Engagement) -> list[str]:
    """The names of the services of an engagement."""
    return [service.name for service in of.services.all()]


def marks(of: Engagement) -> Mapping[str, str]:
    """How far the engagement has come in each stage; a stage that nobody marked is `later`."""
    return marks_of([of])[of.pk]


def marks_of(several: Collection[Engagement]) -> Mapping[UUID, Mapping[str, str]]:
    """The same of several engagements by their keys, in one question to the database."""
    found: dict[UUID, dict[str, str]] = {one.pk: {} for one in several}
    for mark in StageMark.objects.filter(engagement__in=several):
        found[mark.engagement_id][mark.stage] = StageState(mark.state).value
    return found
