"""The rail of ten stages beside every page of an engagement."""

from typing import Any

from django import template
from django.urls import reverse

from goodhands.foundation.engagements import reads
from goodhands.foundation.engagements.models import Engagement
from goodhands.stages.lifecycle import STAGES, Stage

register = template.Library()


@register.inclusion_tag("stages/rail.html")
def stage_rail(company: str, engagement: Engagement, here: str = "") -> dict[str, Any]:
    """Ten stages with how far each has come; `here` is the key of the one in view."""
    marks = reads.marks(engagement)
    lines = [
        (address_of(stage, company, engagement.slug), stage, marks.get(stage.key, "later"), stage.key == here)
        for stage in STAGES
    ]
    return {"company": company, "engagement": engagement, "lines": lines}


def address_of(stage: Stage, company: str, engagement: str) -> str:
    """Where a stage begins for an engagement."""
    return reverse(stage.entry, args=[company, engagement] if stage.built else [company, stage.key, engagement])
