"""A job is claimed, worked on, and ended by one flip; or it is tried again, or given up with a sentence.

The claim is the number of the try. Whoever is thought dead and is not finds at the next sign of life, at the latest at
the flip, that the job is no longer hers, and nothing of what she did is seen.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from goodhands.foundation.audit.writes import hold
from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs.kinds import Flip, kind_of, known
from goodhands.foundation.jobs.messages import send
from goodhands.foundation.jobs.models import Job, JobState
from goodhands.foundation.jobs.workers import me
from goodhands.foundation.rules.full_disk import is_full_disk
from goodhands.foundation.rules.sentences import Refused, retold

MOST_TRIES = 5
PAUSES = (timedelta(seconds=1), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
"""How long to wait after each try that came to nothing."""

_log = logging.getLogger(__name__)


class Stopped(Exception):
    """The job is no longer this worker's: it was cancelled, or given to another."""


@dataclass(frozen=True, slots=True)
class Working:
    """What work knows of its job: a way to say how far it is, and to learn that nobody waits for it any more."""

    job: Job
    until: datetime

    def say(self, done: float) -> None:
        """A share from 0 to 1. Stopped where the job is not this worker's any more."""
        if not self.seen(done=done):
            raise Stopped

    def seen(self, **more: object) -> bool:
        """Give a sign of life; whether the job is still this worker's."""
        return bool(_mine(self.job).update(seen_at=timezone.now(), **more))


_beating: dict[Working, Company] = {}
_turn = threading.Lock()


@contextmanager
def _alive(working: Working) -> Iterator[None]:
    """Inside, `beat` gives signs of life for this work."""
    with _turn:
        _beating[working] = scope.current()
    try:
        yield
    finally:
        with _turn:
            _beating.pop(working, None)


def beat(at: datetime) -> None:
    """Give a sign of life for all that is worked on in this process and has not taken too long."""
    with _turn:
        alive = [(working, company) for working, company in _beating.items() if at < working.until]
    for working, company in alive:
        with scope.within(company):
            working.seen()


def look_at(company: str, key: str) -> None:
    """Work on a job if it is due and nobody else does; in the archive it waits."""
    found = Company.objects.filter(pk=UUID(company), archived_at=None).first()
    if found is not None:
        with scope.within(found):
            do(UUID(key), timezone.now())


def do(key: UUID, at: datetime) -> bool:
    """Work on a job of the company in view to its end; whether it was this worker's to work on."""
    job = claim(key, at)
    if job is None:
        return False
    try:
        kind = kind_of(job.kind)
        working = Working(job, timezone.now() + kind.longest)
        with _alive(working):
            flip = kind.work(job.about, working)
        end(job, flip, timezone.now())
    except Stopped:
        _log.info("Work on %s is not this worker's any more", key)
    except Refused as refused:
        give_up(job, f"{retold(refused.sentence, _).rstrip('.')}.", timezone.now())
    except Exception as error:
        _log.exception("Work on %s (%s) broke off", job.kind, key)
        try_later(job, timezone.now(), why=_why(error))
    return True


def claim(key: UUID, at: datetime) -> Job | None:
    """The job, if it waits, is due, and of a kind that this version knows: from now on it is this worker's."""
    waits = Job.objects.filter(pk=key, kind__in=known(), state=JobState.WAITING, due_at__lte=at)
    if not waits.update(
        state=JobState.RUNNING, tries=F("tries") + 1, seen_at=timezone.now(), worker=me(), done=0, refusal=""
    ):
        return None
    found: Job = Job.objects.select_related("asked_by").get(pk=key)
    return found


@transaction.atomic
def end(job: Job, flip: Flip, at: datetime) -> bool:
    """The one step by which work is done and seen, if it is still this worker's."""
    hold()
    if not _mine(job).update(state=JobState.DONE, done=1, ended_at=at, refusal=""):
        return False
    flip(at)
    return True


@transaction.atomic
def give_up(job: Job, sentence: str, at: datetime) -> None:
    """The job has failed for good, and the thing is told why."""
    hold()
    if _mine(job).update(state=JobState.FAILED, ended_at=at, refusal=sentence):
        kind_of(job.kind).failed(job.about, sentence, job.asked_by, at)


@transaction.atomic
def try_later(job: Job, at: datetime, *, why: str = "", at_once: bool = False) -> None:
    """A try came to nothing, `why` in a sentence: another one follows after a pause, until there were enough."""
    if job.tries >= MOST_TRIES:
        sentence = _("It was broken off {n} times. The log of the server says more.").format(n=MOST_TRIES)
        return give_up(job, why or sentence, at)
    due = at if at_once else at + PAUSES[min(job.tries, len(PAUSES)) - 1]
    if _mine(job).update(state=JobState.WAITING, due_at=due, worker="", refusal=why):
        job.due_at = due
        send(job)
    return None


def _why(error: Exception) -> str:
    """What a person can do something about, in a sentence; nothing for other errors."""
    return _("The disk of the server is full; nothing was changed.") if is_full_disk(error) else ""


def _mine(job: Job) -> "QuerySet[Job]":
    """The job, as long as it is in the hands in which it was when it was claimed."""
    found: QuerySet[Job] = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, tries=job.tries)
    return found
