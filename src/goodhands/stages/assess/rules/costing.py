"""What does a way of having one's IT done cost, month by month: as expected, and in ten thousand futures at once?

Two ways to the same figures: `month_by_month` is exact and slow, and is what a paper shows; `over_futures` is fast,
works on floating point, and is what chance is read from. A test holds the one against the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

import numpy as np

from goodhands.stages.assess.rules.demand import MONTHS, Amounts
from goodhands.stages.assess.rules.pricing import PriceModel
from goodhands.stages.assess.rules.pricing_in_bulk import in_bulk, whole_up


@dataclass(frozen=True, slots=True)
class Line:
    """A line of costs: `per` units for each of the driver, at the prices of a model; without one, `per` units a month.

    Paid from month `first` (from 0) to `last`, both with it; without a `last` one to the end. What is billed falls by
    at most the share `ratchet` from one month to the next; None: as it comes. `minimum` and `cap` are of a month.
    `indexation` is the share by which prices rise each year, after twelve months for the first time.
    """

    name: str
    model: PriceModel
    driver: str = ""
    per: Decimal = Decimal(1)
    first: int = 0
    last: int | None = None
    minimum: Decimal = Decimal(0)
    cap: Decimal | None = None
    ratchet: Decimal | None = None
    indexation: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Staff:
    """Own people: `hours` of work a month for each of the driver, done by as many heads as that takes.

    There are at least `least`. `productive` are the hours that a head can work on it in a month, `pay` is a year's,
    `on_costs` a share of it. `there` heads need not be hired; each other one costs `hiring`, and half its pay for
    `ramp` months in which it works at half. `leavers` is the share of heads that leaves in a year, `replacing` what
    that costs as a share of a year's pay.
    """

    name: str
    driver: str
    hours: Decimal
    productive: Decimal
    pay: Decimal
    on_costs: Decimal = Decimal(0)
    least: int = 0
    there: int = 0
    hiring: Decimal = Decimal(0)
    ramp: Decimal = Decimal(0)
    leavers: Decimal = Decimal(0)
    replacing: Decimal = Decimal(0)
    indexation: Decimal = Decimal(0)


AT_ONCE = 400
"""So many futures are worked out together: what they take fits into the fast memory of a processor."""

Way = Sequence[Line | Staff]
"""A way of having it done: in-house, by a provider, or mixed."""


def month_by_month(way: Way, demand: Mapping[str, Sequence[Fraction]], months: int) -> list[Fraction]:
    """The exact cost of each month, for demand that is known by the names of drivers."""
    costs = [Fraction(0)] * months
    for line in way:
        exactly = _of_line(line, demand, months) if isinstance(line, Line) else _of_staff(line, demand[line.driver])
        costs = [cost + more for cost, more in zip(costs, exactly, strict=True)]
    return costs


def _of_line(line: Line, demand: Mapping[str, Sequence[Fraction]], months: int) -> list[Fraction]:
    used = demand[line.driver] if line.driver else [Fraction(1)] * months
    billed, costs = Fraction(0), []
    for month in range(months):
        if not line.first <= month <= (months if line.last is None else line.last):
            costs.append(Fraction(0))
            continue
        quantity = used[month] * Fraction(line.per)
        kept = Fraction(0) if line.ratchet is None else billed * (1 - Fraction(line.ratchet))
        billed = max(quantity, kept)
        cost = max(line.model.exactly(billed), Fraction(line.minimum))
        cost = cost if line.cap is None else min(cost, Fraction(line.cap))
        costs.append(cost * _index(line.indexation, month))
    return costs


def _of_staff(staff: Staff, used: Sequence[Fraction]) -> list[Fraction]:
    before, costs = staff.there, []
    for month, amount in enumerate(used):
        heads = max(ceil(amount * Fraction(staff.hours) / Fraction(staff.productive)), staff.least)
        costs.append(
            (heads * _of_head(staff) + max(heads - before, 0) * _of_hire(staff)) * _index(staff.indexation, month)
        )
        before = heads
    return costs


def _of_head(staff: Staff) -> Fraction:
    """What a head costs in a month: pay with what comes on top, and its part of those who leave."""
    monthly = Fraction(staff.pay) / MONTHS
    return monthly * (1 + Fraction(staff.on_costs)) + monthly * Fraction(staff.leavers) * Fraction(staff.replacing)


def _of_hire(staff: Staff) -> Fraction:
    half_pay = Fraction(staff.pay) / MONTHS * (1 + Fraction(staff.on_costs)) / 2
    return Fraction(staff.hiring) + half_pay * Fraction(staff.ramp)


def _index(share: Decimal, month: int) -> Fraction:
    return (1 + Fraction(share)) ** (month // MONTHS)


def over_futures(way: Way, demand: Mapping[str, Amounts], months: int, many: int) -> Amounts:
    """The cost of each month in each future; `demand` is months by futures."""
    total = np.empty((months, many))
    for begin in range(0, many, AT_ONCE):
        some = {name: np.ascontiguousarray(amounts[:, begin : begin + AT_ONCE]) for name, amounts in demand.items()}
        total[:, begin : begin + AT_ONCE] = _over_some(way, some, months, min(AT_ONCE, many - begin))
    return total


def _over_some(way: Way, demand: Mapping[str, Amounts], months: int, many: int) -> Amounts:
    total = np.zeros((months, many))
    for line in way:
        if isinstance(line, Line):
            _add_line(total, line, demand, months)
        else:
            _add_staff(total, line, demand[line.driver], months)
    return total


def _add_line(total: Amounts, line: Line, demand: Mapping[str, Amounts], months: int) -> None:
    span = slice(line.first, months if line.last is None else min(line.last + 1, months))
    index = _indices(line.indexation, months)[span]
    if not line.driver:
        quantity = np.full((len(index), 1), float(line.per))
    else:
        quantity = demand[line.driver][span] * float(line.per)
    if line.ratchet is not None:
        quantity = _ratcheted(quantity, 1 - float(line.ratchet))
    cost = in_bulk(line.model, quantity)
    if line.minimum:
        cost = np.maximum(cost, float(line.minimum))
    if line.cap is not None:
        cost = np.minimum(cost, float(line.cap))
    total[span] += cost * index


def _ratcheted(quantity: Amounts, share: float) -> Amounts:
    billed = quantity.copy()
    for month in range(1, len(billed)):
        np.maximum(billed[month], billed[month - 1] * share, out=billed[month])
    return billed


def _add_staff(total: Amounts, staff: Staff, used: Amounts, months: int) -> None:
    index = _indices(staff.indexation, months)
    heads = np.maximum(whole_up(used * (float(staff.hours) / float(staff.productive))), staff.least)
    total += heads * (index * float(_of_head(staff)))
    if hire := float(_of_hire(staff)):
        before = np.concatenate([np.full((1, heads.shape[1]), float(staff.there)), heads[:-1]])
        total += np.maximum(heads - before, 0.0) * (index * hire)


def _indices(share: Decimal, months: int) -> Amounts:
    indices: Amounts = (1 + float(share)) ** (np.arange(months) // MONTHS)[:, None].astype(np.float64)
    return indices
