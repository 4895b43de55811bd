"""Bad files in the browser: one plain sentence with place and value, and the good rows kept when she says so."""

import io
import zipfile

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story

HEADING = "ticket,time,event,subject\n"
GOOD = "A,2025-05-05 09:00:00,Opened,No mail\nA,2025-05-05 10:00:00,Resolved,No mail\n"


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return buffer.getvalue()


UNREADABLE = {
    "blank": ("blank.csv", b"\n \n\r\n", "blank.csv is empty."),
    "PDF": (
        "report.pdf", b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n1 0 obj\0\n",
        "report.pdf is a PDF, not a table; export the tickets as CSV, XLSX or JSON.",
    ),
    "workbook": (
        "tickets.xlsx", b"PK\x03\x04" + bytes(40),
        "tickets.xlsx is not a whole workbook; is it cut off, or a ZIP archive by another name?",
    ),
    "zero bytes": (
        "zeros.csv", HEADING.encode() + b"A,\0,Opened,x\n",
        "zeros.csv, row 2: holds a byte that no text has; this is not a CSV file.",
    ),
    "cut off": (
        "cut.csv", (HEADING + GOOD + 'B,2025-05-05 09:00:00,"Ope').encode(),
        "cut.csv, row 4: a quotation mark is opened and never closed; is the file cut off?",
    ),
    "two files in one": (
        "two.zip", zipped(may=HEADING, june=HEADING),
        "two.zip must hold exactly one file and holds 2: may.csv, june.csv.",
    ),
    "a cut archive": (
        "cut.zip", zipped(may=HEADING)[:-30], "cut.zip is not a whole ZIP archive; is the file cut off?",
    ),
}  # fmt: skip


def upload(person: Visitor, place: given.Place, name: str, content: bytes) -> None:
    person.opens(place.path("operate", "imports/upload/"))
    person.hands_in(name, content)
    person.clicks("Look at it")


def test_a_file_that_cannot_be_read_gets_one_plain_sentence_and_nothing_changes(person: Visitor) -> None:
    # given a company that waits for its tickets
    place = given.company()
    given.signed_in(person)

    # when she hands in what is no table, then she reads why, and what to do
    for kind, (name, content, sentence) in UNREADABLE.items():
        upload(person, place, name, content)
        assert person.sentence == "This file cannot be read as it is.", kind
        person.reads(sentence)
        if kind in ("PDF", "two files in one"):
            person.sees(f"not a table, {kind}")
        person.clicks("Throw this one away")
        assert person.sentence == "No ticket file was handed in yet."

    # a file of no bytes does not even come in
    upload(person, place, "empty.csv", b"")
    person.reads("The submitted file is empty.")
    person.sees("a file of no bytes")
    person.opens(place.path("operate"))
    assert person.sentence == "There are no tickets here yet."


def test_what_a_file_leaves_open_is_asked_and_then_read(person: Visitor) -> None:
    # given a file in which 5/6/2025 could be two days
    place = given.company()
    given.signed_in(person)
    rows = "A,05/06/2025 10:00,Opened,x\nA,06/06/2025 10:00,Resolved,x\n"
    upload(person, place, "may-or-june.csv", (HEADING + rows).encode())

    # then she is asked, and her answer is taken at once
    person.reads("leaves open whether the day or the month comes first")
    person.reads('row 2, column "time", "05/06/2025 10:00"')
    person.sees("day or month first")
    person.field("In dates such as 3/4/2026").select_option(label="the day comes first")
    person.reads("One ticket in 2 rows, opened Thu 5 Jun 2025, 10:00.")

    # given a file of which a heading stands twice, then each is offered with its place
    upload(person, place, "twice.csv", b"ticket,time,event,time\n" + 2 * b"A,2025-05-05 09:00:00,Opened,x\n")
    person.field("When it happened").select_option(label="time (column 4)")
    person.clicks("Show what would be read")
    person.reads("is not a date with a time of day")
    person.field("When it happened").select_option(label="time (column 2)")
    person.reads("One ticket in 2 rows")
    person.sees("a heading twice")

    # given a column that holds no times
    upload(person, place, "wrong-column.csv", (HEADING + GOOD).encode())
    person.field("When it happened").select_option(label="subject")
    person.clicks("Show what would be read")
    person.reads("No mail")
    person.reads("is not a date with a time of day")
    person.sees("a wrong column")
    assert person.found("Import one ticket").count() == 0


def test_an_old_encoding_can_be_chosen(person: Visitor) -> None:
    # given a file as Windows wrote it twenty years ago
    place = given.company()
    given.signed_in(person)
    rows = "Bü,2025-05-05 09:00:00,Opened,x\nBü,2025-05-05 10:00:00,Resolved,x\n"
    upload(person, place, "umlauts.csv", (HEADING + rows).encode("cp1252"))

    # then row and byte are named, and the encoding can be chosen
    person.reads('umlauts.csv, row 2, column "ticket": is not text in UTF-8 (byte 0xFC)')
    person.sees("an old encoding")
    person.field("Encoding of the text").select_option(label="Windows-1252")  # the view below follows by itself
    person.reads("One ticket in 2 rows")
    person.reads("Bü")


def test_good_rows_of_a_bad_file_are_kept_when_she_says_so(person: Visitor) -> None:
    # given a file with three bad rows among good ones
    place = given.company()
    given.signed_in(person)
    bad = "B,2025-05-05 09:00:00\nC,2025-02-29 09:00:00,Opened,x\n,2025-05-05 09:00:00,Opened,x\n"
    upload(person, place, "some-bad.csv", (HEADING + GOOD + bad).encode())

    # then each is listed by row, column and value
    person.reads("3 rows should be looked at. 3 of them cannot be used.")
    listed = person.rows("table.cards >> nth=1")
    assert [row[0] for row in listed] == ["4", "5", "6"]
    assert listed[0][2] == "left out has 2 cells where the heading has 4; is the file cut off here?"
    assert listed[1][1:] == ["time 2025-02-29 09:00:00", "left out is a date or time that does not exist"]
    assert listed[2][1:] == ["ticket", "left out names no ticket"]
    person.sees("three bad rows")

    # when she imports without a word about them, she is asked; when she says so, the good rows count
    person.clicks("Import one ticket")
    person.reads("Some rows cannot be used. Please say that the others shall be imported.")
    person.sees("asked about bad rows")
    person.page.get_by_label("Import the good rows and leave out those that cannot be used").check()
    person.clicks("Import one ticket")
    given.until_it_counts(person)
    assert person.facts()["Rows left out"] == "3"
    person.sees("imported without them")
    person.clicks("See the verdict")
    person.clicks("Tickets", within="main")
    assert person.sentence == "1 ticket."
