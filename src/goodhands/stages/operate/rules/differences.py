"""Where the provider's own verdict is another than ours, which other reading of the agreement would explain it?

Each ticket on which both differ is judged anew under other readings, one after the other, from what is most often meant
otherwise to the least. The first under which our verdict becomes theirs explains the ticket. A ticket that none of them
explains cannot be reproduced, and that is worth a question to the provider.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from goodhands.foundation.rules.agreed_hours import AgreedHours, Hours
from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.zones import Flags
from goodhands.stages.contract.rules.service_levels import Policy, ServiceLevel
from goodhands.stages.operate.rules.clocks import Clocks, NoOpening, measure, unpaused
from goodhands.stages.operate.rules.judging import MET, MISSED, Attainment, Judged, Tickets, Verdicts, attained, judge
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.ticket_log import REPORTED_MET, REPORTED_MISSED, UNREPORTED, TicketLog

ROUNDING, PAUSES, CALENDAR, REOPENING, PRIORITY = "rounding", "pauses", "calendar", "reopening", "priority"
_WHOLE_DAY = ((0, 24 * 60),)


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of the agreement: the kind of choice, what it would be in words, and how it is measured."""

    kind: str
    words: str
    clocks: Callable[[TicketLog], Clocks]
    policy: Policy


@dataclass(frozen=True, slots=True)
class Explained:
    """The tickets of which a reading explains the provider's verdict; of them it has `theirs_met` met."""

    reading: Reading
    tickets: Tickets
    theirs_met: int


@dataclass(frozen=True, slots=True)
class Differences:
    """A service level over a period: how it stands by our count and by the provider's, and what tells them apart.

    `differing` counts tickets on which both have a verdict, and not the same one; `unexplained` are those of them that
    no reading explains.
    """

    ours: Attainment
    differing: int
    explained: Sequence[Explained]
    unexplained: Tickets

    @property
    def theirs_met(self) -> int:
        """How many tickets the provider says it met."""
        return self.ours.reported.met if self.ours.reported else 0

    @property
    def theirs_judged(self) -> int:
        """On how many tickets the provider has a verdict."""
        return self.theirs_met + self.ours.reported.missed if self.ours.reported else 0


def differences(referee: Referee, place: int, members: Flags | slice) -> Differences:
    """What tells the provider's verdicts from ours for those tickets of a service level that are `members`."""
    judged = referee.judged[place]
    reported = referee.theirs(judged.level)
    ours = attained(judged, reported, members)
    tickets, verdict = judged.tickets[members], judged.verdict[members]
    if reported is None:
        return Differences(ours, 0, [], tickets[:0])
    differing = tickets[_differ(reported[tickets], verdict)]
    left = differing
    explained = []
    for reading in readings(referee, judged.level):
        mine = left[_explains(reading, referee.log, judged.level, left, reported[left])]
        if len(mine):
            met = int(np.count_nonzero(reported[mine] == REPORTED_MET))
            explained.append(Explained(reading, mine, met))
            left = np.setdiff1d(left, mine, assume_unique=True)
    return Differences(ours, len(differing), explained, left)


def readings(referee: Referee, level: ServiceLevel) -> Iterator[Reading]:
    """Other readings of the agreement, those that are most often meant first."""
    policy, hours = referee.terms.policy, level.hours or referee.terms.hours
    always = round_the_clock(hours)

    def measured(policy: Policy, hours: AgreedHours, pauses: bool = True) -> Callable[[TicketLog], Clocks]:
        if pauses:
            return lambda log: measure(log, policy, hours)
        return lambda log: unpaused(measure(log, policy, hours))

    whole = said("seconds below a whole minute are left out")
    yield Reading(ROUNDING, whole, lambda log: _in_minutes(measure(log, policy, hours)), policy)
    yield Reading(PAUSES, said("pauses count against the provider, too"), measured(policy, hours, False), policy)
    yield Reading(CALENDAR, said("the clock runs day and night"), measured(policy, always), policy)
    both = said("the clock runs day and night, and pauses count, too")
    yield Reading(CALENDAR, both, measured(policy, always, False), policy)
    for change, words in _REOPENINGS:
        if (other := replace(policy, **change)) != policy:
            yield Reading(REOPENING, words, measured(other, hours), other)
    for choice, words in _PRIORITIES.items():
        if choice != policy.priority:
            other = replace(policy, priority=choice)
            yield Reading(PRIORITY, words, measured(other, hours), other)


_REOPENINGS: Sequence[tuple[dict[str, Any], str]] = (
    ({"resolution": "first"}, said("the first solution counts, not the last")),
    ({"resolution": "last"}, said("the last solution counts, not the first")),
    ({"reopen": "excludes_solved"}, said("the time between a solution and a reopening does not count")),
    ({"reopen": "restarts"}, said("a reopening starts the clock anew")),
    ({"reopen": "runs_through"}, said("the clock runs on between a solution and a reopening")),
)
_PRIORITIES = {
    "at_opening": said("the first priority counts"),
    "final": said("the last priority counts"),
    "at_breach": said("the priority counts that held when the limit passed"),
}


def round_the_clock(hours: AgreedHours) -> Hours:
    """Day and night, every day, on the clock of these hours."""
    return Hours(hours.versions[-1][1].timezone, (_WHOLE_DAY,) * 7)


def _in_minutes(clocks: Clocks) -> Clocks:
    """The clocks with only their whole minutes."""
    return replace(clocks, net=clocks.net // 60 * 60, gross=clocks.gross // 60 * 60)


def _explains(reading: Reading, log: TicketLog, level: ServiceLevel, tickets: Tickets, theirs: Verdicts) -> Flags:
    """For which of some tickets the reading comes to the provider's verdict."""
    chosen = np.zeros(len(log.tickets), bool)
    chosen[tickets] = True
    part = log.only(chosen)  # in the order of their numbers, as `tickets` are
    try:
        judged = judge(level, part, reading.clocks(part), reading.policy)
    except NoOpening:
        return np.zeros(len(tickets), bool)
    return _agrees(judged, theirs)


def _agrees(judged: Judged, reported: Verdicts) -> Flags:
    """For each ticket of a log whether a judgement has the provider's verdict; not so where it does not name it."""
    found = np.zeros(len(reported), bool)
    theirs = reported[judged.tickets]
    found[judged.tickets] = (theirs != UNREPORTED) & ~_differ(theirs, judged.verdict) & (judged.verdict <= MISSED)
    return found


def _differ(theirs: Verdicts, verdict: Verdicts) -> Flags:
    found: Flags = ((theirs == REPORTED_MET) & (verdict == MISSED)) | ((theirs == REPORTED_MISSED) & (verdict == MET))
    return found
