"""Do ten thousand futures at once cost what each of them costs by itself, month by month, with a pencil?"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodhands.stages.assess.rules.costing import Line, Staff, Way, month_by_month, over_futures
from goodhands.stages.assess.rules.demand import Driver, expected, futures
from goodhands.stages.assess.rules.pricing import Block, Flat, Graduated, PerUnit, Retainer, Tier, Volume, checked

MONTHS = 14
MONEY = st.decimals("0", "900", places=2)
SHARES = st.decimals("0", "0.5", places=2)


@st.composite
def tiers(draw: st.DrawFn) -> tuple[Tier, ...]:
    ends = sorted(draw(st.sets(st.integers(1, 40), max_size=3)))
    return checked([*(Tier(Decimal(end), draw(MONEY)) for end in ends), Tier(None, draw(MONEY))])


MODELS = st.one_of(
    st.builds(Flat, MONEY), st.builds(PerUnit, MONEY), st.builds(Block, st.integers(1, 9).map(Decimal), MONEY),
    st.builds(Retainer, MONEY, MONEY, MONEY), tiers().map(Graduated), tiers().map(Volume),
)  # fmt: skip
LINES = st.builds(
    Line, st.just("line"), MODELS, st.sampled_from(["people", "tickets", ""]), st.decimals("0", "4", places=1),
    st.integers(0, 5), st.one_of(st.none(), st.integers(5, 20)), MONEY, st.one_of(st.none(), MONEY),
    st.one_of(st.none(), SHARES), SHARES,
)  # fmt: skip
STAFF = st.builds(
    Staff, st.just("staff"), st.sampled_from(["people", "tickets"]), st.decimals("0", "9", places=1),
    st.integers(40, 140).map(Decimal), MONEY, SHARES, st.integers(0, 3), st.integers(0, 3), MONEY,
    st.integers(0, 6).map(Decimal), SHARES, SHARES, SHARES,
)  # fmt: skip
WAYS = st.lists(st.one_of(LINES, STAFF), min_size=1, max_size=5)
PATHS = st.lists(st.integers(0, 60), min_size=MONTHS, max_size=MONTHS)


@settings(deadline=None)
@given(WAYS, st.lists(st.tuples(PATHS, PATHS), min_size=1, max_size=3))
def test_futures_at_once_cost_what_each_costs_by_itself(way: Way, paths: list[tuple[list[int], list[int]]]) -> None:
    demand = {name: np.array([pair[i] for pair in paths], float).T for i, name in enumerate(("people", "tickets"))}
    at_once = over_futures(way, demand, MONTHS, len(paths))
    for number, (people, tickets) in enumerate(paths):
        by_itself = month_by_month(
            way, {"people": list(map(Fraction, people)), "tickets": list(map(Fraction, tickets))}, MONTHS
        )
        assert at_once[:, number] == pytest.approx([float(cost) for cost in by_itself], rel=1e-9, abs=1e-6)


def exact(way: Way, people: list[int]) -> list[Fraction]:
    return month_by_month(way, {"people": list(map(Fraction, people))}, len(people))


def test_what_is_billed_falls_no_faster_than_agreed() -> None:
    line = Line("users", PerUnit(Decimal(10)), "people", ratchet=Decimal("0.1"))
    assert exact([line], [100, 50, 50, 95]) == [1000, 900, 810, 950]


def test_a_minimum_a_cap_and_prices_that_rise_after_a_year() -> None:
    line = Line(
        "users", PerUnit(Decimal(10)), "people", minimum=Decimal(50), cap=Decimal(200), indexation=Decimal("0.1")
    )
    costs = exact([line], [1] + [10] * 11 + [30, 10])
    assert [costs[0], costs[1], costs[11], costs[12], costs[13]] == [50, 100, 100, 220, 110]


def test_a_line_is_paid_in_its_months_alone() -> None:
    assert exact([Line("transition", Flat(Decimal(500)), first=1, last=2)], [1, 1, 1, 1]) == [0, 500, 500, 0]


def test_people_come_whole_are_hired_and_need_time() -> None:
    staff = Staff("desk", "people", Decimal(5), Decimal(100), Decimal(36000), Decimal("0.5"), least=1, there=1,
                  hiring=Decimal(2000), ramp=Decimal(2), leavers=Decimal("0.1"), replacing=Decimal("0.2"))  # fmt: skip
    head = Fraction(3000) * Fraction(3, 2) + Fraction(3000) / 50
    hire = 2000 + Fraction(3000) * Fraction(3, 2)
    assert exact([staff], [10, 20, 21, 41, 5]) == [head, head, 2 * head + hire, 3 * head + hire, head]


def test_what_is_expected_grows_has_seasons_and_steps_and_is_never_less_than_nothing() -> None:
    assert expected(Driver("p", 100, growth=0.21), 13).tolist() == pytest.approx(
        [100 * 1.21 ** (m / 12) for m in range(13)]
    )
    assert expected(Driver("p", 10, steps=((1, 5.0), (2, -30.0))), 4).tolist() == [10, 15, 0, 0]
    seasons = (1.0,) * 11 + (0.5,)
    assert expected(Driver("p", 10, season=seasons), 25).tolist()[10:13] == [10, 5, 10]


def test_futures_are_fair_the_same_for_a_seed_and_less_certain_later() -> None:
    drivers = [Driver("people", 30, growth=0.1, spread=0.05), Driver("tickets", 100, spread=0.2), Driver("sites", 2)]
    found: dict[str, Any] = futures(drivers, 36, 20_000, seed=1)
    again, other = futures(drivers, 36, 20_000, seed=1), futures(drivers, 36, 20_000, seed=2)
    for driver in drivers[:2]:
        mine = found[driver.name]
        assert np.array_equal(mine, again[driver.name])
        assert not np.array_equal(mine, other[driver.name])
        assert mine.mean(axis=1)[:12] == pytest.approx(expected(driver, 36)[:12], rel=0.05)
        assert np.log(mine[0]).std() == pytest.approx(driver.spread, rel=0.05)
        assert np.log(mine[35]).std() == pytest.approx(driver.spread * 6, rel=0.05)
    assert set(found["sites"].ravel().tolist()) == {2.0}
    shocks = [np.log(found[name][0]) for name in ("people", "tickets")]
    assert abs(np.corrcoef(shocks)[0, 1]) < 0.03


def test_noise_of_sums_begins_no_block() -> None:
    line = Line("hours", Block(Decimal(1), Decimal(100)), "people", per=Decimal("0.1"))
    demand = {"people": np.array([[30.0], [30.000000001], [30.01]])}
    assert over_futures([line], demand, 3, 1)[:, 0].tolist() == [300, 300, 400]
