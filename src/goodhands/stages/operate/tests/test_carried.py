"""What the carried columns say: last of a ticket, and at each of its events."""

import csv
import io
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goodhands.stages.operate.rules.carried import at_events, last_of
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.sheet import read_sheet
from goodhands.stages.operate.rules.terms import read_terms
from goodhands.stages.operate.rules.ticket_log import TicketLog

LEVEL = {"name": "Solved", "metric": "resolution", "priority": "*", "within": "8h", "target": "90%"}
CALENDAR = {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}}
ROLES = ("actor", "group", "requester", "subject", "satisfaction")


def log_of(text: str, shape: str, roles: tuple[str, ...] = ROLES, as_of: str | None = None) -> TicketLog:
    stamps = ("at", "event") if shape == "events" else ("opened_at", "resolved_at")
    file: dict[str, Any] = {"shape": shape, "timezone": "UTC", "nulls": ["", "nobody"]}
    file["columns"] = {role: role for role in ("ticket", *stamps, *roles)}
    if as_of:
        file["as_of"] = as_of
    agreed = read_terms({"file": file, "calendar": CALENDAR, "service_level": [LEVEL]})
    sheet, problems = read_sheet(text.encode(), "t.csv", agreed.file.columns.values())
    return read_log([sheet], problems, agreed)


EVENTS = """ticket,at,event,actor,group,requester,subject,satisfaction
A,2026-03-02 09:00,open,Rui,Desk,Ana,"Printer, again",
B,2026-03-02 09:30,open,nobody,,Bea,VPN,
A,2026-03-02 11:00,note,,Network ,,?,4
A,2026-03-02 10:00,answer,Iris,Workplace,Ana,,nobody
A,2026-03-02 12:00,close,Rui,nobody,,,
"""


def test_the_last_word_of_each_ticket_by_time() -> None:
    log = log_of(EVENTS, "events")
    assert log.tickets.to_pylist() == ["A", "B"]
    assert {role: last_of(log, role).to_pylist() for role in ROLES} == {
        "actor": ["Rui", None], "group": ["Network", None], "requester": ["Ana", "Bea"], "subject": ["?", "VPN"],
        "satisfaction": ["4", None],
    }  # fmt: skip


def test_what_is_said_at_each_event() -> None:
    log = log_of(EVENTS, "events")
    assert at_events(log, "actor", 0) == ["Rui", "Iris", None, "Rui"]
    assert at_events(log, "group", 0) == ["Desk", "Workplace", "Network", None]
    assert at_events(log, "actor", 1) == [None]


def test_what_came_after_the_judgement_is_not_known() -> None:
    log = log_of(EVENTS, "events", as_of="2026-03-02T10:30:00Z")
    assert last_of(log, "group").to_pylist() == ["Workplace", None]
    assert at_events(log, "group", 0) == ["Desk", "Workplace"]


def test_a_row_a_ticket() -> None:
    log = log_of(
        "ticket,opened_at,resolved_at,actor,group,requester,subject,satisfaction\n"
        "A,2026-03-02 09:00,,Rui,Desk,,Printer,\n"
        "A,2026-03-02 09:00,,Iris,Desk,Ana,Again,\n"
        "B,2026-03-02 09:00,2026-03-02 09:30,nobody, Network,Bea,,5\n",
        "tickets",
    )
    assert {role: last_of(log, role).to_pylist() for role in ROLES} == {
        "actor": ["Rui", None], "group": ["Desk", "Network"], "requester": [None, "Bea"], "subject": ["Printer", None],
        "satisfaction": [None, "5"],
    }  # fmt: skip
    assert at_events(log, "actor", 0) == []


def test_a_column_that_is_not_mapped_says_nothing() -> None:
    log = log_of(EVENTS, "events", roles=("group",))
    assert list(log.carried) == ["group"]
    assert last_of(log, "actor").to_pylist() == [None, None]
    assert at_events(log, "actor", 0) == [None] * 4


def test_a_file_of_which_nothing_counts() -> None:
    log = log_of("ticket,at,event,actor,group,requester,subject,satisfaction\n", "events")
    assert last_of(log, "actor").to_pylist() == []


CELLS = st.sampled_from(["", "nobody", " x", "y", "z"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 9), CELLS), max_size=12))
def test_it_is_what_a_walk_over_the_rows_finds(rows: list[tuple[str, int, str]]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([("ticket", "at", "event", "actor", "n"),
                                *((t, f"2026-03-02 09:0{m}", "note", a, i) for i, (t, m, a) in enumerate(rows))])  # fmt: skip
    log = log_of(file.getvalue(), "events", roles=("actor",))
    said: dict[str, list[str | None]] = {}
    for ticket, _, actor in sorted(rows, key=lambda row: row[1]):
        said.setdefault(ticket, []).append(None if actor in ("", "nobody") else actor.strip())
    tickets = log.tickets.to_pylist()
    assert {t: list(at_events(log, "actor", i)) for i, t in enumerate(tickets)} == said
    assert dict(zip(tickets, last_of(log, "actor").to_pylist(), strict=True)) == {
        ticket: next((actor for actor in reversed(actors) if actor), None) for ticket, actors in said.items()
    }
