"""Measures beside tickets: shares, counts and times against their targets; availability from outages."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.foundation.rules.typed_number import NotANumber, plainly, typed_number
from goodhands.foundation.rules.working_time import WorkingTime
from goodhands.stages.operate.rules.availability import Availability, Outage, availability
from goodhands.stages.operate.rules.catalogue import AREAS, CATALOGUE, COUNT, HOURS, MINUTES, SHARE, UPTIME, kind_of
from goodhands.stages.operate.rules.measures import standing, wrong_with


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("key", "done", "of", "target", "value", "keeps", "chance", "too_few"),
    [
        ("backups", "29", "31", "98", Fraction(29, 31), False, True, False),
        ("backups", "200", "300", "98", Fraction(2, 3), False, False, False),
        ("backups", "98", "100", "98", Fraction(98, 100), True, True, False),
        ("backups", "0", "0", "98", None, None, False, True),
        ("backups", "29", "31", None, Fraction(29, 31), None, False, False),
        ("leavers", "2", "2", "100", Fraction(1), True, True, True),
        ("escalations", "30", "100", "20", Fraction(30, 100), False, False, False),
        ("escalations", "20", "100", "20", Fraction(1, 5), True, True, False),
        ("defects", "3", None, "2", Fraction(3), False, False, False),
        ("defects", "2", None, "2", Fraction(2), True, False, False),
        ("defects", "0", None, None, Fraction(0), None, False, False),
        ("alerts", "12.5", None, "15", Fraction(25, 2), True, False, False),
        ("volume", "30", "24", "1.25", Fraction(5, 4), True, False, False),
        ("delivery", "7.5", "10", "80", Fraction(3, 4), False, False, True),
    ],
)
def test_a_figure_is_held_against_its_target(
    key: str, done: str, of: str | None, target: str | None, value: Any, keeps: Any, chance: bool, too_few: bool
) -> None:
    found = standing(kind_of(key), Decimal(done), number(of), number(target))
    assert (found.value, found.keeps, found.chance, found.too_few) == (value, keeps, chance, too_few)


@pytest.mark.parametrize(
    ("key", "done", "of", "expected"),
    [
        ("backups", "31", "31", None),
        ("backups", "32", "31", ("done", "above")),
        ("backups", "3", None, ("of", "missing")),
        ("backups", "0", "0", None),
        ("defects", "3", None, None),
        ("defects", "3", "10", ("of", "alone")),
        ("volume", "30", "24", None),
        ("volume", "30", "0", ("of", "nothing")),
        ("volume", "30", None, ("of", "missing")),
    ],
)
def test_figures_that_cannot_be_are_named(key: str, done: str, of: str | None, expected: Any) -> None:
    assert wrong_with(kind_of(key), Decimal(done), number(of)) == expected


def test_the_catalogue_is_whole() -> None:
    assert len({kind.key for kind in CATALOGUE}) == len(CATALOGUE) == 21
    assert {kind.area for kind in CATALOGUE} == set(AREAS)
    for kind in CATALOGUE:
        assert bool(kind.of) == (kind.reads not in (COUNT, MINUTES, HOURS)), kind.key
        assert kind.says.endswith(".")
        assert kind.done
        assert kind.usual


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 100))
def test_a_share_never_leaves_its_interval_and_kept_follows_the_plain_count(a: int, b: int, target: int) -> None:
    done, of = min(a, b), max(a, b)
    found = standing(kind_of("backups"), Decimal(done), Decimal(of), Decimal(target))
    if not of:
        assert (found.value, found.keeps, found.interval) == (None, None, None)
        return
    assert found.interval is not None
    assert found.interval[0] <= done / of <= found.interval[1]
    assert found.keeps == (done * 100 >= target * of)


OFFICE = Hours("Europe/Lisbon", tuple(((9 * 60, 17 * 60),) if day < 5 else () for day in range(7)))
START = int(datetime(2025, 3, 24, tzinfo=UTC).timestamp())
END = START + 14 * 86_400
TABLE = WorkingTime([OFFICE.calendar(range(2025, 2026))], START, END)


def at(day: int, hour: int, minute: int = 0) -> int:
    return START + day * 86_400 + hour * 3600 + minute * 60


@pytest.mark.parametrize(
    ("outages", "planned", "down"),
    [
        ([], 0, 0),
        ([Outage(at(0, 10), at(0, 12), False)], 0, 7200),
        ([Outage(at(0, 10), at(0, 12), False), Outage(at(0, 11), at(0, 13), False)], 0, 3 * 3600),
        ([Outage(at(0, 10), at(0, 12), True)], 7200, 0),
        ([Outage(at(0, 10), at(0, 12), True), Outage(at(0, 11), at(0, 13), False)], 7200, 3600),
        ([Outage(at(0, 20), at(1, 8), False)], 0, 0),
        ([Outage(at(5, 0), at(7, 0), False)], 0, 0),
        ([Outage(at(11, 14), None, False)], 0, 2 * 3600),
        ([Outage(at(-5, 0), at(0, 10), False)], 0, 3600),
    ],
)
def test_outages_count_once_and_in_agreed_hours(outages: list[Outage], planned: int, down: int) -> None:
    found = availability(TABLE, START, END, outages)
    assert found == Availability(10 * 8 * 3600, planned, down)


def test_without_agreed_time_there_is_no_availability() -> None:
    found = availability(TABLE, at(5, 0), at(6, 0), [Outage(at(5, 0), at(6, 0), False)])
    assert (found.agreed, found.share) == (0, None)
    whole = availability(TABLE, at(0, 0), at(1, 0), [Outage(at(0, 0), at(1, 0), True)])
    assert (whole.hours, whole.agreed, whole.share) == (8 * 3600, 0, None)


SPANS = st.lists(st.tuples(st.integers(-200, 1500), st.integers(0, 400), st.booleans(), st.booleans()), max_size=6)


@settings(max_examples=120, deadline=None)
@given(SPANS, st.integers(0, 600), st.integers(1, 700), st.randoms())
def test_it_is_what_somebody_counts_who_looks_every_ten_minutes(
    spans: list[tuple[int, int, bool, bool]], first: int, length: int, chance: Any
) -> None:
    step = 600
    outages = [Outage(START + a * step, None if going else START + (a + n) * step, plan) for a, n, plan, going in spans]
    start, end = START + first * step, START + (first + length) * step
    moments = np.arange(start, end, step)
    working = TABLE.elapsed(moments, moments + step) == step
    planned, down = np.zeros(len(moments), bool), np.zeros(len(moments), bool)
    for one in outages:
        inside = (moments >= one.start) & (moments < (end if one.end is None else one.end))
        if one.planned:
            planned |= inside
        else:
            down |= inside
    expected = Availability(*(step * int(np.count_nonzero(working & what)) for what in (
        np.ones(len(moments), bool), planned, down & ~planned)))  # fmt: skip
    assert availability(TABLE, start, end, outages) == expected
    chance.shuffle(outages)
    assert availability(TABLE, start, end, outages) == expected


@pytest.mark.parametrize(
    ("text", "sign", "expected"),
    [
        ("12", ",", "12"), ("99,5", ",", "99.5"), ("99.5 %", ",", "99.5"), ("99.5", ".", "99.5"), ("1.250", ".", "1.25"),
        ("1.250", ",", None), ("1,250", ".", None), ("99,5", ".", None), ("-3", ".", None), ("1 200", ".", None),
        ("", ".", None), ("twelve", ".", None), ("1e3", ".", None), ("0", ".", "0"), ("100", ".", "100"),
    ],
)  # fmt: skip
def test_a_number_is_read_or_refused_and_never_guessed(text: str, sign: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(NotANumber):
            typed_number(text, sign)
    else:
        assert plainly(typed_number(text, sign)) == expected


def test_only_shares_and_availability_are_in_percent() -> None:
    assert standing(kind_of("uptime"), Decimal(1), Decimal(1), Decimal("99.5")).target == Fraction(199, 200)
    assert {kind.reads for kind in CATALOGUE} >= {SHARE, UPTIME}
