"""From when to when did each ticket's clock run, and what was taken out?

One ordered pass over the canonical log, vectorised over all tickets: opening, first response and resolution by the
policies of the agreement; pauses; solved spans; working seconds gross and net.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.agreed_hours import AgreedHours
from goodhands.foundation.rules.working_time import BLANK, Pauses, WorkingTime
from goodhands.foundation.rules.zones import Flags, Instants, spans
from goodhands.stages.contract.rules.service_levels import FIRST_EVENT, Policy
from goodhands.stages.operate.rules.ticket_log import PAUSED, RESOLVED, RESPONDED, Events, TicketLog

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Clocks:
    """What was measured of each ticket; arrays have one entry per ticket, instants are UTC seconds or BLANK.

    The resolution clock runs from `start` (the opening, or the reopening that restarts it) to `end` (the resolution,
    or as far as is `known` while the ticket is open), less `solved` spans and, for `net`, less `pauses`. The response
    clock runs from the opening to `responded`, or as far as is `known` while nobody has answered. Of each pause
    `pause_events` says which event of the log set it, and `pause_values` the code of its value. `reopened` are tickets
    that were opened again after any solution, `reopened_since` after the one that counts.
    """

    known: Instants
    opened: Instants
    responded: Instants
    resolved: Instants
    start: Instants
    end: Instants
    response_end: Instants
    gross: Instants
    net: Instants
    response: Instants
    pauses: Pauses
    pause_values: npt.NDArray[np.int32]
    pause_events: Rows
    solved: Pauses
    reopened: Flags
    reopened_since: Flags
    table: WorkingTime


class NoOpening(ValueError):
    """Some tickets have no opening; `tickets` says which."""

    def __init__(self, tickets: Flags) -> None:
        super().__init__("no opening")
        self.tickets = tickets


@dataclass(frozen=True, slots=True)
class _Moments:
    """When each ticket was opened, answered and resolved, and which of its events resolved it (-1: none)."""

    opened: Instants
    responded: Instants
    resolved: Instants
    resolving: Rows


def measure(log: TicketLog, policy: Policy, hours: AgreedHours) -> Clocks:
    """The clocks of all tickets of a log. Raises NoHolidaysKnown where the calendar does not reach, and NoOpening."""
    moments = _moments(log, policy)
    opened = moments.opened
    end, response_end = _or(moments.resolved, log.known), _or(moments.responded, log.known)
    solved, last_reopening, reopened_since = _reopenings(log, moments)
    reopened = np.zeros(len(opened), bool)
    reopened[solved.owner] = True
    start = np.maximum(opened, last_reopening) if policy.reopen == "restarts" else opened  # BLANK is the least
    if policy.reopen != "excludes_solved":
        solved = _none()
    pauses, setting = _pauses(log, end, response_end)
    table = table_between(hours, policy, opened, np.maximum(end, response_end))
    gross, net, response = _seconds(table, policy, start, end, opened, response_end, pauses, solved)
    return Clocks(
        known=log.known, table=table, opened=opened, responded=moments.responded, resolved=moments.resolved,
        start=start, end=end, response_end=response_end, gross=gross, net=net, response=response,
        pauses=pauses, pause_values=log.events.value[setting], pause_events=setting, solved=solved,
        reopened=reopened, reopened_since=reopened_since,
    )  # fmt: skip


def measured_in(hours: AgreedHours, clocks: Clocks, policy: Policy) -> Clocks:
    """The same clocks in other agreed hours: between the same instants other seconds pass. Raises NoHolidaysKnown."""
    table = table_between(hours, policy, clocks.opened, np.maximum(clocks.end, clocks.response_end))
    gross, net, response = _seconds(
        table, policy, clocks.start, clocks.end, clocks.opened, clocks.response_end, clocks.pauses, clocks.solved
    )
    return replace(clocks, table=table, gross=gross, net=net, response=response)


def _seconds(
    table: WorkingTime, policy: Policy, start: Instants, end: Instants, opened: Instants, response_end: Instants,
    pauses: Pauses, solved: Pauses,
) -> tuple[Instants, Instants, Instants]:  # fmt: skip
    """The working seconds of each ticket: gross, net and to the first answer."""
    gross = table.elapsed(start, end) - table.paused(start, end, solved)
    net = gross - table.paused(start, end, pauses)
    response = table.elapsed(opened, response_end)
    if policy.response_pauses:
        response = response - table.paused(opened, response_end, pauses)
    return gross, net, response


def _moments(log: TicketLog, policy: Policy) -> _Moments:
    """What the policies choose among the events, where no column says it."""
    count = len(log.tickets)
    opened = _or(log.stamps["opened_at"], _opening_events(log.events, policy, count))
    if (opened == BLANK).any():
        raise NoOpening(opened == BLANK)
    resolving = _resolving_events(log.events, policy, count)
    resolved = _or(log.stamps["resolved_at"], _at(log.events, resolving))
    if policy.closed_resolves:
        resolved = _or(resolved, log.stamps["closed_at"])
    return _Moments(opened, _responses(log, opened, resolved), resolved, resolving)


def unpaused(clocks: Clocks) -> Clocks:
    """The clocks as if nothing had paused them."""
    none = Pauses(clocks.pauses.owner[:0], clocks.pauses.start[:0], clocks.pauses.end[:0])
    values, events = clocks.pause_values[:0], clocks.pause_events[:0]
    return replace(clocks, net=clocks.gross, pauses=none, pause_values=values, pause_events=events)


def paused_by_value(clocks: Clocks, tickets: Flags) -> npt.NDArray[np.int64]:
    """The working seconds that pauses took out of the resolution clocks of some tickets, by the code of the event."""
    mine = tickets[clocks.pauses.owner]
    pauses = Pauses(clocks.pauses.owner[mine], clocks.pauses.start[mine], clocks.pauses.end[mine])
    values = clocks.pause_values[mine]
    begins = np.maximum(pauses.start, clocks.start[pauses.owner])
    ends = np.minimum(pauses.end, clocks.end[pauses.owner])
    taken = np.zeros(int(values.max(initial=-1)) + 1, np.int64)
    np.add.at(taken, values, clocks.table.elapsed(begins, ends))
    return taken


def _or(first: Instants, second: Instants) -> Instants:
    """The first where it is known, else the second."""
    return np.where(first == BLANK, second, first)


def _none() -> Pauses:
    return Pauses(np.empty(0, np.intp), np.empty(0, np.int64), np.empty(0, np.int64))


def _at(events: Events, which: Rows) -> Instants:
    """The instant of one event of each ticket, BLANK where there is none (-1)."""
    if not len(events.at):
        return np.broadcast_to(np.int64(BLANK), len(which))
    return np.where(which < 0, BLANK, events.at[which])


def _first(events: Events, chosen: Flags, count: int) -> Rows:
    """The first of the chosen events of each ticket, -1 where there is none."""
    found = np.full(count, -1, np.intp)
    rows = np.flatnonzero(chosen)[::-1]
    found[events.ticket[rows]] = rows  # of several for one ticket the last assigned stays
    return found


def _last(events: Events, chosen: Flags, count: int) -> Rows:
    found = np.full(count, -1, np.intp)
    rows = np.flatnonzero(chosen)
    found[events.ticket[rows]] = rows
    return found


def _opening_events(events: Events, policy: Policy, count: int) -> Instants:
    if policy.opened == FIRST_EVENT:
        return _at(events, _first(events, np.ones(len(events.at), bool), count))
    opening = np.array([value in policy.opened for value in events.values] or [False])
    return _at(events, _first(events, opening[events.value], count))


def _resolving_events(events: Events, policy: Policy, count: int) -> Rows:
    choose = _last if policy.resolution == "last" else _first
    return choose(events, events.kind == RESOLVED, count)


def _responses(log: TicketLog, opened: Instants, resolved: Instants) -> Instants:
    """The column wins, then the first answer from the opening on, the first resolved event, the resolution."""
    events, count = log.events, len(opened)
    answers = (events.kind == RESPONDED) & (events.at >= opened[events.ticket])
    answered = _at(events, _first(events, answers, count))
    first_resolved = _at(events, _first(events, events.kind == RESOLVED, count))
    return _or(_or(_or(log.stamps["responded_at"], answered), first_resolved), resolved)


def _reopenings(log: TicketLog, moments: _Moments) -> tuple[Pauses, Instants, Flags]:
    """The solved spans before a reopening, the last reopening before the resolution, and who was reopened since.

    A reopening is the first `responded` or `paused` event after a `resolved` one; its solved span begins at the first
    resolved event of that run.
    """
    events = log.events
    telling = np.flatnonzero(np.isin(events.kind, (RESPONDED, PAUSED, RESOLVED)))
    ticket, solves = events.ticket[telling], events.kind[telling] == RESOLVED
    same = np.append(False, ticket[1:] == ticket[:-1])
    after_solved = same & np.append(False, solves[:-1])
    reopens = after_solved & ~solves
    run_heads = np.where(solves & ~after_solved, np.arange(len(telling)), 0)
    heads = np.maximum.accumulate(run_heads) if len(telling) else run_heads
    begins, reopening = telling[heads[reopens]], telling[reopens]
    owner = events.ticket[reopening].astype(np.intp)
    spans_solved = Pauses(owner, events.at[begins], events.at[reopening])
    by_column = log.stamps["resolved_at"][owner] != BLANK
    before = np.where(by_column, events.at[reopening] < moments.resolved[owner], reopening < moments.resolving[owner])
    last = np.full(len(moments.opened), BLANK)
    last[owner[before]] = events.at[reopening[before]]
    since = np.zeros(len(moments.opened), bool)
    since[owner[~before]] = True
    return spans_solved, last, since


def _pauses(log: TicketLog, end: Instants, response_end: Instants) -> tuple[Pauses, Rows]:
    """Every pause, from its event to the ticket's next one of any value, or to the end of both clocks."""
    events = log.events
    rows = np.flatnonzero(events.kind == PAUSED)
    following = rows + 1
    last = following == len(events.at)
    following = np.where(last, rows, following)
    ends_by_event = ~last & (events.ticket[following] == events.ticket[rows])
    owner = events.ticket[rows].astype(np.intp)
    open_end = np.maximum(end, response_end)[owner]
    pauses = Pauses(owner, events.at[rows], np.where(ends_by_event, events.at[following], open_end))
    return pauses, rows


def table_between(hours: AgreedHours, policy: Policy, first: Instants, last: Instants) -> WorkingTime:
    """The agreed hours from the first to the last of some instants. Holidays are needed for every year touched."""
    if not len(first):
        return WorkingTime([hours.calendar(range(0))], 0, 0)
    earliest, latest = int(first.min()), int(np.maximum(first, last).max())
    clocks = {version.timezone for _, version in hours.versions}
    edges = np.array([earliest, latest])
    wall = np.concatenate([spans(zone, earliest, latest).wall(edges) for zone in clocks])
    years = wall.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    known = range(int(years.min()), int(years.max()) + 1)
    return WorkingTime([hours.calendar(known, policy.closes_whole_days)], earliest, latest)
