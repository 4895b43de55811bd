"""What was left: jobs whose worker died, jobs of which no worker was told, and what is of no use any more."""

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs.messages import send
from goodhands.foundation.jobs.models import OPEN, Job, JobState
from goodhands.foundation.jobs.running import try_later
from goodhands.foundation.jobs.workers import is_gone

SILENT = timedelta(seconds=60)
"""A worker that gave no sign of life for so long is thought dead. It gives one every few seconds."""
OLD_MESSAGE, OLD_JOB = timedelta(days=7), timedelta(days=90)


def take_up(at: datetime) -> None:
    """Have what was left worked on again, in every company that is not archived."""
    for company in Company.objects.filter(archived_at=None):
        with scope.within(company):
            take_up_here(at)


def take_up_here(at: datetime) -> None:
    """The same in the company in view."""
    for job in Job.objects.filter(state=JobState.RUNNING).select_related("asked_by"):
        if is_gone(job.worker):
            try_later(job, at, at_once=job.tries == 1)
        elif job.seen_at is None or job.seen_at < at - SILENT:
            try_later(job, at)
    for job in Job.objects.filter(state=JobState.WAITING, due_at__lt=at - SILENT):
        Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(due_at=at)
        job.due_at = at
        send(job)


def forget_old(*, at: datetime) -> None:
    """Throw away messages that are a week old, seen or not, and what is known of jobs that ended long ago."""
    DBTaskResult.objects.filter(enqueued_at__lt=at - OLD_MESSAGE).delete()
    for company in Company.objects.filter(archived_at=None):
        with scope.within(company):
            Job.objects.filter(ended_at__lt=at - OLD_JOB).exclude(state__in=OPEN).delete()
