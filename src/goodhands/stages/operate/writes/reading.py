"""Reading a ticket file in the background: the work, and what becomes of the file when it ends in whatever way.

A file is read whole in memory, which takes seconds for a million rows, and nothing is kept until the flip
(docs/adr/0025). So it can be broken off anywhere, and reading it again is all that resuming takes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import hold, record
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.jobs.kinds import Flip, Kind
from goodhands.foundation.jobs.running import Working
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.sentences import Refused
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.reads import files
from goodhands.stages.operate.reads.files import READING
from goodhands.stages.operate.writes.imports import import_tickets


def read(key: UUID, working: Working) -> Flip:
    """Read a file, and let it count. Refused, with the reason, where nothing of it can be used."""
    source = _waiting(key)
    if source is None:
        raise Refused(_("The file is gone, or something else was done with it."))
    preview = files.previewed(source, source.mapping, working.say)
    if refusal := preview.refusal or ("" if preview.tickets else files.nothing_usable(preview)):
        raise Refused(refusal)
    return lambda at: _publish(key, preview, at)


@transaction.atomic
def read_at_once(*, source: Import, mapping: Mapping[str, Any], at: datetime) -> None:
    """Read a file that this program has made itself, in the transaction of whoever asks, and let it count."""
    hold()
    _now(source, state=ImportState.WAITING, mapping=dict(mapping))
    _publish(source.pk, files.previewed(source, mapping), at)


def _publish(key: UUID, preview: files.Preview, at: datetime) -> None:
    """From here on a file counts, and an earlier reading of the same file does not."""
    source = _waiting(key)
    if source is None:
        return
    found = {
        "rows": preview.rows,
        "tickets": preview.tickets,
        "resolved": preview.resolved,
        "rejected": preview.rejected,
        "identical": preview.identical,
        "problems": len(preview.problems),
    }
    known = {"beginnings": list(preview.beginnings), "whose": dict(preview.whose)}
    _now(source, state=ImportState.PUBLISHED, found=found | known, published_at=at)
    record(Act.COUNTED, source, by=source.made_by, at=at, now={**found, "beginnings": ", ".join(preview.beginnings)})
    earlier = Import.objects.filter(
        engagement=source.engagement, state=ImportState.PUBLISHED, document__sha256=source.document.sha256
    )
    for one in earlier.exclude(pk=source.pk).select_related("document"):
        _now(one, state=ImportState.UNDONE)
        record(Act.UNDONE, one, by=source.made_by, at=at)
    engagements.note_stage(engagement=source.engagement, stage="operate", state="now", by=source.made_by, at=at)


def failed(key: UUID, sentence: str, by: Person, at: datetime) -> None:
    """The file could not be read; it says why."""
    source = _waiting(key)
    if source is not None:
        _now(source, state=ImportState.FAILED, refusal=sentence)
        record(Act.FAILED, source, by=by, at=at, now={"refusal": sentence})


def cancelled(key: UUID, by: Person, at: datetime) -> None:
    """The file stands where it stood before it was to be read, with what was said of its columns."""
    source = _waiting(key)
    if source is not None:
        _now(source, state=ImportState.DRAFT)
        record(Act.CALLED_OFF, source, by=by, at=at)


def read_anew(key: UUID, by: Person, at: datetime) -> None:
    """Have the file read once more in the same way, if it is still there."""
    source = _found(key)
    if source is not None:
        import_tickets(source=source, mapping=source.mapping, by=by, at=at)


KIND = Kind(READING, gettext_lazy("reading a ticket file"), read, failed, cancelled, read_anew)


def _found(key: UUID) -> Import | None:
    all_of_them = Import.objects.select_related("document", "engagement", "made_by")
    found: Import | None = all_of_them.filter(pk=key).first()
    return found


def _waiting(key: UUID) -> Import | None:
    """The file, if it is still to be read."""
    source = _found(key)
    return source if source is not None and source.state == ImportState.WAITING else None


def _now(source: Import, **facts: object) -> None:
    Import.objects.filter(pk=source.pk).update(**facts)
