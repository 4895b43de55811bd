"""Which table of tickets stands in a workbook? Runs in a process of its own (`foundation.confined`).

Of a formula its last value is taken. What stands in merged cells stands in each of them. A row above the headings, such
as a title, is left out; rows keep their numbers.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from goodhands.foundation.rules.sentences import Refused, said
from goodhands.foundation.spreadsheets.csv_answer import answer, several
from goodhands.foundation.spreadsheets.workbook_gaps import BROKEN, DIGITS, Gap, gaps

LOOKED_AT = 30
"""Rows among which the headings stand."""
LONG = "\0long "
"""Stands before a number that may have lost digits; no cell begins so."""
MOST_MERGED = 1_000_000
"""Cells that are filled from merged ones; more than that is a picture, not a table."""


def work(file: IO[bytes], name: str, wanted: str = "") -> bytes:
    """The rows of the one sheet that has any, or of the wanted one; else the names of those that have."""
    try:
        with CalamineWorkbook.from_filelike(BytesIO(file.read())) as book:
            return _work(book, file, name, wanted)
    except PasswordError:
        raise Refused(said("{file} is protected by a password; save it without one", file=name)) from None
    except (CalamineError, *BROKEN):
        raise Refused(
            said("{file} is not a whole workbook; is it cut off, or a ZIP archive by another name?", file=name)
        ) from None


def _work(book: CalamineWorkbook, file: IO[bytes], name: str, wanted: str) -> bytes:
    sheets = [one for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
    if wanted in [one.name for one in sheets]:
        return _written(book.get_sheet_by_name(wanted), file, name)
    open_ones = [one for one in sheets if one.visible is SheetVisibleEnum.Visible]
    for among in (open_ones, sheets):
        full = [sheet for sheet in (book.get_sheet_by_name(one.name) for one in among) if sheet.height]
        if len(full) == 1 and not wanted:
            return _written(full[0], file, name)
        if full:
            return several({sheet.name: sheet.height for sheet in full})
    raise Refused(said("{file} is empty", file=name))


def _written(sheet: CalamineSheet, file: IO[bytes], name: str) -> bytes:
    if not sheet.height:
        raise Refused(said("{file}, sheet {sheet}: is empty", file=name, sheet=f"“{sheet.name}”"))
    top = _heading(sheet)
    timed = _columns_with_times(sheet)
    left = (sheet.start or (0, 0))[1]
    odd, digits = [], {}
    for row, column, text, why in gaps(file, sheet.name):
        if why == DIGITS:
            digits[row - 1, column - 1 - left] = text
        elif row - 1 > top:
            odd.append((row, column - left, text, why))
    rows = _rounded(_texts(sheet, top, timed), top, digits, odd)
    return answer(top + 1, list(rows), odd)


def _rounded(
    rows: Iterator[list[str]], top: int, digits: Mapping[tuple[int, int], str], odd: list[Gap]
) -> Iterator[list[str]]:
    """The rows with every digit of a long number that the file has; one that it has rounded itself is listed."""
    for number, row in enumerate(rows, top):
        for place, text in enumerate(row):
            if text.startswith(LONG):
                row[place] = digits.get((number, place), text[len(LONG) :])
                if (number, place) not in digits:
                    odd.append((number + 1, place + 1, row[place], "rounded"))
        yield row


def _heading(sheet: CalamineSheet) -> int:
    """The first row that is more than half as full as the fullest of the first rows."""
    counts = []
    for row in sheet.iter_rows():
        counts.append(sum(cell != "" for cell in row))
        if len(counts) == LOOKED_AT:
            break
    return next(i for i, count in enumerate(counts) if count > max(counts) / 2) if any(counts) else 0


def _columns_with_times(sheet: CalamineSheet) -> set[int]:
    """Columns in which a day is midnight, since other cells have a time of day."""
    found: set[int] = set()
    for row in sheet.iter_rows():
        found |= {i for i, cell in enumerate(row) if isinstance(cell, datetime)}
    return found


def _texts(sheet: CalamineSheet, top: int, timed: set[int]) -> Iterator[list[str]]:
    ranges = _merged(sheet, top)
    below: dict[int, dict[int, str]] = {}
    for number, row in enumerate(sheet.iter_rows()):
        if number < top:
            continue
        cells = [_text(cell, i in timed) for i, cell in enumerate(row)]
        for place, text in below.pop(number, {}).items():
            cells[place] = cells[place] or text
        for columns, rows in ranges.get(number, ()):
            text = cells[columns.start]
            for column in columns:
                cells[column] = cells[column] or text
                for other in rows:
                    below.setdefault(other, {})[column] = text
        yield cells


def _merged(sheet: CalamineSheet, top: int) -> dict[int, list[tuple[range, range]]]:
    """By its first row, the columns of each merged range, counted from the sheet's left, and its further rows."""
    left, room = (sheet.start or (0, 0))[1], MOST_MERGED
    found: dict[int, list[tuple[range, range]]] = {}
    for (first, start), (last, end) in sheet.merged_cell_ranges or ():
        room -= (last - first + 1) * (end - start + 1)
        columns = range(max(start - left, 0), min(end - left + 1, sheet.width))
        if first > top and room > 0 and columns:
            found.setdefault(first, []).append((columns, range(first + 1, last + 1)))
    return found


def _text(cell: object, timed: bool) -> str:
    """A cell as text: numbers without a point that says nothing, instants as ISO 8601, rounded to the millisecond."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell)) if abs(cell) < 1e15 else f"{LONG}{int(cell)}"
        return repr(cell)
    if isinstance(cell, datetime):
        return (cell + timedelta(microseconds=500)).isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)
