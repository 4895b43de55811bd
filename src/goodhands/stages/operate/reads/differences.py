"""The provider's own verdicts beside ours for a month, or for all that the files hold, and what tells them apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.paging import cut
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.reads.ticket_list import TicketLine, lines_of
from goodhands.stages.operate.rules import differences as told_apart
from goodhands.stages.operate.rules.choosing import Tickets, Wanted
from goodhands.stages.operate.rules.differences import CALENDAR, PAUSES, PRIORITY, REOPENING, ROUNDING, Explained
from goodhands.stages.operate.rules.theirs import UNTOLD

SHOWN = 10
UNREAD_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: a month, or None for all; the places of a service level and of a group, and a page of that."""

    month: Month | None
    level: int | None = None
    group: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets that one reading explains, some as lines, each with the seconds that the provider counted, if any.

    `reading` is blank where none explains them.

    `number` counts from 1, `page` of `pages` is shown where the group is shown alone.
    """

    number: int
    title: str
    reading: str
    sentence: str
    lines: Sequence[tuple[TicketLine, int | None]]
    more: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    """What tells the verdicts on a service level apart, in a month, or where that is None in all.

    `levels` are those of which the provider says something. `unread` are some of its minutes that are no time, each
    with the number of its tickets. `alone` is whether only one group was asked for.
    """

    month: Month | None
    level: str
    place: int
    alone: bool
    sentence: str
    groups: Sequence[Group]
    levels: Sequence[tuple[int, str, bool]]
    tells_minutes: bool
    unread: Sequence[tuple[str, int]]
    evidence: Evidence


def differences(engagement: Engagement, asked: Asked, at: datetime) -> DifferencesPage | Missing:
    """The differences of a month or of all; of the first service level with any verdict where none is asked for."""
    found = evidence(engagement, at, asked.month)
    if isinstance(found, Missing):
        return found
    levels = [i for i, one in enumerate(found.terms.levels) if one.metric == "resolution"]
    if not levels or found.referee.theirs(found.terms.levels[levels[0]]) is None:
        return Missing("verdicts")
    place = asked.level if asked.level in levels else levels[0]
    told = told_apart.differences(found.referee, place, found.referee.members(asked.month)[place][1])
    groups = _groups(told, found, replace(asked, level=place))
    minutes = found.referee.their_minutes
    alone = [group for group in groups if group.number - 1 == asked.group]
    return DifferencesPage(
        month=asked.month,
        level=found.terms.levels[place].name,
        place=place + 1,
        alone=bool(alone),
        sentence=_sentence(told, found, asked.month),
        groups=alone or groups,
        levels=[(i + 1, found.terms.levels[i].name, i == place) for i in levels],
        tells_minutes=minutes is not None,
        unread=sorted(minutes.unread.items())[:UNREAD_SHOWN] if minutes else [],
        evidence=found,
    )


def _groups(told: told_apart.Differences, found: Evidence, asked: Asked) -> list[Group]:
    groups = [_explained(place, one, found, asked) for place, one in enumerate(told.explained)]
    if len(told.unexplained):
        count = len(told.unexplained)
        sentence = ngettext(
            "One ticket: none of the other readings comes to the provider's verdict. Ask how it was measured.",
            "{n} tickets: none of the other readings comes to the provider's verdict. Ask how they were measured.",
            count,
        ).format(n=written.number(count))  # fmt: skip
        words = (_("Cannot be reproduced"), "", sentence)
        groups.append(_group(len(groups), words, told.unexplained, found, asked))
    return groups


def _explained(place: int, one: Explained, found: Evidence, asked: Asked) -> Group:
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
    words = (titles[one.reading.kind], one.reading.words, sentence.format(**facts))
    return _group(place, words, one.tickets, found, asked)


def _group(place: int, words: tuple[str, str, str], tickets: Tickets, found: Evidence, asked: Asked) -> Group:
    """The group at a place, in title, reading and sentence; with a page of its tickets where it is asked for alone."""
    alone = place == asked.group
    page = cut(len(tickets), asked.page) if alone else cut(len(tickets), 1, SHOWN)
    shown = tickets[page.start : page.stop]
    lines = lines_of(found, shown, Wanted(month=asked.month, level=asked.level))
    minutes = found.referee.their_minutes
    told = [UNTOLD] * len(shown) if minutes is None else minutes.seconds[shown].tolist()
    pairs = [(line, None if seconds == UNTOLD else seconds) for line, seconds in zip(lines, told, strict=True)]
    return Group(place + 1, *words, pairs, 0 if alone else len(tickets) - page.stop, page.number, page.last)


def _sentence(told: told_apart.Differences, found: Evidence, month: Month | None) -> str:
    """Both shares, and how many tickets make the difference."""
    provider = found.engagement.provider.name if found.engagement.provider else _("The provider")
    if not told.theirs_judged:
        return _("{provider} says nothing of its own of {month}.").format(
            provider=provider, month=written.period(month)
        )
    facts = {
        "provider": provider, "month": written.period(month), "n": written.number(told.differing),
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
