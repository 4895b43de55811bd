"""The figure without excused misses: exact, never below the one that counts, and of excused misses only."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.stages.operate.rules.choosing import TicketIndex, Wanted
from goodhands.stages.operate.rules.excusing import excused_flags, excused_misses, only_excused, without_excused
from goodhands.stages.operate.rules.judging import MISSED, Attainment
from goodhands.stages.operate.tests import desk as desks

REFEREE = desks.referee()
INDEX = TicketIndex(REFEREE)
LEVEL = REFEREE.judged[0].level

CASES = [
    # met, missed, excused, share that is left
    (29, 6, 0, Fraction(29, 35)),
    (29, 6, 2, Fraction(29, 33)),
    (29, 6, 6, Fraction(1)),
    (0, 2, 1, Fraction(0)),
    (0, 2, 2, None),
    (0, 0, 0, None),
    (5, 1, 4, Fraction(1)),
]


@pytest.mark.parametrize(("met", "missed", "excused", "share"), CASES)
def test_the_share_that_is_left(met: int, missed: int, excused: int, share: Fraction | None) -> None:
    found = without_excused(Attainment(LEVEL, met, missed, 3), excused)
    assert found.share == share
    assert found.excused == min(missed, excused)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 600))
def test_the_second_figure_is_never_below_the_first(met: int, missed: int, excused: int) -> None:
    counted = Attainment(LEVEL, met, missed, 0)
    second = without_excused(counted, excused).share
    if counted.share is not None and second is not None:
        assert counted.share <= second <= 1
    assert (counted.met, counted.missed) == (met, missed)  # and the first stays what it was


@pytest.mark.parametrize("month", [None, 668])  # 668: September 2025
@pytest.mark.parametrize("level", [None, 0, 1])
def test_only_misses_under_promises_of_the_metric_are_excused(month: int | None, level: int | None) -> None:
    log = REFEREE.log
    every_third = log.tickets.to_pylist()[::3]
    flags = excused_flags(INDEX, {"resolution": every_third, "first_response": []})
    assert list(flags) == ["resolution"]
    asked = Wanted(level=level)
    if month is not None:
        asked = replace(asked, month=REFEREE.month_resolved(int(np.flatnonzero(REFEREE.month_of_solution == month)[0])))
    found = set(np.flatnonzero(excused_misses(INDEX, asked, flags)).tolist())
    wanted = {
        t
        for k, judged in enumerate(REFEREE.judged)
        for t in range(0, len(log.tickets), 3)
        if judged.level.metric == "resolution" and level in (None, k) and INDEX.verdict[k, t] == MISSED
        and (month is None or INDEX.month[k, t] == month)
    }  # fmt: skip
    assert found == wanted
    chosen = INDEX.chosen(replace(asked, verdict="missed", sort="-late"))
    listed = only_excused(chosen, excused_misses(INDEX, asked, flags))
    assert set(listed.tolist()) == wanted
    assert [t for t in chosen.tolist() if t in wanted] == listed.tolist()
