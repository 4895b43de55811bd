"""What is owed: tiers are half-open, amounts are whole cents, and a cap is a cap."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.stages.contract.rules.service_levels import Credit, ServiceLevel
from goodhands.stages.operate.rules.credits import owed_for
from goodhands.stages.operate.rules.judging import Attainment, owed

LEVEL = ServiceLevel("x", "resolution", "*", 3600, Fraction(95, 100))
TIERS = [
    Credit("x", Fraction(95, 100), "5%"),
    Credit("x", Fraction(90, 100), "10%"),
    Credit("x", Fraction(80, 100), "20%"),
]


@pytest.mark.parametrize(("met", "missed", "share"), [
    (95, 5, None),  # at 95 % exactly nothing is owed
    (949, 51, "5%"),
    (90, 10, "5%"),  # at 90 % exactly the tier below 90 % is not owed
    (899, 101, "10%"),
    (80, 20, "10%"),
    (799, 201, "20%"),
    (0, 7, "20%"),
    (0, 0, None),  # no activity owes nothing
])  # fmt: skip
def test_tiers_are_half_open(met: int, missed: int, share: str | None) -> None:
    found = owed(Attainment(LEVEL, met, missed, 0), TIERS)
    assert (found and found.owed) == share


CAPS = {
    # fee, shares owed, cap: amounts, together, owed, whether the cap bites
    "no cap": ("1480.00", ["5%", "10%"], None, ["74.00", "148.00"], "222.00", "222.00", False),
    "below the cap": ("1480.00", ["5%"], "15", ["74.00"], "74.00", "74.00", False),
    "at the cap": ("1480.00", ["5%", "10%"], "15", ["74.00", "148.00"], "222.00", "222.00", False),
    "above the cap": ("1480.00", ["10%", "10%"], "15", ["148.00", "148.00"], "296.00", "222.00", True),
    "half a cent goes up": ("0.90", ["5%"], None, ["0.05"], "0.05", "0.05", False),
    "each is rounded once": ("0.10", ["5%", "5%"], None, ["0.01", "0.01"], "0.02", "0.02", False),
    "and never above the cap": ("0.10", ["5%", "5%"], "10", ["0.01", "0.01"], "0.02", "0.01", True),
    "a third": ("1000.00", ["33.333333%"], None, ["333.33"], "333.33", "333.33", False),
    "nothing owed": ("1480.00", [], "15", [], None, None, False),
    "no fee": (None, ["10%", "10%"], "15", [None, None], None, None, True),
}


@pytest.mark.parametrize("case", CAPS.values(), ids=CAPS)
def test_what_a_month_comes_to(
    case: tuple[str | None, list[str], str | None, list[str | None], str | None, str | None, bool],
) -> None:
    fee, shares, cap, amounts, together, amount, capped = case
    credits = [Credit("x", Fraction(1), share) for share in shares]
    found = owed_for(credits, fee and Decimal(fee), None if cap is None else Fraction(cap) / 100)
    assert [line and str(line) for _, line in found.lines] == amounts
    assert (found.together, found.amount) == (together and Decimal(together), amount and Decimal(amount))
    assert found.capped is capped


percents = st.decimals(0, 100, places=2).map(lambda p: f"{p}%")


@given(st.decimals(0, 99999, places=2), st.lists(percents, max_size=5), st.none() | st.fractions(0, 1))
def test_what_is_owed_is_never_negative_nor_above_the_cap(
    fee: Decimal, shares: list[str], cap: Fraction | None
) -> None:
    found = owed_for([Credit("x", Fraction(1), share) for share in shares], fee, cap)
    if found.amount is None:
        assert not shares
        return
    assert 0 <= found.amount <= (found.together or 0)
    assert found.amount == found.amount.quantize(Decimal("0.01"))
    if cap is not None:
        assert abs(Fraction(found.amount) - min(Fraction(found.amount), Fraction(fee) * cap)) <= Fraction(1, 200)
    exact = sum(Fraction(fee) * Fraction(share.strip("%")) / 100 for share in shares)
    assert abs(Fraction(found.together or 0) - exact) <= Fraction(len(shares), 200)


@given(st.integers(1, 400), st.integers(0, 400), st.integers(0, 400), st.none() | st.sampled_from([5, 10, 15]))
def test_a_worse_month_never_owes_less(judged: int, one: int, other: int, cap: int | None) -> None:
    """Where the tiers rise as the share falls, so does what is owed."""

    def amount(met: int) -> Decimal:
        credit = owed(Attainment(LEVEL, met, judged - met, 0), TIERS)
        found = owed_for([credit] if credit else [], Decimal("1480.00"), cap and Fraction(cap, 100))
        return found.amount or Decimal(0)

    worse, better = sorted((min(one, judged), min(other, judged)))
    assert amount(worse) >= amount(better)
