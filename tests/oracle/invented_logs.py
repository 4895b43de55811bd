"""Ticket logs to try the rules on: invented ones with everything that can be odd, and the two real ones."""

import csv
import io
import tomllib
import zipfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from goodhands.foundation.rules import hours
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.sheet import read_sheet
from goodhands.stages.operate.rules.terms import Terms, read_terms
from goodhands.stages.operate.rules.ticket_log import TicketLog

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the shared ticket data are not on this machine")

BASE = datetime(2025, 3, 27, 8)
EVENTS = ["open", "answer", "wait", "park", "solve", "close", "note"]
OFFICE = [["09:00", "12:30"], ["13:30", "17:00"]]
COLUMNS = ["ticket", "at", "event", "priority", "opened_at", "responded_at", "resolved_at", "closed_at",
           "reported_verdict"]  # fmt: skip


def instants(often_equal: bool = True) -> st.SearchStrategy[str]:
    """Wall-clock stamps of three weeks around a clock change, to the minute and often the same."""
    step = 30 if often_equal else 1
    minutes = st.integers(0, 21 * 24 * 60 // step).map(lambda n: n * step)
    return minutes.map(lambda m: (BASE + timedelta(minutes=m)).strftime("%Y-%m-%d %H:%M:%S"))


PRIORITIES = st.sampled_from(["", "P1", "P2"])
MAYBE = st.one_of(st.just(""), st.just("?"), instants())


@st.composite
def logs(draw: st.DrawFn) -> str:
    with_columns = draw(st.booleans())
    entries = draw(st.lists(
        st.tuples(
            st.sampled_from("ABC"), instants(draw(st.booleans())), st.sampled_from(EVENTS), PRIORITIES,
            *([MAYBE if with_columns else st.just("")] * 4), st.sampled_from(["", "true", "No", "met", "perhaps"]),
        ), min_size=1, max_size=14,
    ))  # fmt: skip
    if draw(st.booleans()):
        entries.sort(key=lambda entry: entry[1])
    file = io.StringIO()
    csv.writer(file).writerows([COLUMNS, *entries])
    return file.getvalue()


@st.composite
def agreements(draw: st.DrawFn) -> dict[str, Any]:
    mapped = set(draw(st.lists(st.sampled_from(COLUMNS[4:]), max_size=5)))
    week = dict.fromkeys(("mon", "tue", "thu", "fri"), OFFICE) | {"wed": [["22:00", "06:00"]]}
    return {
        "file": {
            "shape": "events", "timezone": "Europe/Madrid",
            "columns": {name: name for name in COLUMNS if name in mapped or name in COLUMNS[:4]},
            "events": {"responded": ["answer"], "paused": ["wait", "park"], "resolved": ["solve"], "closed": ["close"]},
        },
        "calendar": {"timezone": "Europe/Madrid", "closed": ["2025-04-03", "2025-04-08", "2025-04-09"], "hours": week},
        "policy": {
            "opened": draw(st.sampled_from(["first_event", ["open", "note"]])),
            "resolution": draw(st.sampled_from(["last", "first"])),
            "closed_resolves": draw(st.booleans()),
            "reopen": draw(st.sampled_from(["runs_through", "excludes_solved", "restarts"])),
            "priority": draw(st.sampled_from(["final", "at_opening", "at_breach"])),
            "response_pauses": draw(st.booleans()),
            **draw(st.sampled_from([{}, {"holiday": "midnight"}])),
        },
        "service_level": [
            {"name": f"{metric} {priority} {within}", "metric": metric, "priority": priority, "within": within,
             "target": draw(st.sampled_from(["50%", "90%", "100%"]))}
            for metric, priority, within in draw(st.lists(st.tuples(
                st.sampled_from(["resolution", "first_response"]), st.sampled_from(["*", "P1", "P2"]),
                st.sampled_from(["30m", "3h30m", "7h", "20h"])), min_size=1, max_size=4, unique=True))
        ],
    }  # fmt: skip


def read(files: list[str | bytes], agreed: Terms, as_of: str | None = None) -> TicketLog:
    """The files as one log."""
    sheets = [
        read_sheet(f.encode() if isinstance(f, str) else f, f"{i}.csv", agreed.file.columns.values())
        for i, f in enumerate(files)
    ]
    problems = [problem for _, found in sheets for problem in found]
    given = None if as_of is None else hours.stamp(as_of, "", fractions=True)
    return read_log([sheet for sheet, _ in sheets], problems, agreed, given)


def referee(files: list[str | bytes], terms: dict[str, Any], as_of: str | None = None) -> Referee:
    agreed = read_terms(terms)
    return Referee(read(files, agreed, as_of), agreed)


def terms_of(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text())


@cache
def italian() -> Referee:
    return referee([(DATA / "italian_helpdesk.csv").read_bytes()], terms_of("italian_helpdesk"))


@cache
def servicenow() -> Referee:
    with zipfile.ZipFile(DATA / "servicenow_incidents.zip") as archive:
        return referee([archive.read("incident_event_log.csv")], terms_of("servicenow_incidents"))
