"""A large table, whatever program wrote it, as lines of CSV: a workbook and JSON are turned into them, CSV is one.

Workbooks and JSON are read in a process of its own, with more room than a picture gets.
"""

import json
import re
from dataclasses import dataclass

from goodhands.foundation.rules.delimited import Unreadable
from goodhands.foundation.rules.sentences import Refused, said

_WORKBOOK = b"PK\x03\x04"
_JSON = re.compile(rb'\s*(?:\[\s*[{\]]|\{\s*["}])')
_MARK = b"\xef\xbb\xbf"
_MEGABYTES, _SECONDS = 2048, 120
_MOST_ANSWER = 1 << 30


@dataclass(frozen=True, slots=True)
class Lines:
    """CSV, in UTF-8 unless the file was CSV in another encoding, and the row in which the headings stand."""

    data: bytes
    heading: int = 1


class SeveralTables(Unreadable):
    """A file holds several tables and nobody has said which is meant; `names` are theirs."""

    def __init__(self, name: str, names: list[str]) -> None:
        shown = ", ".join(f"“{one}”" for one in names)
        super().__init__(said("{file} holds {count} tables: {names}; say which one with sheet",
                              file=name, count=len(names), names=shown))  # fmt: skip
        self.names = names


def lines_of(name: str, data: bytes, sheet: str | None = None) -> Lines:
    """The lines of a file; `sheet` names the sheet of a workbook or the list in JSON, where there are several.

    Unreadable where the file is broken, SeveralTables where it has several and `sheet` says none of them.
    """
    if data.startswith(_WORKBOOK):
        return _converted("goodhands.foundation.spreadsheets.workbook_lines", name, data, sheet)
    if _JSON.match(data.removeprefix(_MARK)[:4096]):
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
    return Lines(lines, found["heading"])
