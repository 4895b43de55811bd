"""What is owed for a month, in whole cents?

Of the tiers of a service level one at most applies (`judging.owed`); here what all levels owe is put together. Each
credit is rounded once, half up to the cent; together they owe no more than the cap, itself rounded once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from goodhands.foundation.rules.money import CENT
from goodhands.stages.contract.rules.service_levels import Credit


@dataclass(frozen=True, slots=True)
class Owed:
    """The credits of a month with their amounts, None where the fee is not known; `cap` is a share of that fee."""

    lines: Sequence[tuple[Credit, Decimal | None]]
    cap: Fraction | None
    most: Decimal | None

    @property
    def share_together(self) -> Fraction:
        """The shares of the fee that the credits are together, whatever the cap."""
        return sum((share(credit) for credit, _ in self.lines), Fraction(0))

    @property
    def share(self) -> Fraction:
        """The share of the fee that is owed."""
        return self.share_together if self.cap is None else min(self.share_together, self.cap)

    @property
    def together(self) -> Decimal | None:
        """The amounts of the credits together, whatever the cap; None where none is known."""
        amounts = [amount for _, amount in self.lines if amount is not None]
        return sum(amounts, Decimal(0)) if amounts else None

    @property
    def amount(self) -> Decimal | None:
        """What is owed; None where nothing is, or the fee is not known."""
        if self.together is None or self.most is None:
            return self.together
        return min(self.together, self.most)

    @property
    def capped(self) -> bool:
        """Whether the cap takes something away."""
        return self.amount != self.together or self.share != self.share_together


def owed_for(credits: Sequence[Credit], monthly_fee: Decimal | None, cap: Fraction | None) -> Owed:
    """What the credits of a month come to."""
    lines = [(credit, _of(monthly_fee, share(credit))) for credit in credits]
    return Owed(lines, cap, None if cap is None else _of(monthly_fee, cap))


def share(credit: Credit) -> Fraction:
    """The share of the monthly fee that a credit is."""
    return Fraction(credit.owed.rstrip("% ")) / 100


def _of(fee: Decimal | None, part: Fraction) -> Decimal | None:
    """A share of the fee in whole cents, half up; None where the fee is not known."""
    if fee is None:
        return None
    cents = (Fraction(fee) * part * 200 + 1) // 2
    return Decimal(int(cents)) * CENT
