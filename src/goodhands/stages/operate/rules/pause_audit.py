"""Where was the clock stopped, by whom, and what would the month look like had it run on?

A pause takes working time out of a ticket's clock. Each is looked at as far as it lies inside that clock; two pauses of
a ticket never overlap, since one ends where the ticket's next event begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.zones import Flags, Instants
from goodhands.stages.operate.rules.carried import acting
from goodhands.stages.operate.rules.clocks import Clocks
from goodhands.stages.operate.rules.judging import MET, MISSED, RUNNING, Attainment, Judged, Tickets
from goodhands.stages.operate.rules.scorecard import Referee

LONGEST = 10
CLOSE = 3600
"""A pause that begins when at most so many working seconds are left is close to the limit."""


@dataclass(frozen=True, slots=True)
class Paused:
    """Pauses of one sort: their reason, or who set them (None where the file does not say), how many, how long."""

    name: str | None
    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class OnePause:
    """A pause: of which ticket, why, by whom, from when to when (UTC), its working seconds, and those that were left.

    `left` counts working seconds to the limit when it began, negative where the limit had passed.
    """

    ticket: int
    reason: str
    actor: str | None
    start: int
    end: int
    seconds: int
    left: int


@dataclass(frozen=True, slots=True)
class PauseAudit:
    """The pauses of the tickets of a service level in a period.

    `gross` and `paused` are working seconds, with the pauses in them and of the pauses; `with_pauses` is how the level
    stands, `without` how it would stand had the clock run on. The kinds come longest first.
    """

    gross: int
    paused: int
    with_pauses: Attainment
    without: Attainment
    by_reason: Sequence[Paused]
    by_actor: Sequence[Paused]
    longest: Sequence[OnePause]
    close: Sequence[OnePause]


def pause_audit(referee: Referee, place: int, members: Flags | slice) -> PauseAudit:
    """The pauses of those tickets of a service level about solutions that are `members`."""
    judged = referee.judged[place]
    clocks, tickets = referee.clocks_for(judged.level), judged.tickets[members]
    found = _Pauses(referee, clocks, tickets, judged.level.within)
    return PauseAudit(
        gross=int(clocks.gross[tickets].sum()),
        paused=int((clocks.gross - clocks.net)[tickets].sum()),
        with_pauses=_counted(judged, judged.verdict[members]),
        without=_counted(judged, _had_it_run_on(judged, clocks, tickets, judged.verdict[members])),
        by_reason=found.by(found.values, referee.log.events.values),
        by_actor=found.by(found.actors, found.names),
        longest=[found.one(i) for i in found.longest()],
        close=[found.one(i) for i in found.close()],
    )


def _counted(judged: Judged, verdict: npt.NDArray[np.int8]) -> Attainment:
    met, missed, running = (int(np.count_nonzero(verdict == one)) for one in (MET, MISSED, RUNNING))
    return Attainment(judged.level, met, missed, running)


def _had_it_run_on(
    judged: Judged, clocks: Clocks, tickets: Tickets, verdict: npt.NDArray[np.int8]
) -> npt.NDArray[np.int8]:
    late = clocks.gross[tickets] > judged.level.within
    return np.where(late, np.int8(MISSED), verdict)


class _Pauses:
    """The pauses of some tickets that took working time, clipped to the clocks of their tickets."""

    def __init__(self, referee: Referee, clocks: Clocks, tickets: Tickets, within: int) -> None:
        mine = np.zeros(len(clocks.opened), bool)
        mine[tickets] = True
        owner = clocks.pauses.owner
        start = np.maximum(clocks.pauses.start, clocks.start[owner])
        end = np.minimum(clocks.pauses.end, clocks.end[owner])
        seconds = clocks.table.elapsed(start, end)
        kept = mine[owner] & (seconds > 0)
        self.owner, self.start, self.end, self.seconds = owner[kept], start[kept], end[kept], seconds[kept]
        self.values, events = clocks.pause_values[kept], clocks.pause_events[kept]
        self.actors, self.names = acting(referee.log, events)
        self._events, self._left = referee.log.events, within - self._used(clocks)

    def _used(self, clocks: Clocks) -> Instants:
        """The working seconds that each ticket had used when the pause began."""
        ran = clocks.table.elapsed(clocks.start[self.owner], self.start)
        paused = np.cumsum(self.seconds) - self.seconds
        heads = np.append(True, self.owner[1:] != self.owner[:-1])[: len(self.owner)]
        before = np.maximum.accumulate(np.where(heads, paused, 0)) if len(heads) else paused
        found: Instants = ran - (paused - before)
        return found

    def by(self, code: npt.NDArray[np.int32], names: Sequence[str]) -> list[Paused]:
        """How many pauses of each code there are and how long they are together, the longest first."""
        found = [self._together(one, code == one, names) for one in np.unique(code).tolist()]
        return sorted(found, key=lambda one: (-one.seconds, one.name is None, one.name or ""))

    def _together(self, code: int, mine: Flags, names: Sequence[str]) -> Paused:
        name = names[code] if code >= 0 else None
        return Paused(name, int(np.count_nonzero(mine)), int(self.seconds[mine].sum()))

    def longest(self) -> list[int]:
        """The places of the longest pauses."""
        order: list[int] = np.argsort(-self.seconds, kind="stable")[:LONGEST].tolist()
        return order

    def close(self) -> list[int]:
        """The places of the pauses that began close before a limit, the closest first."""
        places = np.flatnonzero((self._left >= 0) & (self._left <= CLOSE))
        order: list[int] = places[np.argsort(self._left[places], kind="stable")].tolist()
        return order

    def one(self, place: int) -> OnePause:
        """The pause at a place."""
        actor = int(self.actors[place])
        return OnePause(
            ticket=int(self.owner[place]), reason=self._events.values[int(self.values[place])],
            actor=self.names[actor] if actor >= 0 else None, start=int(self.start[place]), end=int(self.end[place]),
            seconds=int(self.seconds[place]), left=int(self._left[place]),
        )  # fmt: skip
