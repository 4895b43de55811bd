"""Tables go out and come back the same, as CSV and as XLSX; what is no table is refused with one sentence."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.spreadsheets import reading, writing
from goodhands.foundation.spreadsheets.reading import Table, Unreadable, table_in

HEADINGS = ["Name", "Since", "Seen", "Fee", "Agreed", "Note"]
ROWS: list[list[reading.Cell]] = [
    ["=HYPERLINK(1)", date(2026, 1, 2), datetime(2026, 1, 2, 15, 4), Decimal("12.5"), True, None],
    ["'=1", date(2026, 12, 31), datetime(2026, 7, 2, 0, 1), 12, False, "two\nlines"],
    ["_x0041_", None, None, Decimal("0.1"), None, "Zoë\tand a tab; and, more"],
]


@pytest.fixture
def company() -> Iterator[Company]:
    made = Company(name="Alder", timezone="Europe/Lisbon", delimiter=";", country="PT")
    with scope.within(made):
        yield made


def workbook(rows: list[list[reading.Cell]] = ROWS, headings: list[str] = HEADINGS) -> bytes:
    return writing.xlsx_response("a.xlsx", "A list", headings, rows).content


def refused(data: bytes, name: str = "list.csv") -> str:
    with pytest.raises(Unreadable) as refusal:
        table_in(name, data)
    return str(refusal.value)


def inside(data: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part).decode()


def test_a_workbook_comes_back_as_it_went_out(company: Company) -> None:
    assert table_in("list.xlsx", workbook()) == Table(HEADINGS, ROWS, [2, 3, 4])


def test_in_a_workbook_a_formula_is_a_text_and_stays_one_when_it_is_edited(company: Company) -> None:
    data = workbook()
    sheet = inside(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "=HYPERLINK(1)" in sheet
    assert 'quotePrefix="1"' in inside(data, "xl/styles.xml")
    assert 'state="frozen"' in sheet


def test_an_instant_stands_on_the_company_s_clock(company: Company) -> None:
    instant = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert table_in("a.xlsx", workbook([[instant]], ["At"])).rows == [[datetime(2026, 7, 1, 13, 0)]]
    answer = writing.csv_response("a.csv", [["At"], [instant]])
    assert answer.content.decode("utf-8-sig") == "At\r\n2026-07-01 13:00\r\n"


@pytest.mark.parametrize("value", [10**20, date(1850, 1, 1), "x\0y"])
def test_what_a_workbook_cannot_hold_is_written_as_text(company: Company, value: object) -> None:
    ((cell,),) = table_in("a.xlsx", workbook([[value]], ["A"])).rows  # type: ignore[list-item]
    assert cell == str(value).replace("\0", "\N{REPLACEMENT CHARACTER}")


texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5))
@example([("=1", "'=1"), ("\r", "''"), ('"', ";")])
def test_texts_come_back_from_csv_as_they_were(company: Company, rows: list[tuple[str, str]]) -> None:
    answer = writing.csv_response("a.csv", [("One", "Two"), *rows])
    kept = [[cell or None for cell in row] for row in rows if any(row)]
    assert table_in("a.csv", answer.content).rows == kept


def test_texts_come_back_from_a_workbook_as_they_were(company: Company) -> None:
    texts = [
        "=1",
        "'=1",
        "''=1",
        "'",
        "-5",
        "\r",
        "a\r\nb",
        " x ",
        "_x0041_",
        "\u202eabc",
        "\U0001f600",
        "@x",
        "+1 1",
        "1,5",
    ]
    assert [row[0] for row in table_in("a.xlsx", workbook([[text] for text in texts], ["A"])).rows] == texts


@pytest.mark.parametrize("data", [
    b"Name;Note\r\na;1\r\n", b"Name,Note\na,1\n\n,\n", b"Name\tNote\ra\t1", b"\xef\xbb\xbfName|Note\na|1",
    "Name;Note\na;1".encode("utf-16"), b"Name,Note,,\na,1,,\n", b"\n\nName,Note\na,1",
])  # fmt: skip
def test_encoding_and_delimiter_are_recognised(data: bytes) -> None:
    table = table_in("list.csv", data)
    assert (table.headings, table.rows) == (["Name", "Note"], [["a", "1"]])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "list.csv is empty"),
        (b" \n\n", "list.csv is empty"),
        (b"a,b\n1\n", "list.csv, row 2: has 1 cell where the heading has 2; is the file cut off here?"),
        (b"a,b\n1,2,3\n", "list.csv, row 2: has 3 cells where the heading has 2; is a delimiter inside a cell?"),
        (b"a,b,a\n", 'list.csv, row 1: the heading "a" stands in columns 1 and 3; it must be one alone'),
        (b"a,,c\n1,2,3\n", "list.csv, row 1: column 2 has no heading"),
        (b"a,b\n1,\xfc\n", "list.csv, line 2: is not text in UTF-8 (byte 0xFC); save it as “CSV UTF-8” or as a workbook"),
        (b'a,b\n1,"2\n', "list.csv, row 2: cannot be read as a row of a table; is a quotation mark left open, or is the file cut off?"),
        (b"a,b\n1,\0\n", "list.csv, row 2: holds a byte that no text has; this is not a CSV file"),
        (b"a\n" + b"x" * 10_001, f'list.csv, row 2, column 1: "{"x" * 59}…" has 10,001 characters; at most 10,000 are read'),
        (b"a\n" + b"1\n" * 20_001, "list.csv has more than 20,000 rows; at most so many are read"),
        (",".join(map(str, range(201))).encode(), "list.csv has 201 columns; at most 200 are read"),
        (b"a" * (5 << 20) + b"b", "list.csv has 6 MB; at most 5 MB are read"),
        (b"%PDF-1.7", "list.csv is a PDF; save it as .xlsx or .csv"),
        (b"\xd0\xcf\x11\xe0", "list.csv is an old or protected workbook; save it as .xlsx or .csv"),
        (b"PK\x03\x04 and no more", "list.csv is not a whole workbook; is the file cut off?"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_one_sentence(data: bytes, sentence: str) -> None:
    assert refused(data) == sentence


def test_limits_hold_for_a_workbook_too(company: Company) -> None:
    assert refused(workbook([["x" * 10_001]], ["A"]), "a.xlsx").startswith("a.xlsx, row 2, column 1: ")
    wide = [str(i) for i in range(201)]
    assert refused(workbook([], wide), "a.xlsx") == "a.xlsx has 201 columns; at most 200 are read"
    long = workbook([[1]] * 20_001, ["A"])
    assert refused(long, "a.xlsx") == "a.xlsx has 20,001 rows; at most 20,000 are read"


def sheet_of(xml: str, company: Company, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """A workbook with one of its parts exchanged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == part else old.read(name))
    return out.getvalue()


BROKEN = ("could not be read", "is not a whole workbook")


def test_a_workbook_that_would_fill_the_memory_is_a_sentence(company: Company) -> None:
    corners = '<c r="A1" t="n"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c>'
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    sentence = refused(sheet_of(f"{start}{corners}</row></sheetData></worksheet>", company), "a.xlsx")
    assert "1,048,575 rows" in sentence or "could not be read" in sentence


def test_billions_of_laughs_are_not_heard(company: Company) -> None:
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 20))
    sheet = inside(workbook(), "xl/worksheets/sheet1.xml").replace(">Name<", ">&l19;<")
    assert "&l19;" in sheet
    refusal = refused(sheet_of(f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{sheet}', company), "a.xlsx")
    assert any(words in refusal for words in BROKEN)


def test_the_process_that_reads_workbooks_knows_no_framework() -> None:
    program = "import sys, goodhands.foundation.spreadsheets.workbook as w; print(json.dumps([m for m in sys.modules if 'django' in m]))"
    run = subprocess.run([sys.executable, "-c", f"import json; {program}"], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []
