"""A company is archived, taken out again, leaves whole, or comes in whole; and what waits in it is read."""

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from django.db import transaction

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.moving import incoming
from goodhands.foundation.moving import writes as moving
from goodhands.foundation.people.models import Person
from goodhands.stages.operate import writes as operate


class AnotherFile(Exception):
    """What waits to be brought in is not what was looked at, or is gone."""


def archive_company(*, by: Person, at: datetime) -> None:
    """Lay the company in view aside as it is."""
    companies.archive_company(by=by, at=at)


@transaction.atomic
def take_out_of_archive(*, by: Person, at: datetime) -> None:
    """Let the company in view be worked with again; files that waited in it are read now."""
    companies.take_out_of_archive(by=by, at=at)
    operate.take_up(at=at)


def export_company(*, by: Person, at: datetime) -> IO[bytes]:
    """The company in view as an open file, which is gone when it is closed. UnderWay, or NotWhole."""
    file = moving.room()
    try:
        moving.export_company(into=file, by=by, at=at)
    except BaseException:
        file.close()
        raise
    return file


def bring_company(*, chunks: Iterable[bytes], by: Person, at: datetime) -> None:
    """Keep an export to look at; nothing of it is here yet."""
    incoming.keep(chunks=chunks, by=by, at=at)


def import_company(*, sha256: str, by: Person, at: datetime) -> Company:
    """Bring in what somebody handed in and has looked at, as its hash says. Unfit, UnderWay, AnotherFile."""
    file = incoming.waiting(by)
    if file is None:
        raise AnotherFile
    with file:
        if moving.hash_of(file) != sha256:
            raise AnotherFile
        company = moving.import_company(file=file, by=by, at=at)
    incoming.forget(by)
    with scope.within(company):
        operate.take_up(at=at)
    return company
