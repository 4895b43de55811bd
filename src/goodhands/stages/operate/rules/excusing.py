"""What would the share be without the misses that were excused, and which tickets are those?

An excused miss stays a miss: attainment, verdict and credits count it. The second figure stands
beside and decides nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.zones import Flags
from goodhands.stages.operate.rules.choosing import TicketIndex, Tickets, Wanted
from goodhands.stages.operate.rules.judging import MISSED, Attainment

EXCUSED = "excused"
"""How the list of tickets asks for them, in the place of a verdict."""


@dataclass(frozen=True, slots=True)
class WithoutExcused:
    """A share without `excused` misses: `met` of `judged` tickets."""

    met: int
    judged: int
    excused: int

    @property
    def share(self) -> Fraction | None:
        """The share that is left; None where nothing is left to judge."""
        return Fraction(self.met, self.judged) if self.judged else None


def without_excused(attainment: Attainment, excused: int) -> WithoutExcused:
    """The counts of a level without as many of its misses; more than it has are no more than all of them."""
    fewer = min(excused, attainment.missed)
    return WithoutExcused(attainment.met, attainment.judged - fewer, fewer)


def excused_flags(index: TicketIndex, numbers: Mapping[str, Collection[str]]) -> Mapping[str, Flags]:
    """By metric, which tickets of a log have an excuse; `numbers` are those of the excused tickets, by metric."""
    log = index.referee.log
    return {
        metric: pc.is_in(log.tickets, value_set=pa.array(list(of), pa.string())).to_numpy(zero_copy_only=False)
        for metric, of in numbers.items()
        if of
    }


def excused_misses(index: TicketIndex, wanted: Wanted, flags: Mapping[str, Flags]) -> Flags:
    """Which tickets have an excused miss among the levels and in the month that are wanted."""
    found: Flags = np.zeros(len(index.referee.log.tickets), bool)
    for place, judged in enumerate(index.referee.judged):
        excused = flags.get(judged.level.metric)
        if excused is None or wanted.level not in (None, place):
            continue
        missed = index.verdict[place] == MISSED
        if wanted.month is not None:
            missed = missed & (index.month[place] == wanted.month.number)
        found |= excused & missed
    return found


def only_excused(chosen: Tickets, excused: Flags) -> Tickets:
    """Of tickets in some order those with an excused miss, in that order."""
    kept: Tickets = chosen[excused[chosen]]
    return kept
