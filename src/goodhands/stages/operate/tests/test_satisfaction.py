"""Which answers are good, on which scale they are, and that nothing is counted where that is in doubt."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_logs import referee

from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.rules.choosing import TicketIndex, Wanted
from goodhands.stages.operate.rules.satisfaction import (
    _SCALES,
    GOOD,
    NOT_GOOD,
    SILENT,
    UNCLEAR,
    Satisfaction,
    Understood,
    answers,
    belied,
    understood,
)
from goodhands.stages.operate.rules.uniting import united

G, N, S = GOOD, NOT_GOOD, SILENT


def taken(values: str, each: int = 10) -> Understood:
    return understood(dict.fromkeys(values.split("|"), each))


@pytest.mark.parametrize(
    ("values", "meanings"),
    [
        ("1|2|3|4|5", [N, N, N, G, G]),
        ("5|1", [G, N]),
        ("5", [G]),
        ("4.0|5.0|3", [G, G, N]),
        ("6|7|8|9|10|1", [N, N, N, G, G, N]),
        ("20|40|60|80|100", [N, N, N, G, G]),
        ("0|25|50|75|100", [N, N, N, G, G]),
        ("0 %|74,9 %|75%|100 %", [N, N, G, G]),
        ("3/5|4/5|4.5 / 5", [N, G, G]),
        ("3 out of 10|9 of 10", [N, G]),
        ("5 stars|1 star", [G, N]),
        ("★★★★☆|★★☆☆☆", [G, N]),
        ("Good|Bad|Offered|Unoffered", [G, N, S, S]),
        ("good_with_comment|bad_with_comment", [G, N]),
        ("Satisfied|Unsatisfied", [G, N]),
        ("Very satisfied|Satisfied|Neutral|Dissatisfied|Very dissatisfied", [G, G, N, N, N]),
        ("Extremely Happy|Happy|Neutral|Unhappy|Extremely Unhappy", [G, G, N, N, N]),
        ("EXCELLENT|  very   good |Fair|Poor", [G, G, N, N]),
        ("👍|👎", [G, N]),
        ("☺️|😐|🙁", [G, N, N]),
        ("positive|negative|n/a", [G, N, S]),
        ("4|5|-", [G, G, S]),
        ("Unoffered", [S]),
    ],
)
def test_a_scale_is_recognised_from_all_values(values: str, meanings: list[int]) -> None:
    found = taken(values)
    assert found.scale
    assert [found.meanings[value] for value in values.split("|")] == meanings


@pytest.mark.parametrize(
    "values",
    [
        "1|2|3", "1|2|3|4", "4",  # of five, of ten, of six?
        "1|2|3|4|5|7", "1|5|10", "10", "0|5", "0|10|7", "100", "5|100|60", "1.5|5", "101|100|50", "-1|5", "103|100|-103",
        "4/5|4", "4/5|9/10", "6/5", "0/5", "80 %|4", "101 %", "★★★", "★★★★★★",
        "Good|5", "Good|Meh", "Satisfied|Happy|Good", "Somewhat satisfied", "yes|no", "thank you, it works again",
        "\N{ARABIC-INDIC DIGIT FIVE}|4", "5e0", "1_0|9",
    ],
)  # fmt: skip
def test_what_fits_no_scale_or_several_is_not_counted(values: str) -> None:
    found = taken(values)
    assert found.scale is None
    assert found.why
    assert set(found.meanings.values()) == {UNCLEAR}


def test_numbers_alone_wait_for_ten_answers() -> None:
    assert understood({"5": 5, "4": 4, "n/a": 40}).scale is None
    assert understood({"5": 5, "4": 5}).scale
    assert understood({"5/5": 1}).scale
    assert understood({"Good": 1}).scale


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ("1|2|3", "These numbers do not tell their scale."),
        ("Good|5", "Some of these values are numbers and some are words"),
        ("Good|Meh|fine|n/a", "On no scale that is known here: “Meh”, “fine”."),
        ("Satisfied|Happy", "no scale has all of them"),
    ],
)
def test_why_nothing_is_counted_is_said(values: str, why: str) -> None:
    assert why in taken(values).why


def test_a_word_means_the_same_on_every_scale() -> None:
    for _, one in _SCALES:
        for _, other in _SCALES:
            assert all(one[word] == other[word] for word in one.keys() & other.keys())


VALUES = st.dictionaries(
    st.sampled_from(
        ["1", "2", "3", "4", "5", "7", "9", "10", "75", "100", "4/5", "80 %", "Good", "Bad", "offered", "n/a"]
    )
    | st.text(max_size=6),
    st.integers(1, 20),
    max_size=8,
)


@given(VALUES, st.randoms(use_true_random=False), st.sampled_from(["", " ", "\t"]), st.integers(1, 99))
def test_neither_order_nor_blanks_change_anything(
    counts: Mapping[str, int], chance: Any, blank: str, times: int
) -> None:
    order = list(counts.items())
    chance.shuffle(order)
    assert understood(dict(order)) == understood(counts)
    assert understood({**counts, blank: times}) == understood({k: n for k, n in counts.items() if k != blank})


@given(VALUES)
def test_every_value_is_taken_or_none_is(counts: Mapping[str, int]) -> None:
    found = understood(counts)
    assert set(found.meanings) == {text for text in counts if text.strip()}
    assert (found.scale is None) == (UNCLEAR in found.meanings.values())
    assert (found.scale is None) == bool(found.why)
    if found.scale is None:
        assert set(found.meanings.values()) == {UNCLEAR}


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_the_figures_of_a_month(good: int, other: int, silent: int) -> None:
    people = Satisfaction(good, good + other, good + other + silent, 0)
    assert people.not_good == other
    assert people.too_few == (good + other < 10)
    assert people.low == (good + other >= 10 and 10 * good < 8 * (good + other))
    if people.share is not None and people.interval is not None:
        assert people.interval[0] <= people.share <= people.interval[1]
    assert (people.response is None) == (good + other + silent == 0)


@pytest.mark.parametrize(
    ("in_time", "good", "answered", "expected"),
    [
        (Fraction(95, 100), 7, 10, True),
        (Fraction(94, 100), 7, 10, False),
        (Fraction(1), 8, 10, False),
        (Fraction(1), 6, 9, False),
        (None, 1, 10, False),
    ],
)
def test_what_people_say_belies_the_promises(
    in_time: Fraction | None, good: int, answered: int, expected: bool
) -> None:
    assert belied(in_time, Satisfaction(good, answered, 50, 0)) is expected


HEADING = "ticket,at,event,liked\n"
TERMS: dict[str, Any] = {
    "file": {
        "shape": "events", "timezone": "UTC",
        "columns": {"ticket": "ticket", "at": "at", "event": "event", "satisfaction": "liked"},
        "events": {"resolved": ["solve"]},
    },
    "calendar": {"timezone": "UTC", "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}},
    "service_level": [{"name": "x", "metric": "resolution", "priority": "*", "within": "8h", "target": "90%"}],
}  # fmt: skip
ROWS = """\
A,2025-01-06 09:00:00,open,
A,2025-01-06 10:00:00,solve,offered
A,2025-02-07 10:00:00,note,Good
B,2025-01-06 09:00:00,open,
B,2025-01-07 10:00:00,solve,Bad
C,2025-01-06 09:00:00,open,Good
C,2025-02-03 10:00:00,solve,Bad
D,2025-01-06 09:00:00,open,
D,2025-01-08 10:00:00,solve,
E,2025-01-06 09:00:00,open,Good
"""


def index_of(*texts: str, terms: dict[str, Any] = TERMS) -> TicketIndex:
    return TicketIndex(referee(list(texts), terms))


def test_the_last_answer_counts_in_the_month_of_the_solution() -> None:
    index = index_of(HEADING + ROWS)
    assert index.satisfaction(Month.parse("2025-01")) == Satisfaction(good=1, answered=2, solved=3, unclear=0)
    assert index.satisfaction(Month.parse("2025-02")) == Satisfaction(good=0, answered=1, solved=1, unclear=0)
    assert index.satisfaction(Month.parse("2025-03")) == Satisfaction(good=0, answered=0, solved=0, unclear=0)
    (column,) = index.answers.columns
    assert column.heading == "liked"
    assert column.counts == {"Good": 2, "Bad": 2}


@pytest.mark.parametrize(("opinion", "expected"), [("any", "AB"), ("good", "A"), ("not_good", "B"), ("none", "D")])
def test_the_list_finds_the_tickets_behind_each_figure(opinion: str, expected: str) -> None:
    index = index_of(HEADING + ROWS)
    wanted = Wanted(month=Month.parse("2025-01"), state="solved", opinion=opinion, sort="ticket")
    assert index.referee.log.tickets.take(index.chosen(wanted)).to_pylist() == list(expected)


def test_values_that_nobody_understands_are_told_and_not_counted() -> None:
    index = index_of(HEADING + ROWS.replace("Bad", "Meh"))
    people = index.satisfaction(Month.parse("2025-01"))
    assert people == Satisfaction(good=0, answered=0, solved=3, unclear=2)
    assert people is not None
    assert people.response is None
    assert people.share is None
    (column,) = index.answers.columns
    assert column.understood.scale is None
    assert Counter(column.counts) == {"Good": 2, "Meh": 2}


def test_a_column_of_remarks_is_not_kept_whole() -> None:
    rows = [
        f"T{i},2025-01-06 {kind},thank you {i}\n" for i in range(700) for kind in ("09:00:00,open", "10:00:00,solve")
    ]
    index = index_of(HEADING + "".join(rows))
    (column,) = index.answers.columns
    assert (len(column.counts), column.others) == (501, 199)
    assert index.satisfaction(Month.parse("2025-01")) == Satisfaction(good=0, answered=0, solved=700, unclear=700)


def test_files_with_another_heading_are_on_a_scale_of_their_own() -> None:
    old = referee([HEADING + ROWS], TERMS).log
    terms = TERMS | {"file": TERMS["file"] | {"columns": TERMS["file"]["columns"] | {"satisfaction": "stars"}}}
    rows = "X,2025-01-06 09:00:00,open,\nX,2025-01-06 10:00:00,solve,5/5\n"
    new = referee([HEADING.replace("liked", "stars") + rows], terms).log
    found = answers(united([old, new]))
    assert [(one.heading, bool(one.understood.scale)) for one in found.columns] == [("liked", True), ("stars", True)]
    assert found.meaning.tolist() == [GOOD, NOT_GOOD, NOT_GOOD, SILENT, GOOD, GOOD]


def test_without_such_a_column_nothing_is_said() -> None:
    columns = {"ticket": "ticket", "at": "at", "event": "event"}
    index = index_of(HEADING + ROWS, terms=TERMS | {"file": TERMS["file"] | {"columns": columns}})
    assert index.satisfaction(Month.parse("2025-01")) is None
    assert not index.answers.columns
    assert np.all(index.answers.meaning == SILENT)
