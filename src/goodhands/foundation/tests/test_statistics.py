"""Intervals and percentiles, against published figures and plain counting."""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.rules.statistics import half_up, nearest_ranks, wilson

CASES = Path(__file__).parents[5] / "shared" / "cases" / "wilson.jsonl"


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not on this machine")
def test_cases_with_known_answers() -> None:
    cases = [json.loads(line) for line in CASES.read_text().splitlines()]
    assert cases
    for case in cases:
        low, high = wilson(**case["in"])
        assert low == pytest.approx(case["out"]["low"], abs=case["tolerance"]), case["id"]
        assert high == pytest.approx(case["out"]["high"], abs=case["tolerance"]), case["id"]


@pytest.mark.parametrize(("successes", "trials", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718),
])  # fmt: skip
def test_wilson_gives_the_intervals_of_newcombe_1998(successes: int, trials: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=6e-5)


@given(st.integers(0, 500), st.integers(1, 500), st.floats(0.5, 0.999))
def test_the_share_lies_in_its_interval_and_both_sides_mirror(successes: int, trials: int, confidence: float) -> None:
    successes = min(successes, trials)
    low, high = wilson(successes, trials, confidence)
    assert 0 <= low <= successes / trials <= high <= 1
    mirrored = wilson(trials - successes, trials, confidence)
    assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]), abs=1e-12)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_is_the_least_value_that_enough_do_not_exceed(values: list[int], percent: int) -> None:
    enough = [v for v in values if sum(w <= v for w in values) * 100 >= percent * len(values)]
    assert nearest_ranks(np.array(values), [percent]) == [min(enough)]


def test_without_values_there_is_no_percentile() -> None:
    assert nearest_ranks(np.empty(0, np.int64), [50, 90]) == [None, None]


@given(st.fractions(0, 2000), st.integers(0, 6))
def test_a_share_is_rounded_half_up(share: Fraction, digits: int) -> None:
    # Decimal needs more places than the fraction could tie at.
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    expected = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    if Fraction(exact) == share:
        assert half_up(share, digits) == str(expected)


@pytest.mark.parametrize(("share", "digits", "written"), [
    (Fraction(2803, 4579), 4, "0.6121"), (Fraction(1, 2), 0, "1"), (Fraction(5, 100_000), 4, "0.0001"),
    (Fraction(49_999, 10**9), 4, "0.0000"), (Fraction(1), 4, "1.0000"), (Fraction(0), 4, "0.0000"),
])  # fmt: skip
def test_ties_go_up(share: Fraction, digits: int, written: str) -> None:
    assert half_up(share, digits) == written
