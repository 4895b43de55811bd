"""Files come in, are read, and can be taken back. A file counts whole or not at all."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import hold, record
from goodhands.foundation.bin import writes as things
from goodhands.foundation.companies.models import Company
from goodhands.foundation.documents import writes as documents
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs import writes as jobs
from goodhands.foundation.people.models import Person
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.reads.files import READING


class AlreadyImported(Exception):
    """This very file counts already; `source` is the import of it."""

    def __init__(self, source: Import) -> None:
        super().__init__(source.document.name)
        self.source = source


@transaction.atomic
def upload_tickets(*, engagement: Engagement, name: str, chunks: Iterable[bytes], by: Person, at: datetime) -> Import:
    """Keep a ticket file as it is; nothing of it counts yet. AlreadyImported where this very file counts already."""
    document = documents.keep(name=name, chunks=chunks, by=by, at=at)
    hold()
    same = _published(engagement).filter(document__sha256=document.sha256).first()
    if same is not None:
        documents.discard(document=document)
        raise AlreadyImported(same)
    made: Import = Import.objects.create(engagement=engagement, document=document, made_by=by, made_at=at)
    record(Act.UPLOADED, made, by=by, at=at, now={"sha256": document.sha256, "size": document.size})
    return made


@transaction.atomic
def read_again(*, source: Import, by: Person, at: datetime) -> Import:
    """A new draft of a file that was handed in before, to read it in another way."""
    hold()
    made: Import = Import.objects.create(
        engagement=source.engagement, document=source.document, mapping=source.mapping, made_by=by, made_at=at
    )
    record(Act.UPLOADED, made, by=by, at=at, now={"sha256": source.document.sha256, "size": source.document.size})
    return made


@transaction.atomic
def import_tickets(*, source: Import, mapping: Mapping[str, Any], by: Person, at: datetime) -> None:
    """Have a file read this way; it counts once it is read whole. Reading goes on while other pages are used."""
    hold()
    mine = Import.objects.filter(pk=source.pk, state__in=[ImportState.DRAFT, ImportState.FAILED])
    if not mine.update(state=ImportState.WAITING, mapping=dict(mapping), found={}, refusal=""):
        return
    record(Act.READ_SO, source, by=by, at=at, now={"mapping": json.dumps(mapping, ensure_ascii=False, sort_keys=True)})
    _ask(source, by, at)


def take_up(*, at: datetime) -> None:
    """Have what is to be read in the company in view read: where it came in from elsewhere, or out of the archive."""
    for source in Import.objects.filter(state=ImportState.WAITING).select_related("document", "engagement", "made_by"):
        _ask(source, source.made_by, at)


def take_up_everywhere(*, at: datetime) -> None:
    """The same in every company that is not archived, in case nobody was told."""
    for company in Company.objects.filter(archived_at=None):
        with scope.within(company):
            take_up(at=at)


def _ask(source: Import, by: Person, at: datetime) -> None:
    jobs.ask(
        kind=READING, about=source.pk, name=source.document.name, path=source.get_absolute_url(), by=by, at=at
    )  # fmt: skip


@transaction.atomic
def undo_import(*, source: Import, by: Person, at: datetime) -> None:
    """Take a whole import back: from now on its file counts for nothing, as if it had never come."""
    hold()
    if Import.objects.filter(pk=source.pk, state=ImportState.PUBLISHED).update(state=ImportState.UNDONE):
        record(Act.UNDONE, source, by=by, at=at)


@transaction.atomic
def redo_import(*, source: Import, by: Person, at: datetime) -> None:
    """Let an undone import count again."""
    hold()
    same = _published(source.engagement).filter(document__sha256=source.document.sha256)
    if not same.exists():
        mine = Import.objects.filter(pk=source.pk, state=ImportState.UNDONE)
        if mine.update(state=ImportState.PUBLISHED, published_at=at):
            record(Act.REDONE, source, by=by, at=at)


@transaction.atomic
def remove_draft(*, source: Import, by: Person, at: datetime) -> None:
    """Lay a file aside that was handed in and never counted; for thirty days it can be put back."""
    hold()
    if Import.objects.filter(pk=source.pk, state__in=[ImportState.DRAFT, ImportState.FAILED]).exists():
        things.remove(thing=source, by=by, at=at)


def _published(engagement: Engagement) -> Any:
    found = Import.objects.filter(engagement=engagement, state=ImportState.PUBLISHED)
    return found.select_related("document")
