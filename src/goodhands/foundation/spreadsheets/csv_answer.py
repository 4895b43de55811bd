"""How a table is handed over from the process that reads it: a line that says what it is, then CSV."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence


def answer(heading: int, rows: Iterable[Sequence[str]], odd: Sequence[Sequence[object]] = ()) -> bytes:
    """A table whose headings stand in a row; every cell in quotation marks, so that no delimiter is mistaken.

    `odd` are cells whose value is not known: row and column from 1, what stands there, and the word for the reason.
    """
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [cell.replace("\0", "\N{REPLACEMENT CHARACTER}") for cell in row] for row in rows
    )
    return (
        json.dumps({"heading": heading, "odd": list(odd)}).encode() + b"\n" + out.getvalue().encode("utf-8", "replace")
    )


def several(tables: Mapping[str, int]) -> bytes:
    """That there are several tables, by their names, with how many rows each has."""
    return json.dumps({"several": dict(tables)}).encode() + b"\n"
