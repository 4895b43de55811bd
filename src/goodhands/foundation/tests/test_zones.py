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
    changes = {name: _offset_changes(get_data("tzdata", f"zoneinfo/{name}") or b"") for name in zones._names()}
    assert len(changes["Europe/Rome"]) > 50
    assert [name for name, at in changes.items() if any(b - a < 2 * zones.DAY for a, b in pairwise(at))] == []


@cache
def _offset_changes(data: bytes) -> list[int]:
    """When a zone's offset changes, from the 64-bit part of a TZif file (RFC 8536)."""
    isut, isstd, leaps, changes, kinds, letters = _header(data, 0)
    second = 44 + changes * 5 + kinds * 6 + letters + leaps * 8 + isut + isstd
    _, _, _, changes, kinds, _ = _header(data, second)
    at = struct.unpack_from(f">{changes}q", data, second + 44)
    kind = data[second + 44 + changes * 8 :][:changes]
    table = second + 44 + changes * 9
    offsets = [struct.unpack_from(">l", data, table + k * 6)[0] for k in range(kinds)]
    return [t for i, t in enumerate(at) if t > 0 and i and offsets[kind[i]] != offsets[kind[i - 1]]]


def _header(data: bytes, start: int) -> tuple[int, ...]:
    magic, *counts = struct.unpack_from(">4s16x6l", data, start)
    assert magic == b"TZif"
    return tuple(counts)


def test_an_unknown_zone_is_refused() -> None:
    for name in ("Europe/Atlantis", "", "../../etc/passwd", "zones"):
        with pytest.raises(zones.UnknownZone):
            zones.zone(name)
