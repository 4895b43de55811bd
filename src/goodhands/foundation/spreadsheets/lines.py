"""A large table, whatever program wrote it, as lines of CSV: a workbook and JSON are turned into them, CSV is one.

Workbooks and JSON are read in a process of its own, with more room than a picture gets.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goodhands.foundation.rules.delimited import Unreadable
from goodhands.foundation.rules.sentences import Refused, said

_WORKBOOK = b"PK\x03\x04"
_JSON = re.compile(rb'\s*(?:\[\s*[{\]]|\{\s*["}])')
_JSON_BY_NAME = re.compile(r"\.(?:json|jsonl|ndjson)$", re.IGNORECASE)
_MARK = b"\xef\xbb\xbf"
_MEGABYTES, _SECONDS = 2048, 120
_MOST_ANSWER = 1 << 30
_WHY = {
    "formula": said("is a formula whose value was never saved; open the file in a spreadsheet program and save it"),
    "error": said("is an error of the workbook and no value"),
    "rounded": said("has more digits than a workbook keeps, so that the last of them are not certain"),
}


@dataclass(frozen=True, slots=True)
class Lines:
    """CSV, in UTF-8 unless the file was CSV in another encoding, and the row in which the headings stand.

    `odd` are cells whose value is not known: row and column from 1, what stands there, and why.
    """

    data: bytes
    heading: int = 1
    odd: Sequence[tuple[int, int, str, str]] = ()


class SeveralTables(Unreadable):
    """A file holds several tables and nobody has said which is meant; `rows` says how many rows each has."""

    def __init__(self, name: str, rows: Mapping[str, int]) -> None:
        names = list(rows)
        shown = ", ".join(f"“{one}”" for one in names)
        super().__init__(said("{file} holds {count} tables: {names}; say which one with sheet",
                              file=name, count=len(names), names=shown))  # fmt: skip
        self.names, self.rows = names, rows


def lines_of(name: str, data: bytes, sheet: str | None = None) -> Lines:
    """The lines of a file; `sheet` names the sheet of a workbook or the list in JSON, where there are several.

    Unreadable where the file is broken, SeveralTables where it has several and `sheet` says none of them.
    """
    if data.startswith(_WORKBOOK):
        return _converted("goodhands.foundation.spreadsheets.workbook_lines", name, data, sheet)
    start = data.removeprefix(_MARK)[:4096]
    if _JSON.match(start) or (_JSON_BY_NAME.search(name) and start.lstrip()[:1] in (b"[", b"{")):
        return _converted("goodhands.foundation.spreadsheets.json_lines", name, data.removeprefix(_MARK), sheet)
    return Lines(data)


def _converted(module: str, name: str, data: bytes, sheet: str | None) -> Lines:
    from tempfile import TemporaryFile  # a CSV, which is what most files are, need not wait for this

    from goodhands.foundation.confined.running import Broken, Room, done

    room = Room(_MEGABYTES, _SECONDS)
    with TemporaryFile() as file:
        file.write(data)
        try:
            answer = done(module, file, name, sheet or "", most=_MOST_ANSWER, room=room)
        except Broken:
            raise Unreadable(said("{file} could not be read within the time and memory that a file is given; "
                                  "save the table as CSV", file=name)) from None  # fmt: skip
        except Refused as refused:
            raise Unreadable(refused.sentence) from None
    head, _, lines = answer.partition(b"\n")
    found = json.loads(head)
    if "several" in found:
        raise SeveralTables(name, found["several"])
    odd = [(int(row), int(column), str(text), _WHY[why]) for row, column, text, why in found["odd"]]
    return Lines(lines, found["heading"], odd)
