"""A company leaves whole, or comes in whole. Each is on record; what is broken off has left nothing behind."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from goodhands.foundation.audit.models import Act, Entry
from goodhands.foundation.audit.writes import hold, record, seal_anew
from goodhands.foundation.companies.models import Company, FormerMember, Membership, MembershipState, Role
from goodhands.foundation.companies.writes import free_slug
from goodhands.foundation.documents import writes as documents
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.moving import leaving, package
from goodhands.foundation.moving.arriving import Arrival, look_through
from goodhands.foundation.moving.reads import hers, refuse_second
from goodhands.foundation.moving.shapes import Row
from goodhands.foundation.moving.tables import leads_to_people, ways
from goodhands.foundation.moving.values import Unfit
from goodhands.foundation.people.models import Person
from goodhands.foundation.search import writes as search

_CHUNK = 1 << 20
_AT_ONCE = 500
NOWHERE = "elsewhere.invalid"
"""Addresses of people who are only known from a file end so; no mail gets there, and nobody signs in with one."""


class UnderWay(Exception):
    """The company is being exported, or brought in, right now."""


def export_company(*, into: IO[bytes], by: Person, at: datetime) -> str:
    """Write the company in view into an open file; its SHA-256, which is on record. UnderWay, or NotWhole."""
    with _alone(f"export-{scope.current().pk}"):
        leaving.write(into, at)
        into.flush()
        size, sha256 = into.seek(0, os.SEEK_END), hash_of(into)
        with transaction.atomic():
            hold()
            record(Act.EXPORTED, scope.current(), by=by, at=at, now={"sha256": sha256, "size": size})
    return sha256


def hash_of(file: IO[bytes]) -> str:
    """The SHA-256 of an open file, which stands at its beginning afterwards."""
    file.seek(0)
    sha256 = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        sha256.update(chunk)
    file.seek(0)
    return sha256.hexdigest()


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """One of a name at a time, in whichever process; UnderWay for the second."""
    path = Path(settings.DATA) / f".{name}"
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as turn:  # noqa: PTH123 - a handle
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            still_its_name = os.fstat(turn.fileno()).st_ino == path.stat().st_ino
        except (BlockingIOError, FileNotFoundError):
            raise UnderWay from None
        if not still_its_name:
            raise UnderWay
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def room() -> IO[bytes]:
    """An unnamed file on the disk of the data folder: it is gone when it is closed, whatever happens."""
    return tempfile.TemporaryFile(dir=settings.DATA)


def import_company(*, file: IO[bytes], by: Person, at: datetime) -> Company:
    """Bring in the company of an export, whole or not at all; whoever brings it is its owner. Unfit where it cannot be.

    Files are on disk before the rows that name them; if those cannot be, the files are taken away again.
    """
    found = look_through(file)
    company = Company(**{**found.company, "archived_at": None, "example": False})
    with _alone(f"import-{company.pk}"), scope.within(company):
        refuse_second(found)
        placed: list[Document] = []
        try:
            for row in found.tables[Document]:
                placed.append(Document(**row).claim())
                documents.place(document=placed[-1], chunks=found.opened.chunks(f"files/{row['id']}"))
            with transaction.atomic():
                _put_in_place(company, found, by, at)
                placed.append(_keep_old_record(company, found, by, at))
                _say_where_it_came_from(company, found, placed[-1], by, at)
                search.index_anew()
        except BaseException:
            for document in placed:
                documents.discard(document=document)
            raise
    return company


def _put_in_place(company: Company, found: Arrival, by: Person, at: datetime) -> None:
    """All rows, those of the record with seals of ours."""
    company.slug = free_slug(company.slug)
    try:
        company.save(force_insert=True)
    except IntegrityError:
        raise Unfit(_("“{name}” is here already.").format(name=company.name)) from None
    Membership.objects.create(person=by, company=company, role=Role.OWNER)
    people = _known_by_name(found, by, at)
    for model, rows in found.tables.items():
        _insert(model, rows, people)
    _remember_members(found, by)
    seal_anew(Entry(**_with_people(Entry, row, people)) for row in found.entries)


def _keep_old_record(company: Company, found: Arrival, by: Person, at: datetime) -> Document:
    """The record as it was sealed elsewhere, for whoever has the key of there."""
    name = f"record-of-{company.slug}.json"
    return documents.keep(name=name, chunks=found.opened.chunks(package.RECORD), by=by, at=at)


def _say_where_it_came_from(company: Company, found: Arrival, old: Document, by: Person, at: datetime) -> None:
    now = {"file_sha256": found.sha256, "made_at": found.made_at, "version": found.version,
           "entries": len(found.entries), "old_record": old.name, "old_record_sha256": old.sha256}  # fmt: skip
    record(Act.BROUGHT, company, by=by, at=at, now=now)


def _known_by_name(found: Arrival, by: Person, at: datetime) -> Mapping[UUID, UUID]:
    """A person for each who is named in the file. None of them is one of ours, or can sign in, but the importer."""
    mine = hers(found, by)
    taken = set(Person.objects.filter(pk__in=found.people).values_list("pk", flat=True))
    keys = {key: by.pk if key == mine else uuid4() if key in taken else key for key in found.people}
    made = []
    for key, one in found.people.items():
        if key != mine:
            name = one["name"] or _("Somebody")
            person = Person(pk=keys[key], name=name, email=f"{keys[key]}@{NOWHERE}", is_active=False, joined_at=at)
            person.set_unusable_password()
            made.append(person)
    Person.objects.bulk_create(made, _AT_ONCE)
    return keys


def _insert(model: type[Any], rows: Sequence[Row], people: Mapping[UUID, UUID]) -> None:
    """Put the rows of a table in place. Two of them that exclude each other, or whose keys are taken, end it."""
    try:
        in_order = [model(**_with_people(model, row, people)) for row in _parents_first(model, rows)]
        model.objects.bulk_create(in_order, _AT_ONCE)
    except (IntegrityError, DataError):
        sentence = _("{file}, {name}: its rows contradict one another, or something here has one of their keys.")
        raise Unfit(sentence.format(file=package.COMPANY, name=model._meta.label)) from None


def _with_people(model: type[Any], row: Row, people: Mapping[UUID, UUID]) -> Row:
    """The row, leading to the people of this installation."""
    leading = [one.attname for one in leads_to_people(model) if row[one.attname] is not None]
    return row | {name: people[row[name]] for name in leading}


def _parents_first(model: type[Any], rows: Sequence[Row]) -> Sequence[Row]:
    """Rows of a table that lead to one another, each after those that it leads to."""
    within = [one.attname for one, target in ways(model) if target is model]
    if not within:
        return rows
    by_key = {row["id"]: row for row in rows}
    leads_to = {key: {row[name] for name in within} - {None} for key, row in by_key.items()}
    try:
        return [by_key[key] for key in TopologicalSorter(leads_to).static_order()]
    except CycleError:
        sentence = _("{file}, {name}: its rows lead to one another in a circle.")
        raise Unfit(sentence.format(file=package.COMPANY, name=model._meta.label)) from None


def _remember_members(found: Arrival, by: Person) -> None:
    """Who belonged to the company there may be invited here; nobody of them comes in by the file alone."""
    known = {by.email} | {row["email"].lower() for row in found.tables[FormerMember]}
    for one in found.members:
        person = found.people[one["person"]]
        if one["state"] == MembershipState.ACTIVE and person["email"] and person["email"] not in known:
            known.add(person["email"])
            FormerMember.objects.create(name=person["name"], email=person["email"], role=one["role"])
