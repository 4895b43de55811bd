"""What becomes of a ticket file whose reading is broken off, called off, or done by two at once?"""

import pytest

from goodhands.foundation.audit import reads as audit
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs import writes as jobs
from goodhands.foundation.jobs.kinds import Flip
from goodhands.foundation.jobs.models import Job, JobState
from goodhands.foundation.jobs.reads import open_job
from goodhands.foundation.jobs.running import MOST_TRIES, Stopped, Working, claim, end, try_later
from goodhands.stages.operate import writes
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.reads.files import READING
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, TERMS, Desk
from goodhands.stages.operate.writes.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def state(made: Import) -> str:
    return str(Import.objects.get(pk=made.pk).state)


def waiting(desk: Desk) -> Import:
    """A file that is to be read in another way than it counts."""
    made = writes.read_again(source=desk.bring(), by=desk.owner, at=NOW)
    writes.import_tickets(source=made, mapping=TERMS["file"] | {"nulls": ["", "?"]}, by=desk.owner, at=NOW)
    return made


def taken(made: Import) -> Job:
    job = open_job(READING, made.pk)
    assert job is not None
    Job.objects.filter(pk=job.pk).update(due_at=NOW)
    mine = claim(job.pk, NOW)
    assert mine is not None
    return mine


def worked_on(made: Import) -> tuple[Job, Flip]:
    """The job of a worker that has done all but the last step."""
    job = taken(made)
    return job, read(made.pk, Working(job, NOW))


def test_a_file_that_is_never_read_to_its_end_is_given_up_and_can_be_tried_again(desk: Desk) -> None:
    with scope.within(desk.company):
        made = waiting(desk)
        for _ in range(MOST_TRIES):  # each time its process ends in the middle
            try_later(taken(made), NOW)
        made.refresh_from_db()
        said = "It was broken off 5 times. The log of the server says more."
        assert (made.state, made.refusal) == (ImportState.FAILED, said)
        job = Job.objects.get(about=made.pk)
        assert (job.state, job.refusal) == (JobState.FAILED, said)
        assert jobs.try_again(job=job, by=desk.owner, at=NOW)
        assert desks.read(made.pk)
        assert state(made) == ImportState.PUBLISHED


def test_a_worker_that_was_given_up_too_early_changes_nothing_and_the_next_one_ends_the_work(desk: Desk) -> None:
    with scope.within(desk.company):
        made = waiting(desk)
        slow, late = worked_on(made)
        try_later(slow, NOW)  # another process gave up on it
        job, flip = worked_on(made)
        assert not end(slow, late, NOW)
        with pytest.raises(Stopped):
            Working(slow, NOW).say(0.9)
        assert state(made) == ImportState.WAITING
        assert end(job, flip, NOW)
        assert not end(job, flip, NOW)
        assert state(made) == ImportState.PUBLISHED


def test_what_was_called_off_and_asked_for_in_another_way_is_not_read_in_the_first_one(desk: Desk) -> None:
    with scope.within(desk.company):
        made = waiting(desk)
        slow, late = worked_on(made)
        assert jobs.cancel_job(job=slow, by=desk.owner, at=NOW)
        assert state(made) == ImportState.DRAFT
        assert (
            audit.history().lines[0].sentence == "Ana Finch called the reading of ticket file “helpdesk-2025.csv” off."
        )
        writes.import_tickets(source=made, mapping=TERMS["file"], by=desk.owner, at=NOW)
        assert not end(slow, late, NOW)
        assert state(made) == ImportState.WAITING
        assert desks.read(made.pk)
        made.refresh_from_db()
        assert (made.state, made.mapping) == (ImportState.PUBLISHED, TERMS["file"])


def test_what_has_ended_cannot_be_called_off(desk: Desk) -> None:
    made = desk.bring()
    with scope.within(desk.company):
        assert not jobs.cancel_job(job=Job.objects.get(), by=desk.owner, at=NOW)
        assert state(made) == ImportState.PUBLISHED


def test_work_of_which_something_else_became_is_not_tried_again(desk: Desk) -> None:
    with scope.within(desk.company):
        made = waiting(desk)
        job = taken(made)
        jobs.cancel_job(job=job, by=desk.owner, at=NOW)
        job.refresh_from_db()
        writes.remove_draft(source=made, by=desk.owner, at=NOW)
        assert not jobs.try_again(job=job, by=desk.owner, at=NOW)
