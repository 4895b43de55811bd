"""Weights from an order, against published figures and their own laws."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.cli.calc import weights as calculator
from goodhands.stages.select.rules.weights import METHODS, equal, rank_order_centroid, rank_sum

CASES = Path(__file__).parents[6] / "shared" / "cases" / "weights.jsonl"


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not on this machine")
def test_cases_with_known_answers() -> None:
    cases = [json.loads(line) for line in CASES.read_text().splitlines()]
    assert cases
    for case in cases:
        found = calculator(case["in"])["weights"]
        assert found == pytest.approx(case["out"]["weights"], abs=case["tolerance"]), case["id"]


def test_the_centroid_of_four_is_that_of_barron_and_barrett() -> None:
    assert rank_order_centroid(4) == [Fraction(25, 48), Fraction(13, 48), Fraction(7, 48), Fraction(3, 48)]


def test_rank_sums_fall_evenly() -> None:
    assert rank_sum(4) == [Fraction(4, 10), Fraction(3, 10), Fraction(2, 10), Fraction(1, 10)]


def test_equal_weights_are_equal() -> None:
    assert equal(3) == [Fraction(1, 3)] * 3


@given(st.sampled_from(sorted(METHODS)), st.integers(1, 60))
def test_weights_sum_to_one_and_never_rise(method: str, count: int) -> None:
    found = METHODS[method](count)
    assert len(found) == count
    assert sum(found) == 1
    assert found == sorted(found, reverse=True)
    assert found[-1] > 0
