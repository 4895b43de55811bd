"""What is this file? Its bytes say so, never its name, nor what whoever sent it claims.

What is on the list is taken; everything else is refused with one sentence. Nothing is opened here: what begins as a
picture, a PDF or an office file is looked into by a process of its own (`pictures`, `insides`).
"""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from goodhands.foundation.rules.delimited import DELIMITERS
from goodhands.foundation.rules.sentences import Refused, said

HEAD = 1 << 16
"""So much from the beginning of a file says what it is."""
LONGEST_NAME = 255
_MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: what people call it, how its names end (the first is given), its largest size."""

    key: str
    words: str
    endings: Sequence[str]
    largest: int


_TEXTS = (".txt", ".log", ".md", ".csv", ".tsv", ".json")
_LIST = (
    Kind("pdf", said("PDF"), (".pdf",), 50 * _MB),
    Kind("png", said("picture (PNG)"), (".png",), 20 * _MB),
    Kind("jpeg", said("picture (JPEG)"), (".jpg", ".jpeg", ".jpe", ".jfif"), 20 * _MB),
    Kind("webp", said("picture (WebP)"), (".webp",), 20 * _MB),
    Kind("gif", said("picture (GIF)"), (".gif",), 20 * _MB),
    Kind("csv", said("table (CSV)"), (".csv", *_TEXTS), 50 * _MB),
    Kind("text", said("text"), _TEXTS, 50 * _MB),
    Kind("json", said("data (JSON)"), (".json", *_TEXTS), 50 * _MB),
    Kind("xlsx", said("workbook (XLSX)"), (".xlsx",), 20 * _MB),
    Kind("ods", said("workbook (ODS)"), (".ods",), 20 * _MB),
    Kind("docx", said("document (DOCX)"), (".docx",), 20 * _MB),
    Kind("odt", said("document (ODT)"), (".odt",), 20 * _MB),
)
KINDS: Mapping[str, Kind] = {kind.key: kind for kind in _LIST}
LARGEST = max(kind.largest for kind in _LIST)
TICKETS = "tickets"
"""A file that was handed in as an export of tickets, whatever it is: it is read as such, and no preview opens it."""
PAPER = "paper"
"""A PDF that this program has made and keeps as a paper."""

_SHOWN: Mapping[bytes, str] = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}
PICTURES = frozenset({"pdf", "png", "jpeg", "webp", "gif"})
ZIP = "zip"

_PROGRAM, _ARCHIVE, _SHORTCUT = said("a program"), said("an archive"), said("a shortcut")
_UNPACK = said("unpack it and hand in what is inside")
_AS_PDF = said("save it as PDF")
_NO = said("this is not kept here")
_REFUSED: Sequence[tuple[bytes, str, str]] = (
    (b"MZ", _PROGRAM, _NO),
    (b"\x7fELF", _PROGRAM, _NO),
    *((magic, _PROGRAM, _NO) for magic in (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe",
                                           b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")),
    (b"#!", said("a script"), _NO),
    (b"L\0\0\0\x01\x14\x02\0", _SHORTCUT, _NO),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE, _UNPACK),
    (b"Rar!\x1a\x07", _ARCHIVE, _UNPACK),
    (b"\x1f\x8b", _ARCHIVE, _UNPACK),
    (b"BZh", _ARCHIVE, _UNPACK),
    (b"\xfd7zXZ\0", _ARCHIVE, _UNPACK),
    (b"MSCF", _ARCHIVE, _UNPACK),
    (b"PK\x05\x06", _ARCHIVE, said("and there is nothing in it")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", said("an old or protected office file"),
     said("save it as .docx or .xlsx, without a password")),
    (b"{\\rtf", said("a document in RTF"), said("save it as DOCX or PDF")),
    (b"ID;P", said("a sheet in SYLK"), said("save it as XLSX or CSV")),
)  # fmt: skip
_MARKUP = re.compile(r"\s*<[a-z!?/%]", re.IGNORECASE)
_SAVED_PAGE = re.compile(
    r"From: <Saved|MIME-Version:(?!(?s:.{0,4000})\n(To|From|Received):)(?s:.{0,4000})multipart/related"
)
"""A mail, which is kept as text, has somebody to whom it goes."""
_WORDS: Sequence[tuple[re.Pattern[str], str, str]] = (
    (re.compile(r"\s*<(\?xml|svg)", re.IGNORECASE), said("a drawing or data in XML"), said("save it as PNG or PDF")),
    (_MARKUP, said("a web page"), _AS_PDF),
    (re.compile(r"\s*\[(InternetShortcut|Desktop Entry)", re.IGNORECASE), _SHORTCUT, _NO),
    (re.compile(r"(Windows Registry Editor|REGEDIT4)"), said("a change of the Windows registry"), _NO),
    (_SAVED_PAGE, said("a saved web page"), _AS_PDF),
)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_HEIC = re.compile(rb".{4}ftyp(heic|heix|hevc|mif1|avif)", re.DOTALL)


def refused(file: str, what: str, advice: str) -> Refused:
    """What is said of a file that is known and not taken."""
    return Refused(said("{file} is {what}; {advice}", file=file, what=what, advice=advice))


def unknown(file: str) -> Refused:
    """What is said of a file that is nothing on the list."""
    return Refused(
        said("{file} is none of the files that are kept here: PDF, pictures (PNG, JPEG, WebP, GIF), text and tables "
             "(TXT, CSV, JSON), office files (XLSX, ODS, DOCX, ODT)", file=file)
    )  # fmt: skip


def begins_as(head: bytes, file: str) -> str | None:
    """The key of a kind of picture, `ZIP` for what may be an office file, None for what may be text; else Refused."""
    for magic, what, advice in _REFUSED:
        if head.startswith(magic):
            raise refused(file, what, advice)
    if head[257:262] == b"ustar":
        raise refused(file, _ARCHIVE, _UNPACK)
    if _HEIC.match(head):
        raise refused(file, said("a picture as telephones keep it (HEIC, AVIF)"), said("save it as JPEG"))
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    return next((key for magic, key in _SHOWN.items() if head.startswith(magic)), None)


@dataclass(slots=True)
class _Text:
    """What was seen of a text so far. It may be UTF-8, or the old Western encoding of Windows."""

    encodings: dict[str, codecs.IncrementalDecoder]
    tail: bytes = b""
    head: str = ""
    full: bool = False

    def takes(self, chunk: bytes, last: bool = False) -> bool:
        """Whether it still is text with this chunk."""
        for name, decoder in list(self.encodings.items()):
            try:
                text = decoder.decode(chunk, last)
            except UnicodeDecodeError:
                del self.encodings[name]
            else:
                if "utf-16" in self.encodings and _NO_TEXT.search(text.encode("utf-8", "replace")):
                    return False
                if name == next(iter(self.encodings)) and not self.full:
                    self.head = text[:HEAD]
        self.full = True
        if chunk:
            self.tail = chunk[-100:]
        return bool(self.encodings) and ("utf-16" in self.encodings or not _NO_TEXT.search(chunk))


def kind_of_text(chunks: Iterable[bytes], file: str) -> str:
    """`csv`, `json` or `text`, looked through chunk by chunk; Refused where it is none, or text that can be run."""
    seen: _Text | None = None
    for chunk in chunks:
        if seen is None:
            sixteen = chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            names = ("utf-16",) if sixteen else ("utf-8-sig", "cp1252")
            seen = _Text({name: codecs.getincrementaldecoder(name)() for name in names})
        if not seen.takes(chunk):
            raise unknown(file)
    if seen is None or not seen.takes(b"", last=True):
        raise unknown(file)
    head = seen.head
    for pattern, what, advice in _WORDS:
        if pattern.match(head):
            raise refused(file, what, advice)
    if _is_json(head, seen.tail):
        return "json"
    return "csv" if _is_table(head) else "text"


def _is_json(head: str, tail: bytes) -> bool:
    """Whether a text looks like JSON at both ends; taking it apart is for whoever reads it."""
    begin, end = head.lstrip()[:1], tail.replace(b"\0", b"").rstrip()[-1:]
    after = head.lstrip()[1:].lstrip()[:1]
    return (begin, end) in {("{", b"}"), ("[", b"]")} and (not after or after in '"{[]}-0123456789tfn')


def _is_table(head: str) -> bool:
    """Whether the first lines have one delimiter and equally many cells."""
    lines = head.splitlines()[:20]
    if len(lines) < 2:
        return False
    for delimiter in DELIMITERS:
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter) if row}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False


def label(name: str) -> str:
    """The last part of a name, without characters that nobody sees, and not too long; its ending stays."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if c.isprintable()).strip()
    return shown[-LONGEST_NAME:] or "file"


def true_name(name: str, kind: Kind) -> str:
    """A label that ends as its kind does, so that nobody opens it as something else."""
    shown = label(name)
    if shown.lower().endswith(tuple(kind.endings)):
        return shown
    stem = re.sub(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,6}$", "", shown).rstrip(". ") or "file"
    return stem[-(LONGEST_NAME - len(kind.endings[0])) :] + kind.endings[0]
