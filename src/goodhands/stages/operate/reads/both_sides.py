"""What both sides say of verdicts: misses that were excused, and what the provider replied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.zones import Flags
from goodhands.stages.operate.models import Excuse, Reply
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence, evidence_of
from goodhands.stages.operate.rules.choosing import Wanted
from goodhands.stages.operate.rules.excusing import excused_flags, excused_misses
from goodhands.stages.operate.rules.judging import MISSED


class NoSuchTicket(LookupError):
    """There is no ticket of this number."""


@dataclass(frozen=True, slots=True)
class BothSides:
    """By metric which tickets of a log have an excuse, and by number how many replies each ticket has."""

    excused: Mapping[str, Flags]
    replies: Mapping[str, int]


def both_sides(found: Evidence) -> BothSides:
    """What both sides say of the tickets of a log."""
    counted = Reply.objects.filter(engagement=found.engagement).order_by().values_list("number").annotate(n=Count("pk"))
    return BothSides(_flags(found), dict(counted))


def excused_in(found: Evidence, month: Month) -> Sequence[int]:
    """How many misses of each service level are excused in a month."""
    flags = _flags(found)
    if not flags:
        return [0] * len(found.terms.levels)
    return [
        int(excused_misses(found.index, Wanted(month=month, level=place), flags).sum())
        for place in range(len(found.terms.levels))
    ]


def _flags(found: Evidence) -> Mapping[str, Flags]:
    numbers: dict[str, list[str]] = {}
    for metric, number in Excuse.objects.filter(engagement=found.engagement).values_list("metric", "number"):
        numbers.setdefault(metric, []).append(number)
    return excused_flags(found.index, numbers)


def judged_in_its_month(
    engagement: Engagement, number: str, month: Month | None, at: datetime
) -> tuple[Evidence, int] | Missing:
    """A log and the place of a ticket in it, by the terms of a month, else of the one in which it was solved.

    NoSuchTicket where there is none.
    """
    found = evidence(engagement, at, month)
    if isinstance(found, Missing):
        return found
    place = _place(found, number)
    solved = found.referee.month_resolved(place)
    if month is None and solved is not None:
        then = evidence_of(found.papers, at, solved)
        if isinstance(then, Evidence) and then.terms.key != found.terms.key:
            return then, _place(then, number)
    return found, place


def _place(found: Evidence, number: str) -> int:
    place = found.index.place_of(number)
    if place is None:
        raise NoSuchTicket(number)
    return place


@dataclass(frozen=True, slots=True)
class Miss:
    """A miss of a ticket: the service level, and by how many working seconds it is late."""

    level: str
    late: int


def misses(engagement: Engagement, number: str, metric: str, month: Month | None, at: datetime) -> Sequence[Miss]:
    """The misses of a ticket under the promises of a metric. NoSuchTicket where there is none."""
    judged = judged_in_its_month(engagement, number, month, at)
    if isinstance(judged, Missing):
        return []
    found, place = judged
    return [
        Miss(one.level.name, int(found.index.used[k, place]) - one.level.within)
        for k, one in enumerate(found.referee.judged)
        if one.level.metric == metric and found.index.verdict[k, place] == MISSED
    ]


def excuses_of(engagement: Engagement, number: str) -> Mapping[str, Excuse]:
    """The excuses of a ticket, by metric."""
    found = Excuse.objects.filter(engagement=engagement, number=number).select_related("made_by")
    return {one.metric: one for one in found}


def replies_of(engagement: Engagement, number: str) -> Sequence[Reply]:
    """What the provider replied about a ticket, in order of time."""
    found = Reply.objects.filter(engagement=engagement, number=number)
    return list(found.select_related("typed_by").order_by("typed_at", "pk"))


@dataclass(frozen=True, slots=True)
class GoneTicket:
    """What was said of a ticket that no file has any more."""

    number: str
    replies: Sequence[Reply]
    excuses: Sequence[Excuse]
    withdrawn: Excuse | None


def gone_ticket(engagement: Engagement, number: str, withdrawn: str) -> GoneTicket | None:
    """What was said of a ticket that is not there, such as after its file was taken back; None where nothing was."""
    excuses, replies = list(excuses_of(engagement, number).values()), replies_of(engagement, number)
    found = GoneTicket(number, replies, excuses, just_withdrawn(engagement, withdrawn))
    return found if found.replies or found.excuses or found.withdrawn else None


def excuse(engagement: Engagement, key: UUID) -> Excuse | None:
    """An excuse that stands."""
    found: Excuse | None = Excuse.objects.filter(engagement=engagement, pk=key).first()
    return found


def withdrawn_excuse(engagement: Engagement, key: UUID) -> Excuse | None:
    """An excuse that was withdrawn and can be put back."""
    found: Excuse | None = Excuse.binned.filter(engagement=engagement, pk=key).first()
    return found


def just_withdrawn(engagement: Engagement, key: str) -> Excuse | None:
    """The excuse that was withdrawn a moment ago, by its key in the address, so that it can be put back."""
    try:
        return withdrawn_excuse(engagement, UUID(key)) if key else None
    except ValueError:
        return None


def is_there(engagement: Engagement, number: str, at: datetime) -> bool | Missing:
    """Whether there is a ticket of this number."""
    found = evidence(engagement, at)
    return found if isinstance(found, Missing) else found.index.place_of(number) is not None
