"""Where the clock was stopped, by whom, and what it would have meant had it run on."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from invented_logs import agreements, logs, needs_data, referee, servicenow

from goodhands.foundation.rules.working_time import BLANK
from goodhands.stages.operate.rules.judging import MISSED
from goodhands.stages.operate.rules.pause_audit import CLOSE, PauseAudit, Paused, pause_audit

HEADING = "ticket,at,event,who\n"
TERMS: dict[str, Any] = {
    "file": {
        "shape": "events", "timezone": "UTC",
        "columns": {"ticket": "ticket", "at": "at", "event": "event", "actor": "who"},
        "events": {"paused": ["wait", "vendor"], "responded": ["work"], "resolved": ["solve"]},
    },
    "calendar": {"timezone": "UTC", "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}},
    "service_level": [{"name": "x", "metric": "resolution", "priority": "*", "within": "2h", "target": "90%"}],
}  # fmt: skip


def audited(rows: str) -> PauseAudit:
    return pause_audit(referee([HEADING + rows], TERMS), 0, slice(None))


def rows(ticket: str, *events: str) -> str:
    """Events such as `09:00 open Ana` of a Monday."""
    parts = [event.split() for event in events]
    return "".join(f"{ticket},2025-03-03 {at}:00,{what},{who[0] if who else ''}\n" for at, what, *who in parts)


SAVED = rows("S", "09:00 open", "10:30 wait Bo", "12:30 work", "12:45 solve")
BRIEF = rows("B", "09:00 open", "09:10 vendor Cy", "09:20 work", "09:30 wait", "09:40 solve")
OVERNIGHT = rows("O", "16:30 open", "16:45 wait Bo") + "O,2025-03-04 10:00:00,work,\nO,2025-03-04 10:15:00,solve,\n"


def test_time_is_shared_out_by_reason_and_by_who_set_it() -> None:
    found = audited(SAVED + BRIEF)
    assert (found.gross, found.paused) == (3 * 3600 + 45 * 60 + 40 * 60, 2 * 3600 + 20 * 60)
    assert list(found.by_reason) == [Paused("wait", 2, 2 * 3600 + 600), Paused("vendor", 1, 600)]
    assert list(found.by_actor) == [Paused("Bo", 1, 7200), Paused("Cy", 1, 600), Paused(None, 1, 600)]


def test_what_only_a_pause_has_kept_is_told() -> None:
    found = audited(SAVED + BRIEF)
    assert (found.with_pauses.met, found.with_pauses.missed) == (2, 0)
    assert (found.without.met, found.without.missed) == (1, 1)


def test_a_pause_close_before_the_limit_is_named_with_what_was_left() -> None:
    found = audited(SAVED + BRIEF)
    (close,) = found.close
    assert (close.reason, close.actor, close.seconds, close.left) == ("wait", "Bo", 7200, 30 * 60)
    assert [one.seconds for one in found.longest] == [7200, 600, 600]


def test_a_pause_counts_in_agreed_hours_and_what_was_used_before_is_less_earlier_pauses() -> None:
    found = audited(OVERNIGHT)
    (one,) = found.longest
    assert (one.seconds, one.left) == (15 * 60 + 3600, 2 * 3600 - 15 * 60)
    second = rows("T", "09:00 open", "09:30 wait", "11:00 work", "11:45 wait", "12:00 work", "12:10 solve")
    assert [one.left for one in audited(second).close] == [45 * 60]


def test_a_pause_after_the_limit_has_less_than_nothing_left_and_is_not_close() -> None:
    found = audited(rows("L", "09:00 open", "12:00 wait", "13:00 work", "13:10 solve"))
    assert [one.left for one in found.longest] == [-3600]
    assert list(found.close) == []


@settings(max_examples=80, deadline=None)
@given(logs(), agreements())
def test_whatever_the_log_the_parts_add_up_to_the_whole(log: str, terms: dict[str, Any]) -> None:
    judged = referee([log], terms)
    for place, one in enumerate(judged.judged):
        if one.level.metric == "resolution":
            found, clocks = pause_audit(judged, place, slice(None)), judged.clocks_for(one.level)
            assert sum(part.seconds for part in found.by_reason) == sum(part.seconds for part in found.by_actor)
            assert found.paused == int((clocks.gross - clocks.net)[one.tickets].sum())
            late = (clocks.gross[one.tickets] > one.level.within) | (one.verdict == MISSED)
            assert found.without.missed == int(np.count_nonzero(late))
            assert found.without.met <= found.with_pauses.met
            assert all(0 <= pause.left <= CLOSE for pause in found.close)
            assert all(clocks.start[pause.ticket] != BLANK for pause in found.longest)


@needs_data
def test_the_pauses_of_the_servicenow_log() -> None:
    found = pause_audit(servicenow(), 1, slice(None))
    assert (found.gross, found.paused) == (3_628_382_760, 1_297_482_300)
    assert sum(one.seconds for one in found.by_reason) == found.paused
    assert [(one.name, one.count) for one in found.by_reason][:2] == [
        ("Awaiting User Info", 10_487),
        ("Awaiting Vendor", 449),
    ]
    assert (found.with_pauses.met, found.without.met, found.with_pauses.judged) == (16_291, 14_517, 19_554)
    assert len(found.close) == 53
