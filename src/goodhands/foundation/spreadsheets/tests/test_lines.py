"""Which rows and columns does a workbook or a JSON file give, and what is said of those that give none?"""

import csv
import io
import json
import re
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodhands.foundation.spreadsheets import workbook_gaps
from goodhands.foundation.spreadsheets.lines import SeveralTables, Unreadable, lines_of

Rows = Sequence[Sequence[Any]]


def book(*sheets: tuple[str, Rows], merged: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)  # type: ignore[arg-type]
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for place in merged:
            sheet.merge_cells(place)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes, sheet: str | None = None, name: str = "t.xlsx") -> tuple[int, list[list[str]]]:
    lines = lines_of(name, data, sheet)
    return lines.heading, list(csv.reader(io.StringIO(lines.data.decode(), newline="")))


def refusal(data: bytes, name: str = "t.xlsx", sheet: str | None = None) -> str:
    with pytest.raises(Unreadable) as refused:
        lines_of(name, data, sheet)
    return str(refused.value)


def test_csv_stays_as_it_is() -> None:
    data = b"\xef\xbb\xbfid;opened\r\n1;2026-01-02"
    assert lines_of("t.csv", data).data is data


def test_a_workbook_gives_its_texts_numbers_and_times_as_they_are() -> None:
    rows = [
        ["Id", "Opened", "Hours", "Spent", "Open", "Big"],
        ["007", datetime(2026, 1, 2, 8, 59, 59), 1.5, timedelta(hours=30, minutes=5), True, 123456789012345],
        ["008", datetime(2026, 1, 3), 12, time_of_day(8, 30), False, None],
        ["=1+1", date(2026, 1, 4), -0.1, None, None, "1,5"],
    ]  # fmt: skip
    assert read(book(("Tickets", rows))) == (1, [
        ["Id", "Opened", "Hours", "Spent", "Open", "Big"],
        ["007", "2026-01-02 08:59:59", "1.5", "30:05:00", "true", "123456789012345"],
        ["008", "2026-01-03 00:00:00", "12", "08:30:00", "false", ""],
        ["", "2026-01-04 00:00:00", "-0.1", "", "", "1,5"],
    ])  # fmt: skip


def test_a_time_that_a_workbook_holds_inexactly_is_the_one_that_was_meant() -> None:
    rows = [["Opened"], [datetime(2026, 1, 2, 8, 59, 59, 999_700)], [datetime(2026, 1, 2, 9, 0, 0, 400)]]
    assert read(book(("T", rows)))[1][1:] == [["2026-01-02 09:00:00"], ["2026-01-02 09:00:00"]]


def test_a_formula_without_a_value_an_error_and_a_rounded_number_are_told_by_their_places() -> None:
    data = book(("Notes", [["x"]]), ("T & Co", [["Title"], ["Id", "n", "Opened"], ["1", 5, "=B3+1"], ["2", "#N/A", "x"],
                                                ["3", 12345678901234567890, "=T(\"<\")"]]))  # fmt: skip
    lines = lines_of("t.xlsx", data, "T & Co")
    assert [(row, column, text, str(why)[:22]) for row, column, text, why in lines.odd] == [
        (3, 3, "=B3+1", "is a formula whose val"),
        (5, 3, '=T("<")', "is a formula whose val"),
        (4, 2, "#N/A", "is an error of the wor"),
        (5, 2, "12345678901234569216", "has more digits than a"),
    ]


def with_cells(rows: str) -> bytes:
    """A workbook whose only sheet has these rows of XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(("T", [["Id", "n"]])))) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            text = old.read(one)
            if one == "xl/worksheets/sheet1.xml":
                text = text[: text.index(b"</sheetData>")] + rows.encode() + text[text.index(b"</sheetData>") :]
            new.writestr(one, text)
    return out.getvalue()


def test_a_long_number_keeps_each_digit_that_the_workbook_has_and_a_formula_with_a_value_gives_it() -> None:
    lines = lines_of("t.xlsx", with_cells(
        '<row r="2"><c r="A2"><v>12345678901234567</v></c><c r="B2"><f>1+1</f><v>2</v></c></row>'
        '<row r="3"><c r="A3"><v>1.2345678901234567E+16</v></c><c r="B3" t="str"><f>A2</f><v>x</v></c></row>'
        '<row r="4"><c r="A4"><v>7</v></c><c r="B4"><f t="shared" si="0"/></c></row>'
    ))  # fmt: skip
    assert list(csv.reader(io.StringIO(lines.data.decode()))) == [
        ["Id", "n"], ["12345678901234567", "2"], ["12345678901234568", "x"], ["7", ""],
    ]  # fmt: skip
    assert [(row, column, text) for row, column, text, _ in lines.odd] == [(4, 2, "="), (3, 1, "12345678901234568")]


def test_what_is_in_no_value_is_found_piece_by_piece_and_whatever_the_elements_are_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook_gaps, "PIECE", 700)
    rows = [["Id", "n"], *([str(n), f"=A{n}"] for n in range(2, 200))]
    data = book(("T", rows))
    found = workbook_gaps.gaps(io.BytesIO(data), "T")
    assert [row for row, *_ in found] == list(range(2, 200))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            text = old.read(one)
            new.writestr(one, re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", text) if "sheet1" in one else text)
    assert workbook_gaps.gaps(out, "T") == found


def test_a_workbook_made_to_be_slow_is_searched_as_fast_as_any() -> None:
    begin = time.monotonic()
    for nasty in (
        b"<c " * 500_000,
        b"<c><f " * 300_000,
        b'<c r="A1"><f>' * 300_000,
        b"<c" + b" " * 2_000_000 + b"<v>" + b"1" * 16,
    ):
        assert list(workbook_gaps._in_piece(nasty)) == []
    assert time.monotonic() - begin < 5


def test_titles_above_the_headings_are_left_out_and_rows_keep_their_numbers() -> None:
    rows = [
        ["Tickets of 2026"],
        ["Exported", "2026-02-01"],
        [],
        ["Id", "Opened", "Solved", "Who"],
        ["1", "a", "b", "c"],
    ]
    heading, found = read(book(("T", rows), merged=["A1:D1"]))
    assert (heading, found[0]) == (4, ["Id", "Opened", "Solved", "Who"])
    assert found[1:] == [["1", "a", "b", "c"]]


def test_what_stands_in_merged_cells_stands_in_each_of_them() -> None:
    rows = [["Id", "Event", "When"], ["7", "Opened", "1"], [None, "Solved", "2"], ["8", "Both", None]]
    found = read(book(("T", rows), merged=["A2:A3", "B4:C4"]))[1]
    assert found[1:] == [["7", "Opened", "1"], ["7", "Solved", "2"], ["8", "Both", "Both"]]


def test_of_several_sheets_one_is_asked_for_but_empty_and_hidden_ones_are_none() -> None:
    table: Rows = [["Id"], ["1"]]
    ten = book(*((f"Sheet {i}", table) for i in range(10)))
    with pytest.raises(SeveralTables) as asked:
        lines_of("t.xlsx", ten)
    assert asked.value.names == [f"Sheet {i}" for i in range(10)]
    assert "t.xlsx holds 10 tables: “Sheet 0”" in str(asked.value)
    assert read(ten, "Sheet 7")[1] == [["Id"], ["1"]]
    with pytest.raises(SeveralTables):
        lines_of("t.xlsx", ten, "Sheet 99")
    assert read(book(("Notes", []), ("Tickets", table), ("Old", table), hidden=["Old"]))[1] == [["Id"], ["1"]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04rest", "t.xlsx is not a whole workbook; is it cut off, or a ZIP archive by another name?"),
        (
            book(("T", [["Id"]]))[:-200],
            "t.xlsx is not a whole workbook; is it cut off, or a ZIP archive by another name?",
        ),
        (book(("T", [])), "t.xlsx is empty"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    assert refusal(data) == sentence


def test_a_workbook_that_would_grow_beyond_all_room_is_refused() -> None:
    whole = book(("T", [["Id"], ["1"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            text = old.read(one)
            if one == "xl/worksheets/sheet1.xml":
                text = text.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(one, text)
    assert len(out.getvalue()) < 1 << 20
    sentence = refusal(out.getvalue())
    assert "within the time and memory" in sentence or "whole workbook" in sentence


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "007", "opened": "2026-01-02", "n": 1.50}, {"id": 12345678901234567890, "who": {"name": "Ana", "x": null}}]',
        '{"count": 2, "tickets": [{"id": "007", "opened": "2026-01-02", "n": 1.50}, '
        '{"id": 12345678901234567890, "who": {"name": "Ana", "x": null}}]}',
        '{"id": "007", "opened": "2026-01-02", "n": 1.50}\n{"id": 12345678901234567890, "who": {"name": "Ana", "x": null}}\n',
        '\ufeff  [ {"id": "007", "opened": "2026-01-02", "n": 1.50},\n{"id": 12345678901234567890, "who": {"name": "Ana", '
        '"x": null}} ]',
    ],
)
def test_json_in_each_of_its_forms_gives_the_same_rows_and_every_digit(text: str) -> None:
    assert read(text.encode(), name="t.json") == (0, [
        ["id", "opened", "n", "who.name", "who.x"],
        ["007", "2026-01-02", "1.50", "", ""],
        ["12345678901234567890", "", "", "Ana", ""],
    ])  # fmt: skip


def test_lists_in_a_ticket_are_one_cell() -> None:
    text = '[{"id": 1, "tags": ["a", "b", true], "log": [{"x": 1}], "none": {}, "no": []}]'
    assert read(text.encode(), name="t.json")[1] == [
        ["id", "tags", "log", "none", "no"], ["1", "a; b; true", '[{"x": "1"}]', "{}", ""],
    ]  # fmt: skip


def test_of_several_lists_one_is_asked_for() -> None:
    text = b'{"tickets": [{"id": 1, "a": 2}], "users": [{"name": "Ana"}]}'
    with pytest.raises(SeveralTables) as asked:
        lines_of("t.json", text)
    assert asked.value.names == ["tickets", "users"]
    assert read(text, "users", "t.json")[1] == [["name"], ["Ana"]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[]", "t.json is empty"),
        ("{}", "t.json is empty"),
        ('{"count": 0, "tickets": []}', "t.json is empty"),
        ('[{"a": 1}, 2]', "t.json holds no list of tickets; expected is a list of objects such as"),
        ('{"a": {"b": 1}}', "t.json holds no list of tickets"),
        ('{"error": "no access"}', "t.json holds no list of tickets"),
        ('[{"a": 1}', "t.json, line 1: is not JSON"),
        ('[{"a": 1},\n{"b"}]', "t.json, line 2: is not JSON"),
        ('{"a": 1}\n{"a": }\n', "t.json, line 2: is not JSON"),
        (
            '[{"a": 1},\n{"b": {"c": NaN}}]',
            "t.json, the object that begins in line 2: holds NaN, which is no number in JSON",
        ),
        ('{"a": 1}\n{"a": -Infinity}', "t.json, the object that begins in line 2: holds -Infinity"),
        ('[{"a": 1},\n\n{"a": 1,\n"a": 2}]', 't.json, the object that begins in line 3: has the name "a" twice'),
        ('{"a": 1}\n{"b": 1, "b": 2}', 't.json, the object that begins in line 2: has the name "b" twice'),
        ('[{"x": 1}, {"a.b": 1, "a": {"b": 2}}]', 't.json, row 2: has the name "a.b" twice'),
        ("[1, 2, 3]", "t.json holds no list of tickets"),
        ('{"a": 1}\n' + '{"a":' * 100_000, "t.json"),
        ('[{"a":' * 100_000, "t.json"),
        ("[" + '{"a":' * 5000 + "1" + "}" * 5000 + "]", "t.json is nested too deep for a table"),
    ],
)
def test_json_of_the_wrong_shape_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    said = refusal(text.encode(), "t.json")
    assert sentence in said
    assert "\n" not in said


def test_a_list_is_found_in_the_objects_around_it_and_several_are_asked_about() -> None:
    text = b'{"data": {"page": {"tickets": [{"id": 1, "a": 2}]}, "more": false}}'
    assert read(text, name="t.json")[1] == [["id", "a"], ["1", "2"]]
    two = b'{"data": {"tickets": [{"id": 1}]}, "users": [{"id": 2}]}'
    with pytest.raises(SeveralTables) as asked:
        lines_of("t.json", two)
    assert asked.value.names == ["data.tickets", "users"]
    assert read(two, "data.tickets", "t.json")[1] == [["id"], ["1"]]


def test_what_ends_a_line_elsewhere_may_stand_in_a_text_of_json() -> None:
    text = '{"id": "1", "s": "a\u2028b\u0085c"}\n{"id": "2", "s": "d"}\n'
    assert read(text.encode(), name="t.json")[1] == [["id", "s"], ["1", "a\u2028b\u0085c"], ["2", "d"]]


def test_json_that_is_no_text_says_where() -> None:
    assert refusal(b'[{"a": "b"},\n{"a": "\xff"}]', "t.json") == "t.json, line 2: is not text in UTF-8"


CELLS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8).filter(lambda t: not t.startswith("="))
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5)
)


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_any_table_of_texts_is_the_same_from_json(rows: list[list[str]]) -> None:
    names = [f"h{i}" for i in range(len(rows[0]))]
    text = json.dumps([dict(zip(names, row, strict=True)) for row in rows], ensure_ascii=False)
    assert read(text.encode(), name="t.json")[1] == [names, *rows]


@settings(max_examples=15, deadline=None)
@given(TABLES)
def test_any_table_of_texts_is_the_same_from_a_workbook(rows: list[list[str]]) -> None:
    names = [f"h{i}" for i in range(len(rows[0]))]
    rows = [*rows, ["end"] * len(names)]
    assert read(book(("T", [names, *rows])))[1] == [names, *rows]
