"""What does a workbook hold that is lost in the values of its cells? Runs in the process that reads the workbook.

A formula whose value was never saved and an error look like nothing, and a number of many digits is rounded. All three
stand in the XML of the sheet, which is searched piece by piece, however long it is.
"""

import encodings.cp437  # noqa: F401  # names in an archive need it, and nothing can be opened once it is read
import re
import zlib
from collections.abc import Iterator
from typing import IO
from xml.sax.saxutils import unescape
from zipfile import BadZipFile, ZipFile

BROKEN = (BadZipFile, NotImplementedError, EOFError, RuntimeError, zlib.error)
PIECE = 8 << 20
MOST = 100_000
"""More cells without a value are not listed one by one."""

FORMULA, ERROR, DIGITS = "formula", "error", "digits"
"""What is the matter with a cell; of `DIGITS` the text has all of them, so that nothing is."""

_FORMULA = rb"<f\b[^<>]*(?:/>|>([^<]*)</f>)"
_KINDS = {
    FORMULA: re.compile(rb"<c\b([^<>]*)>" + _FORMULA + rb"(?:<v\s*/>|<v></v>)?</c>"),
    ERROR: re.compile(rb"<c\b([^<>]*)>(?:<f\b[^<>]*(?:/>|>[^<]*</f>))?<v>(#[^<]*)</v></c>"),
    DIGITS: re.compile(rb"<c\b([^<>]*)>(?:<f\b[^<>]*(?:/>|>[^<]*</f>))?<v>(\d{16,30})</v></c>"),
}
_SIGNS = {FORMULA: re.compile(rb"<f\b"), ERROR: re.compile(rb't="e"'), DIGITS: re.compile(rb"<v>\d{16}")}
"""Without which a piece has none of them: found much faster."""
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')

Gap = tuple[int, int, str, str]
"""Row and column from 1, what stands there, and what is the matter."""


def gaps(file: IO[bytes], sheet: str) -> list[Gap]:
    """The cells of a sheet that say more than their values; none where this is no XLSX. BROKEN where it is damaged."""
    found: list[Gap] = []
    with ZipFile(file) as book:
        part = _part_of(book, sheet)
        if part is None:
            return []
        with book.open(part) as stream:
            for piece in _pieces(stream):
                found += _in_piece(piece)
                if len(found) > MOST:
                    return found[:MOST]
    return found


def _part_of(book: ZipFile, sheet: str) -> str | None:
    """The name of the part of the archive that holds a sheet."""
    names = set(book.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return None
    links = {one["Id"]: one["Target"] for one in _elements(book, "xl/_rels/workbook.xml.rels", "Relationship")
             if "Id" in one and "Target" in one}  # fmt: skip
    for one in _elements(book, "xl/workbook.xml", "sheet"):
        if one.get("name") == sheet:
            target = links.get(next((value for key, value in one.items() if key.endswith(":id")), ""), "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            return part if part in names else None
    return None


def _elements(book: ZipFile, part: str, tag: str) -> Iterator[dict[str, str]]:
    """The attributes of each element of a name in a small part."""
    with book.open(part) as stream:
        text = stream.read(PIECE).decode("utf-8", "replace")
    quotes = {"&quot;": '"', "&apos;": "'"}
    for found in re.finditer(rf"<(?:\w+:)?{tag}\b([^>]*)>", text):
        yield {key: unescape(value, quotes) for key, value in _ATTRIBUTE.findall(found[1])}


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The XML in pieces that end with a row, elements without a prefix."""
    rest, prefixed = b"", False
    while part := stream.read(PIECE):
        rest += part
        prefixed = prefixed or re.search(rb"<\w{1,20}:sheetData\b", part) is not None
        end = max(rest.rfind(b"</row>"), rest.rfind(b":row>"))
        if end >= 0:
            yield _plain(rest[:end]) if prefixed else rest[:end]
            rest = rest[end:]
        elif len(rest) > 8 * PIECE:
            return
    yield _plain(rest) if prefixed else rest


def _plain(piece: bytes) -> bytes:
    return re.sub(rb"<(/?)\w{1,20}:", rb"<\1", piece)


def _in_piece(piece: bytes) -> Iterator[Gap]:
    for kind, pattern in _KINDS.items():
        if not _SIGNS[kind].search(piece):
            continue
        for found in pattern.finditer(piece):
            place = _PLACE.search(found[1])
            if place and (kind != ERROR or b't="e"' in found[1]):
                text = unescape((found[2] or b"").decode("utf-8", "replace"))
                yield int(place[2]), _number(place[1]), f"={text}" if kind == FORMULA else text, kind


def _number(letters: bytes) -> int:
    """The number of a column: `A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
