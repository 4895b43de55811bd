"""Changes between files: what a newer one says otherwise, and nothing that is only new."""

import csv
import io
from dataclasses import replace
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from invented_logs import OFFICE, agreements, instants, logs, read

from goodhands.foundation.rules.hours import stamped
from goodhands.foundation.rules.working_time import BLANK
from goodhands.stages.operate.rules.changed_times import PRIORITY, REPORTED, RESOLVED, Changes, changed_times
from goodhands.stages.operate.rules.terms import STAMP_COLUMNS, Terms, read_terms
from goodhands.stages.operate.rules.ticket_log import TicketLog

ROLES = ("opened_at", "responded_at", "resolved_at", "closed_at", "priority", "reported_verdict")
HEADING = ("ticket", *ROLES)
WHAT = dict(enumerate((*ROLES, "event")))


def terms(shape: str = "tickets", columns: tuple[str, ...] = HEADING) -> Terms:
    events = {"responded": ["answer"], "paused": ["wait"], "resolved": ["solve"]}
    return read_terms({
        "file": {"shape": shape, "timezone": "UTC", "columns": {name: name for name in columns}}
        | ({"events": events} if shape == "events" else {}),
        "calendar": {"timezone": "UTC", "hours": dict.fromkeys(("mon", "tue"), OFFICE)},
        "service_level": [{"name": "x", "metric": "resolution", "priority": "*", "within": "8h", "target": "90%"}],
    })  # fmt: skip


def written(rows: list[tuple[str, ...]], heading: tuple[str, ...] = HEADING) -> str:
    file = io.StringIO()
    csv.writer(file).writerows([heading, *rows])
    return file.getvalue()


def said(changes: Changes) -> set[tuple[str, str, str, str]]:
    """Ticket, what, and both values in words."""
    found = set()
    for i, ticket in enumerate(changes.tickets.to_pylist()):
        what = int(changes.what[i])
        event = changes.names[changes.event[i]] if changes.event[i] >= 0 else WHAT[what]
        found.add((ticket, event, *(word(changes, what, int(v)) for v in (changes.older[i], changes.newer[i]))))
    return found


def word(changes: Changes, what: int, value: int) -> str:
    if value == BLANK:
        return ""
    if what == PRIORITY:
        return changes.names[value]
    return ("no", "met")[value] if what == REPORTED else stamped(value)[:16].replace("T", " ")


def compared(*files: str, of: Terms | None = None) -> set[tuple[str, str, str, str]]:
    return said(changed_times([read([file], of or terms()) for file in files]))


OLD = ("1", "2025-03-03 09:00", "2025-03-03 09:30", "2025-03-03 17:00", "", "P1", "no")
EXPORTED = ("9", "2025-04-01 00:00", "", "", "", "", "")
"""Another ticket of both files, by which they are known up to the first of April."""


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("resolved_at", "2025-03-03 11:00", ("1", "resolved_at", "2025-03-03 17:00", "2025-03-03 11:00")),
        ("resolved_at", "", ("1", "resolved_at", "2025-03-03 17:00", "")),
        ("opened_at", "2025-03-03 10:00", ("1", "opened_at", "2025-03-03 09:00", "2025-03-03 10:00")),
        ("responded_at", "2025-03-03 09:05", ("1", "responded_at", "2025-03-03 09:30", "2025-03-03 09:05")),
        ("closed_at", "2025-03-20 09:00", ("1", "closed_at", "", "2025-03-20 09:00")),  # the older file was made later
        ("closed_at", "2025-04-02 09:00", None),  # it was made before that
        ("priority", "P2", ("1", "priority", "P1", "P2")),
        ("priority", "", ("1", "priority", "P1", "")),
        ("reported_verdict", "met", ("1", "reported_verdict", "no", "met")),
        ("resolved_at", "2025-03-03 17:00:40", None),  # the older file knows no seconds
        ("resolved_at", "2025-03-03T17:00:00Z", None),
    ],
)
def test_a_cell_that_says_otherwise_is_a_change_and_a_new_one_is_none(
    column: str, value: str, expected: tuple[str, ...] | None
) -> None:
    new = tuple(value if name == column else cell for name, cell in zip(HEADING, OLD, strict=True))
    found = compared(written([OLD, EXPORTED]), written([new, EXPORTED]))
    assert found == ({expected} if expected else set())


def test_a_verdict_of_the_provider_on_an_open_ticket_may_still_become_another_one() -> None:
    opened = ("1", "2025-03-03 09:00", "", "", "", "", "met")
    assert compared(written([opened, EXPORTED]), written([(*opened[:-1], "no"), EXPORTED])) == set()


def test_a_column_that_one_of_two_files_does_not_have_says_nothing() -> None:
    narrow = HEADING[:2]
    logs = [read([written([OLD, EXPORTED])], terms()), read([written([OLD[:2]], narrow)], terms(columns=narrow))]
    assert said(changed_times(logs)) == said(changed_times(logs[::-1])) == set()


def test_each_file_is_compared_with_the_next_one_that_has_the_ticket() -> None:
    late = (*OLD[:3], "2025-03-03 11:00", *OLD[4:])
    files = [written([row, EXPORTED]) for row in (OLD, EXPORTED, late, OLD)]
    changes = changed_times([read([file], terms()) for file in files])
    assert list(zip(changes.older_file.tolist(), changes.newer_file.tolist(), strict=True)) == [(0, 2), (2, 3)]
    assert changes.solved_earlier.tolist() == [True, False]


EVENT = ("ticket", "at", "event")
EVENTS = [("1", "2025-03-03 09:00", "open"), ("1", "2025-03-03 10:00", "wait"), ("1", "2025-03-03 17:00", "solve"),
          ("9", "2025-03-01 00:00", "open"), ("9", "2025-04-01 00:00", "open")]  # fmt: skip


@pytest.mark.parametrize(
    ("away", "more", "expected"),
    [
        (2, [("1", "2025-03-03 11:00", "solve")], {("1", "solve", "2025-03-03 17:00", "2025-03-03 11:00")}),
        (2, [("1", "2025-04-03 11:00", "solve")], {("1", "solve", "2025-03-03 17:00", "2025-04-03 11:00")}),
        (1, [], {("1", "wait", "2025-03-03 10:00", "")}),
        (None, [("1", "2025-03-03 09:10", "wait")], {("1", "wait", "", "2025-03-03 09:10")}),
        (None, [("1", "2025-04-03 09:10", "wait")], set()),
        (None, [("2", "2025-03-03 09:10", "open")], set()),  # a ticket that the older file does not have
        (1, [("1", "2025-03-03 10:00", "note")], {("1", "wait", "2025-03-03 10:00", ""), ("1", "note", "", "2025-03-03 10:00")}),
    ],
)  # fmt: skip
def test_an_event_is_moved_taken_away_or_added_afterwards(
    away: int | None, more: list[tuple[str, ...]], expected: set[Any]
) -> None:
    newer = [row for place, row in enumerate(EVENTS) if place != away] + more
    assert compared(written(EVENTS, EVENT), written(newer, EVENT), of=terms("events", EVENT)) == expected


def test_a_file_that_begins_later_takes_nothing_away() -> None:
    newer = [("1", "2025-03-03 17:00", "solve"), ("1", "2025-04-03 17:00", "close")]
    assert compared(written(EVENTS, EVENT), written(newer, EVENT), of=terms("events", EVENT)) == set()


@settings(max_examples=150, deadline=None)
@given(logs(), agreements(), st.tuples(instants(False), instants(False)))
def test_files_that_overlap_and_agree_hold_no_change(file: str, agreed: dict[str, Any], cuts: tuple[str, str]) -> None:
    for role in (*STAMP_COLUMNS, "reported_verdict"):  # a column is said anew by every row
        agreed["file"]["columns"].pop(role, None)
    heading, *rows = file.splitlines()
    first, last = sorted(cuts)
    parts = [
        [row for row in rows if row.split(",")[1] <= last],
        [row for row in rows if row.split(",")[1] >= first],
    ]
    both = [read(["\n".join([heading, *part]) + "\n"], read_terms(agreed)) for part in parts if part]
    assert len(changed_times(both)) == 0


HAPPENED = st.tuples(st.sampled_from("ABC"), instants(), st.sampled_from(["open", "wait", "solve"]))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(HAPPENED, st.booleans(), min_size=2))
def test_what_was_taken_out_of_a_history_is_found_and_what_is_put_in_as_well(events: dict[Any, bool]) -> None:
    every, left = list(events), [event for event, stays in events.items() if stays]
    assume(left)
    first, last = (choose(at for _, at, _ in left) for choose in (min, max))
    known = {ticket for ticket, _, _ in left}
    away = {(ticket, at[:16], name) for ticket, at, name in set(every) - set(left)
            if ticket in known and first <= at <= last}  # fmt: skip
    whole, part, of = written(every, EVENT), written(left, EVENT), terms("events", EVENT)
    assert compared(whole, part, of=of) == {(ticket, name, at, "") for ticket, at, name in away}
    added = {(ticket, at, name) for ticket, at, name in away if at < last[:16]}
    assert compared(part, whole, of=of) == {(ticket, name, "", at) for ticket, at, name in added}


CELL = st.one_of(st.just(""), instants())
ROW = st.tuples(instants(), CELL, CELL, CELL, st.sampled_from(["", "P1", "P2"]), st.sampled_from(["", "met", "no"]))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from("ABC"), ROW, min_size=1), min_size=2, max_size=4))
def test_rows_are_compared_as_one_would_by_hand(files: list[dict[str, tuple[str, ...]]]) -> None:
    assume(all(files))
    texts = [written([(ticket, *row) for ticket, row in file.items()]) for file in files]
    assert compared(*texts) == {change for ticket in "ABC" for change in by_hand(ticket, files)}


def by_hand(ticket: str, files: list[dict[str, tuple[str, ...]]]) -> set[tuple[str, str, str, str]]:
    known = [max(cell for row in file.values() for cell in row[:4]) for file in files]
    having = [place for place, file in enumerate(files) if ticket in file]
    found = set()
    for one, two in pairwise(having):
        for role, older, newer in zip(ROLES, files[one][ticket], files[two][ticket], strict=True):
            natural = not older and (newer >= known[one] if role in STAMP_COLUMNS else True)
            unknown = role in STAMP_COLUMNS and not newer and older > known[two]
            running = role == "reported_verdict" and not files[one][ticket][2]
            if older != newer and not natural and not unknown and not running:
                found.add((ticket, role, *(text[:16] if role in STAMP_COLUMNS else text for text in (older, newer))))
    return found


def test_a_million_tickets_take_about_a_second() -> None:
    count = 1_000_000
    log = read([written([OLD, EXPORTED])], terms())
    at = np.arange(count, dtype=np.int64) * 60
    numbers = np.char.add("HL-", np.arange(count).astype("U7"))
    older = replace(log, tickets=pa.array(numbers), stamps=dict.fromkeys(STAMP_COLUMNS, at), as_of=1 << 40,
                    known=at, reported=None, priorities=replace(log.priorities, ticket=np.arange(count, dtype=np.int32),
                    code=np.zeros(count, np.int32)))  # fmt: skip
    newer: TicketLog = replace(older, stamps=older.stamps | {"resolved_at": at - 60 * (at % 7 == 0)})
    began = perf_counter()
    changes = changed_times([older, newer])
    assert len(changes) == np.count_nonzero(at % 7 == 0)
    assert set(changes.what.tolist()) == {RESOLVED}
    assert perf_counter() - began < 5  # about one second; a machine that does other things gets room


def test_nothing_to_compare_is_no_change() -> None:
    assert len(changed_times([])) == 0
