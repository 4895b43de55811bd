"""A list goes out as a workbook, is changed in a spreadsheet program and comes back; a slip is undone."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def downloaded(person: Visitor, words: str) -> bytes:
    with person.page.expect_download() as coming:
        person.found(words).click()
    return Path(coming.value.path()).read_bytes()


def test_a_list_goes_out_as_a_workbook_and_comes_back_changed(visitors: Callable[..., Visitor]) -> None:
    # given an owner whose provider is on record
    given.company()
    ana = visitors()
    given.signed_in(ana)
    ana.opens("/alder-finch/")
    ana.clicks("Providers")

    # when she writes down whom to call
    ana.clicks("Contacts")
    assert ana.sentence == "Nobody at a provider is on record yet."
    ana.sees("no contacts yet")
    for name, duty in (("Rui Costa", "escalations"), ("Inês Prado", "invoices")):
        ana.clicks("Add a contact")
        ana.fills({"Name": name, "Provider": "Harbourline IT", "What for": duty})
        ana.clicks("Keep")
        ana.reads(f"“{name}” is on the list.")
    assert ana.sentence == "2 people at providers are on record."
    ana.sees("contacts")

    # and changes the list in a spreadsheet program
    book = load_workbook(io.BytesIO(downloaded(ana, "Download as XLSX")))
    sheet = book.active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [
        "Name", "Provider", "What for", "Telephone", "E-mail", "Notes", "Key",
    ]  # fmt: skip
    sheet["D2"], sheet["C3"] = "=HYPERLINK(1)", "night calls"
    sheet["D2"].data_type = "s"
    sheet.append(["Vera Nunes", "Harbourline IT", "on site", 351220000018, "vera@harbourline.example"])
    sheet.append(["Nobody", "Unknown Ltd"])
    out = io.BytesIO()
    book.save(out)

    # then she sees what it would change before it does
    ana.clicks("Bring a sheet")
    ana.sees("bring a sheet")
    ana.hands_in("contacts.xlsx", out.getvalue(), "Your sheet")
    ana.clicks("Show what would change")
    assert ana.sentence == "contacts.xlsx would add or change 3 lines."
    ana.reads("Unknown Ltd")
    ana.reads("is not in the list of these; add it there first")
    ana.reads("night calls")
    ana.sees("what a sheet would change")
    ana.clicks("Take over")
    assert ana.sentence == "3 lines were taken over from contacts.xlsx."
    ana.sees("what a sheet has changed")
    ana.opens("/alder-finch/providers/contacts/")
    ana.reads("351220000018")
    ana.reads("=HYPERLINK(1)")

    # and the very list that she downloads now changes nothing
    again = downloaded(ana, "Download as XLSX")
    ana.clicks("Bring a sheet")
    ana.hands_in("again.xlsx", again, "Your sheet")
    ana.clicks("Show what would change")
    assert ana.sentence == "again.xlsx changes nothing."
    ana.clicks("Throw this sheet away")

    # when it was the wrong sheet, all of it is taken back
    ana.clicks("contacts.xlsx")
    ana.clicks("Undo all of it")
    ana.reads("Undone. Everything is as it was before this sheet.")
    assert ana.sentence == "2 people at providers are on record."

    # and so is the removal of a line, with a click where it happened
    ana.clicks("Inês Prado")
    ana.sees("a contact")
    ana.clicks("Remove from the list")
    ana.reads("“Inês Prado” is removed. For thirty days it lies in the bin.")
    ana.sees("a line was removed")
    ana.clicks("Put it back")
    ana.reads("“Inês Prado” is back.")
    ana.reads("invoices")


def test_all_lists_look_alike(visitors: Callable[..., Visitor]) -> None:
    given.company()
    ana = visitors()
    given.signed_in(ana)
    lines = {
        "staff": {"Name": "Maria Lopes", "E-mail at work": "maria@alderfinch.example", "Work": "Bookkeeping", "Since": "2024-03-01"},
        "assess/systems": {"Name": "The shop", "Kind": "website", "If it stands still": "work stops within hours",
                           "In whose name": "ours"},
        "providers/offices": {"Name": "Porto office", "Provider": "Harbourline IT", "Town": "Porto", "Country": "Portugal",
                              "Time zone": "Europe/Lisbon"},
        "providers/services": {"Name": "Backups", "Provider": "Harbourline IT", "What it covers": "Daily, tried monthly"},
    }  # fmt: skip
    for path, fields in lines.items():
        ana.opens(f"/alder-finch/{path}/")
        ana.sees(f"empty {path}")
        ana.opens(f"/alder-finch/{path}/add/")
        ana.fills(fields)
        ana.sees(f"a new line in {path}")
        ana.clicks("Keep")
        ana.reads(fields["Name"])
        ana.sees(path)
    ana.opens("/alder-finch/providers/")
    ana.clicks("Harbourline IT")
    ana.clicks("Offices (1)")
    ana.reads("Porto office")
