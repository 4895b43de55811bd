"""What did each choice of the small print make of the last full month?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.stages.contract import reads as contract
from goodhands.stages.contract.reads import small_print
from goodhands.stages.operate.reads import sentences
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence_of, papers
from goodhands.stages.operate.reads.judged_months import is_unfinished
from goodhands.stages.operate.reads.month_card import address_of, tickets_address
from goodhands.stages.operate.rules.dry_run import kept_all
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.policy_effects import Effect
from goodhands.stages.operate.rules.policy_effects import policy_effects as effects_of

_SENTENCES: Mapping[str, Mapping[Any, str | Promise]] = {
    "resolution": small_print.RESOLUTION,
    "reopen": small_print.REOPEN,
    "priority": small_print.PRIORITY,
    "closed_resolves": small_print.CLOSED_RESOLVES,
    "response_pauses": small_print.RESPONSE_PAUSES,
    "holiday": small_print.HOLIDAY,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A promise under a choice: `differs` where its count is another than the one as agreed, which `was`."""

    name: str
    share: Fraction | None
    met: int
    judged: int
    was: Attainment
    tone: str
    word: str
    doubt: str
    differs: bool


@dataclass(frozen=True, slots=True)
class ChoiceLine:
    """A choice in its sentence, what it makes of each promise, and how many tickets it turns."""

    sentence: str
    in_force: bool
    cells: Sequence[Cell]
    turns: str


@dataclass(frozen=True, slots=True)
class PolicyPart:
    """A policy with all its choices; `matters` where any of them makes a difference in this month."""

    field: str
    title: str
    choices: Sequence[ChoiceLine]
    matters: bool


@dataclass(frozen=True, slots=True)
class PoliciesPage:
    """Each policy with its choices on a month. `proposed` where the terms are only proposed; `levels` are the names."""

    month: Month
    address: str
    tickets_address: str
    sentence: str
    levels: Sequence[str]
    parts: Sequence[PolicyPart]
    proposed: bool
    evidence: Evidence


def policies(engagement: Engagement, at: datetime) -> PoliciesPage | Missing:
    """The last full month under each choice of the small print, one at a time, all else as agreed."""
    of = papers([engagement])[engagement.pk]
    proposal = contract.proposal(engagement)
    latest = evidence_of(of, at, otherwise=proposal)
    if isinstance(latest, Missing):
        return latest
    for number in reversed(latest.index.active_months):
        month = Month(number)
        found = evidence_of(of, at, month, proposal if not of.agreed.rows else None)
        if isinstance(found, Missing) or is_unfinished(found, month):
            continue
        if kept_all(found.index.card(month)) is not None:
            return _page(found, month)
    return Missing("month")


def policy_effects(engagement: Engagement, at: datetime) -> PoliciesPage | None:
    """The same for the form of an agreement; None where there is nothing to be told yet."""
    found = policies(engagement, at)
    return None if isinstance(found, Missing) else found


def _page(found: Evidence, month: Month) -> PoliciesPage:
    parts = [_part(field, effects) for field, effects in effects_of(found.referee, month).items()]
    return PoliciesPage(
        month=month,
        address=address_of(found.engagement, month),
        tickets_address=tickets_address(found.engagement, month=month),
        sentence=_sentence(parts, month),
        levels=[level.name for level in found.terms.levels],
        parts=parts,
        proposed=not found.terms.number,
        evidence=found,
    )


def _part(field: str, effects: Sequence[Effect]) -> PolicyPart:
    titles = {
        "resolution": _("Solved more than once"), "reopen": _("Opened again"), "priority": _("Changed priority"),
        "closed_resolves": _("Closing a ticket"), "response_pauses": _("First answer while on hold"),
        "holiday": _("A holiday on a night shift"),
    }  # fmt: skip
    usual = next(effect for effect in effects if effect.in_force)
    choices = [_choice(str(_SENTENCES[field][effect.choice]), effect, usual) for effect in effects]
    return PolicyPart(field, titles[field], choices, any(one.turned or one.moved for one in effects))


def _choice(sentence: str, effect: Effect, usual: Effect) -> ChoiceLine:
    cells = [_cell(one, was) for one, was in zip(effect.levels, usual.levels, strict=True)]
    return ChoiceLine(sentence, effect.in_force, cells, _turns(effect))


def _cell(one: Attainment, was: Attainment) -> Cell:
    tone, word, doubt = sentences.verdict_of(one)
    differs = (one.met, one.missed) != (was.met, was.missed)
    return Cell(one.level.name, one.share, one.met, one.judged, was, tone, word, doubt, differs)


def _turns(effect: Effect) -> str:
    """How many tickets change sides, come in or drop out."""
    if effect.in_force:
        return ""
    said = []
    if effect.turned:
        said.append(ngettext("one ticket changes sides", "{n} tickets change sides", effect.turned).format(
            n=written.number(effect.turned)))  # fmt: skip
    if effect.moved:
        said.append(ngettext(
            "one comes in or drops out, for it belongs to another month or priority",
            "{n} come in or drop out, for they belong to another month or priority", effect.moved,
        ).format(n=written.number(effect.moved)))  # fmt: skip
    return "; ".join(said) or _("no ticket changes sides")


def _sentence(parts: Sequence[PolicyPart], month: Month) -> str:
    """Which policies matter in this month, and which do not."""
    facts = {"month": written.month(month)}
    mattering = [f"“{part.title}”" for part in parts if part.matters]
    if not mattering:
        return _("In {month} every choice of the small print comes to the same verdicts.").format(**facts)
    told = ngettext(
        "In {month}, one choice of the small print makes a difference: {names}.",
        "In {month}, {n} choices of the small print make a difference: {names}.",
        len(mattering),
    )
    return told.format(**facts, n=written.number(len(mattering)), names=", ".join(mattering))
