"""What tells the provider's verdict from ours, ticket by ticket."""

from typing import Any

import pytest
from invented_logs import referee

from goodhands.stages.operate.rules.differences import Differences, differences, readings
from goodhands.stages.operate.tests.test_referee import needs_data, servicenow

HEADING = "ticket,at,event,priority,theirs\n"


def told_apart(rows: str, **policy: Any) -> Differences:
    """Two hours to solve a ticket, in the hours of Monday to Friday, 9 to 17."""
    week = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    columns = {name: name for name in ("ticket", "at", "event", "priority")} | {"reported_verdict": "theirs"}
    terms = {
        "file": {
            "shape": "events", "timezone": "UTC", "columns": columns,
            "events": {"paused": ["wait"], "responded": ["work"], "resolved": ["solve"]},
        },
        "calendar": {"timezone": "UTC", "hours": week},
        "policy": policy,
        "service_level": [{"name": "x", "metric": "resolution", "priority": "P1", "within": "2h", "target": "90%"}],
    }  # fmt: skip
    return differences(referee([HEADING + rows], terms), 0, slice(None))


def rows(ticket: str, theirs: str, *events: str, day: str = "2025-03-03") -> str:
    """Events such as `09:00 open P1` of a Monday."""
    lines = []
    for event in events:
        at, what, *priority = event.split()
        lines.append(f"{ticket},{day} {at}:00,{what},{(priority or ['P1'])[0]},{theirs}\n")
    return "".join(lines)


PAUSED = rows("P", "false", "09:00 open", "10:00 wait", "12:00 work", "12:30 solve")
SECONDS = "D,2025-03-03 09:00:00,open,P1,true\nD,2025-03-03 11:00:30,solve,P1,true\n"
NIGHT = rows("N", "false", "16:00 open", "16:30 work") + rows("N", "false", "09:30 solve", day="2025-03-04")
REOPENED = rows("R", "true", "09:00 open", "10:00 solve", "13:00 work", "13:30 solve")
STRANGE = rows("S", "false", "09:00 open", "09:05 solve")
AGREED = rows("A", "true", "09:00 open", "09:05 solve") + rows("L", "false", "09:00 open", "12:00 solve")


@pytest.mark.parametrize(
    ("ticket", "kind", "words"),
    [
        (SECONDS, "rounding", "seconds below a whole minute are left out"),
        (PAUSED, "pauses", "pauses count against the provider, too"),
        (NIGHT, "calendar", "the clock runs day and night"),
        (REOPENED, "reopening", "the first solution counts, not the last"),
    ],
)
def test_each_kind_of_difference_is_named(ticket: str, kind: str, words: str) -> None:
    found = told_apart(AGREED + ticket)
    assert (found.differing, len(found.unexplained)) == (1, 0)
    (one,) = found.explained
    assert (one.reading.kind, one.reading.words, len(one.tickets)) == (kind, words, 1)


def test_what_nothing_explains_is_said() -> None:
    found = told_apart(AGREED + STRANGE)
    assert (found.differing, list(found.explained), len(found.unexplained)) == (1, [], 1)


def test_both_counts_stand_beside_each_other() -> None:
    found = told_apart(AGREED + PAUSED + NIGHT + REOPENED + STRANGE)
    assert (found.ours.met, found.ours.judged) == (4, 6)
    assert (found.theirs_met, found.theirs_judged) == (2, 6)
    assert found.differing == sum(len(one.tickets) for one in found.explained) + len(found.unexplained) == 4
    assert [one.theirs_met for one in found.explained] == [0, 0, 1]


def test_a_ticket_is_explained_once_by_what_is_most_often_meant() -> None:
    """Paused over night: pauses alone explain nothing, day and night alone explain it."""
    both = rows("B", "false", "16:00 open", "16:50 wait") + rows("B", "false", "09:05 solve", day="2025-03-04")
    found = told_apart(AGREED + both)
    assert [one.reading.words for one in found.explained] == ["the clock runs day and night, and pauses count, too"]


def test_the_policy_that_is_agreed_is_not_another_reading() -> None:
    for policy in ({}, {"resolution": "first"}, {"reopen": "restarts"}, {"priority": "at_opening"}):
        week, columns = {"mon": [["09:00", "17:00"]]}, ("ticket", "at", "event", "priority")
        terms = {
            "file": {"shape": "events", "timezone": "UTC", "columns": {n: n for n in columns}},
            "calendar": {"timezone": "UTC", "hours": week}, "policy": policy,
            "service_level": [{"name": "x", "metric": "resolution", "priority": "*", "within": "2h", "target": "90%"}],
        }  # fmt: skip
        judged = referee(["ticket,at,event,priority\n"], terms)
        found = list(readings(judged, judged.terms.levels[0]))
        assert all(one.policy == judged.terms.policy for one in found[:4])
        assert all(one.policy != judged.terms.policy for one in found[4:])
        assert len(found) == 4 + 3 + 2


def test_without_a_verdict_of_theirs_there_is_no_difference() -> None:
    found = told_apart(rows("A", "", "09:00 open", "09:05 solve"))
    assert (found.differing, found.theirs_judged, len(found.explained)) == (0, 0, 0)


@needs_data
def test_the_verdicts_of_the_servicenow_log_are_told_apart() -> None:
    judged = servicenow()
    found = differences(judged, 1, slice(None))
    assert (found.ours.met, found.theirs_met, found.theirs_judged, found.differing) == (16_291, 12_050, 19_554, 4_263)
    counts = {one.reading.words: (len(one.tickets), one.theirs_met) for one in found.explained}
    assert counts == {
        "pauses count against the provider, too": (1772, 0), "the clock runs day and night": (994, 0),
        "the clock runs day and night, and pauses count, too": (308, 0),
        "the time between a solution and a reopening does not count": (1, 1),
    }  # fmt: skip
    assert len(found.unexplained) == 1188
