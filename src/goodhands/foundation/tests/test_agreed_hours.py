"""Agreed hours that change: each second counts by the version that is valid then."""

from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.rules.agreed_hours import AgreedHours, Hours, HoursOverTime
from goodhands.foundation.rules.public_holidays import NoHolidaysKnown
from goodhands.foundation.rules.working_time import ALWAYS, DAY, WorkingTime

OFFICE = Hours("Europe/Rome", (((540, 1020),),) * 5 + ((), ()), "IT")
LONG = Hours("Europe/Madrid", (((420, 1320),),) * 6 + ((),), None, frozenset({date(2025, 6, 11)}))
START = int(datetime(2025, 6, 2, tzinfo=UTC).timestamp())
YEARS = range(2025, 2026)


def seconds(hours: AgreedHours, start: int, end: int) -> int:
    table = WorkingTime([hours.calendar(YEARS)], START, START + 20 * DAY)
    return int(table.elapsed(np.array([start]), np.array([end]))[0])


MOMENTS = st.integers(START, START + 20 * DAY)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_what_was_before_a_change_counts_by_the_old_hours(change: int, one: int, other: int) -> None:
    start, end = sorted((one, other))
    middle = min(max(change, start), end)
    both = HoursOverTime(((ALWAYS, OFFICE), (change, LONG)))
    assert seconds(both, start, end) == seconds(OFFICE, start, middle) + seconds(LONG, middle, end)


@given(MOMENTS, MOMENTS)
def test_hours_that_never_changed_are_the_same_as_one_version(start: int, end: int) -> None:
    assert seconds(HoursOverTime(((ALWAYS, OFFICE),)), start, end) == seconds(OFFICE, start, end)
    assert OFFICE.versions == ((ALWAYS, OFFICE),)


def test_before_the_first_version_nothing_is_open() -> None:
    later = HoursOverTime(((START + 7 * DAY, OFFICE),))
    assert seconds(later, START, START + 7 * DAY) == 0
    assert seconds(later, START, START + 14 * DAY) == seconds(OFFICE, START + 7 * DAY, START + 14 * DAY)


def test_months_go_by_the_clock_of_the_last_version() -> None:
    assert HoursOverTime(((ALWAYS, OFFICE), (START, LONG))).timezone == "Europe/Madrid"


def test_they_are_values() -> None:
    one, same = (HoursOverTime(((ALWAYS, OFFICE), (START, LONG))) for _ in range(2))
    assert one == same
    assert len({one, same, OFFICE}) == 2


def test_each_version_needs_its_holidays() -> None:
    with pytest.raises(NoHolidaysKnown):
        HoursOverTime(((ALWAYS, OFFICE), (START, LONG))).calendar(range(2099, 2103))
    assert LONG.calendar(range(2099, 2103)).versions


@pytest.mark.parametrize("versions", [(), ((START, OFFICE), (START, LONG)), ((START, OFFICE), (ALWAYS, LONG))])
def test_versions_out_of_order_are_refused(versions: tuple[tuple[int, Hours], ...]) -> None:
    with pytest.raises(ValueError, match="in order of time"):
        HoursOverTime(versions)
