"""How did the clock of one ticket run under one service level, stretch by stretch?

What a person sees who opens a ticket: from when to when the clock ran, stood still or did not count, which event began
each stretch and who did it. The seconds add up to exactly those on which the verdict was taken.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from goodhands.foundation.rules.working_time import Pauses, WorkingTime
from goodhands.stages.contract.rules.service_levels import ServiceLevel
from goodhands.stages.operate.rules.carried import at_events
from goodhands.stages.operate.rules.clocks import Clocks
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.ticket_log import OTHER, part_of

RAN, PAUSED, SOLVED, OUTSIDE = "ran", "paused", "solved", "outside"
MOST_PIECES = 200

_Stretches = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a ticket's life, half-open between two UTC seconds, in which one thing was so.

    `state` is the value of the event that began it, `kind` that event's kind and `actor` and `group` what its row says;
    before the first event they are None, OTHER, None and None. `clock` is RAN, PAUSED, SOLVED (taken out as solved, or
    before the clock was restarted) or OUTSIDE (no agreed hours in it); `seconds` are the working seconds that count,
    which only a clock that ran has.
    """

    start: int
    end: int
    state: str | None
    kind: int
    actor: str | None
    group: str | None
    clock: str
    seconds: int


def spans_of(referee: Referee, ticket: int, level: ServiceLevel) -> Sequence[Span]:
    """The stretches from a ticket's opening to the end of the level's clock, which is what is known while it is open.

    Adjacent and in order, cut at events and where the clock was stopped or started; empty where the end comes before
    the opening. `ticket` is an index into the log; the level need not be one that judges it.
    """
    clocks = referee.clocks_for(level)
    resolution = level.metric == "resolution"
    opened, end = int(clocks.opened[ticket]), int((clocks.end if resolution else clocks.response_end)[ticket])
    if end <= opened:
        return []
    solved = [(opened, int(clocks.start[ticket])), *_stretches(clocks.solved, ticket)] if resolution else []
    pausing = resolution or referee.terms.policy.response_pauses
    paused = _stretches(clocks.pauses, ticket) if pausing else []
    mine = referee.log.events.of(ticket)
    at: list[int] = referee.log.events.at[mine].tolist()
    edges = {*at, *(edge for stretch in (*solved, *paused) for edge in stretch)}
    points = [opened, *sorted(edge for edge in edges if opened < edge < end), end]
    return list(_told(referee, ticket, clocks, at, points, solved, paused))


def timeline_of(referee: Referee, ticket: int, level: ServiceLevel, most: int = MOST_PIECES) -> Sequence[Span]:
    """The same stretches, those in which the clock ran also cut where agreed hours begin or end, to draw them.

    At most so many pieces: of too many the longest stretches stay whole, and if that is not enough neighbours are
    joined. A joined piece is what the longest of its parts is; the seconds still add up.
    """
    spans, table = spans_of(referee, ticket, level), referee.clocks_for(level).table
    if len(spans) > most:
        size = -(-len(spans) // most)
        return [_joined(spans[i : i + size]) for i in range(0, len(spans), size)]
    cut = {i: _cut(span, table) for i, span in enumerate(spans) if span.clock == RAN}
    room = most - len(spans)
    for i in sorted(cut, key=lambda place: len(cut[place])):
        room -= len(cut[i]) - 1
        if room < 0:
            cut[i] = [spans[i]]
    return [piece for i, span in enumerate(spans) for piece in cut.get(i, [span])]


def _told(
    referee: Referee, ticket: int, clocks: Clocks, at: Sequence[int], points: Sequence[int], solved: _Stretches,
    paused: _Stretches,
) -> Iterable[Span]:  # fmt: skip
    """The stretch between each two points, with the last event before it and what the clock did."""
    events = referee.log.events
    first = events.of(ticket).start
    actors, groups = (at_events(referee.log, role, ticket) for role in ("actor", "group"))
    before = clocks.table.before(np.array(points, np.int64)).tolist()
    for (start, end), (so_far, after) in zip(pairwise(points), pairwise(before), strict=True):
        clock = _clock(start, after - so_far, solved, paused)
        seconds = after - so_far if clock == RAN else 0
        last = bisect_right(at, start) - 1
        if last < 0:
            yield Span(start, end, None, OTHER, None, None, clock, seconds)
            continue
        value, kind = events.values[events.value[first + last]], int(events.kind[first + last])
        yield Span(start, end, value, kind, actors[last], groups[last], clock, seconds)


def _clock(start: int, seconds: int, solved: _Stretches, paused: _Stretches) -> str:
    for stretches, clock in ((solved, SOLVED), (paused, PAUSED)):
        if any(begins <= start < ends for begins, ends in stretches):
            return clock
    return RAN if seconds else OUTSIDE


def _stretches(pauses: Pauses, ticket: int) -> _Stretches:
    mine = part_of(pauses.owner, ticket)
    return list(zip(pauses.start[mine].tolist(), pauses.end[mine].tolist(), strict=True))


def _cut(span: Span, table: WorkingTime) -> Sequence[Span]:
    """A stretch in which the clock ran, cut where agreed hours begin or end."""
    points = [span.start, *table.edges(span.start, span.end), span.end]
    seconds = np.diff(table.before(np.array(points, np.int64))).tolist()
    return [
        replace(span, start=start, end=end, clock=RAN if passed else OUTSIDE, seconds=passed)
        for (start, end), passed in zip(pairwise(points), seconds, strict=True)
    ]


def _joined(spans: Sequence[Span]) -> Span:
    longest = max(spans, key=lambda span: span.end - span.start)
    seconds = sum(span.seconds for span in spans)
    clock = RAN if seconds else longest.clock
    return replace(longest, start=spans[0].start, end=spans[-1].end, clock=clock, seconds=seconds)
