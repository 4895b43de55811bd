"""Month by month: which promises were kept? The first page of the stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads import sentences
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.reads.judged_months import JudgedMonth, judged_months
from goodhands.stages.operate.reads.month_card import address_of, tickets_address
from goodhands.stages.operate.rules.judging import Attainment

MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """One service level in one month."""

    name: str
    attainment: Attainment | None
    tone: str
    word: str
    doubt: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month in the strip: `owed` is the amount, or the shares of a fee that is not known; blank for nothing."""

    month: Month
    address: str
    resolved: int
    cells: Sequence[Cell]
    owed: str
    unfinished: bool


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """The strip of months, the newest first. `levels` are the names over the columns."""

    sentence: str
    owed: str
    naming_nobody: str
    levels: Sequence[str]
    lines: Sequence[MonthLine]
    earlier: Sequence[MonthLine]
    any_owed: bool
    latest: JudgedMonth | None
    latest_address: str
    all_tickets: str
    open_tickets: int
    evidence: Evidence


def months(engagement: Engagement, at: datetime) -> MonthsPage | Missing:
    """Every month from the first to the last ticket, each judged by the terms that were in force in it."""
    found = evidence(engagement, at)
    if isinstance(found, Missing):
        return found
    judged = list(judged_months(found, at))
    names = list(dict.fromkeys(level.level.name for one in judged for level in one.card.levels))
    lines = [_line(engagement, one, names) for one in judged]
    open_tickets = judged[0].card.open if judged else found.referee.scorecard().open
    latest = _to_look_at(judged)
    return MonthsPage(
        sentence=_sentence(judged, engagement, bool(found.referee.naming_nobody)),
        owed=sentences.owed_lately(judged),
        naming_nobody=sentences.naming_nobody(found),
        levels=names,
        lines=lines[:MONTHS_SHOWN],
        earlier=lines[MONTHS_SHOWN:],
        any_owed=any(line.owed for line in lines),
        latest=latest,
        latest_address=address_of(engagement, latest.month) if latest else "",
        all_tickets=tickets_address(engagement),
        open_tickets=open_tickets,
        evidence=found,
    )


def _to_look_at(judged: Sequence[JudgedMonth]) -> JudgedMonth | None:
    """The last month that is over and has something to judge, else the last one of all."""
    over = (one for one in judged if one.kept is not None and not one.unfinished)
    return next(over, judged[0] if judged else None)


def _line(engagement: Engagement, one: JudgedMonth, names: Sequence[str]) -> MonthLine:
    by_name: Mapping[str, Attainment] = {level.level.name: level for level in one.card.levels}
    cells = []
    for name in names:
        level = by_name.get(name)
        tone, word, doubt = sentences.verdict_of(level) if level else ("none", _("not agreed"), "")
        cells.append(Cell(name, level, tone, word, doubt))
    address = address_of(engagement, one.month)
    return MonthLine(one.month, address, one.card.resolved, cells, one.in_words, one.unfinished)


def _sentence(months: Sequence[JudgedMonth], engagement: Engagement, some_judge_nothing: bool) -> str:
    """In how many months all was kept; one that is not over says nothing yet."""
    judged = [one for one in months if one.kept is not None]
    if not judged:
        return _("No ticket was due or solved in any month yet, so there is nothing to judge.")
    judged = [one for one in judged if not one.unfinished]
    if not judged:
        return _("No month is over yet as far as these tickets tell, so nothing is settled.")
    kept = sum(bool(one.kept) for one in judged)
    provider = engagement.provider.name if engagement.provider else _("The provider")
    if not kept and len(judged) > 1:
        sentence = _("{provider} kept every promise in none of {n} months.")
        return sentence.format(provider=provider, n=written.number(len(judged)))
    sentence = (
        ngettext(
            "{provider} kept every promise that has tickets in {kept} of {n} month.",
            "{provider} kept every promise that has tickets in {kept} of {n} months.",
            len(judged),
        )
        if some_judge_nothing
        else ngettext(
            "{provider} kept every promise in {kept} of {n} month.",
            "{provider} kept every promise in {kept} of {n} months.",
            len(judged),
        )
    )
    return sentence.format(provider=provider, kept=written.number(kept), n=written.number(len(judged)))
