"""When is a ticket's limit used up, and which open tickets are next?

A deadline is for people to look at: verdicts are taken on seconds used. It may lie after all clocks of the log, so
agreed hours are looked up as far ahead as it takes, or as holidays are known.
"""

from dataclasses import dataclass, replace

import numpy as np

from goodhands.foundation.rules.agreed_hours import AgreedHours
from goodhands.foundation.rules.public_holidays import NoHolidaysKnown
from goodhands.foundation.rules.working_time import NEVER, WorkingTime
from goodhands.foundation.rules.zones import DAY, Flags, Instants
from goodhands.stages.contract.rules.service_levels import Policy, ServiceLevel
from goodhands.stages.operate.rules.clocks import table_between
from goodhands.stages.operate.rules.judging import RUNNING, Tickets, limit_reached
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.ticket_log import PAUSED, Events

_REACHES = (60 * DAY, 400 * DAY, 3660 * DAY)  # most deadlines are near, and a short table is soon made


@dataclass(frozen=True, slots=True)
class Running:
    """An open ticket under a level that it has not missed: working seconds used, and when the limit would be used up.

    `ticket` is its index in the log. `passes_at` (UTC) supposes that the clock runs on from what is known; None beyond
    the years whose holidays are known. `paused` tells whether the clock stands still now, so that the deadline moves on
    with every minute.
    """

    ticket: int
    level: ServiceLevel
    used: int
    passes_at: int | None
    paused: bool

    @property
    def left(self) -> int:
        """The working seconds that are left."""
        return self.level.within - self.used


def still_running(referee: Referee) -> list[Running]:
    """Each open ticket under each level that judges it and is neither met nor missed, the least time left first."""
    found: list[Running] = []
    for judged in referee.judged:
        open_ones = np.flatnonzero(judged.verdict == RUNNING)
        tickets, used = judged.tickets[open_ones], judged.used[open_ones].tolist()
        pausing = judged.level.metric == "resolution" or referee.terms.policy.response_pauses
        paused = (_paused_last(referee.log.events, tickets) & pausing).tolist()
        due = limits_pass_at(referee, tickets, judged.level).tolist()
        found += [
            Running(ticket, judged.level, seconds, None if instant == NEVER else instant, stands)
            for ticket, seconds, instant, stands in zip(tickets.tolist(), used, due, paused, strict=True)
        ]
    return sorted(found, key=lambda running: running.left)


def limit_passes_at(referee: Referee, ticket: int, level: ServiceLevel) -> int | None:
    """The least instant (UTC) at which a ticket's limit is used up under a level; None where it is not known.

    Of what ended in time, when it would have been; of what is open, as if the clock ran on from what is known.
    """
    (due,) = limits_pass_at(referee, np.array([ticket], np.intp), level).tolist()
    return None if due == NEVER else due


def limits_pass_at(referee: Referee, tickets: Tickets, level: ServiceLevel) -> Instants:
    """The deadlines of some tickets under a level; NEVER beyond ten years, or the years whose holidays are known."""
    clocks, policy = referee.clocks_for(level), referee.terms.policy
    due = limit_reached(level, clocks, policy, tickets)
    due[due > clocks.known[tickets]] = NEVER  # so far the clocks went, and so far holidays were asked for
    for reach in _REACHES:
        further = np.flatnonzero(due == NEVER)
        if not len(further):
            break
        chosen = tickets[further]
        first, last = int(clocks.opened[chosen].min()), int(clocks.known[chosen].max()) + reach
        table, last = _as_far_as_known(level.hours or referee.terms.hours, policy, first, last)
        later = limit_reached(level, replace(clocks, table=table), policy, chosen)
        due[further] = np.where(later <= last, later, NEVER)  # a table ends with a day, the years known may not
    return due


def _as_far_as_known(hours: AgreedHours, policy: Policy, first: int, last: int) -> tuple[WorkingTime, int]:
    """The agreed hours up to an instant, or up to the end of the last year whose holidays are known; and up to when."""
    while True:
        try:
            return table_between(hours, policy, np.array([first]), np.array([last])), last
        except NoHolidaysKnown as unknown:
            new_year = np.datetime64(f"{unknown.year}-01-01", "s").astype(np.int64)
            last = int(new_year) - DAY  # so that it is the old year on every clock


def _paused_last(events: Events, tickets: Tickets) -> Flags:
    """Whether the last event of each ticket is a pause."""
    if not len(events.ticket):
        return np.zeros(len(tickets), bool)
    last = np.searchsorted(events.ticket, tickets.astype(events.ticket.dtype), side="right") - 1
    found: Flags = (events.ticket[last] == tickets) & (events.kind[last] == PAUSED)
    return found
