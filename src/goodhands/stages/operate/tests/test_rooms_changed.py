"""Pages that show what was changed between files: both values, and what that made of the verdict."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodhands.foundation.isolation import scope
from goodhands.foundation.paging import ON_A_PAGE
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.models import Import
from goodhands.stages.operate.reads.changed import ChangedPage
from goodhands.stages.operate.reads.evidence import Missing
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import EVENTS, NOW, Desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25
HEAD = "No,Opened,Answered,Solved,Priority,Subject,In time\n"
COLUMNS = {
    "ticket": "No", "opened_at": "Opened", "responded_at": "Answered", "resolved_at": "Solved", "priority": "Priority",
    "subject": "Subject", "reported_verdict": "In time",
}  # fmt: skip
MAPPING = {"shape": "tickets", "timezone": "Europe/Lisbon", "nulls": [""], "columns": COLUMNS}
LATE = "A-1,2025-03-03 09:00,2025-03-03 09:10,2025-03-07 16:00,2 - High,Mail is down,no\n"
QUICK = "A-1,2025-03-03 09:00,2025-03-03 09:10,2025-03-03 10:00,2 - High,Mail is down,yes\n"
OTHERS = "A-2,2025-03-04 09:00,2025-03-04 09:10,,2 - High,New screen,\nA-3,2025-03-31 09:00,,,2 - High,Printer,\n"
SOLVED = OTHERS.replace("09:10,,2", "09:10,2025-04-02 10:00,2")


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def bring(desk: Desk, name: str, rows: str, mapping: Any = MAPPING) -> Import:
    return desk.bring(name, (HEAD + rows).encode(), mapping)


def page_of(desk: Desk, number: int = 1) -> ChangedPage:
    with scope.within(desk.company):
        page = reads.changed(desk.engagement, number, NOW)
    assert not isinstance(page, Missing)
    return page


def test_changed_shows_both_values_and_names_first_what_made_a_missed_ticket_met(desk: Desk) -> None:
    bring(desk, "march.csv", LATE + OTHERS)
    bring(desk, "april.csv", QUICK.replace("2 - High", "3 - Normal") + SOLVED)
    page = page_of(desk)
    assert page.sentence == ("One ticket was changed between your files, and one miss became met by that.")
    assert [(line.number, line.what) for line in page.lines] == [
        ("A-1", "Solved"), ("A-1", "Priority"), ("A-1", "Verdict of the provider")
    ]  # fmt: skip
    assert {line.word for line in page.lines} == {"missed before, met now"}
    shown = desk.get("changed/").content.decode()
    assert "Fri 7 Mar 2025, 16:00" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert "Mon 3 Mar 2025, 10:00" in shown.replace("\N{NO-BREAK SPACE}", " ")
    assert shown.index("march.csv") < shown.index("april.csv")


def test_changed_says_so_where_a_met_ticket_became_missed_and_where_no_verdict_moved(desk: Desk) -> None:
    bring(desk, "march.csv", QUICK + OTHERS)
    newer = bring(desk, "april.csv", LATE + OTHERS)
    page = page_of(desk)
    assert page.sentence == "One ticket was changed between your files."
    assert page.notes == ["One was met before and counts as missed now."]
    with scope.within(desk.company):
        writes.undo_import(source=newer, by=desk.owner, at=NOW)
    bring(desk, "later.csv", QUICK.replace("10:00,2", "09:50,2") + OTHERS)
    page = page_of(desk)
    assert page.sentence.endswith("one was solved earlier in the newer file than in the older one.")
    assert page.notes == ["No verdict became another one by that."]
    assert [line.word for line in page.lines] == [""]


def test_a_priority_that_no_promise_names_is_said_where_it_takes_a_miss_away(desk: Desk) -> None:
    bring(desk, "march.csv", LATE + OTHERS)
    newer = bring(desk, "april.csv", LATE.replace("2 - High", "Later") + OTHERS)
    page = page_of(desk)
    assert [(line.what, line.older, line.newer, line.word) for line in page.lines] == [
        ("Priority", "2 - High", "Later", "missed before, not judged now")
    ]  # fmt: skip
    assert page.notes == ["One was missed before and is judged by no promise now."]
    with scope.within(desk.company):
        writes.undo_import(source=newer, by=desk.owner, at=NOW)
    assert not page_of(desk).lines


def test_overlapping_exports_that_agree_change_nothing(desk: Desk) -> None:
    lines = EVENTS.splitlines(keepends=True)
    whole = desks.referee().scorecard()
    mapping = {key: value for key, value in desks.TERMS["file"].items() if key != "as_of"}
    desk.bring("first.csv", b"".join(lines[:4000]), mapping)
    desk.bring("second.csv", b"".join([lines[0], *lines[3000:]]), mapping)
    page = page_of(desk)
    assert page.sentence == "Your files agree: what one of them says, no newer one says otherwise."
    assert not page.lines
    ours = page.evidence.referee.scorecard()
    assert (ours.tickets, ours.resolved, ours.gross) == (whole.tickets, whole.resolved, whole.gross)
    assert "Nothing was changed afterwards." in desk.get("changed/").content.decode()
    assert "Nothing was changed between these files." in desk.get("imports/").content.decode()


def test_an_event_that_is_missing_in_a_newer_file_is_shown_as_taken_away(desk: Desk) -> None:
    lines = EVENTS.splitlines(keepends=True)
    pause = next(i for i, line in enumerate(lines) if b"Waiting for customer" in line)
    number = lines[pause].split(b",")[0].decode()
    desk.bring("old.csv", b"".join(lines))
    desk.bring("new.csv", b"".join([*lines[:pause], *lines[pause + 1 :]]))
    (line,) = page_of(desk).lines
    assert (line.number, line.what, line.newer) == (number, "Waiting for customer", "not there any more")
    assert (line.older_name, line.newer_name) == ("old.csv", "new.csv")
    on_ticket = desk.get(f"tickets/{number}/").content.decode()
    assert "Changed between files" in on_ticket
    assert "not there any more" in on_ticket
    assert "One ticket was changed between these files." in desk.get("imports/").content.decode()


def test_files_read_differently_are_compared_where_both_have_a_row_a_ticket(desk: Desk) -> None:
    other = MAPPING | {"columns": {role: name for role, name in COLUMNS.items() if role != "subject"}}
    bring(desk, "march.csv", LATE + OTHERS)
    desk.bring()  # an event log between the two
    bring(desk, "april.csv", QUICK + OTHERS, other)
    page = page_of(desk)
    assert {(line.older_name, line.newer_name) for line in page.lines} == {("march.csv", "april.csv")}
    assert (page.lines[0].word, page.lines[0].level) == ("missed before, met now", "High, solved in 8 h")


def test_a_page_holds_so_many_changes_with_as_many_questions_as_for_one(desk: Desk) -> None:
    rows = [LATE.replace("A-1", f"B-{n}") for n in range(ON_A_PAGE + 5)]
    bring(desk, "march.csv", "".join(rows))
    bring(desk, "april.csv", rows[0].replace("2025-03-07", "2025-03-06") + "".join(rows[1:]))
    few = asked(desk)
    bring(desk, "may.csv", "".join(row.replace("2025-03-07", "2025-03-05") for row in rows))
    assert asked(desk) == few <= MOST_QUERIES
    assert [len(page_of(desk, number).lines) for number in (1, 2)] == [ON_A_PAGE, 6]
    assert page_of(desk, 99).number == 2


def asked(desk: Desk) -> int:
    desk.get("changed/")
    with CaptureQueriesContext(connection) as found:
        assert desk.get("changed/").status_code == 200
    return len(found)


def test_changed_with_one_file_says_what_it_is_for(desk: Desk) -> None:
    assert "There are no tickets here yet" in desk.get("changed/").content.decode()
    bring(desk, "march.csv", LATE)
    shown = desk.get("changed/").content.decode()
    assert "There are no two files yet that could be compared." in shown
    assert "changed between" not in desk.get("imports/").content.decode().replace("Changed between", "")


def test_without_an_agreement_the_files_say_nothing_of_changes() -> None:
    desk = desks.make(agreed=False)
    bring(desk, "march.csv", LATE)
    bring(desk, "april.csv", QUICK)
    shown = desk.get("imports/").content.decode()
    assert "april.csv" in shown
    assert "changed between these files" not in shown
