"""Which text, which delimiter and which headings does a file of delimited text have?

Encoding and delimiter are recognised, never guessed. What cannot be read is `Unreadable` with one plain sentence.
"""

import csv
import re
from collections.abc import Collection, Iterator, Sequence

from goodhands.foundation.rules.sentences import Refused, said

DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADING = 1 << 20


class Unreadable(Refused):
    """A file cannot be read; the sentence names the file and, where known, row and column."""


def as_utf8(data: bytes, file: str, encoding: str | None = None) -> bytes:
    """The text of a file in UTF-8 without a byte order mark; that a text is UTF-8 where it must be is not looked at."""
    if encoding is None and data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    if encoding is not None and encoding.lower().replace("-", "").replace("_", "") != "utf8":
        try:
            data = data.decode(encoding).encode()
        except UnicodeError as error:
            raise Unreadable(said("{file} is not text in {encoding}: {error}", file=file, encoding=encoding,
                                  error=str(error))) from None  # fmt: skip
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data[:4096].strip() and not data.strip():
        raise Unreadable(said("{file} is empty", file=file))
    if b"\0" in data:
        row = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise Unreadable(said("{file}, row {row}: holds a byte that no text has; this is not a CSV file",
                              file=file, row=row))  # fmt: skip
    return data


def heading(data: bytes, file: str, wanted: Collection[str]) -> tuple[str, list[str], int]:
    """The delimiter (the one that shows the wanted headings), the headings, and where the rows begin.

    UnicodeDecodeError where the headings are not UTF-8.
    """
    best: tuple[int, int, str, list[str], int] | None = None
    for delimiter in DELIMITERS:
        headings, start = _first_record(data, file, delimiter)
        hits = sum(bool(matching(heading, headings)) for heading in wanted)
        if best is None or (hits, len(headings)) > best[:2]:
            best = (hits, len(headings), delimiter, headings, start)
    assert best is not None
    return best[2], best[3], best[4]


def _first_record(data: bytes, file: str, delimiter: str) -> tuple[list[str], int]:
    consumed = 0

    def lines() -> Iterator[str]:
        nonlocal consumed
        for line in re.finditer(rb"[^\r\n]*(?:\r\n|\r|\n|$)", data[:_LONGEST_HEADING]):
            consumed = line.end()
            yield line.group().decode()

    try:
        headings = next(csv.reader(lines(), delimiter=delimiter))
    except (csv.Error, StopIteration):
        raise Unreadable(said("{file}, row 1: the headings cannot be read; is a quotation mark left open?",
                              file=file)) from None  # fmt: skip
    return [heading.strip() for heading in headings], consumed


def matching(wanted: str, headings: Sequence[str]) -> list[int]:
    """Where a heading stands: to the letter, or else but for case and spacing, or as `told_apart` calls it."""
    exact = [i for i, heading in enumerate(headings) if heading == wanted]
    alike = exact or [i for i, heading in enumerate(headings) if _folded(heading) == _folded(wanted)]
    return alike or [i for i, heading in enumerate(told_apart(headings)) if _folded(heading) == _folded(wanted)]


def told_apart(headings: Sequence[str]) -> list[str]:
    """The headings, with its place behind each that stands there several times: `Comment (column 7)`."""
    return [
        said("{heading} (column {number})", heading=heading, number=i) if headings.count(heading) > 1 else heading
        for i, heading in enumerate(headings, 1)
    ]  # fmt: skip


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def listed(places: Collection[int]) -> str:
    """Numbers as they are said: `2 and 4`."""
    first, *more = map(str, places)
    numbers: str = first
    for number in more:
        numbers = said("{numbers} and {number}", numbers=numbers, number=number)
    return numbers


def misfit(cells: int, width: int) -> str:
    """What is said of a row with too few or too many cells."""
    if cells > width:
        return said("has {cells} cells where the heading has {width}; is a delimiter inside a cell?",
                    cells=cells, width=width)  # fmt: skip
    if cells == 1:
        return said("has 1 cell where the heading has {width}; is the file cut off here?", width=width)
    return said("has {cells} cells where the heading has {width}; is the file cut off here?",
                cells=cells, width=width)  # fmt: skip
