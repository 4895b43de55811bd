"""Last year's tickets by terms that are only proposed, beside the terms that were in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.stages.contract import reads as contract
from goodhands.stages.contract.reads import AgreedTerms
from goodhands.stages.contract.reads.small_print import small_print
from goodhands.stages.contract.rules.service_levels import ServiceLevel
from goodhands.stages.operate.reads import sentences
from goodhands.stages.operate.reads.evidence import Evidence, Missing, Papers, evidence_by, in_force, papers
from goodhands.stages.operate.reads.judged_months import JudgedMonth, judged_month
from goodhands.stages.operate.reads.month_card import address_of
from goodhands.stages.operate.reads.ticket_list import TicketLine, lines_of
from goodhands.stages.operate.rules.choosing import Wanted
from goodhands.stages.operate.rules.dry_run import Counted, alike, counted, kept_all, never_occurred
from goodhands.stages.operate.rules.judging import Attainment

SHOWN = 50


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A proposed promise over all months, and today's about the same tickets, if there is one.

    `number` is its place in the address, counted from one.
    """

    number: int
    name: str
    target: Fraction
    then: Counted
    low: float | None
    high: float | None
    today: str
    today_target: Fraction | None
    now: Counted | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A proposed promise in a month."""

    name: str
    attainment: Attainment
    tone: str
    word: str


@dataclass(frozen=True, slots=True)
class Side:
    """A month by one of both terms: a verdict on all promises with tickets, how many were kept, and what is owed."""

    tone: str
    word: str
    kept: int
    due: int
    owed: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month by both terms; `now` is None where no terms were in force."""

    month: Month
    address: str
    now: Side | None
    then: Side
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Misses:
    """The tickets that would have been missed under a proposed promise, the latest first; `more` are not shown."""

    name: str
    lines: Sequence[TicketLine]
    more: int


@dataclass(frozen=True, slots=True)
class DryRunPage:
    """The dry run. `owed_now` and `owed_then` are what all months come to, in words; blank for nothing.

    `misses` are those of the promise that was asked for.
    """

    sentence: str
    never: str
    promises: Sequence[PromiseLine]
    lines: Sequence[MonthLine]
    owed_now: str
    owed_then: str
    any_now: bool
    fee: Decimal | None
    cap: Fraction | None
    small_print: Sequence[str]
    evidence: Evidence
    terms: AgreedTerms
    misses: Misses | None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A month by the terms in force in it, and by those that are proposed."""

    now: JudgedMonth | None
    then: JudgedMonth


def dry_run(engagement: Engagement, at: datetime, promise: int | None = None) -> DryRunPage | Missing:
    """The last twelve months that are over, each judged by the proposal and by the terms that were in force in it.

    `promise` is the place of the proposed promise whose misses are to be seen.
    """
    proposal = contract.proposal(engagement)
    if proposal is None:
        return Missing("proposal")
    of = papers([engagement])[engagement.pk]
    found = evidence_by(of, proposal, at)
    if isinstance(found, Missing):
        return found
    pairs = _pairs(of, found, at)
    if not pairs:
        return Missing("month")
    never = never_occurred(proposal.levels, [pair.then.card for pair in pairs])
    return DryRunPage(
        sentence=_sentence(pairs, engagement),
        never=_never(never, found),
        promises=[_promise(place, level, pairs) for place, level in enumerate(proposal.levels)],
        lines=[_line(pair, engagement) for pair in pairs],
        owed_now=_owed([pair.now for pair in pairs if pair.now]),
        owed_then=_owed([pair.then for pair in pairs]),
        any_now=any(pair.now for pair in pairs),
        fee=proposal.monthly_fee,
        cap=proposal.credit_cap,
        small_print=small_print(proposal.policy),
        evidence=found,
        terms=proposal,
        misses=None if promise is None else _misses(found, promise, pairs),
    )


def _pairs(of: Papers, found: Evidence, at: datetime) -> list[_Pair]:
    """The months that are over and in which anything was due under either terms, the newest first."""
    versions = of.agreed.versions()
    by_version: Mapping[str, Evidence | Missing] = {terms.key: evidence_by(of, terms, at) for terms in versions[-1:]}
    active = set(found.index.active_months)
    for one in by_version.values():
        active |= set(one.index.active_months) if isinstance(one, Evidence) else set()
    pairs: list[_Pair] = []
    for number in sorted(active, reverse=True):
        month = Month(number)
        then = judged_month(found, month)
        if then.unfinished:
            continue
        terms = in_force(versions, month)
        judged = evidence_by(of, terms, at) if terms else None  # which is kept in memory from one month to the next
        pairs.append(_Pair(judged_month(judged, month) if isinstance(judged, Evidence) else None, then))
        if len(pairs) == sentences.A_YEAR:
            break
    return pairs


def _promise(place: int, level: ServiceLevel, pairs: Sequence[_Pair]) -> PromiseLine:
    then = counted(pair.then.card.levels[place] for pair in pairs)
    today = [one for pair in pairs if pair.now and (one := alike(level, pair.now.card))]
    low, high = then.interval or (None, None)
    return PromiseLine(
        number=place + 1, name=level.name, target=level.target, then=then, low=low, high=high,
        today=today[0].level.name if today else "", today_target=today[0].level.target if today else None,
        now=counted(today) if today else None,
    )  # fmt: skip


def _misses(found: Evidence, place: int, pairs: Sequence[_Pair]) -> Misses | None:
    if place >= len(found.terms.levels):
        return None
    wanted = Wanted(level=place, verdict="missed", sort="-late")
    missed = found.index.chosen(wanted)
    mine = missed[np.isin(found.index.month[place, missed], [pair.then.month.number for pair in pairs])]
    return Misses(found.terms.levels[place].name, lines_of(found, mine[:SHOWN], wanted), max(len(mine) - SHOWN, 0))


def _line(pair: _Pair, engagement: Engagement) -> MonthLine:
    cells = []
    for one in pair.then.card.levels:
        tone, word, _doubt = sentences.verdict_of(one)
        cells.append(Cell(one.level.name, one, tone, word))
    month = pair.then.month
    return MonthLine(
        month, address_of(engagement, month), _side(pair.now) if pair.now else None, _side(pair.then), cells
    )


def _side(one: JudgedMonth) -> Side:
    due = [level.keeps for level in one.card.levels if level.keeps is not None]
    kept = kept_all(one.card)
    tone, word = {
        None: ("none", _("no tickets")), True: ("kept", _("kept")), False: ("missed", _("not kept")),
    }[kept]  # fmt: skip
    return Side(tone, word, sum(due), len(due), one.in_words)


def _owed(months: Sequence[JudgedMonth]) -> str:
    """What some months owe together: an amount, or, where a fee is not known, a share of one monthly fee."""
    owing = [one for one in months if one.owed]
    if not owing:
        return ""
    amounts = [one.amount for one in owing if one.amount is not None]
    if len(amounts) == len(owing):
        return written.money(sum(amounts, Decimal(0)))
    share = sum((one.bill.share for one in owing), Fraction(0))
    return _("{share} of a monthly fee").format(share=written.target(share))


def _sentence(pairs: Sequence[_Pair], engagement: Engagement) -> str:
    """In how many months all would have been kept, and what would have been owed, beside what was."""
    provider = engagement.provider.name if engagement.provider else _("The provider")
    then = [kept for pair in pairs if (kept := pair.then.kept) is not None]
    now = [kept for pair in pairs if pair.now and (kept := pair.now.kept) is not None]
    if not then:
        return _("No ticket of these months falls under any of the proposed promises, so nothing can be compared.")
    opening = ngettext(
        "Under the proposed terms {provider} would have kept every promise in {kept} of {n} month",
        "Under the proposed terms {provider} would have kept every promise in {kept} of {n} months",
        len(then),
    ).format(provider=provider, kept=written.number(sum(then)), n=written.number(len(then)))
    if now:
        facts = {"opening": opening, "kept": written.number(sum(now)), "n": written.number(len(now))}
        opening = _("{opening}, in place of {kept} of {n}").format(**facts)
    owed_then, owed_now = _owed([pair.then for pair in pairs]), _owed([pair.now for pair in pairs if pair.now])
    return f"{opening}. {_money(owed_then, owed_now, bool(now))}"


def _money(then: str, now: str, compared: bool) -> str:
    if not compared:
        return _("It would have owed you {then}.").format(then=then) if then else _("It would have owed you nothing.")
    if then and now:
        return _("It would have owed you {then} in place of {now}.").format(then=then, now=now)
    if then:
        return _("It would have owed you {then} in place of nothing.").format(then=then)
    if now:
        return _("It would have owed you nothing in place of {now}.").format(now=now)
    return _("Nothing would have been owed either way.")


def _never(levels: Sequence[ServiceLevel], found: Evidence) -> str:
    """Which proposed promises no ticket fell under, and which priorities there are; blank where there are none."""
    if not levels:
        return ""
    names = ", ".join(f"“{level.name}”" for level in levels)
    sentence = ngettext(
        "No ticket of these months falls under {names}: nobody can tell from them what this promise is worth.",
        "No ticket of these months falls under {names}: nobody can tell from them what these promises are worth.",
        len(levels),
    ).format(names=names)
    there = ", ".join(f"“{name}”" for name in found.referee.priorities_held[: sentences.MOST_NAMED])
    rest = (
        _("The tickets have the priorities {there}.").format(there=there)
        if there
        else _("The tickets have no priority at all.")
    )
    return f"{sentence} {rest}"
