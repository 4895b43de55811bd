"""Keeping files. A file is on disk, whole and flushed, before the row that names it is."""

import hashlib
import logging
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from goodhands.foundation.companies.models import Company
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person

_LONGEST_NAME = 255
_UNFINISHED = ".unfinished"
_INVENTED = "invented"
_LEFT_ALONE = timedelta(hours=1)

_log = logging.getLogger(__name__)


@transaction.atomic
def keep(*, name: str, chunks: Iterable[bytes], by: Person, at: datetime) -> Document:
    """Keep a file of the company in view. What is left of a cut-off upload has no row."""
    document = Document(name=_label(name), kept_by=by, kept_at=at).claim()
    document.size, document.sha256 = _written(Path(settings.FILES) / document.path, chunks)
    document.save()
    return document


def place(*, document: Document, chunks: Iterable[bytes]) -> None:
    """Lay the file of a document on disk that comes from elsewhere with its row; the row comes after."""
    path = Path(settings.FILES) / document.path
    path.with_suffix(_UNFINISHED).unlink(missing_ok=True)  # of an earlier attempt that was cut off
    document.size, document.sha256 = _written(path, chunks)


def discard(*, document: Document) -> None:
    """Throw away the file of a document whose row will not be: for a transaction that is about to fail."""
    (Path(settings.FILES) / document.path).unlink(missing_ok=True)


def mark_invented(*, company: Company) -> None:
    """Note on the folder of an example that its files may go once there is no such company."""
    folder = Path(settings.FILES) / str(company.pk)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / _INVENTED).touch()


def throw_away(*, company: Company) -> None:
    """Throw away all files of an example that is no longer on record."""
    shutil.rmtree(Path(settings.FILES) / str(company.pk), ignore_errors=True)


def _sweep_examples(at: datetime) -> None:
    """Throw away what is left of examples where a process ended between their last row and their files."""
    known = {str(key) for key in Company.objects.values_list("pk", flat=True)}
    for mark in Path(settings.FILES).glob(f"*/{_INVENTED}"):
        made_at = datetime.fromtimestamp(mark.stat().st_mtime, UTC)
        if mark.parent.name not in known and made_at < at - _LEFT_ALONE:
            shutil.rmtree(mark.parent, ignore_errors=True)


def sweep(*, at: datetime) -> None:
    """Throw away what uploads that were cut off have left: old files that no document names. For the start of a server.

    Only in folders of companies on record, and no whole file that is younger than all that is on record: where somebody
    starts with an empty or an older database by mistake, the files of the right one must still be there. Those of an
    example are invented, and need not be.
    """
    _sweep_examples(at)
    for company in Company.objects.all():
        folder = Path(settings.FILES) / str(company.pk)
        with scope.within(company):
            kept = {str(key): kept_at for key, kept_at in Document.objects.values_list("pk", "kept_at")}
        newest = max(kept.values(), default=datetime.min.replace(tzinfo=UTC))
        for path in folder.iterdir() if folder.is_dir() else ():
            written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            certain = path.suffix == _UNFINISHED or written_at < newest
            if path.name not in {*kept, _INVENTED} and certain and written_at < at - _LEFT_ALONE:
                _log.warning("What a cut-off upload has left is thrown away: %s", path)
                path.unlink(missing_ok=True)


def _label(name: str) -> str:
    """The last part of a name, without characters that nobody sees."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-_LONGEST_NAME:] or "file"


def _written(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Size and hash of what was written: to a name aside first, flushed, and only then under its own name."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside, size, sha256 = path.with_suffix(_UNFINISHED), 0, hashlib.sha256()
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
