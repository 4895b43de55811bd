"""The one writer of tables for spreadsheet programs: in the company's own form, and never a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import IO, Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from goodhands.foundation.companies.written import local
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.cells import harmless

_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_TEXT = 32_767
_EXACT = 10**15
"""From here on a spreadsheet program rounds a number; it is written as a text."""
_FIRST_YEAR = 1900
"""Days of it and before are no numbers to a spreadsheet program, or wrong ones."""
_LOOKED_AT = 200
"""Rows that say how wide a column must be."""
_NARROWEST, _WIDEST = 8, 60


def csv_response(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A table as a download, with the company's delimiter; begins with a mark by which Excel knows UTF-8."""
    out = io.StringIO(newline="")
    write_table(out, rows)
    return _download(name, ("\ufeff" + out.getvalue()).encode(), _CSV)


def write_table(out: IO[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows as CSV as they come, with the company's delimiter; none of them is held."""
    writer = csv.writer(out, delimiter=scope.current().delimiter, lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in row] for row in rows)


def xlsx_response(name: str, title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A table as a workbook of one sheet: days, numbers and yes or no are such, and a text is always a text."""
    return _download(name, workbook(title, headings, rows), _XLSX)


def _download(name: str, data: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _plain(cell: object) -> object:
    """A cell of a CSV file. An instant stands there on the company's clock."""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        return _wall(cell).isoformat(" ", "seconds" if cell.second else "minutes")
    return harmless(cell) if isinstance(cell, str) else cell


def _wall(instant: datetime) -> datetime:
    """What the company's clock shows; a workbook knows no zones."""
    return (local(instant) if instant.tzinfo else instant).replace(tzinfo=None, microsecond=0)


def workbook(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet, written row by row. Its heading is bold and stays in sight."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title).strip("' ")[:31] or "1")
    sheet.freeze_panes = "A2"
    coming = iter(rows)
    first = list(islice(coming, _LOOKED_AT))
    for place, width in enumerate(_widths([headings, *first]), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, heading, font=Font(bold=True)) for heading in headings])
    for row in chain(first, coming):
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(rows: Iterable[Sequence[object]]) -> Iterator[int]:
    """How many characters wide each column is."""
    for column in zip(*rows, strict=True):
        longest = max(max(map(len, str(_plain(cell)).splitlines()), default=0) for cell in column)
        yield min(max(longest + 2, _NARROWEST), _WIDEST)


def _cell(sheet: Any, value: object, **style: Any) -> Any:
    """A typed cell. A text that looks like a formula is marked, so that it stays a text when somebody edits it."""
    from openpyxl.cell import WriteOnlyCell

    if value is None or isinstance(value, bool):
        return WriteOnlyCell(sheet, value)
    if isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT:
        return WriteOnlyCell(sheet, value)
    if isinstance(value, datetime) and value.year > _FIRST_YEAR:
        return _dated(WriteOnlyCell(sheet, _wall(value)), "yyyy-mm-dd hh:mm")
    if isinstance(value, date) and value.year > _FIRST_YEAR:
        return _dated(WriteOnlyCell(sheet, value), "yyyy-mm-dd")
    text = str(value)
    shown = harmless(text) if text.startswith("'") else text
    cell = WriteOnlyCell(sheet, "")
    cell._value, cell.data_type = _writable(shown), "s"
    cell.quotePrefix = int(harmless(text) != text)
    for name, look in style.items():
        setattr(cell, name, look)
    return cell


def _dated(cell: Any, look: str) -> Any:
    cell.number_format = look
    return cell


def _writable(text: str) -> str:
    """A text without what XML cannot hold, and no longer than a cell can be."""
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text).replace("\r", "_x000D_")
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"
