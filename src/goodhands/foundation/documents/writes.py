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

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import record
from goodhands.foundation.bin import writes as things
from goodhands.foundation.companies.models import Company
from goodhands.foundation.documents.inspection import Inspected
from goodhands.foundation.documents.kinds import PAPER, label
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person

_UNFINISHED = ".unfinished"
_INVENTED = "invented"
_LEFT_ALONE = timedelta(hours=1)

_log = logging.getLogger(__name__)


@transaction.atomic
def keep(*, name: str, chunks: Iterable[bytes], by: Person, at: datetime) -> Document:
    """Keep a file of the company in view for what it is part of. What is left of a cut-off upload has no row."""
    return _kept(Document(name=label(name)), chunks, by, at)


@transaction.atomic
def keep_paper(*, name: str, content: bytes, by: Person, at: datetime) -> Document:
    """Keep a PDF that this program has made, for what it is part of."""
    return _kept(Document(name=label(name), kind=PAPER), [content], by, at)


@transaction.atomic
def hand_in(*, inspected: Inspected, by: Person, at: datetime) -> Document:
    """Keep a file for its own sake, as what it was found to be."""
    document = Document(name=inspected.name, kind=inspected.kind.key, pages=inspected.pages)
    _kept(document, inspected.chunks(), by, at)
    record(Act.UPLOADED, document, by=by, at=at, now={"sha256": document.sha256, "size": document.size})
    return document


def remove_document(*, document: Document, by: Person, at: datetime) -> None:
    """Lay a file aside for thirty days. InUse where it is part of something."""
    things.remove(thing=document, by=by, at=at)


def let_go(*, document: Document) -> None:
    """Delete a document for ever, unless something still leads to it, from the bin or not."""
    if not things.leads_to(document):
        Document.objects.filter(pk=document.pk).delete()
        document.gone()


def _kept(document: Document, chunks: Iterable[bytes], by: Person, at: datetime) -> Document:
    document.kept_by, document.kept_at = by, at
    document.claim()
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
            found = [manager.values_list("pk", "kept_at") for manager in (Document.objects, Document.binned)]
            kept = {str(key): kept_at for rows in found for key, kept_at in rows}
        newest = max(kept.values(), default=datetime.min.replace(tzinfo=UTC))
        for path in folder.iterdir() if folder.is_dir() else ():
            written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            certain = path.suffix == _UNFINISHED or written_at < newest
            if path.name not in {*kept, _INVENTED} and certain and written_at < at - _LEFT_ALONE:
                _log.warning("What a cut-off upload has left is thrown away: %s", path)
                path.unlink(missing_ok=True)


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
