"""Reads imports in the background, one at a time for each company, in a thread of the server.

What is to be read stands in the database, so that nothing is forgotten when the process ends: a start takes up what
waits, and what was being read when a process was killed. Reading twice is harmless: only the last step, a single
transaction, makes a file count, and it does so once. What cannot be read in several tries is given up with a sentence,
so that a file on which the process itself dies does not keep it from ever starting again.
"""

import logging
import threading
from datetime import datetime, timedelta
from queue import Empty, Queue
from uuid import UUID

from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import hold, record
from goodhands.foundation.companies.models import Company
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.reads import files

SILENT = timedelta(seconds=60)
MOST_TRIES = 5
AGAIN_AFTER = 1.0

_log = logging.getLogger(__name__)
_waiting: "Queue[tuple[UUID, UUID]]" = Queue()
_thread: threading.Thread | None = None
_starting = threading.Lock()


def enqueue(company: UUID, source: UUID) -> None:
    """Have an import read as soon as its turn comes."""
    _waiting.put((company, source))
    _ensure_thread()


def start() -> None:
    """Take up what was left waiting or half read by an earlier process.

    SQLite belongs to one server, so what was being read is read by nobody any more. Elsewhere another server may live.
    """
    for company in Company.objects.filter(archived_at=None):
        with scope.within(company):
            if connection.vendor == "sqlite":
                Import.objects.filter(state=ImportState.READING).update(state=ImportState.WAITING)
            take_up()


def take_up() -> None:
    """Have what is left to read of the company in view read; in the archive nothing is."""
    left = Import.objects.filter(state__in=[ImportState.WAITING, ImportState.READING])
    for key in left.order_by("made_at").values_list("pk", flat=True):
        enqueue(scope.current().pk, key)


def _ensure_thread() -> None:
    global _thread  # noqa: PLW0603 - one thread in a process
    with _starting:
        if _thread is None or not _thread.is_alive():
            _thread = threading.Thread(target=_run, name="reader of imports", daemon=True)
            _thread.start()


def _run() -> None:
    held_back: list[tuple[UUID, UUID]] = []
    while True:
        try:
            item = _waiting.get(timeout=AGAIN_AFTER if held_back else None)
        except Empty:
            for item in held_back:
                _waiting.put(item)
            held_back = []
            continue
        close_old_connections()
        try:
            if not read(*item, timezone.now()):
                held_back.append(item)
        except Exception:
            _log.exception("An import could not be read")
            held_back.append(item)
        finally:
            close_old_connections()


def read(company: UUID, source: UUID, at: datetime) -> bool:
    """Read one import to its end; False where another one of the company is being read and it has to wait."""
    found = Company.objects.get(pk=company)
    if found.archived_at is not None:
        return True  # it waits until somebody takes the company out of the archive
    with scope.within(found):
        claimed = _claim(source, at)
        if claimed is None:
            state = Import.objects.filter(pk=source).values_list("state", flat=True).first()
            return state not in (ImportState.WAITING, ImportState.READING)
        preview = files.previewed(claimed, claimed.mapping)
        _finish(claimed, preview, timezone.now())
    return True


def _claim(source: UUID, at: datetime) -> Import | None:
    """The import, if it is this reader's to read."""
    free = Q(state=ImportState.WAITING) | Q(state=ImportState.READING, seen_at__lt=at - SILENT)
    try:
        with transaction.atomic():
            hold()
            _give_up_on_the_silent(at)
            mine = Import.objects.select_for_update().filter(free, pk=source)
            tries = [found.get("tries", 0) + 1 for found in mine.values_list("found", flat=True)]
            if not tries:
                return None
            if tries[0] > MOST_TRIES:
                given_up = Import.objects.select_related("document", "made_by").get(pk=source)
                mine.update(state=ImportState.FAILED, refusal=_given_up(), done=1)
                record(Act.FAILED, given_up, by=given_up.made_by, at=at, now={"refusal": _given_up()})
                return None
            mine.update(state=ImportState.READING, seen_at=at, done=0.1, found={"tries": tries[0]})
    except IntegrityError:  # another import of this company is being read
        return None
    found: Import = Import.objects.select_related("document", "engagement", "made_by").get(pk=source)
    return found


def _given_up() -> str:
    sentence = _("Reading this file was broken off {n} times. The log of the server says more.")
    return sentence.format(n=MOST_TRIES)


def _give_up_on_the_silent(at: datetime) -> None:
    """An import whose reader has given no sign of life waits again."""
    silent = Import.objects.filter(state=ImportState.READING, seen_at__lt=at - SILENT)
    silent.update(state=ImportState.WAITING)


@transaction.atomic
def _finish(source: Import, preview: files.Preview, at: datetime) -> None:
    """The one step by which a file begins to count, and an earlier reading of the same file ceases to."""
    hold()
    refusal = preview.refusal or ("" if preview.tickets else files.nothing_usable(preview))
    mine = Import.objects.filter(pk=source.pk, state__in=[ImportState.READING, ImportState.WAITING])
    if refusal:
        if mine.update(state=ImportState.FAILED, refusal=refusal, done=1):
            record(Act.FAILED, source, by=source.made_by, at=at, now={"refusal": refusal})
        return
    found = {
        "rows": preview.rows,
        "tickets": preview.tickets,
        "resolved": preview.resolved,
        "rejected": preview.rejected,
        "identical": preview.identical,
        "problems": len(preview.problems),
    }
    if not mine.update(state=ImportState.PUBLISHED, found=found, published_at=at, done=1):
        return  # another reader has ended it already, and much may have happened since
    record(Act.COUNTED, source, by=source.made_by, at=at, now=found)
    earlier = Import.objects.filter(
        engagement=source.engagement, state=ImportState.PUBLISHED, document__sha256=source.document.sha256
    )
    for one in earlier.exclude(pk=source.pk).select_related("document"):
        Import.objects.filter(pk=one.pk).update(state=ImportState.UNDONE)
        record(Act.UNDONE, one, by=source.made_by, at=at)
    engagements.note_stage(engagement=source.engagement, stage="operate", state="now", by=source.made_by, at=at)
