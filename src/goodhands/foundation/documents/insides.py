"""Which office file is this archive, and may it be kept? Runs in a process of its own (`foundation.confined`).

What an archive says of itself is a claim: every part is unpacked, counted, and thrown away.
"""

import encodings.cp437  # noqa: F401 - in which names are written; nothing can be imported once the work has begun
import re
import zipfile
import zlib
from itertools import pairwise
from typing import IO
from xml.etree import ElementTree

from goodhands.foundation.rules.sentences import Refused, said

MOST_PARTS = 5_000
MOST_UNPACKED = 300 << 20
SMALL, DENSEST = 10 << 20, 150
"""A part that grows beyond `SMALL` may be so many times as large as it is packed."""
_CHUNK = 1 << 18
_LONGEST_READ = 4 << 20
"""So much of a part is looked at for what may not be in it."""

_MAIN = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_MACROS = re.compile(r"(vbaproject\.bin$|vbadata\.xml$|/macrosheets/|/activex/|^basic/|^scripts/)", re.IGNORECASE)
_FETCHED = re.compile(r"/(attachedTemplate|oleObject|frame|subDocument|aFChunk|image)$")
_REMOTE = re.compile(r"(?!file:///[a-z]:)([a-z][a-z0-9+.-]+:|\\\\|//)", re.IGNORECASE)
_COMMAND = re.compile(rb"DDEAUTO|<(?:\w+:)?ddeLink\b")
_PACKED = "Ole10Native".encode("utf-16-le")


def work(file: IO[bytes], name: str) -> bytes:
    """The key of the kind; Refused with a sentence where it is none of them, or holds what may not be kept."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_directory(archive, file, name)
            kind = _kind(archive, name)
            left = MOST_UNPACKED
            for part in archive.infolist():
                left -= _unpacked(archive, part, left, name)
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, ElementTree.ParseError):
        raise Refused(said("{file} is not a whole office file; is it cut off?", file=name)) from None
    return kind.encode()


def _no(name: str, what: str, advice: str) -> Refused:
    return Refused(said("{file} {what}; {advice}", file=name, what=what, advice=advice))


def _bomb(name: str) -> Refused:
    return _no(name, said("would grow beyond all measure when it is opened"), said("this is not kept here"))


def _check_directory(archive: zipfile.ZipFile, file: IO[bytes], name: str) -> None:
    """Nothing is encrypted, and no two parts share bytes: that is how a small archive becomes a large one."""
    parts = sorted(archive.infolist(), key=lambda part: part.header_offset)
    if any(part.flag_bits & 1 for part in parts):
        raise _no(name, said("is protected by a password"), said("save it without one"))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _bomb(name)
    for part, following in pairwise(parts):
        file.seek(part.header_offset + 26)
        lengths = file.read(4)
        header = 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        if part.header_offset + header + part.compress_size > following.header_offset:
            raise _bomb(name)


def _kind(archive: zipfile.ZipFile, name: str) -> str:
    """Which office file it is, by the part that says so."""
    inside = set(archive.namelist())
    macros = any(_MACROS.search(part) for part in inside)
    says = next((part for part in ("[Content_Types].xml", "mimetype") if part in inside), None)
    text = b""
    if says is not None:
        with archive.open(says) as part:
            text = part.read(_LONGEST_READ)
    if macros or b"macroEnabled" in text:
        raise _no(name, said("holds macros, which are programs"), said("save it without them, or as PDF"))
    for words, kind in _MAIN.items():
        if (words in text) if says != "mimetype" else text.strip() == words:
            return kind
    if b"presentationml" in text or b"opendocument" in text or b"template.main+xml" in text:
        raise _no(name, said("is an office file of a kind that is not kept here"), said("save it as PDF"))
    raise _no(name, said("is an archive"), said("unpack it and hand in what is inside"))


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, name: str) -> int:
    """How many bytes a part has when it is unpacked; its beginning is looked at."""
    size, head = 0, b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > left or (size > SMALL and size > DENSEST * max(part.compress_size, 1)):
                raise _bomb(name)
            if len(head) < _LONGEST_READ:
                head += chunk
    _look_at(part.filename.lower(), head, name)
    return size


def _look_at(part: str, head: bytes, name: str) -> None:
    if part.endswith((".xml", ".rels")):
        if b"<!ENTITY" in head or b"\0" in head:
            raise _no(name, said("holds what no office program writes"), said("save it anew, or as PDF"))
        if _COMMAND.search(head):
            raise _no(name, said("asks other programs for data when it is opened (DDE)"), said("save it as PDF"))
    if part.endswith(".rels") and any(map(_fetches, ElementTree.fromstring(head))):
        raise _no(name, said("fetches something from elsewhere when it is opened"), said("save it as PDF"))
    if head.startswith(b"\xd0\xcf\x11\xe0") and _PACKED in head:
        raise _no(name, said("holds another file that can be run from it"), said("save it as PDF"))


def _fetches(relation: ElementTree.Element) -> bool:
    """Whether a part is loaded from another place, without anybody clicking on anything."""
    outside = relation.get("TargetMode", "").strip() == "External"
    kind, target = relation.get("Type", "").strip(), relation.get("Target", "").strip()
    return outside and bool(_FETCHED.search(kind) and _REMOTE.match(target))
