"""How does an engagement stand, in one line? For Today and for lists of engagements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads import sentences
from goodhands.stages.operate.reads.evidence import Evidence, Missing, Papers, evidence_of, papers
from goodhands.stages.operate.reads.judged_months import JudgedMonth, OwedLine, is_unfinished, judged_months
from goodhands.stages.operate.reads.month_card import address_of
from goodhands.stages.operate.reads.sentences import A_YEAR


@dataclass(frozen=True, slots=True)
class Standing:
    """The last finished month of an engagement: tone and words, where it stands, what is owed, what is missing.

    `known_until` is the day on which the files end, where newer ones are due.
    """

    tone: str
    words: str
    address: str
    month: Month | None
    owed: tuple[OwedLine, ...] = ()
    not_kept: int = 0
    owed_lately: str = ""
    owed_in_a_year: Decimal | None = None
    known_until: date | None = None
    missing: str = ""


def standing(engagement: Engagement, at: datetime) -> Standing:
    """How the last month that the tickets tell to its end went; or what is missing to say so."""
    return standings([engagement], at)[engagement.pk]


def standings(engagements: Collection[Engagement], at: datetime) -> dict[UUID, Standing]:
    """The same of several engagements by their keys, in as many questions to the database as for one."""
    return {key: _standing(of, at) for key, of in papers(engagements).items()}


def _standing(of: Papers, at: datetime) -> Standing:
    found = evidence_of(of, at)
    if isinstance(found, Missing):
        lacking = {"terms": _("what was promised is missing"), "tickets": _("no tickets yet")}
        return Standing("none", lacking.get(found.what, _("cannot be judged")), "", None, missing=found.what)
    judged = _back_to_a_year(judged_months(found, at))
    if not judged:
        active = found.index.active_months
        words = _("no terms for {month}").format(month=written.month(Month(active[-1]))) if active else ""
        return Standing("none", words or _("nothing was due yet"), "", None, missing="terms" if active else "")
    latest = next((one for one in judged if not one.unfinished), judged[0])
    over = not latest.unfinished
    return Standing(
        tone="none" if latest.kept is None else "kept" if latest.kept else "missed",
        words=_words(latest, bool(found.referee.naming_nobody)),
        address=address_of(of.engagement, latest.month),
        month=latest.month,
        owed=tuple(latest.owed) if over else (),
        not_kept=latest.broken if over else 0,
        owed_lately=sentences.owed_lately(judged),
        owed_in_a_year=sentences.owed_in_a_year(judged),
        known_until=_known_until(found, at),
    )


def _back_to_a_year(months: Iterable[JudgedMonth]) -> list[JudgedMonth]:
    """The newest months, as far back as a year of months that are over."""
    taken, over = [], 0
    for one in months:
        taken.append(one)
        over += not one.unfinished
        if over == A_YEAR:
            break
    return taken


def _words(latest: JudgedMonth, some_judge_nothing: bool) -> str:
    month = written.month(latest.month)
    if latest.kept is None:
        return _("nothing to judge in {month}").format(month=month)
    if latest.broken:
        words = (
            ngettext("{n} promise not kept so far in {month}", "{n} promises not kept so far in {month}", latest.broken)
            if latest.unfinished
            else ngettext("{n} promise not kept in {month}", "{n} promises not kept in {month}", latest.broken)
        )
    elif latest.unfinished:
        words = _("every promise kept so far in {month}")
    elif some_judge_nothing:
        words = _("every promise that has tickets kept in {month}")
    else:
        words = _("every promise kept in {month}")
    return words.format(n=latest.broken, month=month)


def _known_until(found: Evidence, at: datetime) -> date | None:
    """The day on which the files end, where they do not tell the whole last month yet."""
    as_of, today = found.referee.log.as_of, written.local(at, found.terms.timezone)
    last_month = Month((today.year - 1970) * 12 + today.month - 2)
    if not found.sources or as_of is None or not is_unfinished(found, last_month):
        return None
    return written.local(as_of, found.terms.timezone).date()
