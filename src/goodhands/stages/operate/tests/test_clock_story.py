"""How a clock ran: the stretches lie one beside the other and add up to what the verdict was taken on."""

import json
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from invented_logs import OFFICE, agreements, italian, logs, needs_data, referee, servicenow

from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.stages.contract.rules.service_levels import Policy, ServiceLevel
from goodhands.stages.operate.rules.clock_story import OUTSIDE, PAUSED, RAN, SOLVED, Span, spans_of, timeline_of
from goodhands.stages.operate.rules.scorecard import Referee

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
                assert all(one.end == other.start for one, other in zip(found, found[1:], strict=False))
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
def test_the_seconds_of_every_tenth_servicenow_ticket(policy: dict[str, Any]) -> None:
    terms = replace(servicenow().terms, policy=replace(servicenow().terms.policy, **policy))
    judged = Referee(servicenow().log, terms)
    place = POLICIES.index(policy)
    check(judged, range(place, len(judged.log.tickets), 10))
