"""What is still open, how old it is, and whether more comes in than goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.reads.month_card import address_of, tickets_address
from goodhands.stages.operate.reads.ticket_list import TicketLine, lines_of
from goodhands.stages.operate.rules.backlog import PRIORITY, WAYS, Backlog, Flow, Pile
from goodhands.stages.operate.rules.backlog import backlog as counted
from goodhands.stages.operate.rules.choosing import AT_ONCE, BACK, OPEN, OPENED, SOLVED, Wanted

PILES_SHOWN = 30
CHANGE_OVER = 3
WAY_WORDS: Mapping[str, str | Promise] = {
    "priority": gettext_lazy("Priority"),
    "service": gettext_lazy("Service"),
    "group": gettext_lazy("Group"),
    "actor": gettext_lazy("Who acted last"),
}


@dataclass(frozen=True, slots=True)
class PileLine:
    """Open tickets of one sort. Ages in days and hours by the clock; `address` is blank where the files say no name."""

    pile: Pile
    address: str
    oldest: TicketLine
    oldest_age: str
    median_age: str


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A month, with the addresses of the tickets behind each figure by the states of the list of tickets."""

    flow: Flow
    card: str
    addresses: Mapping[str, str]
    change: int
    unfinished: bool

    @property
    def fewer(self) -> int:
        """By how many there are fewer open tickets."""
        return -self.change


@dataclass(frozen=True, slots=True)
class BacklogPage:
    """The open tickets and the flow of twelve months. `ways` are way, word, and whether it is the one shown."""

    sentence: str
    found: Backlog
    whole: PileLine | None
    open_address: str
    piles: Sequence[PileLine]
    more: int
    way: str
    way_word: str
    ways: Sequence[tuple[str, str, bool]]
    oldest: Sequence[tuple[TicketLine, str]]
    flows: Sequence[FlowLine]
    as_of: int | None
    evidence: Evidence


def backlog(engagement: Engagement, way: str, of: str, at: datetime) -> BacklogPage | Missing:
    """What is open as far as is known, told apart by `way`, else by priority; the flow `of` one sort, else of all."""
    found = evidence(engagement, at)
    if isinstance(found, Missing):
        return found
    told = counted(found.index, way if way in WAYS else PRIORITY, of)
    shown = way if way in told.ways else next(iter(told.ways), PRIORITY)
    if shown != way:
        told = counted(found.index, shown, of)
    piles = [_pile(found, one, shown) for one in told.piles[:PILES_SHOWN]]
    oldest = lines_of(found, told.oldest, Wanted())
    return BacklogPage(
        sentence=_sentence(found, told),
        found=told,
        whole=_pile(found, told.whole, "") if told.whole else None,
        open_address=tickets_address(engagement, state=OPEN, sort="opened"),
        piles=piles,
        more=max(len(told.piles) - PILES_SHOWN, 0),
        way=shown,
        way_word=str(WAY_WORDS[shown]),
        ways=[(one, str(WAY_WORDS[one]), one == shown) for one in told.ways],
        oldest=[(line, _age(found, int(place))) for line, place in zip(oldest, told.oldest, strict=True)],
        flows=[
            _flow(engagement, one, place == 0, {} if told.of is None else {shown: told.of})
            for place, one in enumerate(told.flows)
        ],
        as_of=found.referee.log.as_of,
        evidence=found,
    )


def _pile(found: Evidence, pile: Pile, way: str) -> PileLine:
    of = {way: pile.name} if pile.name is not None else {}
    there = tickets_address(found.engagement, state=OPEN, sort="opened", **of) if of or not way else ""
    (oldest,) = lines_of(found, np.array([pile.oldest], np.intp), Wanted())
    return PileLine(pile, there, oldest, _age(found, pile.oldest), written.age(pile.median))


def _age(found: Evidence, ticket: int) -> str:
    clocks = found.referee.clocks
    return written.age(max(int(clocks.known[ticket] - clocks.opened[ticket]), 0))


def _flow(engagement: Engagement, flow: Flow, newest: bool, of: Mapping[str, str]) -> FlowLine:
    there = {
        state: tickets_address(engagement, month=flow.month, state=state, **of)
        for state in (OPENED, SOLVED, BACK, AT_ONCE)
    }
    return FlowLine(flow, address_of(engagement, flow.month), there, flow.opened - flow.solved, newest)


def _sentence(found: Evidence, told: Backlog) -> str:
    """How much is open, how old the oldest is, and whether it has become more."""
    if told.whole is None:
        return _("No ticket is open.")
    facts = {"n": written.number(told.whole.open), "age": _age(found, told.whole.oldest)}
    newest = told.flows[0].month.number if told.of is None else 0
    before = next((flow.open_at_end for flow in told.flows if flow.month.number == newest - CHANGE_OVER), None)
    if before is None:
        sentence = ngettext(
            "One ticket is open, {age} old.", "{n} tickets are open; the oldest is {age} old.", told.whole.open
        )
        return sentence.format(**facts)
    sentence = ngettext(
        "One ticket is open, {age} old; at the end of {month} there were {before}.",
        "{n} tickets are open, the oldest {age} old; at the end of {month} there were {before}.",
        told.whole.open,
    )
    return sentence.format(**facts, before=written.number(before), month=written.month(Month(newest - CHANGE_OVER)))
