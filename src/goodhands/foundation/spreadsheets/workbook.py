"""What stands in the first sheet of a workbook? Runs in a process of its own (`foundation.confined`).

The answer is JSON, a line for the headings and one for each row. A cell is a text, true, false or null; a number, a
day and an instant are a pair of their kind and their text: `["n", "12.5"]`, `["d", "2026-03-31"]`, `["t", ...]`.
"""

import json
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import IO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from goodhands.foundation.rules.sentences import Refused, said
from goodhands.foundation.spreadsheets.limits import MOST_CELL, MOST_ROWS, checked_width, overlong

Jsonable = str | bool | None | list[str]


def work(file: IO[bytes], name: str) -> bytes:
    """The rows of the first sheet that has any, and the number of each."""
    try:
        with CalamineWorkbook.from_filelike(BytesIO(file.read())) as book:
            sheets = [one.name for one in book.sheets_metadata if one.typ is SheetTypeEnum.WorkSheet]
            for title in sheets:
                sheet = book.get_sheet_by_name(title)
                if sheet.height:
                    return _written(sheet, name)
    except PasswordError:
        raise Refused(said("{file} is protected by a password; save it without one", file=name)) from None
    except CalamineError:
        raise Refused(said("{file} is not a whole workbook; is the file cut off?", file=name)) from None
    raise Refused(said("{file} is empty", file=name))


def _written(sheet: CalamineSheet, name: str) -> bytes:
    _, left = sheet.start or (0, 0)
    if sheet.height - 1 > MOST_ROWS:
        raise Refused(said("{file} has {rows:,} rows; at most {most:,} are read", file=name, rows=sheet.height - 1,
                           most=MOST_ROWS))  # fmt: skip
    checked_width(name, left + sheet.width)
    lines = []
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_cell(cell, name, number, column) for column, cell in enumerate(row, 1)]
        lines.append(json.dumps([number, cells], ensure_ascii=False))
    return "\n".join(lines).encode("utf-8", "replace")


def _cell(cell: object, name: str, row: int, column: int) -> Jsonable:
    if isinstance(cell, str):
        if len(cell) > MOST_CELL:
            raise Refused(overlong(name, row, column, cell))
        return cell or None
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, int):
        return ["n", str(cell)]
    if isinstance(cell, float):
        return ["n", str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)]
    if isinstance(cell, datetime):
        return ["t", cell.isoformat()]
    if isinstance(cell, date):
        return ["d", cell.isoformat()]
    if isinstance(cell, time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else None
