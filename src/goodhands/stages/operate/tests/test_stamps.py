"""Stamps of every layout, one by one and a column at a time."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodhands.stages.operate.rules.stamps import (
    EMPTY,
    NO_SUCH_TIME,
    NO_TIME_OF_DAY,
    NOT_A_STAMP,
    READ,
    OrderUnknown,
    Stamps,
    format_pattern,
    read_stamps,
)


def read(*cells: str, time_format: str | None = None, nulls: tuple[str, ...] = ("", "?")) -> Stamps:
    return read_stamps([pa.array(cells, pa.string())], time_format, nulls)[0]


def instants(stamps: Stamps) -> list[str]:
    return np.datetime_as_string(stamps.seconds.astype("datetime64[s]")).tolist()


@pytest.mark.parametrize(("written", "instant", "zoned"), [
    ("2025-03-01T09:12:33", "2025-03-01T09:12:33", False),
    ("2025-03-01 09:12:33", "2025-03-01T09:12:33", False),
    ("2025-03-01 09:12", "2025-03-01T09:12:00", False),
    ("2025/3/1 9:12:33", "2025-03-01T09:12:33", False),
    ("2025.03.01 09:12:33,999", "2025-03-01T09:12:33", False),
    ("2025-03-01T09:12:33.9999999Z", "2025-03-01T09:12:33", True),
    ("2025-03-01T09:12:33+05:30", "2025-03-01T03:42:33", True),
    ("2025-03-01T09:12:33-0330", "2025-03-01T12:42:33", True),
    ("2025-03-01 09:12:33 +02", "2025-03-01T07:12:33", True),
    ("2025-03-01 09:12:33 UTC", "2025-03-01T09:12:33", True),
    (" 2025-03-01 09:12:33 ", "2025-03-01T09:12:33", False),
    ("13/2/2025 9:12", "2025-02-13T09:12:00", False),
    ("2/13/2025, 9:12 PM", "2025-02-13T21:12:00", False),
    ("2/13/2025 12:00 AM", "2025-02-13T00:00:00", False),
    ("2/13/2025 12:00\N{NARROW NO-BREAK SPACE}p.m.", "2025-02-13T12:00:00", False),
    ("13.02.2025 09:12:33", "2025-02-13T09:12:33", False),
    ("2024-02-29 23:59:59", "2024-02-29T23:59:59", False),
])  # fmt: skip
def test_a_stamp_of_any_common_layout_is_read(written: str, instant: str, zoned: bool) -> None:
    stamps = read(written)
    assert stamps.state.tolist() == [READ]
    assert instants(stamps) == [instant]
    assert stamps.zoned.tolist() == [zoned]


@pytest.mark.parametrize(("written", "state"), [
    ("", EMPTY), (" ", EMPTY), ("?", EMPTY), ("1900-01-01", EMPTY), ("1900-01-01 00:00:00", EMPTY),
    ("01/01/1900", EMPTY), ("1/1/1900 00:00", EMPTY),
    ("2025-02-29 10:00", NO_SUCH_TIME), ("2025-00-10 10:00", NO_SUCH_TIME), ("2025-13-10 10:00", NO_SUCH_TIME),
    ("2025-01-32 10:00", NO_SUCH_TIME), ("2025-01-00 10:00", NO_SUCH_TIME), ("2025-01-01 24:00", NO_SUCH_TIME),
    ("2025-01-01 10:60", NO_SUCH_TIME), ("2025-01-01 10:00:60", NO_SUCH_TIME), ("0000-01-01 10:00", NO_SUCH_TIME),
    ("2025-01-01T10:00+24:00", NO_SUCH_TIME), ("2025-01-01 13:00 PM", NO_SUCH_TIME), ("2025-01-01 0:30 AM", NO_SUCH_TIME),
    ("2025-01-01", NO_TIME_OF_DAY), ("13/02/2025", NO_TIME_OF_DAY),
    ("soon", NOT_A_STAMP), ("20250101", NOT_A_STAMP), ("01/02/25 10:00", NOT_A_STAMP), ("2025-01/01 10:00", NOT_A_STAMP),
    ("2025-01-01 10:00 tomorrow", NOT_A_STAMP), ("9" * 65, NOT_A_STAMP), ("0", NOT_A_STAMP),
])  # fmt: skip
def test_what_is_no_stamp_is_told_apart(written: str, state: int) -> None:
    assert read(written).state.tolist() == [state]


def test_words_for_blank_may_look_like_stamps_or_numbers() -> None:
    stamps = read("0", "5", "2000-01-01 00:00:00", "2000-01-01 00:00:01", nulls=("0", "2000-01-01 00:00:00"))
    assert stamps.state.tolist() == [EMPTY, NOT_A_STAMP, EMPTY, READ]


def test_one_stamp_settles_the_order_for_all_columns() -> None:
    columns = [pa.array(["01/02/2025 10:00"]), pa.array(["31/01/2025 10:00"])]
    first, second = read_stamps(columns)
    assert (instants(first), instants(second)) == (["2025-02-01T10:00:00"], ["2025-01-31T10:00:00"])
    first, second = read_stamps([columns[0], pa.array(["01/31/2025 10:00"])])
    assert instants(first) == ["2025-01-02T10:00:00"]


def test_days_equal_to_their_month_need_no_order() -> None:
    assert instants(read("03/03/2025 10:00", "11.11.2025 10:00")) == ["2025-03-03T10:00:00", "2025-11-11T10:00:00"]


def test_an_open_order_is_never_guessed() -> None:
    with pytest.raises(OrderUnknown) as unknown:
        read("03/03/2025 10:00", "01/02/2025 10:00")
    assert unknown.value.examples == [(0, 1)]
    with pytest.raises(OrderUnknown) as unknown:
        read("13/02/2025 10:00", "?", "02/13/2025 10:00")
    assert unknown.value.examples == [(0, 0), (0, 2)]


def test_an_impossible_stamp_proves_no_order() -> None:
    with pytest.raises(OrderUnknown):
        read("01/02/2025 10:00", "45/02/2025 10:00", "13/02/2025 25:00")


@pytest.mark.parametrize(("time_format", "written", "instant"), [
    ("%d/%m/%Y %H:%M", "1/2/2025 9:05", "2025-02-01T09:05:00"),
    ("%m/%d/%Y %H:%M", "1/2/2025 9:05", "2025-01-02T09:05:00"),
    ("%d/%b/%y %I:%M %p", "15/Mar/24 2:31 PM", "2024-03-15T14:31:00"),
    ("%d %B %Y, %H:%M:%S", "5 December 1999, 23:59:58", "1999-12-05T23:59:58"),
    ("%Y/%m/%d %H:%M:%S.%f", "2012/10/09 14:50:17.000", "2012-10-09T14:50:17"),
    ("%Y-%m-%d", "2025-03-01", "2025-03-01T00:00:00"),
    ("%Y-%m-%dT%H:%M%z", "2025-03-01T01:00+02:00", "2025-02-28T23:00:00"),
    ("%d%m%y", "010268", "2068-02-01T00:00:00"),
    ("%d%m%y", "010269", "1969-02-01T00:00:00"),
])  # fmt: skip
def test_a_format_of_the_terms_is_followed(time_format: str, written: str, instant: str) -> None:
    assert instants(read(written, time_format=time_format)) == [instant]


@pytest.mark.parametrize(("time_format", "reason"), [
    ("%d/%m", "must name year, month and day once each"), ("%d/%m/%Y %Q", 'holds "%Q"'), ("%Y-%m-%d %d", "twice"),
    ("%Y-%m-%d %I:%M", "%I with %p"), ("%Y-%m-%d 00:%M", "no directive explains"), ("%Y-%y-%m-%d", "once each"),
])  # fmt: skip
def test_a_format_that_names_no_instant_is_refused(time_format: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        format_pattern(time_format)


def test_a_month_that_is_none_is_no_such_time() -> None:
    assert read("15 Foo 2024 10:00", time_format="%d %b %Y %H:%M").state.tolist() == [NO_SUCH_TIME]


MOMENTS = st.datetimes(datetime(1902, 1, 1), datetime(9990, 1, 1)).map(lambda d: d.replace(microsecond=0))
LAYOUTS = ["%Y-%m-%d %H:%M:%S", "%Y/%m/%dT%H:%M:%SZ", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(MOMENTS, st.sampled_from(LAYOUTS)), min_size=1, max_size=80))
def test_a_column_of_mixed_layouts_is_read_as_each_stamp_alone(entries: list[tuple[datetime, str]]) -> None:
    settling = (datetime(2025, 1, 31), LAYOUTS[2])
    written = [moment.strftime(layout) for moment, layout in [settling, *entries]]
    stamps = read(*written)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    expected = [(m.replace(tzinfo=UTC) - epoch) // timedelta(seconds=1) for m, _ in [settling, *entries]]
    assert stamps.state.tolist() == [READ] * len(written)
    assert stamps.seconds.tolist() == expected
    assert stamps.zoned.tolist() == [cell.endswith("Z") for cell in written]


def test_a_column_of_more_layouts_than_a_column_of_stamps_has_is_read_too() -> None:
    odd = ["x" * (n % 50) + "!" * (n // 50) for n in range(1, 200)]
    stamps = read(*odd, "2025-03-01 09:12:33")
    assert stamps.state.tolist() == [NOT_A_STAMP] * 199 + [READ]


def test_a_slice_of_a_column_is_read_from_its_own_place() -> None:
    column = pa.array(["garbage", "2025-03-01 09:12:33", "2025-03-02 09:12:33"]).slice(1)
    (stamps,) = read_stamps([column])
    assert instants(stamps) == ["2025-03-01T09:12:33", "2025-03-02T09:12:33"]


def test_stamps_without_seconds_are_said_to_be_to_the_minute() -> None:
    assert read("2025-03-01 09:12").to_the_minute
    assert not read("2025-03-01 09:12", "2025-03-01 09:12:00").to_the_minute
