"""The provider's own minutes: read without guessing, and held against each promise."""

from typing import Any

import pytest
from invented_logs import referee

from goodhands.stages.operate.rules.differences import CALENDAR, PAUSES, differences
from goodhands.stages.operate.rules.theirs import seconds_in

HEADING = "ticket,at,event,told,minutes\n"
OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def terms(*columns: str) -> dict[str, Any]:
    named = {"verdict": {"reported_verdict": "told"}, "minutes": {"reported_minutes": "minutes"}}
    chosen = {role: heading for column in columns for role, heading in named[column].items()}
    return {
        "file": {
            "shape": "events", "timezone": "UTC",
            "columns": {"ticket": "ticket", "at": "at", "event": "event", **chosen},
            "events": {"paused": ["wait"], "responded": ["work"], "resolved": ["solve"]},
        },
        "calendar": {"timezone": "UTC", "hours": OFFICE},
        "service_level": [
            {"name": "fast", "metric": "resolution", "priority": "*", "within": "1h", "target": "90%"},
            {"name": "slow", "metric": "resolution", "priority": "*", "within": "4h", "target": "90%"},
            {"name": "answer", "metric": "first_response", "priority": "*", "within": "1h", "target": "90%"},
        ],
    }  # fmt: skip


ROWS = """\
A,2025-03-03 09:00:00,open,,
A,2025-03-03 12:00:00,solve,,180
B,2025-03-03 09:00:00,open,,
B,2025-03-03 09:10:00,wait,,
B,2025-03-03 11:10:00,work,,
B,2025-03-03 11:30:00,solve,yes,150
C,2025-03-03 16:30:00,open,,
C,2025-03-04 09:15:00,solve,,16 h 45 min
D,2025-03-03 09:00:00,open,,
D,2025-03-03 09:30:00,solve,,soon
"""


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("95", 5700), ("95 min", 5700), ("95.5", 5730), ("0,5", 30), ("0", 0), ("1:35:20", 5720), ("1 h 35 min", 5700),
        ("2h", 7200), ("100:00:00", 360_000), ("1:35", None), ("1,250", None), ("-5", None), ("soon", None), ("", None),
        ("1 day", None), ("1:75:00", None), ("1e3", None),
    ],
)  # fmt: skip
def test_a_time_is_read_or_listed_and_never_guessed(text: str, seconds: int | None) -> None:
    assert seconds_in(text) == seconds


def test_minutes_are_held_against_each_promise() -> None:
    judged = referee([HEADING + ROWS], terms("minutes"))
    fast, slow, answer = judged.scorecard().levels
    assert fast.reported is not None
    assert slow.reported is not None
    assert (fast.reported.met, fast.reported.missed, fast.reported.differ) == (0, 3, 2)
    assert (slow.reported.met, slow.reported.missed, slow.reported.differ) == (2, 1, 1)
    assert answer.reported is None
    assert judged.their_minutes is not None
    assert judged.their_minutes.unread == {"soon": 1}


def test_a_verdict_wins_over_minutes() -> None:
    fast = referee([HEADING + ROWS], terms("verdict", "minutes")).scorecard().levels[0]
    assert fast.reported is not None
    assert (fast.reported.met, fast.reported.missed, fast.reported.differ) == (1, 2, 1)


def test_what_tells_minutes_apart_is_found_like_that_of_verdicts() -> None:
    judged = referee([HEADING + ROWS], terms("minutes"))
    names = judged.log.tickets.to_pylist()
    found = differences(judged, 0, slice(None))
    assert {one.reading.kind: [names[t] for t in one.tickets] for one in found.explained} == {
        PAUSES: ["B"], CALENDAR: ["C"],
    }  # fmt: skip
    assert (found.theirs_met, found.theirs_judged, found.differing, len(found.unexplained)) == (0, 3, 2, 0)


def test_without_either_the_provider_says_nothing() -> None:
    judged = referee([HEADING + ROWS], terms())
    assert judged.their_minutes is None
    assert judged.theirs(judged.judged[0].level) is None
