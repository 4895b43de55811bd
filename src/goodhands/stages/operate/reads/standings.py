"""How does an engagement stand, in one line? For Today and for lists of engagements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads.evidence import Missing, Papers, evidence_of, papers
from goodhands.stages.operate.reads.month_card import OwedLine, address_of, page_of


@dataclass(frozen=True, slots=True)
class Standing:
    """The last finished month of an engagement: tone and words, where it stands, what is owed, what is missing."""

    tone: str
    words: str
    address: str
    month: Month | None
    owed: tuple[OwedLine, ...] = ()
    not_kept: int = 0
    missing: str = ""


def standing(engagement: Engagement, at: datetime) -> Standing:
    """How the last whole month before `at` went, or the last one with tickets; or what is missing to say so."""
    return standings([engagement], at)[engagement.pk]


def standings(engagements: Collection[Engagement], at: datetime) -> dict[UUID, Standing]:
    """The same of several engagements by their keys, in as many questions to the database as for one."""
    return {key: _standing(of, at) for key, of in papers(engagements).items()}


def _standing(of: Papers, at: datetime) -> Standing:
    found = evidence_of(of, at)
    if isinstance(found, Missing):
        lacking = {"terms": _("what was promised is missing"), "tickets": _("no tickets yet")}
        return Standing("none", lacking.get(found.what, _("cannot be judged")), "", None, missing=found.what)
    active = found.index.active_months
    today = written.local(at)
    this_month = (today.year - 1970) * 12 + today.month - 1
    finished = [number for number in active if number < this_month] or list(active)
    if not finished:
        return Standing("none", _("nothing was due yet"), "", None)
    month = Month(finished[-1])
    then = evidence_of(of, at, month)
    if isinstance(then, Missing):
        words = _("no terms for {month}").format(month=written.month(month))
        return Standing("none", words, "", month, missing="terms")
    page = page_of(then, month)
    broken = sum(line.attainment.keeps is False for line in page.levels)
    if broken:
        words = ngettext("{n} promise not kept in {month}", "{n} promises not kept in {month}", broken)
        words = words.format(n=broken, month=written.month(month))
    elif not any(line.attainment.judged for line in page.levels):
        words = _("nothing to judge in {month}").format(month=written.month(month))
        return Standing("none", words, address_of(of.engagement, month), month)
    else:
        all_kept = (
            _("every promise that has tickets kept in {month}")
            if then.referee.naming_nobody
            else _("every promise kept in {month}")
        )
        words = all_kept.format(month=written.month(month))
    tone = "missed" if broken else "kept"
    return Standing(tone, words, address_of(of.engagement, month), month, tuple(page.owed), broken)
