"""Is work done once, whoever dies in the middle of it, and is it seen whole or not at all?"""

import errno
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs import kinds, lost, reads, running, turns, workers, writes
from goodhands.foundation.jobs.background import Background
from goodhands.foundation.jobs.kinds import Flip, Kind
from goodhands.foundation.jobs.models import Job, JobState, Turn
from goodhands.foundation.jobs.running import MOST_TRIES, PAUSES, Working
from goodhands.foundation.jobs.tests.due import do_what_is_due
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.sentences import Refused, said

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
LONG_AGO = NOW - lost.SILENT - timedelta(seconds=1)


@dataclass
class Toy:
    """Work that does what a test wants, and what was seen of it."""

    does: Callable[[Working], None] = lambda working: None
    seen: list[str] = field(default_factory=list)

    def work(self, about: UUID, working: Working) -> Flip:
        self.does(working)
        return lambda at: self.seen.append("done")

    def failed(self, about: UUID, sentence: str, by: Person, at: datetime) -> None:
        self.seen.append(f"failed: {sentence}")

    def cancelled(self, about: UUID, by: Person, at: datetime) -> None:
        self.seen.append("cancelled")

    def again(self, about: UUID, by: Person, at: datetime) -> None:
        writes.ask(kind="toy", about=about, name="a toy", path="/", by=by, at=at)


@dataclass
class Place:
    company: Company
    owner: Person
    toy: Toy

    def ask(self, about: UUID | None = None, at: datetime = NOW) -> Job:
        return writes.ask(kind="toy", about=about or uuid4(), name="a toy", path="/", by=self.owner, at=at)


@pytest.fixture
def place(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A company in view, with a kind of work."""
    toy = Toy()
    known = {"toy": Kind("toy", "playing", toy.work, toy.failed, toy.cancelled, toy.again)}
    monkeypatch.setattr(kinds, "_KINDS", known)
    owner = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    company = companies.start_company(name="Alder", country="PT", timezone="Europe/Lisbon", by=owner, at=NOW)
    with scope.within(company):
        yield Place(company, owner, toy)


def now(job: Job) -> Job:
    job.refresh_from_db()
    return job


def at_once(many: int, work: Callable[[], Any], company: Company | None = None) -> list[Any]:
    """What several threads get that do the same at the same moment."""
    ready, got = threading.Barrier(many), []

    def run() -> None:
        try:
            ready.wait(timeout=30)
            if company is None:
                got.append(work())
            else:
                with scope.within(company):
                    got.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return got


def test_what_is_asked_for_twice_is_one_job_and_is_done_once(place: Place) -> None:
    about = uuid4()
    first, second = place.ask(about), place.ask(about)
    assert first == second
    assert do_what_is_due() == 2
    assert do_what_is_due() == 0
    assert (place.toy.seen, now(first).state, first.tries, first.done) == (["done"], JobState.DONE, 1, 1)


def test_what_was_asked_for_in_a_transaction_that_failed_is_never_done(place: Place) -> None:
    @transaction.atomic
    def fails() -> None:
        place.ask()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert (do_what_is_due(), Job.objects.count()) == (0, 0)


def test_work_that_breaks_off_is_tried_again_after_longer_and_longer_and_then_given_up(place: Place) -> None:
    def breaks(_: Working) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    place.toy.does = breaks
    full = "The disk of the server is full; nothing was changed."
    job, at, pauses = place.ask(), NOW, []
    for number in range(MOST_TRIES):
        assert not running.do(job.pk, at - timedelta(seconds=1))
        assert running.do(job.pk, at)
        if number < MOST_TRIES - 1:
            assert now(job).state == JobState.WAITING
            at = job.due_at
            pauses.append(round((at - timezone.now()).total_seconds()))
            assert job.refusal == full
    assert now(job).state == JobState.FAILED
    assert place.toy.seen == [f"failed: {full}"]
    assert not running.do(job.pk, at + timedelta(days=1))
    assert pauses == [pause.total_seconds() for pause in PAUSES]


def test_work_that_is_refused_is_not_tried_again_but_can_be_asked_for_anew(place: Place) -> None:
    def refuses(_: Working) -> None:
        raise Refused(said("{name} is empty", name="a.csv"))

    place.toy.does = refuses
    job = place.ask()
    running.do(job.pk, NOW)
    assert (now(job).state, job.refusal, job.tries) == (JobState.FAILED, "a.csv is empty.", 1)
    place.toy.does = lambda working: None
    for expected in (True, False):
        assert writes.try_again(job=job, by=place.owner, at=NOW + timedelta(seconds=1)) is expected
    do_what_is_due()
    assert place.toy.seen == ["failed: a.csv is empty.", "done"]


def test_work_learns_that_it_was_called_off_and_nothing_of_it_is_seen(place: Place) -> None:
    said_after = []

    def called_off_meanwhile(working: Working) -> None:
        working.say(0.25)
        assert now(working.job).done == 0.25
        assert writes.cancel_job(job=working.job, by=place.owner, at=NOW)
        with pytest.raises(running.Stopped):
            working.say(0.5)
        said_after.append(True)

    place.toy.does = called_off_meanwhile
    job = place.ask()
    running.do(job.pk, NOW)
    assert (now(job).state, place.toy.seen, said_after) == (JobState.CANCELLED, ["cancelled"], [True])


def test_a_flip_that_breaks_off_leaves_the_job_to_be_tried_again(place: Place) -> None:
    job = place.ask()
    claimed = running.claim(job.pk, NOW)
    assert claimed is not None

    def breaks(at: datetime) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        running.end(claimed, breaks, NOW)
    assert now(job).state == JobState.RUNNING
    running.try_later(claimed, NOW)
    assert now(job).state == JobState.WAITING


def test_work_of_a_kind_that_only_a_newer_version_knows_waits_for_that(place: Place) -> None:
    job = place.ask()
    Job.objects.filter(pk=job.pk).update(kind="a later one")
    do_what_is_due()
    assert now(job).state == JobState.WAITING
    with pytest.raises(Refused, match="knows no work called “a later one”"):
        writes.cancel_job(job=job, by=place.owner, at=NOW)
    assert now(job).state == JobState.WAITING
    assert reads.jobs().lines[0].title == "a later one"


def dead_worker() -> str:
    """A worker of this machine whose process has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return workers.me().replace(f":{workers.os.getpid()}:", f":{ended.pid}:")


@pytest.mark.parametrize(
    ("worker", "seen_at", "state"),
    [
        ("dead", NOW, JobState.WAITING),
        ("me before a restart", NOW, JobState.WAITING),
        ("me", NOW, JobState.RUNNING),
        ("me", LONG_AGO, JobState.WAITING),
        ("elsewhere:1:ab", NOW, JobState.RUNNING),
        ("elsewhere:1:ab", LONG_AGO, JobState.WAITING),
        ("not a worker", NOW, JobState.RUNNING),
        ("", LONG_AGO, JobState.WAITING),
    ],
)
def test_only_work_of_the_dead_and_of_the_silent_is_given_to_another(
    place: Place, worker: str, seen_at: datetime, state: str
) -> None:
    job = place.ask()
    running.claim(job.pk, NOW)
    names = {"dead": dead_worker, "me": workers.me, "me before a restart": lambda: workers.me()[:-8] + "00000000"}
    name = names.get(worker, lambda: worker)()
    Job.objects.filter(pk=job.pk).update(worker=name, seen_at=seen_at)
    lost.take_up(NOW)
    assert now(job).state == state


def test_a_job_that_kills_its_process_each_time_is_given_up(place: Place) -> None:
    job = place.ask()
    for _ in range(MOST_TRIES):
        assert running.claim(job.pk, NOW) is not None
        Job.objects.filter(pk=job.pk).update(worker=dead_worker())
        lost.take_up(NOW)
        Job.objects.filter(pk=job.pk).update(due_at=NOW)
    assert now(job).state == JobState.FAILED
    assert len(place.toy.seen) == 1


def test_a_job_of_which_no_worker_was_told_is_not_forgotten(place: Place) -> None:
    job = place.ask(at=LONG_AGO)
    DBTaskResult.objects.all().delete()
    lost.take_up(NOW)
    assert do_what_is_due() == 1
    assert now(job).state == JobState.DONE


def test_a_worker_that_lives_gives_signs_of_life_but_not_for_ever(place: Place) -> None:
    job = place.ask()

    def takes_long(working: Working) -> None:
        for at, counts in ((working.until - timedelta(seconds=1), True), (working.until, False)):
            Job.objects.filter(pk=job.pk).update(seen_at=LONG_AGO)
            running.beat(at)
            assert (now(job).seen_at != LONG_AGO) is counts

    place.toy.does = takes_long
    running.do(job.pk, NOW)
    assert now(job).state == JobState.DONE
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, seen_at=LONG_AGO)
    running.beat(NOW)
    assert now(job).seen_at == LONG_AGO


def test_in_the_archive_work_waits(place: Place) -> None:
    job = place.ask(at=LONG_AGO)
    companies.archive_company(by=place.owner, at=NOW)
    lost.take_up(NOW)
    do_what_is_due()
    assert now(job).state == JobState.WAITING


def test_old_work_is_forgotten_and_open_work_never(place: Place) -> None:
    ended, open_one = place.ask(), place.ask()
    running.do(ended.pk, NOW)
    DBTaskResult.objects.update(enqueued_at=NOW)
    lost.forget_old(at=NOW + lost.OLD_JOB + timedelta(days=365))
    assert list(Job.objects.all()) == [open_one]
    assert DBTaskResult.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_that_race_for_a_job_one_wins(place: Place) -> None:
    for _ in range(5):
        job = place.ask()
        won = at_once(4, lambda job=job: running.claim(job.pk, NOW), place.company)
        assert len(won) == 4
        assert sum(one is not None for one in won) == 1
        assert now(job).tries == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_that_end_a_job_or_call_it_off_one_wins(place: Place) -> None:
    for _ in range(5):
        job = place.ask()
        claimed = running.claim(job.pk, NOW)
        assert claimed is not None
        done: list[str] = []
        ends = partial(running.end, claimed, lambda at, done=done: done.append("done"), NOW)
        calls_off = partial(writes.cancel_job, job=job, by=place.owner, at=NOW)
        acts = [ends, calls_off, ends, calls_off]
        won = at_once(4, lambda acts=acts: acts.pop()(), place.company)
        assert (len(won), sum(won)) == (4, 1)
        assert len(done) == (now(job).state == JobState.DONE)


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_begun_once_however_many_workers_look_at_the_clock(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[datetime] = []
    daily = turns.Regular("sweep", timedelta(days=1), lambda *, at: times.append(at))
    monkeypatch.setattr(turns, "_REGULARS", {"sweep": daily})
    for day in range(5):
        begun = at_once(4, lambda day=day: turns.begin_what_is_due(NOW + timedelta(days=day)))
        assert sorted(begun) == [[], [], [], ["sweep"]]
        assert at_once(2, lambda day=day: turns.begin_what_is_due(NOW + timedelta(days=day, hours=2))) == [[], []]
        assert do_what_is_due() == 1
    assert len(times) == 5
    assert Turn.objects.count() == 1


def test_a_turn_that_nobody_took_in_time_is_not_made_up_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[datetime] = []
    monkeypatch.setattr(
        turns, "_REGULARS", {"s": turns.Regular("s", timedelta(hours=1), lambda *, at: times.append(at))}
    )
    for hour in range(3):
        turns.begin_what_is_due(NOW + timedelta(hours=hour))
    assert do_what_is_due() == 3
    assert len(times) == 1


@pytest.mark.django_db(transaction=True)
def test_threads_do_what_is_asked_for_go_on_when_something_breaks_and_stop(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = threading.Event()

    def breaks_once(at: datetime) -> None:
        if not broken.is_set():
            broken.set()
            raise ZeroDivisionError

    monkeypatch.setattr("goodhands.foundation.jobs.background.WATCH_EVERY", 0.05)
    monkeypatch.setattr(running, "beat", breaks_once)
    done = threading.Event()
    place.toy.does = lambda working: done.set()
    background = Background()
    background.start()
    try:
        assert broken.wait(10)
        job = place.ask()
        assert done.wait(10)
    finally:
        assert background.stop(10)
    assert now(job).state == JobState.DONE
    assert "it goes on" in caplog.text


def test_jobs_lists_work_and_cancel_job_and_try_again_act_on_it(place: Place) -> None:
    client = Client()
    client.force_login(place.owner)
    base = f"/{place.company.slug}/jobs/"
    assert "Nothing was to be done in the background yet" in client.get(base).content.decode()
    job = place.ask()
    assert "One thing is under way" in client.get(base).content.decode()
    assert client.post(f"{base}{job.pk}/cancel/").status_code == 302
    assert now(job).state == JobState.CANCELLED
    page = client.get(base).content.decode()
    assert "Nothing is under way." in page
    assert "Try again" in page
    assert client.post(f"{base}{job.pk}/try-again/").status_code == 302
    assert Job.objects.filter(state=JobState.WAITING).count() == 1
    assert client.post(f"{base}{uuid4()}/cancel/").status_code == 404
