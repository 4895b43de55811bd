"""Keeping files. A file is on disk, whole and flushed, before the row that names it is."""

import hashlib
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from goodhands.foundation.documents.models import Document
from goodhands.foundation.people.models import Person

_LONGEST_NAME = 255


@transaction.atomic
def keep(*, name: str, chunks: Iterable[bytes], by: Person, at: datetime) -> Document:
    """Keep a file of the company in view. What is left of a cut-off upload has no row."""
    document = Document(name=_label(name), kept_by=by, kept_at=at).claim()
    document.size, document.sha256 = _written(Path(settings.FILES) / document.path, chunks)
    document.save()
    return document


@transaction.atomic
def discard(*, document: Document, by: Person, at: datetime) -> None:
    """Throw a document away that nothing names; its file goes once that is certain."""
    path = Path(settings.FILES) / document.path
    document.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _label(name: str) -> str:
    """The last part of a name, without characters that nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-_LONGEST_NAME:] or "file"


def _written(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Size and hash of what was written: to a name aside first, flushed, and only then under its own name."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside, size, sha256 = path.with_suffix(".unfinished"), 0, hashlib.sha256()
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123 - a handle
            for chunk in chunks:
                file.write(chunk)
                sha256.update(chunk)
                size += len(chunk)
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size, sha256.hexdigest()
