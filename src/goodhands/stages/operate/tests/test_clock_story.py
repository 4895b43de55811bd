"""How a clock ran: the stretches lie one beside the other and add up to what the verdict was taken on."""

import json
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from invented_logs import OFFICE, agreements, italian, logs, needs_data, referee, servicenow

from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.foundation.rules.hours import stamped
from goodhands.stages.contract.rules.service_levels import ServiceLevel
from goodhands.stages.operate.rules.clock_story import OUTSIDE, PAUSED, RAN, SOLVED, Span, spans_of, timeline_of
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.ticket_log import OTHER, RESPONDED
from goodhands.stages.operate.rules.ticket_log import PAUSED as PAUSED_KIND

LEVELS = [ServiceLevel(metric, metric, "*", 8 * 3600, Fraction(9, 10)) for metric in ("resolution", "first_response")]
NIGHT = Hours("UTC", (((22 * 60, 30 * 60),),) * 7)


def check(judged: Referee, tickets: Iterable[int], levels: Iterable[ServiceLevel] = LEVELS) -> None:
    """The spans of these tickets are whole, adjacent and sum up, and so do the pieces of their time line."""
    for level in levels:
        clocks = judged.clocks_for(level)
        used, end = (clocks.net, clocks.end) if level.metric == "resolution" else (clocks.response, clocks.response_end)
        for ticket in tickets:
            spans = spans_of(judged, ticket, level)
            pieces = timeline_of(judged, ticket, level, 60)
            whole = [int(clocks.opened[ticket]), int(end[ticket])]
            for found in (spans, pieces):
                assert sum(span.seconds for span in found) == used[ticket]
                assert all(one.end == other.start for one, other in pairwise(found))
                assert all(span.start < span.end and (span.seconds > 0) == (span.clock == RAN) for span in found)
                assert [found[0].start, found[-1].end] == whole if found else whole[0] >= whole[1]
            assert len(pieces) <= 60


@settings(max_examples=150, deadline=None)
@given(logs(), agreements())
def test_the_seconds_are_those_of_the_verdict(log: str, terms: dict[str, Any]) -> None:
    judged = referee([log], terms)
    check(judged, range(len(judged.log.tickets)), [*LEVELS, replace(LEVELS[0], hours=NIGHT)])
    for one in judged.judged:
        sums = [sum(span.seconds for span in spans_of(judged, ticket, one.level)) for ticket in one.tickets.tolist()]
        assert sums == one.used.tolist()


POLICIES = [
    {"reopen": reopen, "response_pauses": pauses}
    for reopen in ("runs_through", "excludes_solved", "restarts") for pauses in (False, True)
]  # fmt: skip


@needs_data
@pytest.mark.parametrize("policy", POLICIES, ids=json.dumps)
def test_the_seconds_of_every_italian_ticket(policy: dict[str, Any]) -> None:
    terms = replace(italian().terms, policy=replace(italian().terms.policy, **policy))
    judged = Referee(italian().log, terms)
    check(judged, range(len(judged.log.tickets)))


@needs_data
@pytest.mark.parametrize("policy", POLICIES, ids=json.dumps)
def test_the_seconds_of_servicenow_tickets(policy: dict[str, Any]) -> None:
    terms = replace(servicenow().terms, policy=replace(servicenow().terms.policy, **policy))
    judged = Referee(servicenow().log, terms)
    check(judged, range(POLICIES.index(policy), len(judged.log.tickets), len(POLICIES)))  # each ticket under one policy


# By hand: a Monday and a Tuesday in March with hours from 09:00 to 12:30 and from 13:30 to 17:00


def story(rows: str, metric: str = "resolution", file: dict[str, Any] | None = None, **policy: Any) -> Referee:
    columns = {"ticket": "t", "at": "at", "event": "what", "actor": "who", "group": "team", **(file or {})}
    terms = {
        "file": {"shape": "events", "timezone": "UTC", "columns": columns, "as_of": "2026-03-03T15:00:00Z", "events": {
            "responded": ["answer"], "paused": ["wait"], "resolved": ["solve"]}},
        "calendar": {"timezone": "UTC", "hours": dict.fromkeys(("mon", "tue"), OFFICE)},
        "policy": policy,
        "service_level": [{"name": "L", "metric": metric, "priority": "*", "within": "2h", "target": "90%"}],
    }  # fmt: skip
    return referee([rows], terms)


def shown(spans: Iterable[Span]) -> list[tuple[str, str, str | None, str, int]]:
    """Start and end as day and time, who or what began it, the clock, and minutes that count."""
    return [(at(s.start), at(s.end), s.state, s.clock, s.seconds // 60) for s in spans]


def at(instant: int) -> str:
    return stamped(instant)[8:16].replace("T", " ")


REOPENED = """t,at,what,who,team
1,2026-03-02 08:00,new,Ana,
1,2026-03-02 10:00,answer,Rui,Desk
1,2026-03-02 11:00,wait,Rui,Desk
1,2026-03-02 12:00,back,Ana,
1,2026-03-02 14:00,solve,Iris,Network
1,2026-03-02 16:00,answer,Ana,Network
1,2026-03-02 20:00,note,Ana,
1,2026-03-03 10:00,solve,Iris,Network
"""


def test_the_story_of_a_reopened_ticket() -> None:
    judged = story(REOPENED, reopen="excludes_solved")
    (level,) = judged.terms.levels
    assert shown(spans_of(judged, 0, level)) == [
        ("02 08:00", "02 10:00", "new", RAN, 60),
        ("02 10:00", "02 11:00", "answer", RAN, 60),
        ("02 11:00", "02 12:00", "wait", PAUSED, 0),
        ("02 12:00", "02 14:00", "back", RAN, 60),
        ("02 14:00", "02 16:00", "solve", SOLVED, 0),
        ("02 16:00", "02 20:00", "answer", RAN, 60),
        ("02 20:00", "03 10:00", "note", RAN, 60),
    ]
    told = spans_of(judged, 0, level)
    assert [(s.actor, s.group, s.kind) for s in told][:3] == [("Ana", None, OTHER), ("Rui", "Desk", RESPONDED),
                                                              ("Rui", "Desk", PAUSED_KIND)]  # fmt: skip


def test_agreed_hours_cut_what_ran() -> None:
    judged = story(REOPENED, reopen="excludes_solved")
    (level,) = judged.terms.levels
    assert shown(timeline_of(judged, 0, level)) == [
        ("02 08:00", "02 09:00", "new", OUTSIDE, 0),
        ("02 09:00", "02 10:00", "new", RAN, 60),
        ("02 10:00", "02 11:00", "answer", RAN, 60),
        ("02 11:00", "02 12:00", "wait", PAUSED, 0),
        ("02 12:00", "02 12:30", "back", RAN, 30),
        ("02 12:30", "02 13:30", "back", OUTSIDE, 0),
        ("02 13:30", "02 14:00", "back", RAN, 30),
        ("02 14:00", "02 16:00", "solve", SOLVED, 0),
        ("02 16:00", "02 17:00", "answer", RAN, 60),
        ("02 17:00", "02 20:00", "answer", OUTSIDE, 0),
        ("02 20:00", "03 09:00", "note", OUTSIDE, 0),
        ("03 09:00", "03 10:00", "note", RAN, 60),
    ]


def test_what_was_before_a_restart_does_not_count() -> None:
    judged = story(REOPENED, reopen="restarts")
    (level,) = judged.terms.levels
    clocks = [(s.clock, s.seconds // 60) for s in spans_of(judged, 0, level)]
    assert clocks == [(SOLVED, 0)] * 5 + [(RAN, 60), (RAN, 60)]


def test_the_clock_of_the_first_answer_ends_with_it() -> None:
    judged = story(REOPENED, "first_response")
    (level,) = judged.terms.levels
    assert shown(spans_of(judged, 0, level)) == [("02 08:00", "02 10:00", "new", RAN, 60)]


def test_an_open_ticket_waits_until_the_judgement() -> None:
    judged = story("t,at,what,who,team\n1,2026-03-02 09:00,new,,\n1,2026-03-02 16:00,wait,,\n")
    (level,) = judged.terms.levels
    assert shown(spans_of(judged, 0, level)) == [
        ("02 09:00", "02 16:00", "new", RAN, 360),
        ("02 16:00", "03 15:00", "wait", PAUSED, 0),
    ]


def test_before_the_first_event_there_is_no_state() -> None:
    rows = "t,at,what,who,team,open\n1,2026-03-02 10:00,new,Ana,Desk,2026-03-02 07:00\n1,2026-03-02 11:00,solve,,,\n"
    judged = story(rows, file={"opened_at": "open"})
    (level,) = judged.terms.levels
    first, second = spans_of(judged, 0, level)
    assert (first.state, first.actor, first.group, first.seconds) == (None, None, None, 3600)
    assert (second.state, second.actor, second.group, second.seconds) == ("new", "Ana", "Desk", 3600)


def test_of_too_many_pieces_the_longest_stretches_stay_whole() -> None:
    rows = "t,at,what,who,team\n1,2026-03-02 09:00,new,,\n1,2026-03-03 11:00,answer,,\n1,2026-03-03 14:00,solve,,\n"
    judged = story(rows)
    (level,) = judged.terms.levels
    pieces = {most: shown(timeline_of(judged, 0, level, most)) for most in (8, 7, 4, 3, 1)}
    assert [len(pieces[most]) for most in pieces] == [8, 4, 4, 2, 1]
    assert pieces[4] == [
        ("02 09:00", "03 11:00", "new", RAN, 9 * 60),
        ("03 11:00", "03 12:30", "answer", RAN, 90),
        ("03 12:30", "03 13:30", "answer", OUTSIDE, 0),
        ("03 13:30", "03 14:00", "answer", RAN, 30),
    ]
    assert pieces[1] == [("02 09:00", "03 14:00", "new", RAN, 11 * 60)]
