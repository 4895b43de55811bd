"""For which part of the agreed time of a period could a system be used?

Planned maintenance is a break: it belongs neither to the agreed time nor to the outages. Outages that overlap are
united. Where no time was agreed there is nothing that could be kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from goodhands.foundation.rules.working_time import Pauses, WorkingTime


@dataclass(frozen=True, slots=True)
class Outage:
    """A stretch in UTC seconds in which a system could not be used; `end` is None while it goes on."""

    start: int
    end: int | None
    planned: bool


@dataclass(frozen=True, slots=True)
class Availability:
    """Seconds of a period: `hours` by the agreed hours, `planned` of them for maintenance, `down` beside that."""

    hours: int
    planned: int
    down: int

    @property
    def agreed(self) -> int:
        """The time that counts."""
        return self.hours - self.planned

    @property
    def share(self) -> Fraction | None:
        """The part of the agreed time without an outage; None where none was agreed."""
        return Fraction(self.agreed - self.down, self.agreed) if self.agreed else None


def availability(table: WorkingTime, start: int, end: int, outages: Sequence[Outage]) -> Availability:
    """The availability from `start` to `end` (half-open), both within the table; outages without an end reach to it."""
    first, last = np.array([start]), np.array([end])
    every = [(one.start, end if one.end is None else one.end, one.planned) for one in outages]
    planned = _taken(table, first, last, [one for one in every if one[2]])
    return Availability(
        hours=int(table.elapsed(first, last)[0]),
        planned=planned,
        down=_taken(table, first, last, every) - planned,
    )


def _taken(
    table: WorkingTime, first: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    last: "np.ndarray[tuple[int], np.dtype[np.int64]]", spans: Sequence[tuple[int, int, bool]],
) -> int:  # fmt: skip
    """The agreed seconds that some stretches take out, united and clipped."""
    starts = np.array([one[0] for one in spans], np.int64)
    ends = np.array([max(one[0], one[1]) for one in spans], np.int64)
    return int(table.paused(first, last, Pauses(np.zeros(len(spans), np.intp), starts, ends))[0])
