"""Is the same said of the same tickets, whichever program wrote them down, and is asked what cannot be known?"""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.presets import generic
from goodhands.stages.operate.reads.files import remembered
from goodhands.stages.operate.rules.recognising import propose_columns
from goodhands.stages.operate.rules.sheet import Sheet, read_sheet
from goodhands.stages.operate.rules.strangers import Former, beginnings, signs, whose
from goodhands.stages.operate.tests import conftest
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests import test_exports as exports
from goodhands.stages.operate.tests.desk import NOW, Desk

ROWS = [
    {"No": f"T-{n:03}", "Opened": f"2026-02-{n % 20 + 2:02} 09:0{n % 10}:00",
     "Solved": f"2026-02-{n % 20 + 3:02} 1{n % 10}:00:00", "Priority": ("High", "Low")[n % 2], "Subject": f"Trouble, no. {n}"}
    for n in range(30)
]  # fmt: skip


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_json(rows: list[dict[str, str]]) -> bytes:
    return json.dumps({"count": len(rows), "tickets": rows}).encode()


def as_book(rows: list[dict[str, str]], sheets: int = 1) -> bytes:
    """A workbook with real dates, a title above the headings, and as many further sheets."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "Tickets"
    sheet.append(["Tickets of February"])
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([datetime.fromisoformat(value) if value.startswith("20") else value for value in row.values()])
    for number in range(1, sheets):
        more: Any = book.create_sheet(f"Sheet {number + 1}")
        more.append(["Note"])
        more.append(["nothing"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FORMS = {"t.csv": as_csv, "t.json": as_json, "t.xlsx": as_book}


@pytest.mark.parametrize("name", FORMS)
def test_the_referee_says_the_same_of_each_form(desk: conftest.Desk, name: str) -> None:
    columns = 'ticket = "No"\nopened_at = "Opened"\nresolved_at = "Solved"\npriority = "Priority"'
    desk.terms(**{**conftest.TICKETS, "file__columns": columns})
    desk.file(as_csv(ROWS), "t.csv")
    wanted = desk.run("--json", files=("t.csv",))
    assert wanted.json["tickets"] == 30
    desk.file(FORMS[name](ROWS), name)
    assert desk.run("--json", files=(name,)).out == wanted.out


def upload(desk: Desk, name: str, data: bytes) -> Import:
    answer = desk.post("imports/upload/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    with scope.within(desk.company):
        return Import.objects.filter(state=ImportState.DRAFT).latest("made_at")


def mapping(**more: str) -> dict[str, str]:
    return {
        "shape": "tickets", "timezone": "Europe/Lisbon", "column_ticket": "No", "column_opened_at": "Opened",
        "column_resolved_at": "Solved", "act": "import", **more,
    }  # fmt: skip


def figures(desk: Desk, made: Import) -> dict[str, Any]:
    with scope.within(desk.company):
        assert desks.read(made.pk, timezone.now())
        made.refresh_from_db()
        assert made.state == ImportState.PUBLISHED, made.refusal
    return {name: made.found[name] for name in ("tickets", "resolved", "rows", "rejected", "problems")}


@pytest.fixture
def house() -> Desk:
    return desks.make()


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS)
def test_each_form_is_imported_by_the_page(house: Desk, name: str) -> None:
    made = upload(house, name, FORMS[name](ROWS))
    assert house.post(f"imports/{made.pk}/", mapping()).status_code == 302
    assert figures(house, made) == {"tickets": 30, "resolved": 30, "rows": 30, "rejected": 0, "problems": 0}


@pytest.mark.django_db
def test_of_ten_sheets_one_is_asked_for(house: Desk) -> None:
    made = upload(house, "ten.xlsx", as_book(ROWS, sheets=10))
    page = house.get(f"imports/{made.pk}/").content.decode()
    assert "ten.xlsx has 10 tables. Which one has the tickets?" in page
    assert "Sheet 10 · 2 rows" in page
    assert "Tickets · 32 rows" in page
    chosen = house.get(f"imports/{made.pk}/", sheet="Tickets").content.decode()
    assert "ten.xlsx has 30 rows. What do its columns mean?" in chosen
    assert house.post(f"imports/{made.pk}/", mapping(sheet="Tickets")).status_code == 302
    assert figures(house, made)["tickets"] == 30
    with scope.within(house.company):
        assert Import.objects.get(pk=made.pk).mapping["sheet"] == "Tickets"


@pytest.mark.django_db
def test_a_row_that_cannot_be_used_is_named_by_its_row_in_the_sheet(house: Desk) -> None:
    rows = [*ROWS[:3], {**ROWS[3], "Opened": "soon"}]
    made = upload(house, "t.xlsx", as_book(rows))
    house.post(f"imports/{made.pk}/", mapping(keep_good="on"))
    assert figures(house, made)["rejected"] == 1
    problems = house.get(f"imports/{made.pk}/problems.csv").content.decode()
    assert "6;Opened;soon" in problems


@pytest.mark.django_db
def test_a_formula_whose_value_was_never_saved_is_listed_where_its_column_counts(house: Desk) -> None:
    rows = [*ROWS[:3], {**ROWS[3], "Solved": "=B3+1", "Subject": "=A1"}]
    made = upload(house, "t.xlsx", as_book(rows))
    house.post(f"imports/{made.pk}/", mapping(column_subject=""))
    assert figures(house, made) == {"tickets": 4, "resolved": 3, "rows": 4, "rejected": 0, "problems": 1}
    problems = house.get(f"imports/{made.pk}/problems.csv").content.decode()
    assert "6;Solved;'=B3+1;\"is a formula whose value was never saved" in problems


def test_the_referee_lists_a_formula_too(desk: conftest.Desk) -> None:
    desk.terms(**{**conftest.TICKETS, "file__columns": 'ticket = "No"\nopened_at = "Opened"\nresolved_at = "Solved"'})
    desk.file(as_book([*ROWS[:3], {**ROWS[3], "Solved": "=B3+1"}]), "t.xlsx")
    (problem,) = desk.run("--json", files=("t.xlsx",)).json["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (6, "Solved", "=B3+1")


@pytest.mark.django_db
def test_of_two_headings_alike_either_can_be_chosen(house: Desk) -> None:
    data = b"No,Date,Date,Solved\n1,2026-02-02 09:00,2026-02-03 09:00,2026-02-03 10:00\n"
    made = upload(house, "alike.csv", data)
    page = house.get(f"imports/{made.pk}/").content.decode()
    assert "Date (column 2)" in page
    assert "Date (column 3)" in page
    assert house.post(f"imports/{made.pk}/", mapping(column_opened_at="Date (column 3)")).status_code == 302
    assert figures(house, made)["resolved"] == 1
    assert "Tue 3 Feb" in re.sub("\\s", " ", house.get("tickets/").content.decode())


@pytest.mark.django_db
def test_seconds_of_a_help_desk_are_read_as_seconds_by_the_page(house: Desk) -> None:
    made = upload(house, "list.csv", (exports.EXPORTS / "servicenow_list_es.csv").read_bytes())
    page = house.get(f"imports/{made.pk}/").content.decode()
    assert "This looks like an export of ServiceNow (list of incidents)." in page
    assert "Unconfirmed: its headings are known from papers" in page
    form = {"shape": "tickets", "timezone": "Europe/Lisbon", "act": "import"}
    assert house.post(f"imports/{made.pk}/", form).status_code == 302
    assert figures(house, made)["resolved"] == 2
    with scope.within(house.company):
        assert Import.objects.get(pk=made.pk).mapping["reported_unit"] == "seconds"


@pytest.mark.django_db
def test_states_that_a_preset_does_not_know_are_proposed_by_their_words(house: Desk) -> None:
    data = (exports.EXPORTS / "servicenow.csv").read_bytes().replace(b"Awaiting User Info", b"Wartend auf Anwender")
    made = upload(house, "log.csv", data)
    page = house.get(f"imports/{made.pk}/").content.decode()
    row = page[page.index(">Wartend auf Anwender<") :]
    assert '<option value="paused" selected' in row[: row.index("</tr>")]


FRESH = b"Ticket ID,Created time,Resolved time,Initial response time,Resolution status,Agent interactions,Full name,Survey results\n"


@pytest.mark.django_db
def test_a_help_desk_can_be_chosen_against_what_was_recognised(house: Desk) -> None:
    made = upload(house, "f.csv", FRESH + b"1,2026-02-02 09:00,2026-02-02 10:00,,,,,\n")
    assert "This looks like an export of Freshdesk." in house.get(f"imports/{made.pk}/").content.decode()
    other = house.get(f"imports/{made.pk}/", desk="zendesk").content.decode()
    assert "Few headings of Zendesk are in this file" in other
    assert "This looks like" not in other
    none = house.get(f"imports/{made.pk}/", desk="none").content.decode()
    assert "This looks like" not in none
    assert "Few headings" not in none


@pytest.mark.django_db
def test_how_a_file_was_read_is_remembered_for_the_provider(house: Desk) -> None:
    made = upload(house, "t.csv", as_csv(ROWS))
    house.post(f"imports/{made.pk}/", mapping(column_subject="Subject"))
    with scope.within(house.company):
        provider = house.engagement.provider
        outline = engagements.Outline("Network", provider, "", ["Network"], None)
        second = engagements.start_engagement(outline=outline, by=house.owner, at=NOW)
        assert remembered(second, list(ROWS[0]))["columns"]["subject"] == "Subject"
        outline = engagements.Outline("Other", None, "Nordkabel", ["Network"], None)
        other = engagements.start_engagement(outline=outline, by=house.owner, at=NOW)
        assert remembered(other, list(ROWS[0])) == {}


def sheet_of(data: bytes) -> tuple[Sheet, pa.StringArray]:
    sheet, _ = read_sheet(data, "t.csv", ["No"])
    return sheet, sheet.columns[sheet.found["No"]]


def said(
    known: Sequence[str] = (), whose: Mapping[str, Sequence[str]] | None = None, mapped: Sequence[str] = ()
) -> list[str]:
    sheet, tickets = sheet_of(b"No,Company,Client\nA-1,Alder,x\nA-2,Alder,x\nB-3,Other,x\n4,,x\n")
    return [str(one) for one in signs(sheet, tickets, ["No", *mapped], Former(known, whose or {}))]


def test_what_speaks_for_another_account_is_said() -> None:
    sheet, tickets = sheet_of(b"No,Company,Client\nA-1,Alder,x\nA-2,Alder,x\nB-3,Other,x\n4,,x\n")
    assert beginnings(tickets) == ["A-", "B-", ""]
    assert whose(sheet, ["No"]) == {"Company": ["Alder", "Other"], "Client": ["x"]}
    assert said() == [
        "The column “Company” names several: “Alder” (2), “Other” (1)",
        "Most ticket numbers begin with “A-”, but others with “B-” (1), a digit (1)",
    ]
    assert said(["A-", "B-", ""], mapped=["Company"]) == []
    assert said(["A-"], mapped=["Company"]) == [
        "Ticket numbers that begin with “B-”, a digit never came before; those so far begin with “A-”"
    ]


def test_what_earlier_files_named_is_no_stranger_and_what_they_did_not_is() -> None:
    all_numbers = ["A-", "B-", ""]
    assert said(all_numbers, {"Company": ["Alder", "Other"], "Client": ["x"]}) == []
    assert said(all_numbers, {"Company": ["Alder"], "Client": ["y", "z"]}) == [
        "The column “Company” names “Other”, which never came before; so far it named “Alder”",
        "The column “Client” names “x”, which never came before; so far it named “y”, “z”",
    ]


def test_numbers_that_begin_in_every_way_have_no_pattern() -> None:
    lines = "".join(f"{letter}7\n" for letter in "abcdefghijklmnop")
    sheet, tickets = sheet_of(f"No\n{lines}".encode())
    assert beginnings(tickets) == []
    assert signs(sheet, tickets, ["No"], Former(["a"], {})) == []


@pytest.mark.django_db
def test_another_account_among_the_rows_is_asked_about_before_anything_counts(house: Desk) -> None:
    rows = [{**row, "Company": "Alder" if n else "Somebody else"} for n, row in enumerate(ROWS)]
    made = upload(house, "mixed.csv", as_csv(rows))
    asked = house.post(f"imports/{made.pk}/", mapping()).content.decode()
    assert "Is another account among this?" in asked
    assert "The column “Company” names several: “Alder” (29), “Somebody else” (1)." in asked
    assert "Please say that none of it belongs to somebody else" in asked
    assert house.post(f"imports/{made.pk}/", mapping(all_ours="on")).status_code == 302
    assert figures(house, made)["tickets"] == 30
    strange = upload(house, "strange.csv", as_csv([{**row, "No": row["No"].replace("T-", "XY")} for row in ROWS]))
    page = house.post(f"imports/{strange.pk}/", mapping(act="look")).content.decode()
    assert "Ticket numbers that begin with “XY” never came before; those so far begin with “T-”." in page


@pytest.mark.django_db
def test_a_file_of_another_account_alone_is_asked_about_where_this_provider_named_one_before(house: Desk) -> None:
    first = upload(house, "ours.csv", as_csv([{**row, "Company": "Alder"} for row in ROWS]))
    assert house.post(f"imports/{first.pk}/", mapping()).status_code == 302
    assert figures(house, first)["tickets"] == 30
    other = upload(house, "theirs.csv", as_csv([{**row, "Company": "Nobody we know"} for row in ROWS]))
    asked = house.post(f"imports/{other.pk}/", mapping()).content.decode()
    assert "The column “Company” names “Nobody we know”, which never came before; so far it named “Alder”." in asked


@pytest.mark.django_db
def test_the_next_file_of_a_provider_is_filled_in_as_the_last_one_and_the_page_says_so(house: Desk) -> None:
    made = upload(house, "ten.xlsx", as_book(ROWS, sheets=10))
    first = house.get(f"imports/{made.pk}/", sheet="Tickets").content.decode()
    assert "as the last file of this provider" not in first
    house.post(f"imports/{made.pk}/", mapping(sheet="Tickets", column_subject="", column_service="Subject"))
    assert figures(house, made)["tickets"] == 30
    again = upload(house, "march.xlsx", as_book([{**row, "No": f"{row['No']}9"} for row in ROWS], sheets=10))
    asked = house.get(f"imports/{again.pk}/").content.decode()
    assert re.search(r'value="Tickets"[^>]*checked', asked)
    page = house.get(f"imports/{again.pk}/", sheet="Tickets").content.decode()
    assert "Filled in as the last file of this provider was read." in page
    assert re.search(r'<option value="Subject" selected', page[page.index('name="column_service"') :][:2000])


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["Ticketnummer", "Betreff", "Priorität", "Erstellt am", "Gelöst am"],
         {"ticket": 0, "subject": 1, "priority": 2, "opened_at": 3, "resolved_at": 4}),
        (["Numéro", "Objet", "Priorité", "Créé le", "Résolu le", "Demandeur"],
         {"ticket": 0, "subject": 1, "priority": 2, "opened_at": 3, "resolved_at": 4, "requester": 5}),
        (["Número", "Asunto", "Prioridad", "Fecha de creación", "Resuelto"],
         {"ticket": 0, "subject": 1, "priority": 2, "opened_at": 3, "resolved_at": 4}),
        (["Ticketnummer", "Onderwerp", "Prioriteit", "Aangemaakt op", "Opgelost op", "Aanvrager"],
         {"ticket": 0, "subject": 1, "priority": 2, "opened_at": 3, "resolved_at": 4, "requester": 5}),
        (["ID", "id", "Created"], {"opened_at": 2}),
        (["Time to resolution", "Remaining"], {}),
    ],
)  # fmt: skip
def test_the_generic_preset_knows_headings_in_several_languages(headings: list[str], found: dict[str, int]) -> None:
    assert propose_columns(generic(), headings) == {role: headings[place] for role, place in found.items()}


def test_terms_may_leave_the_columns_to_what_headings_say(desk: conftest.Desk) -> None:
    desk.terms(**{**conftest.TICKETS, "file": 'shape = "generic"\ntimezone = "UTC"', "file__columns": None})
    desk.file(
        "Ticketnummer;Betreff;Erstellt am;Gelöst am\n1;Drucker;2026-03-02 09:00;2026-03-02 10:30\n".encode(), "t.csv"
    )
    ran = desk.run("--json", files=("t.csv",))
    assert ran.json["working_seconds"]["resolution"]["net"] == 5400
