"""What do cut-off uploads leave, and what becomes of it?"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.documents import writes
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG_AGO, JUST_NOW = NOW - timedelta(days=1), NOW - timedelta(minutes=5)


@pytest.fixture
def ana() -> Person:
    return people.join(name="Ana Finch", email="ana@example.org", password="four words in a row", at=NOW)


@pytest.fixture
def company(ana: Person) -> Iterator[Company]:
    made = companies.start_company(name="Alder & Finch", country="PT", timezone="Europe/Lisbon", by=ana, at=NOW)
    with scope.within(made):
        yield made


def keep(ana: Person, at: datetime = NOW) -> Path:
    document = writes.keep(name="tickets.csv", chunks=[b"a,b\n"], by=ana, at=at)
    path = Path(settings.FILES) / document.path
    dated(path, at)
    return path


def dated(path: Path, at: datetime) -> Path:
    path.touch()
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def test_an_upload_that_breaks_off_leaves_neither_row_nor_file(ana: Person, company: Company) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a,b\n"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        writes.keep(name="tickets.csv", chunks=broken(), by=ana, at=NOW)
    assert not Document.objects.exists()
    assert not list((Path(settings.FILES) / str(company.pk)).iterdir())


@pytest.mark.parametrize(
    ("name", "at", "stays"),
    [
        ("left", LONG_AGO, False),
        ("left.unfinished", LONG_AGO, False),
        ("left", JUST_NOW, True),
        ("left.unfinished", JUST_NOW, True),
    ],
)
def test_a_start_throws_away_what_is_old_and_has_no_name(
    ana: Person, company: Company, name: str, at: datetime, stays: bool
) -> None:
    kept = keep(ana)
    left = dated(kept.with_name(name), at)
    writes.sweep(at=NOW)
    assert (kept.exists(), left.exists()) == (True, stays)


def test_what_is_on_record_stays_however_old_it_is(ana: Person, company: Company) -> None:
    first, second = keep(ana, LONG_AGO), keep(ana)
    writes.sweep(at=NOW + timedelta(days=400))
    assert first.exists()
    assert second.exists()


def test_an_older_or_an_empty_database_costs_no_file(ana: Person, company: Company) -> None:
    """Somebody starts with the wrong database once: its documents are older than the files, or there are none."""
    first, second = keep(ana, LONG_AGO - timedelta(days=1)), keep(ana, LONG_AGO)
    Document.objects.get(pk=second.name).delete()
    writes.sweep(at=NOW)
    Document.objects.all().delete()
    stranger = dated(Path(settings.FILES) / "left", LONG_AGO)
    writes.sweep(at=NOW)
    assert first.exists()
    assert second.exists()
    stranger.unlink()
