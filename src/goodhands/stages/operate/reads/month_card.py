"""All service levels of a month, with what is owed and what it all rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.ui.charts import MonthChart, Point, month_chart
from goodhands.stages.operate.reads import sentences
from goodhands.stages.operate.reads.both_sides import excused_in
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.reads.judged_months import OwedLine, judged_month
from goodhands.stages.operate.reads.measures import MeasureLine, beside
from goodhands.stages.operate.rules.credits import Owed
from goodhands.stages.operate.rules.excusing import EXCUSED, WithoutExcused, without_excused
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.satisfaction import Satisfaction
from goodhands.stages.operate.rules.scorecard import Scorecard, foremost

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A service level in the scorecard. Shares are fractions, `reported` is the provider's own share.

    `without` is the figure without excused misses, which decides nothing; None where none is excused.
    """

    name: str
    hours: str
    attainment: Attainment
    low: float | None
    high: float | None
    tone: str
    word: str
    doubt: str
    address: str
    missed_address: str
    chosen: bool
    reported: float | None
    differ: int
    without: WithoutExcused | None
    excused_address: str


@dataclass(frozen=True, slots=True)
class ScorecardPage:
    """The page of a month."""

    month: Month
    sentence: str
    unfinished: bool
    of_all: str
    naming_nobody: str
    tickets_address: str
    levels: Sequence[LevelLine]
    owed: Sequence[OwedLine]
    owed_total: Decimal | None
    bill: Owed
    owed_title: str
    doubt_note: str
    chart: MonthChart | None
    chart_level: str
    card: Scorecard
    policies: Sequence[str]
    evidence: Evidence
    before: str
    after: str
    has_reported: bool
    paused: Sequence[tuple[str, int]]
    beside: Sequence[MeasureLine]
    excused_note: str
    people: Satisfaction | None
    people_say: str
    belied: str


def scorecard(engagement: Engagement, month: Month, level: int | None, at: datetime) -> ScorecardPage | Missing:
    """The scorecard of a month; `level` is the place of the service level that the chart shows."""
    found = evidence(engagement, at, month)
    if isinstance(found, Missing):
        return found
    return page_of(found, month, level, beside(engagement, month, at))


def page_of(
    found: Evidence, month: Month, level: int | None = None, measures: Sequence[MeasureLine] = ()
) -> ScorecardPage:
    """The scorecard of a month for the evidence judged by its terms; `measures` stand beside it."""
    engagement = found.engagement
    judged = judged_month(found, month)
    card = judged.card
    shown = _shown(card, level)
    excused = excused_in(found, month)
    lines = [_line(found, place, one, month, place == shown, excused[place]) for place, one in enumerate(card.levels)]
    people = found.index.satisfaction(month)
    return ScorecardPage(
        month=month,
        sentence=sentences.headline(card, _provider(engagement)),
        unfinished=judged.unfinished,
        of_all=sentences.of_all(card),
        naming_nobody=sentences.naming_nobody(found),
        tickets_address=tickets_address(engagement, month=month),
        levels=lines,
        owed=judged.owed,
        owed_title=_("Would be owed if the month ended now") if judged.unfinished else _("What is owed"),
        owed_total=judged.amount,
        bill=judged.bill,
        doubt_note=sentences.doubt_note(card),
        chart=_chart(found, month, shown),
        chart_level=card.levels[shown].level.name if card.levels else "",
        card=card,
        policies=sentences.policies(card),
        evidence=found,
        before=address_of(engagement, Month(month.number - 1)),
        after=address_of(engagement, Month(month.number + 1)),
        has_reported=any(line.reported is not None for line in lines),
        paused=[(value, seconds) for value, seconds in card.paused.items() if seconds],
        beside=measures,
        excused_note=sentences.excused_note(sum(excused)),
        people=people,
        people_say=sentences.people_say(people, month) if people else "",
        belied=sentences.belied_by_people(card, _told_by(people, measures), judged.unfinished),
    )


def _told_by(people: Satisfaction | None, measures: Sequence[MeasureLine]) -> Satisfaction | None:
    """What people say: in the ticket files, else as it was entered month by month."""
    if people and people.answered:
        return people
    return next((line.people for line in measures if line.people), None)


def address_of(engagement: Engagement, month: Month) -> str:
    """Where the scorecard of a month stands."""
    return reverse("operate:scorecard", args=[scope.current().slug, engagement.slug, str(month)])


def tickets_address(engagement: Engagement, **wanted: object) -> str:
    """Where a list of tickets stands, with its filters."""
    there = reverse("operate:tickets", args=[scope.current().slug, engagement.slug])
    asked = {key: str(value) for key, value in wanted.items() if value is not None}
    return f"{there}?{urlencode(asked)}" if asked else there


def _provider(engagement: Engagement) -> str:
    return engagement.provider.name if engagement.provider else _("The provider")


def _shown(card: Scorecard, level: int | None) -> int:
    """The place of the level in the chart: the one asked for, else the one of the headline."""
    if level is not None and 0 <= level < len(card.levels):
        return level
    first = foremost(card)
    return next((i for i, one in enumerate(card.levels) if one is first), 0)


def _line(found: Evidence, place: int, one: Attainment, month: Month, chosen: bool, excused: int) -> LevelLine:
    tone, word, doubt = sentences.verdict_of(one)
    low, high = one.interval or (None, None)
    theirs = one.reported if one.level.metric == "resolution" else None  # a desk's one verdict is about the solution
    told = theirs.met + theirs.missed if theirs else 0
    return LevelLine(
        name=one.level.name,
        hours=found.terms.hours_in_words.get(one.level.name, ""),
        attainment=one,
        low=low,
        high=high,
        tone=tone,
        word=word,
        doubt=doubt,
        address=tickets_address(found.engagement, month=month, level=place + 1),
        missed_address=tickets_address(found.engagement, month=month, level=place + 1, verdict="missed", sort="-late"),
        chosen=chosen,
        reported=theirs.met / told if theirs and told else None,
        differ=theirs.differ if theirs else 0,
        without=without_excused(one, excused) if excused else None,
        excused_address=tickets_address(found.engagement, month=month, level=place + 1, verdict=EXCUSED),
    )


def _chart(found: Evidence, month: Month, place: int) -> MonthChart | None:
    """Twelve months of one service level, up to this one, each judged by the terms of this one."""
    if not found.referee.judged:
        return None
    level = found.referee.judged[place].level
    months = [Month(n) for n in range(month.number - MONTHS_SHOWN + 1, month.number + 1)]
    ones = [found.index.card(one).levels[place] for one in months]
    points = [
        Point(written.month_short(m), None if a.share is None else float(a.share * 100), written.share(a.share),
              address_of(found.engagement, m), a.keeps, m == month)
        for m, a in zip(months, ones, strict=True)
    ]  # fmt: skip
    if sum(point.share is not None for point in points) < 2:
        return None
    title = _("{level}: share in time, month by month").format(level=level.name)
    says = "; ".join(f"{point.label}: {point.written}" for point in points if point.share is not None)
    agreed = _("agreed {target}").format(target=written.target(level.target))
    return month_chart(points, float(level.target * 100), title, says, agreed)
