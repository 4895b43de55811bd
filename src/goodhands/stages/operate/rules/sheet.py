"""What rows and columns does this file hold?

Bytes of a delimited text become a `Sheet` of text columns. Encoding and delimiter are recognised, never guessed; a
row that does not fit is a problem to show; a file that cannot be read at all is `Unreadable` with one plain sentence.
"""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv

from goodhands.foundation.rules.delimited import Unreadable, as_utf8, heading, listed, matching, misfit
from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.strict import shown

LARGEST = 2**31 - 1 - 2**20

_MAGIC = {
    b"PK\x03\x04": said("a ZIP archive or a workbook"),
    b"\xd0\xcf\x11\xe0": said("an old Excel workbook"),
    b"%PDF": said("a PDF"),
    b"\x1f\x8b": said("a gzip archive"),
}
MOST_ODD = 100_000
"""More rows that do not fit are not listed one by one: that would take minutes, and as much memory as they please."""

__all__ = ["LARGEST", "MOST_ODD", "Problem", "Sheet", "Unreadable", "read_sheet"]

_Odd = tuple[int, int, str]
"""A row that does not fit: its number from 1, how many cells it has, its text."""


class _TooOdd(Exception):
    """More rows do not fit than anybody would look at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row, or a cell of it, that a person should look at. Row 1 is the heading; `rejected` rows are not judged."""

    file: str
    row: int
    column: str | None
    value: str
    reason: str
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file: text columns beside each other and the number of each row in the file."""

    file: str
    headings: Sequence[str]
    columns: Sequence[pa.StringArray]
    rows: npt.NDArray[np.int64]
    found: Mapping[str, int]


def read_sheet(
    data: bytes,
    file: str,
    wanted: Collection[str],
    encoding: str | None = None,
    top: int = 1,
    odd_cells: Sequence[tuple[int, int, str, str]] = (),
) -> tuple[Sheet, list[Problem]]:
    """The sheet of a file, and its rows that do not fit. `wanted` are the headings that must be there.

    `found` of the sheet gives the place of each wanted heading; `top` is the row of the file in which they stand;
    `odd_cells` are cells without a value, each with row and column from 1, what stands there, and why: those that are
    wanted are listed.
    """
    data = _text(data, file, encoding)
    delimiter, headings, start = _heading(data, file, wanted)
    found = {heading: _place_of(heading, headings, file) for heading in wanted}
    if start >= len(data):
        return Sheet(file, headings, [pa.array([], pa.string())] * len(headings), np.empty(0, np.int64), found), []
    columns, odd = _parse(data, start, delimiter, headings, file)
    rows = np.arange(len(columns[0]) + len(odd), dtype=np.int64) + top + 1
    kept = np.ones(len(rows), bool)
    kept[[number - 1 for number, _, _ in odd]] = False
    problems = [_misfit(file, number + top, cells, len(headings), text) for number, cells, text in odd]
    problems += [
        Problem(file, row, headings[column - 1], text[:200], why)
        for row, column, text, why in odd_cells
        if column - 1 in found.values()
    ]
    return _without_blank_rows(Sheet(file, headings, columns, rows[kept], found)), problems


def _text(data: bytes, file: str, encoding: str | None) -> bytes:
    """The text of the file in UTF-8; what is plainly something else is called by its name."""
    for magic, name in _MAGIC.items():
        if data.startswith(magic):
            raise Unreadable(said("{file} is {kind}, not a table; export the tickets as CSV, XLSX or JSON",
                                  file=file, kind=name))  # fmt: skip
    if len(data) > LARGEST:
        raise Unreadable(said("{file} is larger than 2 GB; split it, for example by year, and give all the parts",
                              file=file))  # fmt: skip
    return as_utf8(data, file, encoding)


def _heading(data: bytes, file: str, wanted: Collection[str]) -> tuple[str, list[str], int]:
    try:
        return heading(data, file, wanted)
    except UnicodeDecodeError as error:
        raise Unreadable(_not_utf8(file, 1, said("the headings"), error.object)) from None


def _not_utf8(file: str, row: int, place: str, sample: bytes) -> str:
    byte = next((said(" (byte 0x{byte:02X})", byte=b) for b in sample if b > 127), "")
    return said(
        "{file}, row {row}, {place}: is not text in UTF-8{byte}; save the file as UTF-8, "
        'or name its encoding in the terms, for example encoding = "cp1252" under [file]',
        file=file, row=row, place=place, byte=byte,
    )  # fmt: skip


def _place_of(wanted: str, headings: Sequence[str], file: str) -> int:
    places = matching(wanted, headings)
    if not places:
        known = ", ".join(shown(heading, 40) for heading in headings[:20]) + (", …" if len(headings) > 20 else "")
        raise Unreadable(said("{file}, row 1: has no column {heading}; its headings are {known}", file=file,
                              heading=shown(wanted), known=known))  # fmt: skip
    if len(places) > 1:
        numbers = listed([place + 1 for place in places])
        raise Unreadable(said("{file}, row 1: the heading {heading} stands in columns {numbers}; it must be one alone",
                              file=file, heading=shown(wanted), numbers=numbers))  # fmt: skip
    return places[0]


def _parse(
    data: bytes, start: int, delimiter: str, headings: Sequence[str], file: str
) -> tuple[list[pa.StringArray], list[_Odd]]:
    """All columns, and the rows with too few or too many cells."""
    quotes = data.count(b'"', start)
    body = memoryview(data)[start:]
    try:
        if quotes % 2:
            _check_quotes(data[start:], delimiter, len(headings), file)
        return _rows(body, delimiter, len(headings), quotes > 0)
    except _TooOdd:
        raise Unreadable(
            said(
                "{file}: more than {most:,} rows have not as many cells as the heading; is it a table, a row a line?",
                file=file,
                most=MOST_ODD,
            )
        ) from None
    except pa.ArrowInvalid as error:
        raise Unreadable(_refusal(error, data[start:], delimiter, headings, file)) from None


def _rows(
    body: bytes | memoryview, delimiter: str, width: int, quoted: bool
) -> tuple[list[pa.StringArray], list[_Odd]]:
    odd: list[_Odd] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        odd.append((row.number or 0, row.actual_columns, row.text))
        return "skip" if len(odd) <= MOST_ODD else "error"

    names = [str(i) for i in range(width)]
    parse = arrow_csv.ParseOptions(
        delimiter=delimiter, newlines_in_values=quoted, ignore_empty_lines=False, invalid_row_handler=note
    )
    convert = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, null_values=[]
    )

    def read(threads: bool, block: int | None) -> pa.Table:
        odd.clear()
        options = arrow_csv.ReadOptions(column_names=names, use_threads=threads, block_size=block)
        return arrow_csv.read_csv(pa.py_buffer(body), options, parse, convert)

    block = None
    try:
        table = read(True, block)
    except pa.ArrowInvalid as error:
        if len(odd) > MOST_ODD:
            raise _TooOdd from None
        if "straddl" not in str(error):
            raise
        block = len(body) + 1  # a cell longer than a block: take the file as one
        table = read(True, block)
    if odd:
        table = read(False, block)  # only a single thread knows the numbers of the rows
    return [table.column(i).combine_chunks() for i in range(width)], odd


def _check_quotes(body: bytes, delimiter: str, width: int, file: str) -> None:
    """Unreadable where a quotation mark is opened and never closed: all rows after it would be one cell.

    A mark put behind the file must come out as a row of its own.
    """
    columns, odd = _rows(body + b"\n\x1e", delimiter, width, True)
    last_row = odd[-1][2] if width > 1 and odd else columns[0][-1].as_py() if width == 1 else ""
    if last_row != "\x1e":
        row = len(columns[0]) + len(odd) + 1
        raise Unreadable(said("{file}, row {row}: a quotation mark is opened and never closed; is the file cut off?",
                              file=file, row=row))  # fmt: skip


def _refusal(error: pa.ArrowInvalid, data: bytes, delimiter: str, headings: Sequence[str], file: str) -> str:
    try:
        data.decode()
    except UnicodeDecodeError as wrong:
        before, byte = data[: wrong.start].decode(), data[wrong.start : wrong.start + 1]
        try:
            rows = list(csv.reader(before.splitlines(keepends=True), delimiter=delimiter)) or [[""]]
        except csv.Error:
            return _not_utf8(file, before.count("\n") + 2, said("a very long cell"), byte)
        fresh = not before or before.endswith(("\n", "\r"))
        column = 0 if fresh else len(rows[-1]) - 1
        place = said("column {heading}", heading=shown(headings[min(column, len(headings) - 1)]))
        return _not_utf8(file, len(rows) + 1 + (fresh and bool(before)), place, byte)
    return said("{file} cannot be read as a table: {error}", file=file, error=str(error).splitlines()[0])


def _misfit(file: str, row: int, cells: int, width: int, text: str) -> Problem:
    return Problem(file, row, None, text[:200], misfit(cells, width), rejected=True)


def _without_blank_rows(sheet: Sheet) -> Sheet:
    """A line with nothing in it is no row, but it keeps its number."""
    blank = np.ones(len(sheet.rows), bool)
    for column in sheet.columns:
        offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
        blank &= np.diff(offsets) == 0
        if not blank.any():
            return sheet
    kept = pa.array(~blank)
    return Sheet(sheet.file, sheet.headings, [c.filter(kept) for c in sheet.columns], sheet.rows[~blank], sheet.found)
