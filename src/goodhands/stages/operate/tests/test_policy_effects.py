"""What a month would have been under each choice is what a judge of all tickets finds under that choice."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from invented_logs import agreements, logs, referee

from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.rules.policy_effects import CHOICES, can_belong_to, policy_effects
from goodhands.stages.operate.rules.scorecard import Referee


@settings(max_examples=80, deadline=None)
@given(logs(), agreements(), st.none() | st.just("2025-04-09T10:30:00Z"))
def test_an_effect_is_what_judging_all_tickets_anew_comes_to(
    log: str, terms: dict[str, Any], as_of: str | None
) -> None:
    judged = referee([log], terms, as_of)
    for number in judged.active_months():
        month = Month(number)
        found = policy_effects(judged, month)
        assert found.keys() == CHOICES.keys()
        for field, effects in found.items():
            assert [effect.choice for effect in effects] == list(CHOICES[field])
            assert sum(effect.in_force for effect in effects) == 1
            for effect in effects:
                policy = replace(judged.terms.policy, **{field: effect.choice})
                whole = Referee(judged.told, replace(judged.terms, policy=policy))
                counts = [(one.met, one.missed) for one in whole.scorecard(month).levels]
                assert [(one.met, one.missed) for one in effect.levels] == counts
                assert not (effect.in_force and (effect.turned or effect.moved))


@settings(max_examples=80, deadline=None)
@given(logs(), agreements())
def test_only_tickets_that_cannot_belong_to_a_month_are_left_out(log: str, terms: dict[str, Any]) -> None:
    judged = referee([log], terms)
    for number in judged.active_months():
        month = Month(number)
        may = set(judged.told.tickets.filter(can_belong_to(judged.told, month)).to_pylist())
        for one, mine in judged.members(month):
            assert set(judged.log.tickets.take(one.tickets[mine]).to_pylist()) <= may


def test_a_reopened_ticket_changes_sides_and_says_so() -> None:
    rows = "ticket,at,event\nA,2025-05-05 09:00:00,open\nA,2025-05-05 11:00:00,solve\nA,2025-05-06 11:00:00,answer\nA,2025-05-06 13:00:00,solve\n"
    terms = {
        "file": {"shape": "events", "timezone": "UTC", "columns": {"ticket": "ticket", "at": "at", "event": "event"},
                 "events": {"resolved": ["solve"], "responded": ["answer"]}},
        "calendar": {"timezone": "UTC", "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue")}},
        "service_level": [{"name": "x", "metric": "resolution", "priority": "*", "within": "8h", "target": "90%"}],
    }  # fmt: skip
    found = policy_effects(referee([rows], terms), Month.parse("2025-05"))
    turned = {(field, effect.choice): effect.turned for field, effects in found.items() for effect in effects}
    assert {choice for choice, count in turned.items() if count} == {
        ("resolution", "first"), ("reopen", "excludes_solved"), ("reopen", "restarts"),
    }  # fmt: skip
    assert {effect.moved for effects in found.values() for effect in effects} == {0}
