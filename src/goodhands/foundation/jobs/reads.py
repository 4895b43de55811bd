"""Which work is under way, and what came of the rest?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from goodhands.foundation.jobs.kinds import kind_of
from goodhands.foundation.jobs.models import OPEN, Job, JobState
from goodhands.foundation.rules.sentences import Refused

MOST = 100

_TONES = {JobState.DONE: "kept", JobState.FAILED: "missed", JobState.WAITING: "unsure", JobState.RUNNING: "unsure"}


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job in the list. `can_try` is there for the newest about its thing, where that came to nothing."""

    job: Job
    title: str
    tone: str
    can_try: bool

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.job.state in OPEN

    @property
    def tries_again(self) -> bool:
        """Whether it waits after a try that came to nothing."""
        return self.job.state == JobState.WAITING and self.job.tries > 0


@dataclass(frozen=True, slots=True)
class JobsPage:
    """The newest jobs first, and how many of them are open and have failed."""

    lines: Sequence[JobLine]
    open: int
    failed: int


def jobs() -> JobsPage:
    """The work that was asked for in the company in view, the newest first."""
    found = list(Job.objects.select_related("asked_by")[:MOST])
    newest: dict[tuple[str, UUID], UUID] = {}
    for job in found:
        newest.setdefault((job.kind, job.about), job.pk)
    lines = [_line(job, newest[job.kind, job.about] == job.pk) for job in found]
    failed = sum(line.can_try and line.job.state == JobState.FAILED for line in lines)
    return JobsPage(lines, sum(line.is_open for line in lines), failed)


def _line(job: Job, newest: bool) -> JobLine:
    try:
        title = str(kind_of(job.kind).title)
    except Refused:
        title = job.kind
    can_try = newest and job.state in (JobState.FAILED, JobState.CANCELLED)
    return JobLine(job, title, _TONES.get(JobState(job.state), "none"), can_try)


def job(key: UUID) -> Job:
    """One job; Job.DoesNotExist where there is none."""
    found: Job = Job.objects.select_related("asked_by").get(pk=key)
    return found


def open_job(kind: str, about: UUID) -> Job | None:
    """The job that is to be done about a thing, if any."""
    found: Job | None = Job.objects.filter(kind=kind, about=about, state__in=OPEN).first()
    return found
