"""Does a month cost what somebody would find who counts unit by unit?"""

import json
import os
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.cli.calc import CALCULATORS
from goodhands.foundation.rules.strict import Fault
from goodhands.stages.assess.rules.present_value import present_value, written
from goodhands.stages.assess.rules.pricing import (
    Block,
    Flat,
    Graduated,
    PerUnit,
    Tier,
    Volume,
    WrongTiers,
    cents,
    checked,
    cost,
)

SHARED = Path(os.environ.get("GOODHANDS_SHARED", Path(__file__).resolve().parents[6] / "shared"))
PRICES = st.decimals("0", "500", places=3)
QUANTITIES = st.integers(0, 60)


@pytest.mark.parametrize("name", ["price", "npv"])
def test_published_cases(name: str) -> None:
    path = SHARED / "cases" / f"{name}.jsonl"
    if not path.exists():
        pytest.skip("the cases are not part of the project")
    for line in path.read_text().splitlines():
        case = json.loads(line)
        assert CALCULATORS[name](case["in"]) == case["out"], case["id"]


@st.composite
def tiers(draw: st.DrawFn) -> tuple[Tier, ...]:
    ends = sorted(draw(st.sets(st.integers(1, 50), max_size=4)))
    return checked([*(Tier(Decimal(end), draw(PRICES)) for end in ends), Tier(None, draw(PRICES))])


def by_unit(steps: tuple[Tier, ...], quantity: int) -> Fraction:
    """Each unit at the price of the tier that it lies in, one after the other."""
    total = Fraction(0)
    for unit in range(1, quantity + 1):
        total += Fraction(next(one.price for one in steps if one.up_to is None or unit <= one.up_to))
    return total


@given(tiers(), QUANTITIES)
def test_graduated_tiers_are_the_sum_of_their_units(steps: tuple[Tier, ...], quantity: int) -> None:
    assert Graduated(steps).exactly(Decimal(quantity)) == by_unit(steps, quantity)


@given(tiers(), QUANTITIES)
def test_volume_tiers_are_the_price_of_the_last_unit_for_all(steps: tuple[Tier, ...], quantity: int) -> None:
    last = by_unit(steps, quantity) - by_unit(steps, quantity - 1) if quantity else Fraction(0)
    assert Volume(steps).exactly(Decimal(quantity)) == last * quantity


@given(PRICES, st.integers(1, 20), QUANTITIES)
def test_blocks_hold_what_is_used_and_none_is_bought_for_nothing(price: Decimal, size: int, quantity: int) -> None:
    bought = 0
    while bought * size < quantity:
        bought += 1
    assert Block(Decimal(size), price).exactly(Decimal(quantity)) == bought * Fraction(price)


@given(st.one_of(st.builds(Flat, PRICES), st.builds(PerUnit, PRICES), tiers().map(Graduated)), QUANTITIES, QUANTITIES)
def test_more_never_costs_less_but_under_volume_tiers(model: Any, one: int, other: int) -> None:
    less, more = sorted([one, other])
    assert model.exactly(Decimal(less)) <= model.exactly(Decimal(more))


@given(tiers().map(Volume), QUANTITIES, PRICES)
def test_a_minimum_is_paid_at_least(model: Volume, quantity: int, minimum: Decimal) -> None:
    assert cost(model, Decimal(quantity), minimum) == max(cost(model, Decimal(quantity)), cents(Fraction(minimum)))


def test_volume_tiers_can_make_more_cheaper() -> None:
    steps = checked([Tier(Decimal(5), Decimal(5)), Tier(None, Decimal(4))])
    assert [cost(Volume(steps), Decimal(n)) for n in (5, 6)] == [Decimal("25.00"), Decimal("24.00")]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0.005", "0.01"),
        ("0.0049999", "0.00"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("-0.004", "0.00"),
        ("0", "0.00"),
    ],
)
def test_half_a_cent_goes_up(amount: str, shown: str) -> None:
    assert f"{cents(Fraction(amount)):f}" == shown


@pytest.mark.parametrize(
    ("steps", "place", "sentence"),
    [
        ([], 0, "there is no tier"),
        ([Tier(Decimal(5), Decimal(1))], 0, "must be without an end as the last tier, so that all has a price"),
        ([Tier(None, Decimal(1)), Tier(None, Decimal(1))], 0, "only the last tier may be without an end"),
        ([Tier(Decimal(5), Decimal(1)), Tier(Decimal(5), Decimal(1)), Tier(None, Decimal(1))], 1,
         "must go further than the tier before it, 5"),
        ([Tier(Decimal(0), Decimal(1)), Tier(None, Decimal(1))], 0, "must go further than 0"),
    ],
)  # fmt: skip
def test_tiers_with_gaps_or_without_an_end_are_refused(steps: list[Tier], place: int, sentence: str) -> None:
    with pytest.raises(WrongTiers) as wrong:
        checked(steps)
    assert (wrong.value.place, wrong.value.sentence) == (place, sentence)


WRONG: dict[str, tuple[str, dict[str, Any], str]] = {
    "a float": ("price", {"model": "flat", "price": 1.5, "quantity": "1"}, "price"),
    "an unknown model": ("price", {"model": "loud", "quantity": "1"}, "model"),
    "a key of another model": ("price", {"model": "flat", "price": "1", "size": 5, "quantity": "1"}, "size"),
    "no price": ("price", {"model": "flat", "quantity": "1"}, "price"),
    "less than nothing": ("price", {"model": "per_unit", "price": "1", "quantity": "-1"}, "quantity"),
    "a size of nothing": ("price", {"model": "block", "size": 0, "price": "1", "quantity": "1"}, "size"),
    "a tier alone": ("price", {"model": "volume", "tiers": [5], "quantity": "1"}, "tiers[0]"),
    "no tier": ("price", {"model": "volume", "tiers": [], "quantity": "1"}, "tiers"),
    "tiers that end": ("price", {"model": "volume", "tiers": [[5, "1"]], "quantity": "1"}, "tiers[0]"),
    "infinity": ("price", {"model": "flat", "price": "Infinity", "quantity": "1"}, "price"),
    "a comma": ("price", {"model": "flat", "price": "1,5", "quantity": "1"}, "price"),
    "no flows": ("npv", {"rate": "0.1", "flows": []}, "flows"),
    "a rate that takes all": ("npv", {"rate": "-1", "flows": ["1"]}, "rate"),
    "a flow that is none": ("npv", {"rate": "0", "flows": ["1", "x"]}, "flows[1]"),
    "true": ("npv", {"rate": True, "flows": ["1"]}, "rate"),
}


@pytest.mark.parametrize(("name", "document", "path"), WRONG.values(), ids=WRONG)
def test_a_wrong_document_names_its_place(name: str, document: dict[str, Any], path: str) -> None:
    with pytest.raises(Fault) as fault:
        CALCULATORS[name](document)
    assert fault.value.path == path


RATES = st.decimals("-0.9", "3", places=4)
FLOWS = st.lists(st.decimals("-10000", "10000", places=2), min_size=1, max_size=30)


@given(RATES, FLOWS)
def test_the_present_value_is_the_sum_of_each_payment_by_itself(rate: Decimal, flows: list[Decimal]) -> None:
    alone = sum(Fraction(flow) / (1 + Fraction(rate)) ** i for i, flow in enumerate(flows))
    assert present_value(rate, flows) == alone


@given(FLOWS)
def test_without_interest_it_is_the_sum(flows: list[Decimal]) -> None:
    assert Decimal(written(present_value(Decimal(0), flows), 4)) == sum(flows, Decimal(0))
