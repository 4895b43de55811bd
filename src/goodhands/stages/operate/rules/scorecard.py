"""All service levels of a period, and what they rest on.

`Referee` judges a log once; `scorecard` and `monthly` then count it for the whole file or month by month.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules import strict, zones
from goodhands.foundation.rules.agreed_hours import AgreedHours
from goodhands.foundation.rules.hours import stamped
from goodhands.foundation.rules.periods import Month, months_of
from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.statistics import nearest_ranks
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Flags, Instants, Spans
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY, Credit, Policy, ServiceLevel
from goodhands.stages.operate.rules.clocks import Clocks, NoOpening, measure, measured_in, paused_by_value
from goodhands.stages.operate.rules.judging import NO_MONTH, Attainment, Judged, Verdicts, attained, judge, months, owed
from goodhands.stages.operate.rules.sheet import Problem
from goodhands.stages.operate.rules.terms import Terms
from goodhands.stages.operate.rules.theirs import Minutes, minutes_of, theirs
from goodhands.stages.operate.rules.ticket_log import TicketLog

LEAST_FOR_P95 = 20
MOST_MONTHS = 600


@dataclass(frozen=True, slots=True)
class Times:
    """Working seconds of some tickets: their sum and percentiles by nearest rank, None where too few."""

    total: int
    p50: int | None
    p90: int | None
    p95: int | None


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The verdict on a period: `month`, or the whole file. `open` always counts the whole file."""

    as_of: int | None
    month: Month | None
    policy: Policy
    tickets: int
    resolved: int
    open: int
    reopened_since: int
    gross: int
    resolution: Times
    response: Times
    paused: Mapping[str, int]
    levels: Sequence[Attainment]
    credits: Sequence[Credit]
    rejected: int
    excluded: Sequence[tuple[str, str]]
    problems: Sequence[Problem]
    tzdata: str


def foremost(card: Scorecard) -> Attainment | None:
    """The service level that a headline names; None where no ticket was judged.

    That is the first that was not kept beyond doubt, else the first that was not kept, else the first of all.
    """
    active = [level for level in card.levels if level.judged]
    broken = [level for level in active if not level.keeps]
    certain = [level for level in broken if level.beyond_doubt]
    return next(iter(certain or broken or active), None)


class Referee:
    """A log, measured and judged by the terms.

    `clocks` run in the main hours of the agreement; a level with hours of its own is judged by `clocks_for` it. `told`
    is the log as it was given, `log` what it says under the policies. Raises NoHolidaysKnown where the dates of a
    calendar do not reach.
    """

    def __init__(self, log: TicketLog, terms: Terms) -> None:
        self.told = log
        if terms.policy.closed_resolves:
            log = replace(log, events=log.events.with_closing_as_solution())
        try:
            clocks = measure(log, terms.policy, terms.hours)
        except NoOpening as without:
            log = log.without(without.tickets, said("nothing says when it was opened"))
            clocks = measure(log, terms.policy, terms.hours)
        self.log, self.terms, self.clocks = _with_reversed_noted(log, clocks), terms, clocks
        self._clocks: dict[AgreedHours, Clocks] = {terms.hours: clocks}
        self.judged: list[Judged] = [judge(level, log, self.clocks_for(level), terms.policy) for level in terms.levels]
        self.resolved: Flags = clocks.resolved != BLANK

    def clocks_for(self, level: ServiceLevel) -> Clocks:
        """The clocks in the agreed hours of a level: the main ones, or its own. Each hours are measured once."""
        hours = level.hours or self.terms.hours
        if hours not in self._clocks:
            self._clocks[hours] = measured_in(hours, self.clocks, self.terms.policy)
        return self._clocks[hours]

    @cached_property
    def naming_nobody(self) -> Sequence[ServiceLevel]:
        """The service levels that name a priority which no ticket of the log had, so that they judge none."""
        named = [level for level in self.terms.levels if level.priority != ANY_PRIORITY]
        return [level for level in named if level.priority not in self.priorities_held]

    @cached_property
    def priorities_held(self) -> Sequence[str]:
        """Every priority that a ticket of the log ever had, in the order of the alphabet."""
        held = self.log.priorities
        return sorted({held.names[code] for code in np.unique(held.code).tolist()} - {""})

    @cached_property
    def priority(self) -> npt.NDArray[np.int32]:
        """The code of the first or last priority of each ticket, as the policy has it, -1 where it never had one."""
        held, code = self.log.priorities, np.full(len(self.resolved), -1, np.int32)
        order = slice(None, None, -1 if self.terms.policy.priority == "at_opening" else 1)
        code[held.ticket[order]] = held.code[order]  # of several for one ticket the last assigned stays
        return code

    @cached_property
    def _zone(self) -> Spans:
        clocks = self.clocks
        every = np.concatenate([clocks.opened, clocks.end])
        first, last = (int(every.min()), int(every.max())) if len(every) else (0, 0)
        return zones.spans(self.terms.hours.timezone, first, last)

    @cached_property
    def month_opened(self) -> npt.NDArray[np.int64]:
        """The number of the month in which each ticket was opened."""
        return months_of(self.clocks.opened, self._zone)

    @cached_property
    def month_of_solution(self) -> npt.NDArray[np.int64]:
        """The number of the month in which each ticket was resolved, `NO_MONTH` while it is open."""
        found = np.full(len(self.resolved), NO_MONTH)
        found[self.resolved] = months_of(self.clocks.resolved[self.resolved], self._zone)
        return found

    @cached_property
    def months_judged(self) -> list[npt.NDArray[np.int64]]:
        """The month of each ticket under each service level, in the order of `judged`."""
        policy, zone = self.terms.policy, self._zone
        return [months(judged, self.clocks_for(judged.level), policy, zone) for judged in self.judged]

    @cached_property
    def their_minutes(self) -> Minutes | None:
        """The working time that the provider counted for each ticket; None where no file says so."""
        return minutes_of(self.log)

    def theirs(self, level: ServiceLevel) -> Verdicts | None:
        """The provider's verdict on each ticket under a promise; None where no file says anything."""
        return theirs(self.log, level, self.their_minutes)

    def resolved_in(self, month: Month) -> Flags:
        """Which tickets were resolved in a month."""
        found: Flags = self.month_of_solution == month.number
        return found

    def month_resolved(self, ticket: int) -> Month | None:
        """The month in which a ticket was resolved; None while it is open."""
        number = int(self.month_of_solution[ticket])
        return None if number == NO_MONTH else Month(number)

    def members(self, month: Month | None) -> list[tuple[Judged, Flags | slice]]:
        """Each service level with those of its tickets that belong to a month, or with all of them."""
        if month is None:
            return [(judged, slice(None)) for judged in self.judged]
        return [(judged, found == month.number) for judged, found in zip(self.judged, self.months_judged, strict=True)]

    def active_months(self) -> Sequence[int]:
        """The numbers of all months from the first to the last in which anything was resolved or ran out.

        Where a wild stamp lies centuries away, only months in which something was, and no more than `MOST_MONTHS`.
        """
        found = np.concatenate([self.month_of_solution, *self.months_judged])
        found = np.unique(found[found != NO_MONTH])
        whole = range(int(found[0]), int(found[-1]) + 1) if len(found) else range(0)
        return whole if len(whole) <= MOST_MONTHS else found[-MOST_MONTHS:].tolist()

    def scorecard(self, month: Month | None = None) -> Scorecard:
        """The scorecard of a month, or of the whole file; credits belong to months only."""
        covered = np.ones(len(self.resolved), bool) if month is None else self.resolved_in(month)
        levels = [attained(judged, self.theirs(judged.level), members) for judged, members in self.members(month)]
        done = covered & self.resolved
        answered = covered & (self.clocks.responded != BLANK)
        due = [owed(level, self.terms.credits) for level in levels] if month else []
        return Scorecard(
            as_of=self.log.as_of,
            month=month,
            policy=self.terms.policy,
            tickets=int(np.count_nonzero(covered)),
            resolved=int(np.count_nonzero(done)),
            open=int(np.count_nonzero(~self.resolved)),
            reopened_since=int(np.count_nonzero(done & self.clocks.reopened_since)),
            gross=int(self.clocks.gross[done].sum()),
            resolution=_times(self.clocks.net[done]),
            response=_times(self.clocks.response[answered]),
            paused=self._paused(done),
            levels=levels,
            credits=[credit for credit in due if credit],
            rejected=len({(p.file, p.row) for p in self.log.problems if p.rejected}),
            excluded=self.log.excluded,
            problems=self.log.problems,
            tzdata=zones.VERSION,
        )

    def monthly(self) -> Iterator[Scorecard]:
        """The scorecards of all active months."""
        return (self.scorecard(Month(number)) for number in self.active_months())

    def _paused(self, tickets: Flags) -> Mapping[str, int]:
        """The working seconds that each pausing event took out, 0 for one that took none."""
        seconds = dict(enumerate(paused_by_value(self.clocks, tickets).tolist()))
        values = self.log.events.values
        codes = {value: code for code, value in enumerate(values)}
        pausing = {value: None for value, kind in self.terms.file.kinds.items() if kind == "paused"}
        pausing.update({values[code]: None for code in np.unique(self.clocks.pause_values)})  # of files read otherwise
        return {value: seconds.get(codes.get(value, -1), 0) for value in pausing}


def _times(seconds: Instants) -> Times:
    p50, p90, p95 = nearest_ranks(seconds, [50, 90, 95])
    return Times(int(seconds.sum()), p50, p90, p95 if len(seconds) >= LEAST_FOR_P95 else None)


def _with_reversed_noted(log: TicketLog, clocks: Clocks) -> TicketLog:
    """The log with the tickets listed whose end comes before their start: they count 0 seconds."""
    facts, found = log.facts, []
    answered = np.where(clocks.responded == clocks.resolved, BLANK, clocks.responded)
    for role, ends in (("resolved_at", clocks.resolved), ("responded_at", answered)):
        for ticket in np.flatnonzero((ends != BLANK) & (ends < clocks.opened)).tolist():
            row, name = log.rows[ticket], strict.shown(log.tickets[ticket].as_py())
            reason = _resolved_before(name) if role == "resolved_at" else _answered_before(name)
            file = facts.file_of[row]
            found.append(Problem(facts.files[file], int(facts.row_of[row]), facts.headings[file].get(role),
                                 stamped(int(ends[ticket])), reason))  # fmt: skip
    if not found:
        return log
    problems = sorted([*log.problems, *found], key=lambda p: (facts.files.index(p.file), p.row))
    return replace(log, problems=problems)


def _resolved_before(ticket: str) -> str:
    return said("is when ticket {ticket} was resolved, before it was opened; that counts as 0 seconds", ticket=ticket)


def _answered_before(ticket: str) -> str:
    return said("is when ticket {ticket} was answered, before it was opened; that counts as 0 seconds", ticket=ticket)
