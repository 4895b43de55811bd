"""May this file be kept, and as what? Asked before anything of it is written down."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from goodhands.foundation.confined.running import Broken, done
from goodhands.foundation.documents import kinds
from goodhands.foundation.documents.kinds import KINDS, Kind
from goodhands.foundation.rules.sentences import Refused, said

_PICTURES = "goodhands.foundation.documents.pictures"
_INSIDES = "goodhands.foundation.documents.insides"
_MOST_ANSWER = 10_000


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that may be kept: under which name, what it is, how many of its pages can be shown, and itself."""

    name: str
    kind: Kind
    pages: int
    file: Any

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, from the beginning."""
        yield from self.file.chunks()


def inspected(file: Any) -> Inspected:
    """Look at a file that was sent (an `UploadedFile`); Refused with one sentence where it may not be kept."""
    shown = kinds.label(file.name)
    if file.size > kinds.LARGEST:
        raise _too_large(shown, file.size, kinds.LARGEST)
    if not file.size:
        raise Refused(said("{file} is empty", file=shown))
    file.seek(0)
    begins = kinds.begins_as(file.read(kinds.HEAD), shown)
    file.seek(0)
    key, pages = _looked_into(file, begins, shown) if begins else (kinds.kind_of_text(file.chunks(), shown), 0)
    kind = KINDS[key]
    if file.size > kind.largest:
        raise _too_large(shown, file.size, kind.largest)
    return Inspected(kinds.true_name(file.name, kind), kind, pages, file)


def _looked_into(file: Any, begins: str, shown: str) -> tuple[str, int]:
    """What a picture, a PDF or an office file is to the process that opens it."""
    largest = KINDS[begins].largest if begins in KINDS else KINDS["docx"].largest
    if file.size > largest:
        raise _too_large(shown, file.size, largest)
    with _on_disk(file) as opened:
        try:
            if begins == kinds.ZIP:
                return done(_INSIDES, opened, shown, most=_MOST_ANSWER).decode(), 0
            return begins, int(json.loads(done(_PICTURES, opened, shown, "look", most=_MOST_ANSWER)))
        except Broken:
            raise Refused(said("{file} could not be opened within the time and memory that a file is given",
                               file=shown)) from None  # fmt: skip


def _on_disk(file: Any) -> IO[bytes]:
    """A copy that another process can read; a small file is in memory alone."""
    copy = TemporaryFile()  # noqa: SIM115 - whoever asks closes it
    for chunk in file.chunks():
        copy.write(chunk)
    copy.flush()
    return copy


def _too_large(shown: str, size: int, most: int) -> Refused:
    return Refused(said("{file} has {size} MB; at most {most} MB are kept", file=shown, size=-(-size >> 20),
                        most=most >> 20))  # fmt: skip
