"""Wall clock and UTC, against the language's own zones and against the data they come from."""

import struct
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pkgutil import get_data

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodhands.foundation.rules import zones

NAMES = ["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Apia",
         "America/Sao_Paulo", "Asia/Tehran", "Europe/Dublin", "America/Godthab"]  # fmt: skip
WALL = st.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 31)).map(lambda d: d.replace(microsecond=0))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(NAMES), WALL)
def test_wall_clock_to_utc_is_as_the_language_reads_it(name: str, wall: datetime) -> None:
    zone = zones.zone(name)
    local = wall.replace(tzinfo=zone)
    seconds = int(wall.replace(tzinfo=UTC).timestamp())
    (utc,), (gap,), (fold,) = zones.spans(name, seconds, seconds).utc(np.array([seconds]))
    assert utc == int(local.timestamp())
    assert gap == (local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall)
    later = int(local.replace(fold=1).timestamp())
    assert fold == (later > utc)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 2_145_000_000))
def test_utc_to_wall_clock_is_as_the_language_reads_it(name: str, instant: int) -> None:
    wall = datetime.fromtimestamp(instant, zones.zone(name)).replace(tzinfo=UTC)
    assert zones.spans(name, instant, instant).wall(np.array([instant])) == int(wall.timestamp())


@pytest.mark.parametrize(("wall", "utc", "gap", "fold"), [
    ("2025-03-30T01:59:59", "2025-03-30T00:59:59", False, False),
    ("2025-03-30T02:00:00", "2025-03-30T01:00:00", True, False),
    ("2025-03-30T02:30:00", "2025-03-30T01:30:00", True, False),
    ("2025-03-30T03:00:00", "2025-03-30T01:00:00", False, False),
    ("2025-10-26T01:59:59", "2025-10-25T23:59:59", False, False),
    ("2025-10-26T02:00:00", "2025-10-26T00:00:00", False, True),
    ("2025-10-26T02:59:59", "2025-10-26T00:59:59", False, True),
    ("2025-10-26T03:00:00", "2025-10-26T02:00:00", False, False),
])  # fmt: skip
def test_a_gap_moves_forward_and_a_fold_is_the_earlier(wall: str, utc: str, gap: bool, fold: bool) -> None:
    seconds = np.array([np.datetime64(wall).astype("datetime64[s]").astype(np.int64)])
    found, in_gap, in_fold = zones.spans("Europe/Rome", int(seconds[0]), int(seconds[0])).utc(seconds)
    assert str(found.astype("datetime64[s]")[0]) == utc
    assert (bool(in_gap[0]), bool(in_fold[0])) == (gap, fold)


def test_no_zone_changes_twice_within_a_day_since_1970() -> None:
    """What looking once a day for a change of offset rests on."""
    changes = {name: _offset_changes(data) for name, data in _files().items()}
    assert len(changes["Europe/Rome"]) > 50
    assert [name for name, at in changes.items() if any(b - a < 2 * zones.DAY for a, b in pairwise(at))] == []


@cache
def _offset_changes(data: bytes) -> list[int]:
    """When a zone's offset changes since 1970, from the 64-bit part of a TZif file (RFC 8536)."""
    at, offsets, _ = _listed(data)
    return [t for i, t in enumerate(at) if t > 0 and i and offsets[i] != offsets[i - 1]]


@cache
def _listed(data: bytes) -> tuple[list[int], list[int], bytes]:
    """All instants that a TZif file lists, the offset from each on, and the rule for what comes after them."""
    isut, isstd, leaps, changes, kinds, letters = _header(data, 0)
    second = 44 + changes * 5 + kinds * 6 + letters + leaps * 8 + isut + isstd
    isut, isstd, leaps, changes, kinds, letters = _header(data, second)
    at = struct.unpack_from(f">{changes}q", data, second + 44)
    kind = data[second + 44 + changes * 8 :][:changes]
    table = second + 44 + changes * 9
    offsets = [struct.unpack_from(">l", data, table + k * 6)[0] for k in range(kinds)]
    rule = data[table + kinds * 6 + letters + leaps * 12 + isut + isstd :].strip()
    return list(at), [offsets[k] for k in kind], rule


def _files() -> dict[str, bytes]:
    return {name: get_data("tzdata", f"zoneinfo/{name}") or b"" for name in zones._names()}


def test_all_changes_that_are_listed_lie_in_the_years_that_are_searched() -> None:
    """What follows a rule after them, and does not change before them, need not be searched year by year."""
    first, after = zones._new_year(zones._FIRST_LISTED), zones._new_year(zones._LAST_LISTED + 1)
    listed = {name: _listed(data)[0] for name, data in _files().items()}
    assert max(max(at) for at in listed.values() if at) > zones._new_year(2080)
    assert [name for name, at in listed.items() if any(not first <= instant < after for instant in at)] == []


def test_years_of_one_shape_have_the_same_changes() -> None:
    """For each rule of the data one zone, in years of every shape and in some far ones, against the plain search."""
    by_rule = {_listed(data)[2]: name for name, data in _files().items()}
    assert len(by_rule) > 50
    changing = [name for rule, name in by_rule.items() if b"," in rule]
    for name in changing:
        for year in [*range(2091, 2105), 2399, 2400, 2401, 7777, 9996, 9998]:
            assert tuple(zones._changes(name, year)) == zones._searched(name, year), (name, year)
    for name in by_rule.values():
        for year in (2, 1583, 1839, 2150):
            assert tuple(zones._changes(name, year)) == zones._searched(name, year), (name, year)


def test_ten_thousand_years_are_read_at_once() -> None:
    read = zones.spans("Europe/Rome", -62_000_000_000, 253_000_000_000)
    assert len(read.starts) > 15_000
    assert (np.diff(read.starts) > 0).all()
    assert set(np.diff(read.offsets[-1000:]).tolist()) == {-3600, 3600}


def _header(data: bytes, start: int) -> tuple[int, ...]:
    magic, *counts = struct.unpack_from(">4s16x6l", data, start)
    assert magic == b"TZif"
    return tuple(counts)


def test_an_unknown_zone_is_refused() -> None:
    for name in ("Europe/Atlantis", "", "../../etc/passwd", "zones"):
        with pytest.raises(zones.UnknownZone):
            zones.zone(name)
