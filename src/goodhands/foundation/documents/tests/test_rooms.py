"""Files are kept as they were, and come back as downloads that can do nothing."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.documents import reads, uploads, writes
from goodhands.foundation.documents.models import Document
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def company(client: Client) -> Iterator[Company]:
    ana = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    client.force_login(ana)
    made = companies.start_company(name="Alder", country="PT", timezone="Europe/Lisbon", by=ana, at=NOW)
    with scope.within(made):
        yield made


def keep(name: str = "a.csv", data: bytes = b"one,two\n") -> Document:
    return writes.keep(name=name, chunks=[data[:3], data[3:]], by=Person.objects.get(), at=NOW)


def test_a_file_is_kept_as_it_was(company: Company) -> None:
    kept = keep()
    assert (kept.size, kept.sha256) == (8, hashlib.sha256(b"one,two\n").hexdigest())
    path = Path(settings.FILES) / kept.path
    assert path.stat().st_mode & 0o777 == 0o600
    assert reads.content(kept) == b"one,two\n"


@pytest.mark.parametrize(
    ("name", "label"),
    [("../../etc/passwd", "passwd"), ("C:\\tmp\\x.csv", "x.csv"), ("a\u202e\nb.csv", "ab.csv"), ("", "file"),
     ("n" * 400, "n" * 255)],
)  # fmt: skip
def test_a_name_is_a_label_and_never_a_place(company: Company, name: str, label: str) -> None:
    kept = keep(name)
    assert kept.name == label
    assert (Path(settings.FILES) / kept.path).parent == Path(settings.FILES) / str(company.pk)


def test_document_comes_back_as_a_download_in_a_sandbox(client: Client, company: Company) -> None:
    kept = keep("<script>.html", b"<script>alert(1)</script>")
    answer = client.get(f"/alder/documents/{kept.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.getvalue() == b"<script>alert(1)</script>"


def test_a_cut_off_upload_leaves_nothing(company: Company) -> None:
    def cut_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        writes.keep(name="a.csv", chunks=cut_off(), by=Person.objects.get(), at=NOW)
    assert not Document.objects.exists()
    folder = Path(settings.FILES) / str(company.pk)
    assert not folder.exists() or list(folder.iterdir()) == []


@pytest.mark.parametrize("damage", [b"one,twO\n", None])
def test_a_damaged_file_is_never_given_as_what_it_was(company: Company, damage: bytes | None) -> None:
    kept = keep()
    path = Path(settings.FILES) / kept.path
    path.unlink() if damage is None else path.write_bytes(damage)
    with pytest.raises(reads.Damaged, match=r"a\.csv"):
        reads.content(kept)


def test_a_stranger_s_upload_is_not_written_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anybody is known, bytes only pass by; that a file was sent is still noticed."""
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", pytest.fail)
    file = SimpleUploadedFile("a.csv", b"x" * (3 << 20))
    answer = Client().post("/alder/operate/help-desk/imports/upload/", {"file": file})
    assert answer.status_code == 401
    assert answer.context["files_lost"]


def test_of_an_upload_that_is_too_large_no_more_is_written(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    outline = engagements.Outline("Help desk", None, "", [], None)
    engagements.start_engagement(outline=outline, by=Person.objects.get(), at=NOW)
    monkeypatch.setattr(uploads, "LARGEST", 1 << 20)
    monkeypatch.setattr("goodhands.stages.operate.forms.MOST_MEGABYTES", 1)
    written: list[int] = []
    usual = TemporaryFileUploadHandler.receive_data_chunk

    def counted(self: TemporaryFileUploadHandler, raw: bytes, start: int) -> object:
        written.append(len(raw))
        return usual(self, raw, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counted)
    files = [SimpleUploadedFile(f"{number}.csv", b"x" * (5 << 20)) for number in range(2)]
    answer = client.post("/alder/operate/help-desk/imports/upload/", {"file": files[0], "other": files[1]})
    assert "This file has 5 MB." in answer.content.decode()
    assert sum(written) <= 1 << 20
