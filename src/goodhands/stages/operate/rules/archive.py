"""Which bytes of a handed-in file hold the tickets?

The file itself, or the one file inside a ZIP archive. Nothing is unpacked to disk, and a small archive that would grow
beyond `LARGEST` is refused while it grows.
"""

import zipfile
import zlib
from io import BytesIO

from goodhands.foundation.rules.sentences import said
from goodhands.stages.operate.rules.sheet import LARGEST, Unreadable

_CHUNK = 1 << 24


def unpacked(data: bytes, name: str, largest: int = LARGEST) -> bytes:
    """The bytes of the table; Unreadable with one plain sentence where an archive does not hold exactly one file."""
    if not name.lower().endswith(".zip"):
        return data
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            inside = [e for e in archive.infolist() if not e.is_dir() and not e.filename.startswith("__MACOSX/")]
            if len(inside) != 1:
                names = ", ".join(entry.filename for entry in inside[:5]) or said("nothing")
                raise Unreadable(said("{archive} must hold exactly one file and holds {count}: {names}",
                                      archive=name, count=len(inside), names=names))  # fmt: skip
            return _bounded(archive, inside[0], name, largest)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        raise Unreadable(said("{archive} is not a whole ZIP archive; is the file cut off?", archive=name)) from None
    except (RuntimeError, NotImplementedError):
        raise Unreadable(said("{archive} is encrypted or packed in a way that cannot be read; unpack it first",
                              archive=name)) from None  # fmt: skip


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, largest: int) -> bytes:
    """What the entry says of its size is a claim; what counts is what comes out."""
    parts, length = [], 0
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            length += len(chunk)
            if length > largest:
                raise Unreadable(said("{archive} holds more than {most:,} MB; split it, for example by year",
                                      archive=name, most=largest >> 20))  # fmt: skip
            parts.append(chunk)
    return b"".join(parts)
