"""Which table did somebody hand in? CSV is read here, a workbook in a process of its own."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile

from goodhands.foundation.confined.running import Broken, done
from goodhands.foundation.rules import delimited
from goodhands.foundation.rules.cells import restored
from goodhands.foundation.rules.delimited import Unreadable
from goodhands.foundation.rules.sentences import Refused, said
from goodhands.foundation.rules.strict import shown
from goodhands.foundation.spreadsheets.limits import (
    MOST_BYTES,
    MOST_CELL,
    MOST_ROWS,
    checked_width,
    overlong,
)

__all__ = ["Cell", "Table", "Unreadable", "table_in"]

Cell = str | int | Decimal | bool | date | datetime | None
"""A cell; None where nothing stands in it. Of a CSV file every other cell is a text. An instant has no zone, and at
midnight a workbook cannot tell it from a day."""

_MOST_ANSWER = 20 << 20
_WORKBOOK = b"PK\x03\x04"
_OTHERS = {b"\xd0\xcf\x11\xe0": said("an old or protected workbook"), b"%PDF": said("a PDF"),
           b"\x1f\x8b": said("a gzip archive")}  # fmt: skip

_Row = tuple[int, list[Cell]]
"""A row with its number in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings, and the rows below them, each as wide as these; `numbers` says where each stands in the file."""

    headings: list[str]
    rows: list[list[Cell]]
    numbers: list[int]


def table_in(name: str, data: bytes) -> Table:
    """The table in a CSV file, or in the first sheet with content of an XLSX workbook; `name` is for sentences only.

    Unreadable with one sentence where there is none, or more of it than anybody reads. Blank rows are left out.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(said("{file} has {size} MB; at most {most} MB are read", file=name,
                              size=-(-len(data) >> 20), most=MOST_BYTES >> 20))  # fmt: skip
    for magic, kind in _OTHERS.items():
        if data.startswith(magic):
            raise Unreadable(said("{file} is {kind}; save it as .xlsx or .csv", file=name, kind=kind))
    try:
        return _table(name, _workbook(name, data) if data.startswith(_WORKBOOK) else _csv(name, data))
    except Unreadable:
        raise
    except Refused as refused:
        raise Unreadable(refused.sentence) from None


def _workbook(name: str, data: bytes) -> Iterator[_Row]:
    with TemporaryFile() as file:
        file.write(data)
        try:
            answer = done("goodhands.foundation.spreadsheets.workbook", file, name, most=_MOST_ANSWER)
        except Broken:
            raise Unreadable(said("{file} could not be read within the time and memory that a file is given; "
                                  "save the sheet as CSV", file=name)) from None  # fmt: skip
    for line in answer.split(b"\n"):
        number, cells = json.loads(line)
        yield number, [_typed(cell) for cell in cells]


def _typed(cell: str | bool | list[str] | None) -> Cell:
    if not isinstance(cell, list):
        return restored(cell) if isinstance(cell, str) else cell
    kind, text = cell
    if kind == "n":
        return int(text) if text.lstrip("-").isdecimal() else Decimal(text)
    return date.fromisoformat(text) if kind == "d" else datetime.fromisoformat(text)


def _csv(name: str, data: bytes) -> Iterator[_Row]:
    text = delimited.as_utf8(data, name)
    try:
        delimiter, _headings, _start = delimited.heading(text, name, ())
        decoded = text.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(_not_utf8(name, text, error)) from None
    rows = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(rows, 1):
            yield number, [restored(cell) or None for cell in row]
    except csv.Error:
        raise Unreadable(said("{file}, row {row}: cannot be read as a row of a table; is a quotation mark left open, "
                              "or is the file cut off?", file=name, row=number + 1)) from None  # fmt: skip


def _not_utf8(name: str, text: bytes, error: UnicodeDecodeError) -> str:
    row, byte = text.count(b"\n", 0, error.start) + 1, error.object[error.start]
    return said("{file}, line {row}: is not text in UTF-8 (byte 0x{byte:02X}); save it as “CSV UTF-8” or as a workbook",
                file=name, row=row, byte=byte)  # fmt: skip


def _table(name: str, found: Iterator[_Row]) -> Table:
    number, first = next(((n, row) for n, row in found if _holds(row)), (0, []))
    if not number:
        raise Unreadable(said("{file} is empty", file=name))
    headings = _headings(name, number, first)
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    for number, row in found:
        if not _holds(row):
            continue
        if len(rows) == MOST_ROWS:
            raise Unreadable(said("{file} has more than {most:,} rows; at most so many are read", file=name,
                                  most=MOST_ROWS))  # fmt: skip
        rows.append(_fitting(name, number, row, len(headings)))
        numbers.append(number)
    return Table(headings, rows, numbers)


def _holds(row: Sequence[Cell]) -> bool:
    return any(cell is not None and cell != "" for cell in row)


def _headings(name: str, number: int, row: Sequence[Cell]) -> list[str]:
    """Each a text of its own; blank columns at the end are none."""
    found = ["" if cell is None else str(cell).strip() for cell in row]
    while found and not found[-1]:
        found.pop()
    checked_width(name, len(found))
    for place, heading in enumerate(found, 1):
        if not heading:
            raise Unreadable(said("{file}, row {row}: column {column} has no heading", file=name, row=number,
                                  column=place))  # fmt: skip
        if found.count(heading) > 1:
            places = delimited.listed([i for i, other in enumerate(found, 1) if other == heading])
            sentence = said(
                "{file}, row {row}: the heading {heading} stands in columns {numbers}; it must be one alone",
                file=name,
                row=number,
                heading=shown(heading),
                numbers=places,
            )
            raise Unreadable(sentence)
    return found


def _fitting(name: str, number: int, row: list[Cell], width: int) -> list[Cell]:
    """A row as wide as the headings; what goes beyond them must be blank."""
    if len(row) < width or _holds(row[width:]):
        reason = delimited.misfit(len(row), width)
        raise Unreadable(said("{file}, row {row}: {reason}", file=name, row=number, reason=reason))
    for column, cell in enumerate(row, 1):
        if isinstance(cell, str) and len(cell) > MOST_CELL:
            raise Unreadable(overlong(name, number, column, cell))
    return row[:width]
