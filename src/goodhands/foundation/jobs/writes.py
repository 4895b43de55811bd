"""Work is asked for, called off, and asked for again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from goodhands.foundation.audit.writes import hold
from goodhands.foundation.jobs.kinds import kind_of
from goodhands.foundation.jobs.messages import send
from goodhands.foundation.jobs.models import OPEN, Job, JobState
from goodhands.foundation.people.models import Person


@transaction.atomic
def ask(*, kind: str, about: UUID, name: str, path: str, by: Person, at: datetime) -> Job:
    """Have work on a thing done in the background, once, however often it is asked for; the open job.

    Goes with the transaction of whoever asks. `path` is the page on which the outcome will be seen.
    """
    found: Job | None = Job.objects.filter(kind=kind, about=about, state__in=OPEN).first()
    if found is None:
        found = Job.objects.create(
            kind=kind, about=about, name=name[:300], path=path, asked_by=by, asked_at=at, due_at=at
        )  # fmt: skip
    send(found)
    return found


@transaction.atomic
def cancel_job(*, job: Job, by: Person, at: datetime) -> bool:
    """Call work off; False where it has ended already. Whoever works on it stops at the next sign of life."""
    hold()
    if not Job.objects.filter(pk=job.pk, state__in=OPEN).update(state=JobState.CANCELLED, ended_at=at):
        return False
    kind_of(job.kind).cancelled(job.about, by, at)
    return True


@transaction.atomic
def try_again(*, job: Job, by: Person, at: datetime) -> bool:
    """Ask for failed or cancelled work anew; False where something else was done about it since."""
    hold()
    newest = Job.objects.filter(kind=job.kind, about=job.about).first()
    if newest is None or newest.pk != job.pk or newest.state not in (JobState.FAILED, JobState.CANCELLED):
        return False
    kind_of(job.kind).again(job.about, by, at)
    return bool(Job.objects.filter(kind=job.kind, about=job.about, state__in=OPEN).exists())
