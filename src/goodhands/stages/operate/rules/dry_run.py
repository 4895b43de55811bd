"""How would some months have gone under other terms?

Each month is judged twice, by the terms that were in force in it and by those that are only proposed. Here the two are
counted beside each other: promise by promise, month by month.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from goodhands.foundation.rules.statistics import wilson
from goodhands.stages.contract.rules.service_levels import ServiceLevel
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Counted:
    """A promise over several months: tickets in time and not, months kept, not kept, and without tickets."""

    met: int
    missed: int
    kept: int
    broken: int
    idle: int

    @property
    def judged(self) -> int:
        """How many tickets were judged."""
        return self.met + self.missed

    @property
    def share(self) -> Fraction | None:
        """The share of tickets in time; None where there are none."""
        return Fraction(self.met, self.judged) if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies with 95 % confidence (Wilson)."""
        return wilson(self.met, self.judged) if self.judged else None


def counted(months: Iterable[Attainment]) -> Counted:
    """A promise, month by month, put together."""
    ones = list(months)
    return Counted(
        met=sum(one.met for one in ones),
        missed=sum(one.missed for one in ones),
        kept=sum(one.keeps is True for one in ones),
        broken=sum(one.keeps is False for one in ones),
        idle=sum(one.keeps is None for one in ones),
    )


def alike(level: ServiceLevel, card: Scorecard | None) -> Attainment | None:
    """The promise of a scorecard that is about the same as a proposed one: same tickets, same clock."""
    for one in card.levels if card else ():
        if (one.level.metric, one.level.priority) == (level.metric, level.priority):
            return one
    return None


def never_occurred(levels: Sequence[ServiceLevel], cards: Sequence[Scorecard]) -> list[ServiceLevel]:
    """The promises that no ticket of these months fell under."""
    return [
        level for place, level in enumerate(levels) if not any(card.levels[place].judged for card in cards)
    ]  # fmt: skip


def kept_all(card: Scorecard) -> bool | None:
    """Whether every promise with tickets was kept; None where none had any."""
    due = [level.keeps for level in card.levels if level.keeps is not None]
    return all(due) if due else None
