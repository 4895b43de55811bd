"""Are exports of help desks read as their help desk means them? The files beside this one are invented.

Each tells the same story: a ticket solved in three agreed hours, one in nine (of which one is a pause, where the file
knows of pauses), and one that is open. Four hours are promised.
"""

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.foundation.rules.strict import Fault
from goodhands.foundation.spreadsheets.lines import Lines, lines_of
from goodhands.stages.contract.rules.service_levels import Policy, ServiceLevel
from goodhands.stages.operate.presets import generic, preset, recognised
from goodhands.stages.operate.rules.presets import filled_in
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.recognising import propose_columns
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.sheet import Sheet, read_sheet
from goodhands.stages.operate.rules.stamps import READ, read_stamps
from goodhands.stages.operate.rules.terms import Terms, file_terms
from goodhands.stages.operate.tests import conftest

EXPORTS = Path(__file__).parent / "exports"
OFFICE = Hours("Europe/Lisbon", tuple(((9 * 60, 17 * 60),) if day < 5 else () for day in range(7)))


@dataclass(frozen=True, slots=True)
class Told:
    """The help desk, and what it says itself: how many were met, missed, and seen otherwise by us."""

    desk: str
    theirs: tuple[int, int, int] | None
    priority: str = "High"
    pause: int = 0
    answer: int | None = 20 * 60


FILES = {
    "zendesk": Told("zendesk", (2, 0, 1), answer=None),
    "zendesk_de": Told("zendesk", (2, 0, 1), "Hoch", answer=None),
    "freshdesk": Told("freshdesk", (1, 1, 0)),
    "freshdesk_fr": Told("freshdesk", (1, 1, 0), "Élevée"),
    "jira": Told("jira", None, answer=None),
    "jira_de": Told("jira", None, "Hoch", answer=None),
    "jira_fr": Told("jira", None, "Haute", answer=None),
    "jira_es": Told("jira", None, "Alta", answer=None),
    "jira_nl": Told("jira", None, "Hoog", answer=None),
    "servicenow": Told("servicenow", (3, 0, 1), "3 - Moderate", 3600),
    "servicenow_de": Told("servicenow", (3, 0, 1), "3 - Moderate", 3600),
    "servicenow_list_es": Told("servicenow_list", (2, 0, 1), "2 - Alta", answer=None),
    "generic": Told("generic", None, answer=None),
    "generic_de": Told("generic", None, "Hoch", answer=None),
    "generic_fr": Told("generic", None, "Haute", answer=None),
    "generic_es": Told("generic", None, "Alta", answer=None),
    "generic_nl": Told("generic", None, "Hoog", answer=None),
}


def content(name: str) -> bytes:
    return (EXPORTS / f"{name}.csv").read_bytes()


def sheet_of(data: bytes) -> Sheet:
    return read_sheet(data, "export.csv", ())[0]


def file_of(name: str, lines: Lines) -> dict[str, Any]:
    """How the page proposes to read an export."""
    sheet = sheet_of(lines.data)
    known = recognised(sheet.headings)
    if known is None:
        assert FILES[name].desk == "generic"
        return {"shape": "tickets", "columns": propose_columns(generic(), sheet.headings), "timezone": "Europe/Lisbon"}
    assert known.preset.key == FILES[name].desk
    return filled_in({"timezone": "Europe/Lisbon"}, known.preset, sheet)


def judged(name: str, lines: Lines, order: str | None = None) -> Referee:
    part = file_of(name, lines)
    if order:
        part["time_format"] = order
    file = file_terms(part)
    sheet, problems = read_sheet(lines.data, "export.csv", file.columns.values(), None, lines.heading, lines.odd)
    level = ServiceLevel("solved", "resolution", "*", 4 * 3600, 0.9)  # type: ignore[arg-type]
    terms = Terms(file, OFFICE, (level,), Policy())
    return Referee(read_log([sheet], problems, terms), terms)


def said(referee: Referee) -> dict[str, Any]:
    (level,) = referee.scorecard().levels
    reported = level.reported and (level.reported.met, level.reported.missed, level.reported.differ)
    return {
        "net": referee.clocks.net.tolist()[:2],
        "kept": (level.met, level.missed, level.running),
        "theirs": reported,
    }


@pytest.mark.parametrize("name", FILES)
def test_an_export_is_recognised_and_judged(name: str) -> None:
    told, referee = FILES[name], judged(name, Lines(content(name)))
    assert said(referee) == {
        "net": [3 * 3600, 9 * 3600 - told.pause], "kept": (1, 1, 1), "theirs": told.theirs,
    }  # fmt: skip
    assert referee.clocks.gross.tolist()[1] == 9 * 3600
    assert told.priority in referee.priorities_held
    assert [problem.reason for problem in referee.log.problems if problem.rejected] == []
    if told.answer:
        assert referee.clocks.response.tolist()[0] == told.answer


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("servicenow")])
def test_the_same_is_said_of_a_workbook_and_of_json_of_the_same_rows(name: str) -> None:
    plain = Lines(content(name))
    sheet = sheet_of(plain.data)
    rows = [[column[i].as_py() for column in sheet.columns] for i in range(len(sheet.rows))]
    book: Any = openpyxl.Workbook()
    book.active.append(["An export"])
    for row in [list(sheet.headings), *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    wanted = said(judged(name, plain))
    assert said(judged(name, lines_of("t.xlsx", out.getvalue()))) == wanted
    objects = [  # of headings that stand several times JSON can have one
        dict(zip(sheet.headings, row, strict=True)) for row in rows
    ]  # fmt: skip
    assert said(judged(name, lines_of("t.json", json.dumps({"tickets": objects}).encode()))) == wanted


START = datetime(2025, 3, 3)
MINUTES = st.integers(0, 60 * 24 * 30).filter(lambda minutes: minutes % (60 * 24))
"""Not midnight: of a column in which all are, a workbook does not tell whether they are times or only days."""
MOMENTS = MINUTES.map(lambda minutes: START + timedelta(minutes=minutes, seconds=minutes % 60))
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=12)
TICKETS = st.lists(
    st.tuples(MOMENTS, st.none() | MOMENTS, st.integers(1, 10**15 - 1), TEXTS.filter(lambda text: text[:1] != "=")),
    min_size=1,
    max_size=6,
)
HEADINGS = ["Ticket", "Opened", "Solved", "Priority", "Subject"]


@settings(max_examples=12, deadline=None)
@given(TICKETS)
def test_the_same_tickets_get_the_same_verdict_whichever_program_wrote_them(
    tickets: list[tuple[datetime, datetime | None, int, str]],
) -> None:
    typed = [[f"{n:05}", *ticket] for n, ticket in enumerate(tickets)]
    plain = [["" if cell is None else str(cell) for cell in row] for row in typed]
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *plain])
    book: Any = openpyxl.Workbook()
    for row in [HEADINGS, *typed]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    objects = [
        {
            heading: cell if isinstance(cell, int) else text
            for heading, cell, text in zip(HEADINGS, row, texts, strict=True)
        }
        for row, texts in zip(typed, plain, strict=True)
    ]
    wanted = all_of(Lines(text.getvalue().encode()))
    assert all_of(lines_of("t.xlsx", out.getvalue())) == wanted
    assert all_of(lines_of("t.json", json.dumps(objects).encode())) == wanted


def all_of(lines: Lines) -> dict[str, Any]:
    """What is said of the tickets of a file whose help desk is not known."""
    referee = judged("generic", lines)
    names = referee.log.priorities.names
    return said(referee) | {
        "tickets": referee.log.tickets.to_pylist(),
        "opened": referee.clocks.opened.tolist(),
        "resolved": referee.clocks.resolved.tolist(),
        "priorities": [names[code] for code in referee.priority.tolist()],
        "subjects": referee.log.carried["subject"].to_pylist(),
        "problems": [(problem.column, str(problem.reason)) for problem in referee.log.problems],
    }


@pytest.mark.parametrize("name", FILES)
def test_remaining_time_is_in_no_role(name: str) -> None:
    file = file_of(name, Lines(content(name)))
    assert not any("time to" in heading.casefold() for heading in file["columns"].values())


@pytest.mark.parametrize(
    ("written", "time_format"),
    [
        ("03/Mär/25 2:31 PM", "%d/%b/%y %I:%M %p"), ("03/März/25 2:31 PM", "%d/%b/%y %I:%M %p"),
        ("03/mars/25 2:31 PM", "%d/%b/%y %I:%M %p"), ("03/mar./25 2:31 p. m.", "%d/%b/%y %I:%M %p"),
        ("03/mrt/25 2:31 p.m.", "%d/%b/%y %I:%M %p"), ("03/maart/25 14:31", "%d/%b/%y %H:%M"),
        ("03 marzo 2025 14:31", "%d %B %Y %H:%M"),
    ],
)  # fmt: skip
def test_names_of_months_are_known_in_several_languages(written: str, time_format: str) -> None:
    (stamps,) = read_stamps([pa.array([written, written.replace("03", "05", 1)])], time_format)
    assert stamps.state.tolist() == [READ, READ]
    assert stamps.seconds.tolist() == [1741012260, 1741012260 + 2 * 86400]


@pytest.mark.parametrize(
    ("name", "number"),
    [("janv.", 1), ("févr.", 2), ("Mai", 5), ("mei", 5), ("juin", 6), ("juil.", 7), ("août", 8), ("ago", 8), ("Okt", 10),
     ("ene", 1), ("dic", 12), ("Dez", 12), ("déc.", 12), ("Jän", 1)],
)  # fmt: skip
def test_every_month_has_its_number(name: str, number: int) -> None:
    (stamps,) = read_stamps([pa.array([f"3 {name} 2025 00:00"])], "%d %b %Y %H:%M")
    assert stamps.state.tolist() == [READ]
    assert stamps.seconds.astype("datetime64[s]").astype("datetime64[M]").tolist()[0].month == number


def test_a_name_of_no_month_is_no_time() -> None:
    (stamps,) = read_stamps([pa.array(["3 jui 2025 00:00", "3 xyz 2025 00:00"])], "%d %b %Y %H:%M")
    assert READ not in stamps.state.tolist()


def test_a_terms_file_names_the_help_desk_and_seconds_are_no_minutes(desk: conftest.Desk) -> None:
    file = 'shape = "servicenow_list"\ntimezone = "Europe/Lisbon"'
    desk.terms(**{**conftest.TICKETS, "file": file, "file__columns": None})
    desk.file(content("servicenow_list_es"), "t.csv")
    answer = desk.run("--json", files=("t.csv",))
    assert answer.err == ""
    found = answer.json
    assert (found["tickets"], found["resolved"]) == (3, 2)


def test_a_preset_that_does_not_fit_is_refused_in_a_sentence_that_names_what_is_missing() -> None:
    freshdesk = preset("freshdesk")
    assert freshdesk is not None
    with pytest.raises(Fault, match='is Freshdesk, but no heading is ticket there \\(one of: "ticket id"'):
        filled_in({}, freshdesk, sheet_of(content("zendesk")))
