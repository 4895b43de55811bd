"""Tickets in a list: filtered, sorted, page by page, and as a file of exactly what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.paging import cut
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.working_time import BLANK
from goodhands.stages.operate.models import HandTicket
from goodhands.stages.operate.reads.both_sides import BothSides, both_sides
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.rules.choosing import (
    AT_ONCE,
    BACK,
    OPEN,
    OPENED,
    SOLVED,
    STATES,
    UNJUDGED,
    VERDICTS,
    Tickets,
    Wanted,
)
from goodhands.stages.operate.rules.excusing import EXCUSED, excused_misses, only_excused
from goodhands.stages.operate.rules.judging import MET, MISSED, RUNNING


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket in the list: instants are UTC seconds or None, `used` and `late` working seconds.

    `excused` says that a miss of it is excused, `replies` how often the provider answered.
    """

    number: str
    address: str
    subject: str
    priority: str
    opened_at: int
    resolved_at: int | None
    used: int
    late: int
    tone: str
    word: str
    levels: str
    excused: bool
    replies: int


@dataclass(frozen=True, slots=True)
class TicketsPage:
    """One page of the list. `query` are the filters as they stand in the address."""

    sentence: str
    lines: Sequence[TicketLine]
    count: int
    number: int
    last: int
    wanted: Wanted
    query: Mapping[str, str]
    priorities: Sequence[str]
    levels: Sequence[str]
    evidence: Evidence
    removed: HandTicket | None
    has_answers: bool


def tickets(
    engagement: Engagement, wanted: Wanted, number: int, query: Mapping[str, str], at: datetime
) -> TicketsPage | Missing:
    """One page of the tickets that are wanted."""
    found = evidence(engagement, at, wanted.month)
    if isinstance(found, Missing):
        return found
    wanted, said = _possible(wanted, found), both_sides(found)
    chosen = _chosen(found, wanted, said)
    page = cut(len(chosen), number)
    return TicketsPage(
        sentence=_sentence(len(chosen), wanted, found),
        lines=lines_of(found, chosen[page.start : page.stop], wanted, said),
        count=len(chosen),
        number=page.number,
        last=page.last,
        wanted=wanted,
        query=query,
        priorities=found.referee.priorities_held,
        levels=[level.name for level in found.terms.levels],
        evidence=found,
        removed=_removed(engagement, query.get("removed", "")),
        has_answers="satisfaction" in found.referee.log.carried,
    )


def _removed(engagement: Engagement, key: str) -> HandTicket | None:
    """The ticket that was removed a moment ago, so that it can be put back."""
    try:
        found: HandTicket | None = HandTicket.binned.filter(engagement=engagement, pk=UUID(key)).first()
    except ValueError:
        return None
    return found


def tickets_csv(engagement: Engagement, wanted: Wanted, at: datetime) -> Sequence[Sequence[object]] | Missing:
    """All tickets that are wanted as rows of a table, with a heading; the same columns and order as the page."""
    found = evidence(engagement, at, wanted.month)
    if isinstance(found, Missing):
        return found
    wanted, said = _possible(wanted, found), both_sides(found)
    headings = [
        _("Ticket"), _("Subject"), _("Priority"), _("Opened"), _("Solved"), _("Working time"), _("Working seconds"),
        _("Verdict"), _("Late by"), _("Late by seconds"), _("Service levels"), _("Excused"), _("Replies"),
    ]  # fmt: skip
    rows = [
        [line.number, line.subject, line.priority, _stamp(line.opened_at), _stamp(line.resolved_at),
         written.duration(line.used), line.used, line.word, written.duration(line.late) if line.late else "",
         line.late or "", line.levels, _("yes") if line.excused else "", line.replies or ""]
        for line in lines_of(found, _chosen(found, wanted, said), wanted, said)
    ]  # fmt: skip
    return [headings, *rows]


def _possible(wanted: Wanted, found: Evidence) -> Wanted:
    """The question without a service level that the agreement does not have."""
    there = wanted.level is None or wanted.level < len(found.terms.levels)
    return wanted if there else replace(wanted, level=None)


def _chosen(found: Evidence, wanted: Wanted, said: BothSides) -> Tickets:
    """The tickets that are wanted; those with an excused miss are found among the missed ones."""
    if wanted.verdict != EXCUSED:
        return found.index.chosen(wanted)
    missed = found.index.chosen(replace(wanted, verdict="missed"))
    return only_excused(missed, excused_misses(found.index, wanted, said.excused))


def _stamp(instant: int | None) -> str:
    return "" if instant is None else f"{written.local(instant):%Y-%m-%d %H:%M:%S}"


def lines_of(found: Evidence, shown: Tickets, wanted: Wanted, said: BothSides | None = None) -> list[TicketLine]:
    """The lines of some tickets, given by their indices, with what both sides `said` of them where it is asked for."""
    index, referee = found.index, found.referee
    log, clocks = referee.log, referee.clocks
    words = verdict_words()
    worst = index.worst(wanted)[shown].tolist()
    late = index.lateness(wanted)[shown].tolist()
    used = (clocks.net if wanted.level is None else index.used[wanted.level])[shown].tolist()
    numbers, subjects = log.tickets.take(shown).to_pylist(), index.subjects.take(shown).to_pylist()
    place = reverse("operate:tickets", args=[scope.current().slug, found.engagement.slug])
    asked = f"?month={wanted.month}" if wanted.month else ""
    missed = index.verdict[:, shown] == MISSED
    excused = excused_misses(index, wanted, said.excused)[shown].tolist() if said else [False] * len(shown)
    names = [level.name for level in found.terms.levels]
    return [
        TicketLine(
            number=numbers[i],
            address=f"{place}{quote(numbers[i], safe='')}/{asked}",
            subject=subjects[i] or "",
            priority=_priority(found, int(t)),
            opened_at=int(clocks.opened[t]),
            resolved_at=None if clocks.resolved[t] == BLANK else int(clocks.resolved[t]),
            used=used[i],
            late=late[i],
            tone=words[worst[i]][0],
            word=words[worst[i]][1],
            levels="; ".join(names[k] for k in np.flatnonzero(missed[:, i])),
            excused=excused[i],
            replies=said.replies.get(numbers[i], 0) if said else 0,
        )
        for i, t in enumerate(shown.tolist())
    ]


def verdict_words() -> dict[int, tuple[str, str]]:
    """Tone and word of each verdict on a ticket."""
    return {
        MET: ("kept", _("met")),
        MISSED: ("missed", _("missed")),
        RUNNING: ("unsure", _("running")),
        UNJUDGED: ("none", _("not judged")),
    }


def verdict_choices() -> list[tuple[str, str]]:
    """The verdicts by which the list can be filtered, as they stand in the address and in words."""
    return [*((key, verdict_words()[code][1]) for key, code in VERDICTS.items()), (EXCUSED, _("excused"))]


def _in_state(tickets: str, state: str, month: Month | None) -> str:
    """Tickets with what became of them, in words."""
    if state == OPEN:
        return _("{tickets} still open").format(tickets=tickets)
    if month is None:
        return f"{tickets}, {dict(state_choices())[state]}"
    sentences = {
        OPENED: _("{tickets} opened in {month}"),
        SOLVED: _("{tickets} solved in {month}"),
        BACK: _("{tickets} solved in {month} and opened again"),
        AT_ONCE: _("{tickets} solved in {month} with the first answer"),
    }
    return sentences[state].format(tickets=tickets, month=written.month(month))


def _with_opinion(tickets: str, opinion: str) -> str:
    """Tickets with what people said of them, in words."""
    sentences = {
        "any": _("{tickets} of which people said something"),
        "good": _("{tickets} with a good answer"),
        "not_good": _("{tickets} with an answer that was not good"),
        "none": _("{tickets} of which nobody said anything"),
    }
    return sentences[opinion].format(tickets=tickets)


def state_choices() -> list[tuple[str, str]]:
    """What became of a ticket, as it stands in the address and in words."""
    words = (
        _("still open"),
        _("opened in the month"),
        _("solved in the month"),
        _("opened again"),
        _("solved with the first answer"),
    )
    return list(zip(STATES, words, strict=True))


def _priority(found: Evidence, ticket: int) -> str:
    code = int(found.referee.priority[ticket])
    return str(found.referee.log.priorities.names[code]) if code >= 0 else ""


def _sentence(count: int, wanted: Wanted, found: Evidence) -> str:
    """What the list holds, with its filters in words."""
    sentence = ngettext("{n} ticket", "{n} tickets", count).format(n=written.number(count))
    if wanted.verdict is not None:
        word = dict(verdict_choices())[wanted.verdict]
        sentence = ngettext("{n} {verdict} ticket", "{n} {verdict} tickets", count).format(
            n=written.number(count), verdict=word
        )
    if wanted.level is not None:
        sentence = _("{tickets} under “{level}”").format(tickets=sentence, level=found.terms.levels[wanted.level].name)
    if wanted.state is not None:
        sentence = _in_state(sentence, wanted.state, wanted.month)
    elif wanted.month is not None:
        sentence = _("{tickets} in {month}").format(tickets=sentence, month=written.month(wanted.month))
    if wanted.priority is not None:
        sentence = _("{tickets} of priority {priority}").format(tickets=sentence, priority=wanted.priority)
    if wanted.said is not None:
        sentence = _("{tickets} with “{text}”").format(tickets=sentence, text=wanted.said[1])
    if wanted.opinion is not None:
        sentence = _with_opinion(sentence, wanted.opinion)
    if wanted.text:
        sentence = _("{tickets} that say “{text}”").format(tickets=sentence, text=wanted.text)
    return f"{sentence}."
