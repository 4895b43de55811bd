"""A workbook with ten sheets comes in, its help desk is corrected, and it counts."""

import io
from datetime import datetime, timedelta
from typing import Any

import openpyxl

from tests.stories import given
from tests.stories.visitor import Visitor

HEADINGS = ("Ticket ID", "Created time", "Resolved time", "Initial response time", "Resolution status",
            "Agent interactions", "Full name", "Survey results", "Priority", "Subject")  # fmt: skip


def workbook() -> bytes:
    """A month of tickets as a help desk exports them, on the third of ten sheets, below a title."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number in range(1, 11):
        sheet: Any = book.create_sheet("Tickets" if number == 3 else f"Chart {number}")
        sheet.append(["Tickets of February 2026"])
        if number == 3:
            sheet.append(HEADINGS)
            for n in range(40):
                opened = datetime(2026, 2, 2, 9) + timedelta(hours=12 * n)
                sheet.append([f"{4000 + n}", opened, opened + timedelta(hours=3 + n % 9), opened + timedelta(minutes=20),
                              "Within SLA", 2, "Rita Sousa", None, "2 - High", "The printer prints stripes"])  # fmt: skip
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_ten_sheets_is_asked_about_and_a_wrong_help_desk_is_corrected(person: Visitor) -> None:
    # given a company with an agreement
    place = given.company()
    given.signed_in(person)

    # when she hands in a workbook with ten sheets, then it is asked which one has the tickets
    person.opens(place.path("operate", "imports/upload/"))
    person.page.locator("input[type=file]").set_input_files(
        {"name": "february.xlsx", "mimeType": "application/octet-stream", "buffer": workbook()}
    )
    person.clicks("Look at it")
    assert person.sentence == "february.xlsx has 10 tables. Which one has the tickets?"
    person.sees("which table")

    # and when she has said so, then its help desk is recognised, and says what is not in it
    person.page.get_by_label("Tickets · 42 rows", exact=True).check()
    person.clicks("Go on")
    assert person.sentence == "february.xlsx has 40 rows. What do its columns mean?"
    person.reads("This looks like an export of Freshdesk.")
    person.reads("Pauses are not in this export")
    person.sees("recognised")

    # when she chooses another one by mistake, then it says that it hardly fits, and she chooses the right one again
    with person.arriving():
        person.page.get_by_label("Help desk", exact=True).select_option(label="Zendesk (unconfirmed)")
    person.reads("Few headings of Zendesk are in this file")
    person.sees("a wrong help desk")
    with person.arriving():
        person.page.get_by_label("Help desk", exact=True).select_option(label="Freshdesk (unconfirmed)")
    person.reads("This looks like an export of Freshdesk.")

    # then it counts, from the sheet that she chose
    person.clicks("Import 40 tickets")
    given.until_it_counts(person)
    person.opens(place.path("operate", "tickets/"))
    assert person.sentence == "40 tickets."
    person.sees("tickets of the workbook")
