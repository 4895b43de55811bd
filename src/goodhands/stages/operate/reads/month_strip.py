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
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence, evidence_of, in_force
from goodhands.stages.operate.reads.month_card import address_of, is_unfinished, tickets_address
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.scorecard import Scorecard

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
    """A month in the strip."""

    month: Month
    address: str
    resolved: int
    cells: Sequence[Cell]
    kept: bool | None


@dataclass(frozen=True, slots=True)
class MonthsPage:
    """The strip of months, the newest first. `levels` are the names over the columns."""

    sentence: str
    naming_nobody: str
    levels: Sequence[str]
    lines: Sequence[MonthLine]
    earlier: Sequence[MonthLine]
    latest: MonthLine | None
    all_tickets: str
    open_tickets: int
    evidence: Evidence


def months(engagement: Engagement, at: datetime) -> MonthsPage | Missing:
    """Every month from the first to the last ticket, each judged by the terms that were in force in it."""
    found = evidence(engagement, at)
    if isinstance(found, Missing):
        return found
    cards = list(_cards(found, at))
    names = list(dict.fromkeys(level.level.name for card in cards[::-1] for level in card.levels))
    lines = [_line(engagement, card, names) for card in reversed(cards)]
    open_tickets = cards[-1].open if cards else found.referee.scorecard().open
    return MonthsPage(
        sentence=_sentence(lines, engagement, bool(found.referee.naming_nobody)),
        naming_nobody=sentences.naming_nobody(found),
        levels=names,
        lines=lines[:MONTHS_SHOWN],
        earlier=lines[MONTHS_SHOWN:],
        latest=_to_look_at(lines, found),
        all_tickets=tickets_address(engagement),
        open_tickets=open_tickets,
        evidence=found,
    )


def _to_look_at(lines: Sequence[MonthLine], found: Evidence) -> MonthLine | None:
    """The last month that is over and has something to judge, else the last one of all."""
    over = (line for line in lines if line.kept is not None and not is_unfinished(found, line.month))
    return next(over, lines[0] if lines else None)


def _cards(found: Evidence, at: datetime) -> Sequence[Scorecard]:
    """The scorecards of all months, each by the referee of its own version of the agreement."""
    by_version: dict[str, Evidence] = {found.terms.key: found}
    versions = found.papers.agreed.versions()
    cards = []
    for number in found.index.active_months:
        month = Month(number)
        terms = in_force(versions, month)
        if terms is None:
            continue
        if terms.key not in by_version:
            other = evidence_of(found.papers, at, month)
            if isinstance(other, Missing):
                continue
            by_version[terms.key] = other
        cards.append(by_version[terms.key].index.card(month))
    return cards


def _line(engagement: Engagement, card: Scorecard, names: Sequence[str]) -> MonthLine:
    assert card.month is not None
    by_name: Mapping[str, Attainment] = {level.level.name: level for level in card.levels}
    cells = []
    for name in names:
        level = by_name.get(name)
        tone, word, doubt = sentences.verdict_of(level) if level else ("none", _("not agreed"), "")
        cells.append(Cell(name, level, tone, word, doubt))
    due = [level.keeps for level in card.levels if level.keeps is not None]
    kept = all(due) if due else None
    return MonthLine(card.month, address_of(engagement, card.month), card.resolved, cells, kept)


def _sentence(lines: Sequence[MonthLine], engagement: Engagement, some_judge_nothing: bool) -> str:
    judged = [line for line in lines if line.kept is not None]
    if not judged:
        return _("No ticket was due or solved in any month yet, so there is nothing to judge.")
    kept = sum(bool(line.kept) for line in judged)
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
