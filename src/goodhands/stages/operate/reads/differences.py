"""The provider's own verdicts beside ours for a month, and what tells them apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.reads.ticket_list import TicketLine, lines_of
from goodhands.stages.operate.rules import differences as told_apart
from goodhands.stages.operate.rules.choosing import Tickets, Wanted
from goodhands.stages.operate.rules.differences import CALENDAR, PAUSES, PRIORITY, REOPENING, ROUNDING, Explained

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets that one reading explains, the first of them as lines; `reading` is blank where none does."""

    title: str
    reading: str
    sentence: str
    lines: Sequence[TicketLine]
    more: int


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """What tells the verdicts on a service level apart. `levels` are those of which the provider says something."""

    month: Month
    level: str
    sentence: str
    groups: Sequence[Group]
    levels: Sequence[tuple[int, str, bool]]
    evidence: Evidence


def differences(engagement: Engagement, month: Month, place: int | None, at: datetime) -> DifferencesPage | Missing:
    """The differences of a month; `place` is that of the service level, None for the first with any verdict."""
    found = evidence(engagement, at, month)
    if isinstance(found, Missing):
        return found
    levels = [i for i, one in enumerate(found.terms.levels) if one.metric == "resolution"]
    if found.referee.log.reported is None or not levels:
        return Missing("verdicts")
    place = place if place in levels else levels[0]
    told = told_apart.differences(found.referee, place, found.referee.members(month)[place][1])
    return DifferencesPage(
        month=month,
        level=found.terms.levels[place].name,
        sentence=_sentence(told, found, month),
        groups=_groups(told, found, Wanted(month=month, level=place)),
        levels=[(i + 1, found.terms.levels[i].name, i == place) for i in levels],
        evidence=found,
    )


def _groups(told: told_apart.Differences, found: Evidence, wanted: Wanted) -> list[Group]:
    groups = [_explained(one, found, wanted) for one in told.explained]
    if len(told.unexplained):
        count = len(told.unexplained)
        sentence = ngettext(
            "One ticket: none of the other readings comes to the provider's verdict. Ask how it was measured.",
            "{n} tickets: none of the other readings comes to the provider's verdict. Ask how they were measured.",
            count,
        ).format(n=written.number(count))  # fmt: skip
        groups.append(_group(_("Cannot be reproduced"), "", sentence, told.unexplained, found, wanted))
    return groups


def _explained(one: Explained, found: Evidence, wanted: Wanted) -> Group:
    titles = {
        ROUNDING: _("Rounding"), PAUSES: _("Pauses"), CALENDAR: _("Other hours"), REOPENING: _("Reopening"),
        PRIORITY: _("Priority"),
    }  # fmt: skip
    count, met = len(one.tickets), one.theirs_met
    facts = {"n": written.number(count), "met": written.number(met), "missed": written.number(count - met)}
    if not met:
        sentence = ngettext("One ticket, missed by the provider's count and met by yours.",
                            "{n} tickets, missed by the provider's count and met by yours.", count)  # fmt: skip
    elif met == count:
        sentence = ngettext("One ticket, met by the provider's count and missed by yours.",
                            "{n} tickets, met by the provider's count and missed by yours.", count)  # fmt: skip
    else:
        sentence = _("{n} tickets; the provider has {met} of them as met and {missed} as missed, you the other way.")
    return _group(titles[one.reading.kind], one.reading.words, sentence.format(**facts), one.tickets, found, wanted)


def _group(title: str, reading: str, sentence: str, tickets: Tickets, found: Evidence, wanted: Wanted) -> Group:
    return Group(title, reading, sentence, lines_of(found, tickets[:SHOWN], wanted), max(len(tickets) - SHOWN, 0))


def _sentence(told: told_apart.Differences, found: Evidence, month: Month) -> str:
    """Both shares, and how many tickets make the difference."""
    provider = found.engagement.provider.name if found.engagement.provider else _("The provider")
    if not told.theirs_judged:
        return _("{provider} says nothing of its own of {month}.").format(provider=provider, month=written.month(month))
    facts = {
        "provider": provider, "month": written.month(month), "n": written.number(told.differing),
        "theirs": written.share(Fraction(told.theirs_met, told.theirs_judged)), "ours": written.share(told.ours.share),
    }  # fmt: skip
    if not told.differing:
        return _("{provider} says {theirs} in {month}, and every verdict is the same as by your agreement.").format(
            **facts
        )
    return ngettext(
        "{provider} says {theirs} in {month}, your agreement says {ours}; one ticket makes the difference.",
        "{provider} says {theirs} in {month}, your agreement says {ours}; {n} tickets make the difference.",
        told.differing,
    ).format(**facts)  # fmt: skip
