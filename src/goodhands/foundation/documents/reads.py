"""Which files are kept, what are they part of, and what is in them?"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, ManyToOneRel, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from goodhands.foundation.confined.running import Broken, done
from goodhands.foundation.documents import kinds
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.paging import cut
from goodhands.foundation.rules.sentences import Refused, retold

_CHUNK = 1 << 18
_PICTURES = "goodhands.foundation.documents.pictures"
_LARGEST_PICTURE = 5 << 20


class Damaged(Exception):
    """A stored file is missing or is not what was handed in."""


class NoPicture(Exception):
    """A page of a file cannot be shown."""


class Holder(Protocol):
    """A row of a stage that a file is part of."""

    def part_of(self) -> str:
        """In words what that is."""

    def get_absolute_url(self) -> str:
        """The address of its page."""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A file in the list: what it is, and what it is part of, if it is part of something."""

    document: Document
    kind: str
    part_of: str
    address: str


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """A page of the list, the newest first, and the file that was just removed."""

    lines: Sequence[DocumentLine]
    count: int
    number: int
    last: int
    removed: Document | None


@dataclass(frozen=True, slots=True)
class Preview:
    """A file and those of its pages that can be shown."""

    line: DocumentLine
    pages: Sequence[int]

    @property
    def hash(self) -> str:
        """The beginning of its hash, enough for two people to compare."""
        return self.line.document.sha256[:16]


def documents(number: int = 1, removed: UUID | None = None) -> DocumentsPage:
    """The files of the company in view."""
    found = _standing().select_related("kept_by").order_by("-kept_at", "pk")
    count = found.count()
    page = cut(count, number)
    shown = list(found[page.start : page.stop])
    gone = Document.binned.filter(pk=removed).first() if removed else None
    return DocumentsPage(_lines(shown), count, page.number, page.last, gone)


def document(key: UUID) -> Document:
    """A document of the company in view; Document.DoesNotExist where there is none, or where it lies aside."""
    found: Document = _standing().select_related("kept_by").get(pk=key)
    return found


def preview(key: UUID) -> Preview:
    """A file as it can be looked at; Document.DoesNotExist as above."""
    (line,) = _lines([document(key)])
    return Preview(line, range(1, line.document.pages + 1))


def picture(stored: Document, page: int) -> bytes:
    """A page of a file, drawn anew as PNG. NoPicture where there is none, Damaged where the file is not whole."""
    if not 1 <= page <= stored.pages:
        raise NoPicture
    with opened(stored) as file:
        try:
            return done(_PICTURES, file, stored.name, str(page), most=_LARGEST_PICTURE)
        except (Broken, Refused) as reason:
            raise NoPicture(str(reason)) from None


def opened(stored: Document) -> BufferedReader:
    """The file of a document at its beginning, after all of it was held against its hash; Damaged where they differ."""
    try:
        file = (Path(settings.FILES) / stored.path).open("rb")
    except OSError as error:
        raise Damaged(f"The stored file “{stored.name}” cannot be read: {error.strerror}") from None
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    if digest.hexdigest() != stored.sha256:
        file.close()
        raise Damaged(f"The stored file “{stored.name}” is not what was handed in any more")
    file.seek(0)
    return file


def content(stored: Document) -> bytes:
    """All bytes of a document at once, for whoever takes them apart; Damaged as above."""
    with opened(stored) as file:
        return file.read()


def streamed(stored: Document) -> Iterator[bytes]:
    """The bytes of a document, part by part, after all of them were held against its hash; Damaged as above."""
    opened(stored).close()
    return _parts(Path(settings.FILES) / stored.path)


def _parts(place: Path) -> Iterator[bytes]:
    with place.open("rb") as file:
        while part := file.read(_CHUNK):
            yield part


def _standing() -> "QuerySet[Document]":
    """Files that were not removed themselves, nor together with all that they were part of."""
    held, ever_held = Q(), Q()
    for model, name in _ways():
        mine = {name: OuterRef("pk")}
        held |= Q(Exists(model._default_manager.filter(**mine)))
        if issubclass(model, Removable):
            ever_held |= Q(Exists(model.binned.filter(**mine)))
    found: QuerySet[Document] = Document.objects.filter(held | ~ever_held)
    return found


def _ways() -> list[tuple[Any, str]]:
    """All models that have a file as a part of theirs, and the name of the way to it."""
    ways = Document._meta.get_fields(include_hidden=True)
    return [(way.related_model, way.field.name) for way in ways if isinstance(way, ManyToOneRel)]


def _lines(shown: Sequence[Document]) -> list[DocumentLine]:
    holders: dict[UUID, Holder] = {}
    for model, name in _ways():
        for holder in model._default_manager.filter(**{f"{name}__in": shown}).select_related():
            holders.setdefault(getattr(holder, f"{name}_id"), holder)
    return [_line(one, holders.get(one.pk)) for one in shown]


def _line(stored: Document, holder: Holder | None) -> DocumentLine:
    known = kinds.KINDS.get(stored.kind)
    others = {kinds.TICKETS: _("ticket export"), kinds.PAPER: _("paper")}
    kind = retold(known.words, _) if known else others[stored.kind]
    part_of, address = (holder.part_of(), holder.get_absolute_url()) if holder else ("", "")
    return DocumentLine(stored, kind, part_of, address)
