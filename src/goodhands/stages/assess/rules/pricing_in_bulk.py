"""The price models over many quantities at once, in floating point."""

import numpy as np

from goodhands.stages.assess.rules.demand import Amounts
from goodhands.stages.assess.rules.pricing import Block, Flat, Graduated, PerUnit, PriceModel, Retainer, Volume

NEARLY = 1e-9
"""By so much a quantity may be over a whole number or the end of a tier without being more: it is the noise of sums."""


def in_bulk(model: PriceModel, quantity: Amounts) -> Amounts:
    """What each quantity costs, before a minimum and before rounding."""
    if isinstance(model, Flat):
        return np.full((len(quantity), 1), float(model.price))
    if isinstance(model, PerUnit):
        return quantity * float(model.price)
    if isinstance(model, Block):
        return whole_up(quantity / float(model.size)) * float(model.price)
    if isinstance(model, Retainer):
        return float(model.price) + np.maximum(quantity - float(model.included), 0.0) * float(model.over)
    return _graduated(model, quantity) if isinstance(model, Graduated) else _volume(model, quantity)


def whole_up(quantity: Amounts) -> Amounts:
    """The least whole number that is not less."""
    up: Amounts = np.ceil(quantity * (1 - NEARLY) - NEARLY)
    return np.maximum(up, 0.0, out=up)


def _graduated(model: Graduated, quantity: Amounts) -> Amounts:
    """The first price for all, and for what is beyond a tier the difference to the next one's."""
    cost = quantity * float(model.tiers[0].price)
    for tier, after in zip(model.tiers, model.tiers[1:], strict=False):
        if tier.up_to is not None:
            step = float(after.price) - float(tier.price)
            cost += np.maximum(quantity - float(tier.up_to), 0.0) * step
    return cost


def _volume(model: PriceModel, quantity: Amounts) -> Amounts:
    assert isinstance(model, Volume)
    ends = np.array([float(tier.up_to) for tier in model.tiers if tier.up_to is not None])
    prices = np.array([float(tier.price) for tier in model.tiers])
    cost: Amounts = quantity * prices[np.searchsorted(ends * (1 + NEARLY), quantity)]
    return cost
