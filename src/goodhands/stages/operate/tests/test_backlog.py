"""What is open, how old it is, what comes in and goes out, what comes back, what is solved at once."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from invented_logs import agreements, logs, referee

from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.rules.backlog import WAYS, Backlog, Flow, backlog
from goodhands.stages.operate.rules.choosing import TicketIndex, Wanted

HEADING = "ticket,at,event,urgency,who,what\n"
TERMS: dict[str, Any] = {
    "file": {
        "shape": "events", "timezone": "UTC",
        "columns": {
            "ticket": "ticket", "at": "at", "event": "event", "priority": "urgency", "actor": "who", "service": "what",
        },
        "events": {"paused": ["wait"], "responded": ["work"], "resolved": ["solve"]},
    },
    "calendar": {"timezone": "UTC", "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}},
    "service_level": [{"name": "x", "metric": "resolution", "priority": "*", "within": "8h", "target": "90%"}],
}  # fmt: skip
ROWS = """\
A,2025-01-06 09:00:00,open,P1,Ana,Mail
A,2025-01-06 10:00:00,solve,P1,Ana,Mail
B,2025-01-31 16:00:00,open,P2,Ana,Mail
B,2025-02-03 09:30:00,work,P2,Bo,Mail
B,2025-02-03 10:00:00,solve,P2,Bo,Mail
C,2025-02-04 09:00:00,open,P2,Cy,
C,2025-02-05 09:00:00,solve,P2,Cy,
C,2025-03-03 09:00:00,wait,P2,Cy,
D,2025-02-10 09:00:00,open,P1,Ana,Print
D,2025-02-10 09:10:00,solve,P1,Ana,Print
D,2025-02-10 12:00:00,work,P1,Bo,Print
D,2025-02-11 12:00:00,solve,P1,Bo,Print
E,2025-03-03 09:00:00,open,P1,Dee,Mail
F,2025-03-04 15:00:00,open,,,
F,2025-03-04 16:00:00,note,,,
"""


def index_of(rows: str, terms: dict[str, Any] = TERMS) -> TicketIndex:
    return TicketIndex(referee([HEADING + rows], terms))


def counted(rows: str, way: str = "priority") -> Backlog:
    return backlog(index_of(rows), way)


def numbers(index: TicketIndex, **wanted: Any) -> list[str]:
    found: list[str] = index.referee.log.tickets.take(index.chosen(Wanted(sort="ticket", **wanted))).to_pylist()
    return found


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("priority", [("P1", 1, 1, "E"), (None, 1, 0, "F")]),
        ("service", [("Mail", 1, 1, "E"), (None, 1, 0, "F")]),
        ("actor", [("Dee", 1, 1, "E"), (None, 1, 0, "F")]),
    ],
)
def test_open_tickets_are_told_apart(way: str, expected: list[tuple[Any, ...]]) -> None:
    index = index_of(ROWS)
    names = index.referee.log.tickets.to_pylist()
    found = backlog(index, way)
    assert [(pile.name, pile.open, pile.late, names[pile.oldest]) for pile in found.piles] == expected
    assert found.whole is not None
    assert (found.whole.open, found.whole.late, names[found.whole.oldest]) == (2, 1, "E")
    assert found.whole.median == 3600
    assert [names[place] for place in found.oldest] == ["E", "F"]
    assert list(found.ways) == ["priority", "service", "actor"]


def test_what_comes_in_and_goes_out_month_by_month() -> None:
    assert list(counted(ROWS).flows) == [
        Flow(Month.parse("2025-03"), opened=2, solved=0, open_at_end=2, back=0, at_once=0),
        Flow(Month.parse("2025-02"), opened=2, solved=3, open_at_end=0, back=2, at_once=0),
        Flow(Month.parse("2025-01"), opened=2, solved=1, open_at_end=1, back=0, at_once=1),
    ]


def test_shares_of_nothing_are_none_and_others_are_exact() -> None:
    march, february, january = counted(ROWS).flows
    assert (march.share_back, march.share_at_once) == (None, None)
    assert (february.share_back, february.share_at_once) == (Fraction(2, 3), Fraction(0))
    assert (january.share_back, january.share_at_once) == (Fraction(0), Fraction(1))


def test_where_no_answer_is_told_nothing_can_be_said_of_first_contact() -> None:
    assert counted(ROWS).tells_answers
    assert not counted("A,2025-01-06 09:00:00,open,P1,,\nA,2025-01-06 10:00:00,solve,P1,,\n").tells_answers


def test_nothing_open_and_nothing_at_all() -> None:
    assert counted("A,2025-01-06 09:00:00,open,P1,,\nA,2025-01-06 10:00:00,solve,P1,,\n").whole is None
    empty = counted("")
    assert (empty.whole, list(empty.piles), list(empty.flows)) == (None, [], [])


def test_at_most_twelve_months_and_none_of_which_nothing_is_known() -> None:
    years = "".join(f"{n},{2023 + n // 12}-{n % 12 + 1:02d}-02 09:00:00,open,P1,,\n" for n in range(0, 30, 2))
    flows = counted(years).flows
    assert [str(flow.month) for flow in flows] == [f"{2023 + n // 12}-{n % 12 + 1:02d}" for n in range(28, 28 - 24, -2)]
    assert [flow.open_at_end for flow in flows] == list(range(15, 3, -1))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"state": "open"}, ["E", "F"]),
        ({"state": "opened", "month": Month.parse("2025-01")}, ["A", "B"]),
        ({"state": "solved", "month": Month.parse("2025-02")}, ["B", "C", "D"]),
        ({"state": "back", "month": Month.parse("2025-02")}, ["C", "D"]),
        ({"state": "at_once", "month": Month.parse("2025-01")}, ["A"]),
        ({"state": "back"}, ["C", "D"]),
        ({"state": "open", "verdict": "missed"}, ["E"]),
        ({"state": "open", "level": 0}, ["E", "F"]),
        ({"said": ("service", "Mail")}, ["A", "B", "E"]),
        ({"said": ("service", "None")}, []),
        ({"said": ("group", "Mail")}, []),
        ({"said": ("actor", "Bo"), "state": "back"}, ["D"]),
    ],
)
def test_the_list_shows_the_tickets_behind_each_figure(wanted: dict[str, Any], expected: list[str]) -> None:
    assert numbers(index_of(ROWS), **wanted) == expected


@settings(max_examples=80, deadline=None)
@given(logs(), agreements())
def test_whatever_the_log_the_parts_add_up_and_the_list_has_as_many(log: str, terms: dict[str, Any]) -> None:
    index = TicketIndex(referee([log], terms))
    for way in WAYS:
        found = backlog(index, way)
        whole = found.whole.open if found.whole else 0
        assert sum(pile.open for pile in found.piles) == whole == len(index.chosen(Wanted(state="open")))
        by_name = [backlog(index, way, name).flows for name in found.names]
        rest = sum(pile.open for pile in found.piles if pile.name is None)
        if found.flows and len(found.names) < 50:
            assert sum(flows[0].open_at_end for flows in by_name) + rest == whole
    for later, earlier in zip(found.flows, found.flows[1:], strict=False):
        assert later.month > earlier.month
        assert later.open_at_end - earlier.open_at_end == later.opened - later.solved
    if found.flows:
        assert found.flows[0].open_at_end == whole
    for flow in found.flows:
        for state in ("opened", "solved", "back", "at_once"):
            assert len(index.chosen(Wanted(month=flow.month, state=state))) == getattr(flow, state)
    assert np.all(np.diff(index.referee.clocks.opened[found.oldest]) >= 0)
