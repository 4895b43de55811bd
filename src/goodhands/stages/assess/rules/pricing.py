"""What does a month cost under a price model, given how much was used? Exact; rounded once, half up, to the cent.

Under volume tiers the cost falls where a tier begins: six units can be cheaper than five. That is how such contracts
are written, and whoever compares them should see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Protocol

from goodhands.foundation.rules.money import rounded
from goodhands.foundation.rules.sentences import said


class WrongTiers(ValueError):
    """Tiers leave a gap, overlap or do not end; `place` says which one, from 0, and `sentence` why."""

    def __init__(self, place: int, sentence: str) -> None:
        super().__init__(sentence)
        self.place, self.sentence = place, sentence


class PriceModel(Protocol):
    """What so much of something costs in a month, before a minimum and before rounding."""

    def exactly(self, quantity: Decimal | Fraction) -> Fraction:
        """The cost of a quantity that is at least 0."""


@dataclass(frozen=True, slots=True)
class Flat:
    """The same in every month, also in one in which nothing was used."""

    price: Decimal

    def exactly(self, quantity: Decimal | Fraction) -> Fraction:  # noqa: ARG002 - whatever was used
        return Fraction(self.price)


@dataclass(frozen=True, slots=True)
class PerUnit:
    """So much for each user, device, ticket or hour."""

    price: Decimal

    def exactly(self, quantity: Decimal | Fraction) -> Fraction:
        return Fraction(self.price) * Fraction(quantity)


@dataclass(frozen=True, slots=True)
class Block:
    """Sold in blocks of a size; one that was begun is paid whole."""

    size: Decimal
    price: Decimal

    def exactly(self, quantity: Decimal | Fraction) -> Fraction:
        return Fraction(self.price) * ceil(Fraction(quantity) / Fraction(self.size))


@dataclass(frozen=True, slots=True)
class Retainer:
    """A price that is paid anyway, with so much included; what is beyond that at a price of its own."""

    price: Decimal
    included: Decimal
    over: Decimal

    def exactly(self, quantity: Decimal | Fraction) -> Fraction:
        beyond = max(Fraction(quantity) - Fraction(self.included), Fraction(0))
        return Fraction(self.price) + beyond * Fraction(self.over)


@dataclass(frozen=True, slots=True)
class Tier:
    """A price up to a quantity, which still belongs to it; None: without an end."""

    up_to: Decimal | None
    price: Decimal


def checked(tiers: Sequence[Tier]) -> tuple[Tier, ...]:
    """The tiers, if each goes further than the one before and the last one has no end; else WrongTiers."""
    if not tiers:
        raise WrongTiers(0, said("there is no tier"))
    for place, tier in enumerate(tiers[:-1]):
        if tier.up_to is None:
            raise WrongTiers(place, said("only the last tier may be without an end"))
        if tier.up_to <= 0:
            raise WrongTiers(place, said("must go further than 0"))
    for place, (before, tier) in enumerate(pairwise(tiers[:-1]), 1):
        if before.up_to is not None and tier.up_to is not None and tier.up_to <= before.up_to:
            raise WrongTiers(place, said("must go further than the tier before it, {before}", before=before.up_to))
    if tiers[-1].up_to is not None:
        raise WrongTiers(len(tiers) - 1, said("must be without an end as the last tier, so that all has a price"))
    return tuple(tiers)


@dataclass(frozen=True, slots=True)
class Graduated:
    """Each part of the quantity at the price of the tier that it lies in. `tiers` were `checked`."""

    tiers: tuple[Tier, ...]

    def exactly(self, quantity: Decimal | Fraction) -> Fraction:
        used, begun, cost = Fraction(quantity), Fraction(0), Fraction(0)
        for tier in self.tiers:
            end = used if tier.up_to is None else min(used, Fraction(tier.up_to))
            cost += max(end - begun, Fraction(0)) * Fraction(tier.price)
            begun = end
        return cost


@dataclass(frozen=True, slots=True)
class Volume:
    """The whole quantity at the price of the tier that it lies in. `tiers` were `checked`."""

    tiers: tuple[Tier, ...]

    def exactly(self, quantity: Decimal | Fraction) -> Fraction:
        tier = next(one for one in self.tiers if one.up_to is None or Fraction(quantity) <= Fraction(one.up_to))
        return Fraction(quantity) * Fraction(tier.price)


def cost(model: PriceModel, quantity: Decimal, minimum: Decimal = Decimal(0)) -> Decimal:
    """What a quantity costs, at least the minimum, to the cent."""
    return cents(max(model.exactly(quantity), Fraction(minimum)))


def cents(amount: Fraction) -> Decimal:
    """An exact amount, rounded once: half a cent goes up, a debt away from zero."""
    scaled = abs(amount) * 200
    whole = (scaled.numerator // scaled.denominator + 1) // 2
    return rounded(Decimal(whole if amount >= 0 else -whole).scaleb(-2))
