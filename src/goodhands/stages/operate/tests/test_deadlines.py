"""When a limit is used up: the working seconds up to a deadline are those of the limit."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from invented_logs import OFFICE, agreements, logs, referee

from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.foundation.rules.hours import stamped
from goodhands.foundation.rules.working_time import deadline
from goodhands.stages.contract.rules.service_levels import ServiceLevel
from goodhands.stages.operate.rules.clock_story import RAN, spans_of, timeline_of
from goodhands.stages.operate.rules.deadlines import limit_passes_at, still_running
from goodhands.stages.operate.rules.judging import MISSED, RUNNING
from goodhands.stages.operate.rules.scorecard import Referee

AS_OF = st.none() | st.just("2025-04-09T10:30:00Z")


def used_before(judged: Referee, ticket: int, level: ServiceLevel, instant: int) -> int:
    """The seconds of a clock before an instant: inside a piece that ran, every second is one of agreed hours."""
    pieces = timeline_of(judged, ticket, level, 100_000)
    return sum(max(min(piece.end, instant) - piece.start, 0) for piece in pieces if piece.clock == RAN)


@settings(max_examples=150, deadline=None)
@given(logs(), agreements(), AS_OF)
def test_a_missed_limit_passed_when_so_much_was_used(log: str, terms: dict[str, Any], as_of: str | None) -> None:
    judged = referee([log], terms, as_of)
    for one in judged.judged:
        for ticket in one.tickets[one.verdict == MISSED].tolist():
            due = limit_passes_at(judged, ticket, one.level)
            assert due is not None
            assert used_before(judged, ticket, one.level, due) == one.level.within
            assert used_before(judged, ticket, one.level, due - 1) == one.level.within - 1


@settings(max_examples=150, deadline=None)
@given(logs(), agreements(), AS_OF)
def test_what_is_left_runs_on_from_now(log: str, terms: dict[str, Any], as_of: str | None) -> None:
    judged = referee([log], terms, as_of)
    hours = judged.terms.hours
    assert isinstance(hours, Hours)
    running = still_running(judged)
    assert [one.left for one in running] == sorted(one.left for one in running)
    expected = [(one.level.name, ticket) for one in judged.judged for ticket in one.tickets[one.verdict == RUNNING]]
    assert sorted((one.level.name, one.ticket) for one in running) == sorted(expected)
    for one in running:
        assert one.left >= 0
        spans = spans_of(judged, one.ticket, one.level)
        assert one.used == sum(span.seconds for span in spans)
        events = judged.log.events
        *_, last = events.value[events.of(one.ticket)]  # where a pause begins only now, no stretch shows it yet
        stops = one.level.metric == "resolution" or judged.terms.policy.response_pauses
        assert one.paused == (stops and events.values[last] in ("wait", "park"))
        ends_now = events.at[events.of(one.ticket)][-1] == judged.log.as_of  # then a pause has only just ended
        assert not spans or one.paused or ends_now or spans[-1].clock != "paused"
        if one.left:
            version = hours.version(range(0), judged.terms.policy.closes_whole_days)
            assert one.passes_at == deadline(version, int(judged.clocks.known[one.ticket]), one.left)


# By hand


def running(rows: str, as_of: str, holidays: str = "IT", within: str = "4h") -> Referee:
    terms = {
        "file": {"shape": "events", "timezone": "UTC", "columns": {"ticket": "t", "at": "at", "event": "what"},
                 "events": {"paused": ["wait"], "resolved": ["solve"]}},
        "calendar": {"timezone": "UTC", "holidays": holidays, "hours": dict.fromkeys(("mon", "tue", "fri"), OFFICE)},
        "service_level": [
            {"name": "Answered", "metric": "first_response", "priority": "*", "within": "8h", "target": "90%"},
            {"name": "Solved", "metric": "resolution", "priority": "*", "within": within, "target": "90%"},
        ],
    }  # fmt: skip
    return referee([rows], terms, as_of)


def shown(judged: Referee) -> list[tuple[str, str, int, str | None, bool]]:
    names = judged.log.tickets.to_pylist()
    return [(names[r.ticket], r.level.name, r.left // 60, r.passes_at and stamped(r.passes_at), r.paused)
            for r in still_running(judged)]  # fmt: skip


def test_what_is_open_in_the_order_of_the_time_left() -> None:
    rows = (
        "t,at,what\n1,2026-03-02 16:00,new\n2,2026-03-02 13:00,new\n2,2026-03-03 09:30,wait\n3,2026-03-02 09:00,new\n"
    )
    assert shown(running(rows, "2026-03-03T10:00:00Z")) == [
        ("3", "Answered", 0, "2026-03-03T10:00:00Z", False),
        ("2", "Solved", 0, "2026-03-03T09:30:00Z", True),
        ("1", "Solved", 120, "2026-03-03T12:00:00Z", False),
        ("2", "Answered", 210, "2026-03-03T14:30:00Z", False),
        ("1", "Answered", 360, "2026-03-03T17:00:00Z", False),
    ]


def test_a_deadline_over_new_year_knows_the_holiday() -> None:
    """31 December 2027 is a Friday; 1 January is closed, and so is 6 January; the next open day is Monday the third."""
    rows = "t,at,what\n1,2027-12-31 16:00,new\n"
    assert shown(running(rows, "2027-12-31T16:30:00Z", within="2h"))[0] == (
        "1", "Solved", 90, "2028-01-03T10:00:00Z", False
    )  # fmt: skip


def test_where_no_holidays_are_known_there_is_no_deadline() -> None:
    rows = "t,at,what\n1,2100-12-28 16:00,new\n"  # a Tuesday; the next open day is the last of the year
    known, unknown = shown(running(rows, "2100-12-28T16:30:00Z"))
    assert known == ("1", "Solved", 210, None, False)
    assert unknown == ("1", "Answered", 450, None, False)
    earlier, _ = shown(running(rows, "2100-12-28T16:30:00Z", within="1h"))
    assert earlier == ("1", "Solved", 30, "2100-12-28T17:00:00Z", False)


def test_a_deadline_beyond_ten_years_is_none() -> None:
    rows = "t,at,what\n1,2026-03-02 16:00,new\n"
    (_, far) = shown(running(rows, "2026-03-02T16:30:00Z", within="99999h"))
    assert far[3] is None
    (_, near) = shown(running(rows, "2026-03-02T16:30:00Z", within="9000h"))
    assert near[3] is not None
    assert near[3].startswith("2034")


def test_what_ended_in_time_has_a_deadline_too() -> None:
    judged = running("t,at,what\n1,2026-03-02 09:00,new\n1,2026-03-02 10:00,solve\n", "2026-03-02T11:00:00Z")
    answered, solved = (limit_passes_at(judged, 0, level) for level in judged.terms.levels)
    assert answered is not None
    assert solved is not None
    assert (stamped(answered), stamped(solved)) == ("2026-03-03T10:00:00Z", "2026-03-02T14:00:00Z")
    assert still_running(judged) == []
