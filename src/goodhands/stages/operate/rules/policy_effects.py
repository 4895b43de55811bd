"""What would a month have been under each choice of the small print?

One choice is changed at a time, all else stays as agreed. Only tickets that can belong to the month under any choice
are judged anew, which is the same as judging all, since no ticket's verdict hangs on another ticket.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import DAY, Flags
from goodhands.stages.contract.rules.service_levels import HOLIDAYS
from goodhands.stages.operate.rules.judging import Attainment, attained
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.ticket_log import RESOLVED, TicketLog

CHOICES: Mapping[str, Sequence[Any]] = {
    "resolution": ("last", "first"),
    "reopen": ("runs_through", "excludes_solved", "restarts"),
    "priority": ("final", "at_opening", "at_breach"),
    "closed_resolves": (False, True),
    "response_pauses": (False, True),
    "holiday": HOLIDAYS,
}
"""What can be chosen, by the fields of the policy."""

_ELSEWHERE = -1
_SLACK = 2 * DAY  # no clock on a wall is further from that of UTC


@dataclass(frozen=True, slots=True)
class Effect:
    """A month under one choice. `turned` tickets are met in place of missed under some promise, or the other way.

    `moved` tickets are judged in this month under one of both choices only: they belong to another month, or to another
    priority. `levels` stand in the order of the agreement.
    """

    choice: Any
    in_force: bool
    levels: Sequence[Attainment]
    turned: int
    moved: int


def policy_effects(referee: Referee, month: Month) -> Mapping[str, Sequence[Effect]]:
    """Each choice of each policy, by the fields of the policy."""
    told, terms = referee.told, referee.terms
    part = told.only(can_belong_to(told, month))
    usual = _Judged(Referee(part, terms), month)
    found: dict[str, list[Effect]] = {}
    for field, choices in CHOICES.items():
        for choice in choices:
            chosen = choice == getattr(terms.policy, field)
            policy = replace(terms.policy, **{field: choice})
            other = usual if chosen else _Judged(Referee(part, replace(terms, policy=policy)), month)
            found.setdefault(field, []).append(Effect(choice, chosen, other.levels, *_apart(usual, other)))
    return found


class _Judged:
    """The month by one referee: its counts, and the verdict of every ticket under every promise."""

    def __init__(self, referee: Referee, month: Month) -> None:
        members = referee.members(month)
        self.levels = [attained(judged, None, mine) for judged, mine in members]
        self.verdict: npt.NDArray[np.int8] = np.full((len(members), len(referee.log.tickets)), _ELSEWHERE, np.int8)
        for place, (judged, mine) in enumerate(members):
            self.verdict[place, judged.tickets[mine]] = judged.verdict[mine]


def _apart(one: _Judged, other: _Judged) -> tuple[int, int]:
    """How many tickets change sides, and how many others come in or drop out. The same tickets are left out of both."""
    differ = one.verdict != other.verdict
    both = (one.verdict != _ELSEWHERE) & (other.verdict != _ELSEWHERE)
    turned = (differ & both).any(axis=0)
    moved = (differ & ~both).any(axis=0) & ~turned
    return int(np.count_nonzero(turned)), int(np.count_nonzero(moved))


def can_belong_to(log: TicketLog, month: Month) -> Flags:
    """The tickets that may belong to a month under some choice, and a few more.

    Whatever is chosen, a ticket belongs to a month that lies between the first and the last thing that is known of it;
    and where nobody said that it was solved, it may as well be open up to what is known.
    """
    count, events = len(log.tickets), log.events
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, BLANK)
    for stamps in log.stamps.values():
        told = stamps != BLANK
        first[told], last[told] = np.minimum(first, stamps)[told], np.maximum(last, stamps)[told]
    np.minimum.at(first, events.ticket, events.at)
    np.maximum.at(last, events.ticket, events.at)
    open_still = log.stamps["resolved_at"] == BLANK
    open_still[events.ticket[events.kind == RESOLVED]] = False
    last[open_still] = np.maximum(last, log.known)[open_still]
    begins, ends = (_midnight(Month(month.number + step)) for step in (0, 1))
    found: Flags = (first < ends + _SLACK) & (last >= begins - _SLACK)
    return found


def _midnight(month: Month) -> int:
    """When a month begins on the clock of UTC."""
    return int(np.datetime64(str(month), "s").astype(np.int64))
