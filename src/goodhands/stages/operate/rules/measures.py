"""Did a figure of a month keep its target, and how sure can one be of it?

A share is a part of a whole and carries its interval; a count or a time is compared as it is. A month without a figure,
or of which nothing was to be counted, is neither kept nor broken.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from goodhands.foundation.rules.statistics import wilson
from goodhands.stages.operate.rules.catalogue import ONE_FIGURE, RATIO, SHARE, UPTIME, Kind
from goodhands.stages.operate.rules.judging import FEW


@dataclass(frozen=True, slots=True)
class Standing:
    """How a measure stands in a month: `done` of `of` (None where one figure says it all), against a `target`.

    Shares and their targets are fractions of 1; counts, times and ratios are as they are.
    """

    kind: Kind
    done: Fraction
    of: Fraction | None
    target: Fraction | None

    @property
    def value(self) -> Fraction | None:
        """The figure itself; None where nothing was to be counted."""
        if self.kind.reads in ONE_FIGURE:
            return self.done
        return self.done / self.of if self.of else None

    @property
    def keeps(self) -> bool | None:
        """Whether the target is reached; None without a target or without activity."""
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target if self.kind.higher else self.value <= self.target

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies with 95 % confidence (Wilson); None for anything but a share of whole things."""
        whole = self.of is not None and self.of.denominator == self.done.denominator == 1
        if self.kind.reads != SHARE or not self.of or not whole or self.done > self.of:
            return None
        return wilson(int(self.done), int(self.of))

    @property
    def too_few(self) -> bool:
        """Whether so little was counted that it tells no more than itself."""
        return self.kind.reads == SHARE and self.of is not None and self.of < FEW

    @property
    def chance(self) -> bool:
        """Whether kept or not kept could be chance: the interval spans the target."""
        found = self.interval
        return found is not None and self.target is not None and found[0] <= self.target <= found[1]


def standing(kind: Kind, done: Decimal, of: Decimal | None, target: Decimal | None) -> Standing:
    """The standing of figures as they were entered; a target of a share is in percent."""
    goal = None if target is None else Fraction(target) / (100 if kind.reads in (SHARE, UPTIME) else 1)
    return Standing(kind, Fraction(done), None if of is None else Fraction(of), goal)


def wrong_with(kind: Kind, done: Decimal | None, of: Decimal | None) -> tuple[str, str] | None:
    """Which of the two figures, `done` or `of`, cannot be, and a key that says why; None where both can be."""
    if kind.reads in (*ONE_FIGURE, UPTIME):
        return None if of is None else ("of", "alone")
    if of is None:
        return ("of", "missing")
    if kind.reads == SHARE and done is not None and done > of:
        return ("done", "above")
    return ("of", "nothing") if kind.reads == RATIO and not of else None
