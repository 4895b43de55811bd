"""A month alone, and a moment on the wall clock of a place, in a cell or a field."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.days.typed_day import Unclear
from goodhands.foundation.days.typed_moment import typed_moment
from goodhands.foundation.days.typed_month import typed_month
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.zones import zone


@pytest.mark.parametrize(
    "text", ["2026-10", " 2026-10 ", "2026-10-24", "10/2026", "10.2026", "October 2026", "Oct 2026"]
)
def test_a_month_in_whichever_way_it_is_written(text: str) -> None:
    assert typed_month(text) == Month.parse("2026-10")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("soon", "is no month such as 2026-10"), ("", "is no month such as 2026-10"),
        ("10/26", "is no month such as 2026-10"), ("Smarch 2026", "is no month such as 2026-10"),
        ("2026-13", "is a month that does not exist"), ("0/2026", "is a month that does not exist"),
        ("0000-01", "is not in the years from 1970 to 2199"), ("9999-12", "is not in the years from 1970 to 2199"),
    ],
)  # fmt: skip
def test_what_is_no_month_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Unclear) as wrong:
        typed_month(text)
    assert str(wrong.value) == why


@given(st.integers(0, 230 * 12 - 1))
def test_a_month_is_read_as_it_is_written(number: int) -> None:
    assert typed_month(str(Month(number))) == Month(number)


@pytest.mark.parametrize(
    ("style", "text", "timezone", "instant"),
    [
        ("words", "2026-12-24 14:30", "Europe/Lisbon", datetime(2026, 12, 24, 14, 30, tzinfo=UTC)),
        ("words", "2026-07-24T14:30", "Europe/Lisbon", datetime(2026, 7, 24, 13, 30, tzinfo=UTC)),
        ("slashes", "3/4/2026 09:00:30", "UTC", datetime(2026, 4, 3, 9, 0, 30, tzinfo=UTC)),
        ("slashes_month_first", "3/4/2026 09:00", "UTC", datetime(2026, 3, 4, 9, 0, tzinfo=UTC)),
        ("words", "2026-10-25 00:59", "Europe/Lisbon", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ("words", "2026-10-25 02:00", "Europe/Lisbon", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_on_the_clock_of_its_place(style: str, text: str, timezone: str, instant: datetime) -> None:
    assert typed_moment(text, style, timezone) == instant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-03-29 01:30", "lies where the clocks change; give a time an hour earlier or later"),
        ("2026-10-25 01:30", "lies where the clocks change; give a time an hour earlier or later"),
        ("2026-12-24", "has no time such as 14:30 after its day"),
        ("2026-12-24 half past two", "has no time such as 14:30 after its day"),
        ("2026-12-24 24:30", "has a time that does not exist"),
        ("soon", "does not begin with a date such as 2026-12-24"),
    ],
)
def test_a_moment_that_could_be_two_or_none_is_asked_about(text: str, why: str) -> None:
    with pytest.raises(Unclear) as wrong:
        typed_moment(text, "words", "Europe/Lisbon")
    assert str(wrong.value) == why


@given(st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 30)), st.sampled_from(["Europe/Lisbon", "Asia/Kolkata"]))
def test_a_moment_that_is_read_shows_the_same_time_on_the_wall(wall: datetime, timezone: str) -> None:
    try:
        found = typed_moment(f"{wall:%Y-%m-%d %H:%M}", "words", timezone)
    except Unclear:
        return
    assert f"{found.astimezone(zone(timezone)):%Y-%m-%d %H:%M}" == f"{wall:%Y-%m-%d %H:%M}"
