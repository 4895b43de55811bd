"""Two people change things at the same moment: their writes take turns, and none waits for the other for ever."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
from django.db import connection

from goodhands.foundation.audit import reads
from goodhands.foundation.companies import reads as company_reads
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Invitation, Membership
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs.kinds import Flip
from goodhands.foundation.jobs.models import Job
from goodhands.foundation.jobs.reads import open_job
from goodhands.foundation.jobs.running import Working, claim, end
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.reads.files import READING
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk
from goodhands.stages.operate.writes.reading import read

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 25


def at_once(desk: Desk, *changes: Callable[[int], object]) -> list[BaseException]:
    """Each change many times, all of them at the same time; what went wrong."""
    wrong: list[BaseException] = []
    ready = threading.Barrier(len(changes))

    def work(change: Callable[[int], object]) -> None:
        try:
            with scope.within(desk.company):
                for number in range(TIMES):
                    ready.wait(timeout=60)
                    change(number)
        except BaseException as error:
            wrong.append(error)
            ready.abort()
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(change,)) for change in changes]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return [error for error in wrong if not isinstance(error, threading.BrokenBarrierError)]


def owner_who_invited(desk: Desk, number: int) -> tuple[Membership, Invitation]:
    """Another owner, and somebody whom she has invited."""
    secret = companies.invite(email=f"owner-{number}@example.org", role="owner", by=desk.owner, at=NOW)
    invitation = company_reads.invitation(secret, NOW)
    assert invitation is not None
    bea = companies.join_as_newcomer(invitation=invitation, name="Bea", password="four words in a row", at=NOW)
    secret = companies.invite(email=f"guest-{number}@example.org", role="viewer", by=bea, at=NOW)
    hers = company_reads.invitation(secret, NOW)
    assert hers is not None
    return Membership.objects.get(company=desk.company, person=bea), hers


def test_an_owner_is_taken_out_while_somebody_comes_in_by_her_invitation() -> None:
    desk = desks.make(agreed=False)
    with scope.within(desk.company):
        made = [owner_who_invited(desk, number) for number in range(TIMES)]
    guests = [people.join(name="Rui", email=hers.email, password="four words in a row", at=NOW) for _, hers in made]

    def comes_in(number: int) -> None:
        guest: Person = guests[number]
        with suppress(companies.InvitationSpent):  # where she was taken out a moment before
            companies.accept_invitation(invitation=made[number][1], by=guest, at=NOW)

    assert at_once(
        desk,
        lambda number: companies.remove_member(member=made[number][0], by=desk.owner, at=NOW),
        comes_in,
    ) == []  # fmt: skip
    with scope.within(desk.company):
        assert reads.faults() == []
        assert not Membership.objects.filter(company=desk.company, person__name="Bea").exists()


@dataclass(frozen=True)
class ReadTwice:
    """A file that counts, and the same one as it is about to count in another reading: its job and its last step."""

    first: Import
    second: Import
    job: Job
    flip: Flip


def read_twice(desk: Desk, number: int) -> ReadTwice:
    """Such a file."""
    content = f"ticket,opened\r\n{number},2026-02-02 09:00\r\n".encode()
    mapping = {"shape": "tickets", "timezone": "Europe/Lisbon", "columns": {"ticket": "ticket", "opened_at": "opened"}}
    first = operate.upload_tickets(engagement=desk.engagement, name="a.csv", chunks=[content], by=desk.owner, at=NOW)
    second = operate.read_again(source=first, by=desk.owner, at=NOW)
    Import.objects.filter(pk=first.pk).update(state=ImportState.PUBLISHED, mapping=mapping)
    operate.import_tickets(source=second, mapping=mapping, by=desk.owner, at=NOW)
    asked = open_job(READING, second.pk)
    assert asked is not None
    job = claim(asked.pk, NOW)
    assert job is not None
    return ReadTwice(Import.objects.get(pk=first.pk), second, job, read(second.pk, Working(job, NOW)))


def test_an_import_is_undone_while_another_reading_of_its_file_begins_to_count() -> None:
    desk = desks.make(agreed=False)
    with scope.within(desk.company):
        made = [read_twice(desk, number) for number in range(TIMES)]
    assert at_once(
        desk,
        lambda number: end(made[number].job, made[number].flip, NOW),
        lambda number: operate.undo_import(source=made[number].first, by=desk.owner, at=NOW),
    ) == []  # fmt: skip
    with scope.within(desk.company):
        assert reads.faults() == []
        states = {one.pk: one.state for one in Import.objects.all()}
        assert {states[one.first.pk] for one in made} == {"undone"}
        assert {states[one.second.pk] for one in made} == {"published"}
