"""Service levels in hours of their own, and the one that a headline names."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_logs import agreements, logs, referee

from goodhands.foundation.rules.agreed_hours import AgreedHours, Hours, HoursOverTime
from goodhands.foundation.rules.working_time import ALWAYS
from goodhands.stages.contract.rules.service_levels import ServiceLevel
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.scorecard import Referee, foremost

ROUND_THE_CLOCK = Hours("Europe/Madrid", (((0, 1440),),) * 7)
NIGHTS = Hours("Europe/Madrid", (((1320, 1800),),) * 7)
CHANGED = HoursOverTime(((ALWAYS, ROUND_THE_CLOCK), (1_743_500_000, NIGHTS)))
HOURS = [ROUND_THE_CLOCK, NIGHTS, CHANGED]


def verdicts(judged: Referee, place: int) -> Any:
    one = judged.judged[place]
    cards = {str(card.month): card.levels[place] for card in judged.monthly()}
    counts = {m: (a.met, a.missed, a.running) for m, a in cards.items() if a.met or a.missed or a.running}
    return [one.tickets.tolist(), one.verdict.tolist(), one.used.tolist(), one.priority.tolist(), counts]


@settings(max_examples=120, deadline=None)
@given(logs(), agreements(), st.lists(st.sampled_from([None, *HOURS]), min_size=4, max_size=4))
def test_each_level_is_judged_as_if_its_hours_were_the_main_ones(
    log: str, terms: dict[str, Any], hours: list[AgreedHours | None]
) -> None:
    plain = referee([log], terms)
    levels = tuple(replace(level, hours=own) for level, own in zip(plain.terms.levels, hours, strict=False))
    judged = Referee(plain.log, replace(plain.terms, levels=levels))
    for place, level in enumerate(levels):
        alone = plain if level.hours is None else Referee(plain.log, replace(plain.terms, hours=level.hours))
        assert verdicts(judged, place) == verdicts(alone, place)
        assert judged.clocks_for(level).net.tolist() == alone.clocks.net.tolist()
    assert judged.clocks.gross.tolist() == plain.clocks.gross.tolist()


def test_each_hours_are_measured_once() -> None:
    rows = "ticket,at,event,priority\nA,2025-03-31 08:00:00,open,P1\n"
    terms = agreement_of("30m", "3h")
    judged = referee([rows], terms)
    first, second = (replace(level, hours=replace(NIGHTS)) for level in judged.terms.levels)
    assert judged.clocks_for(judged.terms.levels[0]) is judged.clocks
    assert judged.clocks_for(first) is judged.clocks_for(second)
    assert judged.clocks_for(first).pauses is judged.clocks.pauses
    same_as_main = replace(first, hours=judged.terms.hours)
    assert judged.clocks_for(same_as_main) is judged.clocks


def agreement_of(*limits: str) -> dict[str, Any]:
    return {
        "file": {"shape": "events", "timezone": "UTC", "columns": {"ticket": "ticket", "at": "at", "event": "event"}},
        "calendar": {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}},
        "service_level": [
            {"name": limit, "metric": "resolution", "priority": "*", "within": limit, "target": "90%"}
            for limit in limits
        ],
    }


def attainment(name: str, met: int, missed: int) -> Attainment:
    return Attainment(ServiceLevel(name, "resolution", "*", 3600, Fraction(9, 10)), met, missed, 0)


KEPT, IDLE = attainment("kept", 50, 0), attainment("idle", 0, 0)
FEW, CHANCE, CERTAIN = attainment("few", 1, 2), attainment("chance", 26, 4), attainment("certain", 10, 90)


@pytest.mark.parametrize(("levels", "named"), [
    ([], None),
    ([IDLE], None),
    ([IDLE, KEPT], "kept"),
    ([KEPT, FEW], "few"),
    ([KEPT, CHANCE, FEW], "chance"),
    ([FEW, CHANCE, CERTAIN, KEPT], "certain"),
])  # fmt: skip
def test_the_headline_names_the_first_that_was_broken_beyond_doubt(levels: list[Attainment], named: str | None) -> None:
    card = referee(["ticket,at,event\n"], agreement_of("1h")).scorecard()
    level = foremost(replace(card, levels=levels))
    assert (level and level.level.name) == named


def test_doubt_is_too_few_tickets_or_chance() -> None:
    assert [a.beyond_doubt for a in (KEPT, FEW, CHANCE, CERTAIN)] == [True, False, False, True]
    assert np.array([a.keeps for a in (KEPT, FEW, CHANCE, CERTAIN)]).tolist() == [True, False, False, False]
