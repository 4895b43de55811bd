"""Was each ticket handled in time, and did the period keep the promise?

A ticket is *met* or *missed*, or *running* while neither is certain; a period *keeps* its target or does not. A missed
ticket is not yet a breach. Verdicts are taken on working seconds used, never on a deadline compared with a clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.periods import months_of
from goodhands.foundation.rules.statistics import wilson
from goodhands.foundation.rules.working_time import BLANK, NEVER, Pauses
from goodhands.foundation.rules.zones import Flags, Instants, Spans
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY, Credit, Policy, ServiceLevel
from goodhands.stages.operate.rules.clocks import Clocks
from goodhands.stages.operate.rules.ticket_log import REPORTED_MET, REPORTED_MISSED, Priorities, TicketLog

MET, MISSED, RUNNING = range(3)
NO_MONTH = np.iinfo(np.int64).min
FEW = 12

Verdicts = npt.NDArray[np.int8]
Tickets = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Judged:
    """One service level on the tickets it names: `tickets` are their indices, the other arrays go with them.

    `used` are the seconds of the level's own clock, `priority` the code of the priority each was judged by.
    """

    level: ServiceLevel
    tickets: Tickets
    verdict: Verdicts
    used: Instants
    priority: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Reported:
    """The provider's own verdicts on the tickets of a level, and how many differ from ours."""

    met: int
    missed: int
    differ: int


@dataclass(frozen=True, slots=True)
class Attainment:
    """How a level stands over a period, by counts."""

    level: ServiceLevel
    met: int
    missed: int
    running: int
    reported: Reported | None = None

    @property
    def judged(self) -> int:
        return self.met + self.missed

    @property
    def share(self) -> Fraction | None:
        """The share of judged tickets that were met; None where there are none."""
        return Fraction(self.met, self.judged) if self.judged else None

    @property
    def keeps(self) -> bool | None:
        """Whether the period keeps its promise, by the plain count; None without activity."""
        return None if self.share is None else self.share >= self.level.target

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies with 95 % confidence (Wilson)."""
        return wilson(self.met, self.judged) if self.judged else None

    @property
    def chance(self) -> bool:
        """Whether kept or not kept could be chance: the interval spans the target."""
        return self.interval is not None and self.interval[0] <= self.level.target <= self.interval[1]

    @property
    def too_few(self) -> bool:
        """Whether there are too few tickets to tell more than the count itself."""
        return self.judged < FEW

    @property
    def beyond_doubt(self) -> bool:
        """Whether the count can be taken at its word: enough tickets, and not by chance."""
        return not (self.too_few or self.chance)


def judge(level: ServiceLevel, log: TicketLog, clocks: Clocks, policy: Policy) -> Judged:
    """The verdict of one service level on every ticket it names."""
    priority = _held(log.priorities, policy, level, clocks)
    tickets = np.arange(len(priority))
    if level.priority != ANY_PRIORITY:
        names = list(log.priorities.names)
        tickets = np.flatnonzero(priority == names.index(level.priority)) if level.priority in names else tickets[:0]
    used = _used(level, clocks)[tickets]
    ended = (clocks.resolved if level.metric == "resolution" else clocks.responded)[tickets] != BLANK
    verdict = np.where(used > level.within, MISSED, np.where(ended, MET, RUNNING)).astype(np.int8)
    return Judged(level, tickets, verdict, used, priority[tickets])


def months(judged: Judged, clocks: Clocks, policy: Policy, zone: Spans) -> npt.NDArray[np.int64]:
    """The month of each judged ticket: in which it was resolved, or in which its limit passed if that came first.

    The limit passes at the deadline, whatever has been done by then: an answer in time counts in the month in which it
    was due, not in that of a much later solution. NO_MONTH for what is running, or neither due nor resolved yet.
    """
    resolution = clocks.resolved[judged.tickets]
    due = limit_reached(judged.level, clocks, policy, judged.tickets)
    due[due > clocks.known[judged.tickets]] = NEVER
    decided = np.minimum(np.where(resolution == BLANK, NEVER, resolution), due)
    known = (decided != NEVER) & (judged.verdict != RUNNING)
    found = np.full(len(decided), NO_MONTH)
    found[known] = months_of(decided[known], zone)
    return found


def limit_reached(level: ServiceLevel, clocks: Clocks, policy: Policy, tickets: Tickets) -> Instants:
    """The deadline of some tickets under a level, NEVER where it lies beyond all clocks."""
    resolution = level.metric == "resolution"
    start = (clocks.start if resolution else clocks.opened)[tickets]
    index = np.full(len(clocks.opened), -1, np.intp)
    index[tickets] = np.arange(len(tickets))
    cuts = [clocks.pauses] * (resolution or policy.response_pauses) + [clocks.solved] * resolution
    owner = np.concatenate([index[cut.owner] for cut in cuts] or [index[:0]])
    begins = np.concatenate([cut.start for cut in cuts] or [start[:0]])
    ends = np.concatenate([cut.end for cut in cuts] or [start[:0]])
    mine = owner >= 0
    return clocks.table.deadline(start, level.within, Pauses(owner[mine], begins[mine], ends[mine]))


def attained(judged: Judged, reported: npt.NDArray[np.int8] | None, members: Flags | slice) -> Attainment:
    """The counts of a level over those of its tickets that are `members`."""
    verdict = judged.verdict[members]
    met, missed, running = (int(np.count_nonzero(verdict == v)) for v in (MET, MISSED, RUNNING))
    if reported is None:
        return Attainment(judged.level, met, missed, running)
    theirs = reported[judged.tickets[members]]
    says_met, says_missed = theirs == REPORTED_MET, theirs == REPORTED_MISSED
    differ = (says_met & (verdict == MISSED)) | (says_missed & (verdict == MET))
    counts = Reported(*(int(np.count_nonzero(flags)) for flags in (says_met, says_missed, differ)))
    return Attainment(judged.level, met, missed, running, counts)


def owed(attainment: Attainment, credits: Sequence[Credit]) -> Credit | None:
    """The credit owed for a level over a period: of several tiers, the lowest that the attainment is below."""
    mine = [c for c in credits if c.service_level == attainment.level.name]
    share = attainment.share
    return min((c for c in mine if share is not None and share < c.below), key=lambda c: c.below, default=None)


def _used(level: ServiceLevel, clocks: Clocks) -> Instants:
    return clocks.net if level.metric == "resolution" else clocks.response


def _held(priorities: Priorities, policy: Policy, level: ServiceLevel, clocks: Clocks) -> npt.NDArray[np.int32]:
    """The code of the priority by which each ticket is judged, -1 where it never had one."""
    code = np.full(len(clocks.opened), -1, np.int32)
    ticket = priorities.ticket
    if policy.priority == "final":
        code[ticket] = priorities.code  # of several for one ticket the last one stays
        return code
    code[ticket[::-1]] = priorities.code[::-1]  # the first one stays; before it the ticket held no other
    if policy.priority == "at_breach":
        decisive = (clocks.end if level.metric == "resolution" else clocks.response_end).copy()
        used_up = np.flatnonzero(_used(level, clocks) >= level.within)
        decisive[used_up] = limit_reached(level, clocks, policy, used_up)
        held = priorities.since <= decisive[ticket]
        code[ticket[held]] = priorities.code[held]
    return code
