"""What people say of their solved tickets, month by month, and how their answers are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.ui.charts import MonthChart, Point, month_chart
from goodhands.stages.operate.reads import sentences
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.reads.judged_months import is_unfinished
from goodhands.stages.operate.reads.month_card import address_of, tickets_address
from goodhands.stages.operate.rules.choosing import SOLVED
from goodhands.stages.operate.rules.satisfaction import (
    GOOD,
    LOW,
    NOT_GOOD,
    SILENT,
    UNCLEAR,
    AnswerColumn,
    Satisfaction,
)

MONTHS_SHOWN = 12
VALUES_SHOWN = 24
LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """A month: what people said of the tickets solved in it, and where these tickets are listed."""

    month: Month
    card: str
    people: Satisfaction
    low: float | None
    high: float | None
    solved_address: str
    answered_address: str
    good_address: str
    not_good_address: str
    unfinished: bool


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A value as the files have it, on how many tickets it stands, and how it is taken, in words.

    `address` is that of these tickets; blank where the list cannot tell them apart.
    """

    text: str
    count: int
    tone: str
    word: str
    address: str


@dataclass(frozen=True, slots=True)
class ColumnPart:
    """A column of the files, with its values: the most frequent first, `more` are not shown."""

    heading: str
    scale: str | None
    why: str
    values: Sequence[ValueLine]
    more: int


@dataclass(frozen=True, slots=True)
class SatisfactionPage:
    """Twelve months of answers, the newest first. Without columns the files say nothing of how content people are."""

    sentence: str
    lines: Sequence[OpinionLine]
    latest: OpinionLine | None
    chart: MonthChart | None
    columns: Sequence[ColumnPart]
    unclear: bool
    evidence: Evidence


def satisfaction(engagement: Engagement, at: datetime) -> SatisfactionPage | Missing:
    """What people say of the tickets solved in each of the last twelve months, as the files tell."""
    found = evidence(engagement, at)
    if isinstance(found, Missing):
        return found
    columns = found.index.answers.columns
    numbers = found.index.active_months[-MONTHS_SHOWN:] if columns else []
    lines = [line for number in reversed(numbers) if (line := _line(found, Month(number)))]
    latest = next((line for line in lines if line.people.answered and not line.unfinished), None)
    latest = latest or next((line for line in lines if line.people.answered), None)
    return SatisfactionPage(
        sentence=_sentence(latest, bool(columns)),
        lines=lines,
        latest=latest,
        chart=_chart(lines),
        columns=[_column(found, one, len(columns) == 1) for one in columns],
        unclear=any(one.understood.scale is None for one in columns),
        evidence=found,
    )


def _line(found: Evidence, month: Month) -> OpinionLine | None:
    people = found.index.satisfaction(month)
    if people is None:
        return None
    low, high = people.interval or (None, None)
    solved, answered, good, not_good = (
        tickets_address(found.engagement, month=month, state=SOLVED, opinion=opinion)
        for opinion in (None, "any", "good", "not_good")
    )
    there, unfinished = address_of(found.engagement, month), is_unfinished(found, month)
    return OpinionLine(month, there, people, low, high, solved, answered, good, not_good, unfinished)


def _sentence(latest: OpinionLine | None, told: bool) -> str:
    if not told:
        return _("The ticket files do not say how content people are.")
    if latest is None:
        return _("No answer of the last twelve months can be counted.")
    return sentences.people_say(latest.people, latest.month)


def _chart(lines: Sequence[OpinionLine]) -> MonthChart | None:
    """The months in which enough people answered, the oldest first; None where there are fewer than two."""
    shares = [(line, None if line.people.too_few else line.people.share) for line in reversed(lines)]
    points = [
        Point(
            written.month_short(line.month),
            None if share is None else float(share * 100),
            written.share(share),
            line.card,
            not line.people.low,
        )
        for line, share in shares
    ]
    if sum(point.share is not None for point in points) < 2:
        return None
    says = "; ".join(f"{point.label}: {point.written}" for point in points if point.share is not None)
    title = _("Share of good answers, month by month")
    return month_chart(points, float(LOW * 100), title, says, _("low: under {low}").format(low=written.target(LOW)))


def _column(found: Evidence, column: AnswerColumn, alone: bool) -> ColumnPart:
    """A column with its values; where it is `alone`, a value tells tickets apart in their list, too."""
    order = sorted(column.counts.items(), key=lambda item: (-item[1], item[0]))[:VALUES_SHOWN]
    taken = column.understood
    values = [_value(found, text, count, taken.meanings[text], alone) for text, count in order]
    more = len(column.counts) - len(values) + column.others
    return ColumnPart(column.heading, taken.scale, taken.why, values, more)


def _value(found: Evidence, text: str, count: int, meaning: int, alone: bool) -> ValueLine:
    words = {
        GOOD: ("kept", _("good")),
        NOT_GOOD: ("missed", _("not good")),
        SILENT: ("none", _("no answer")),
        UNCLEAR: ("unsure", _("not counted")),
    }
    if len(text) > LONGEST_VALUE:
        return ValueLine(f"{text[:LONGEST_VALUE]}…", count, *words[meaning], "")
    address = tickets_address(found.engagement, satisfaction=text) if alone else ""
    return ValueLine(text, count, *words[meaning], address)


def opinion_choices() -> list[tuple[str, str]]:
    """What people said of a ticket, as it stands in the address of the list and in words."""
    return [
        ("any", _("something")),
        ("good", _("it was good")),
        ("not_good", _("it was not good")),
        ("none", _("nothing")),
    ]
