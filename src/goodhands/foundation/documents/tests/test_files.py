"""Files are handed in, looked at, laid aside and gone; a file that lies aside opens nothing."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from goodhands.foundation.audit import reads as audit
from goodhands.foundation.bin import writes as things
from goodhands.foundation.documents import pictures as look_at
from goodhands.foundation.documents import reads, writes
from goodhands.foundation.documents.kinds import KINDS, true_name
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.stages.operate.models import Import
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk
from tests.corpus import papers, pictures

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def there(desk: Desk, path: str = "") -> str:
    return f"/{desk.company.slug}/documents/{path}"


def hand_in(desk: Desk, name: str = "paper.pdf", data: bytes = b"", follow: bool = True) -> Any:
    file = SimpleUploadedFile(name, data or papers.pdf(5))
    return desk.client.post(there(desk, "hand-in/"), {"file": file}, follow=follow)


def the_document(desk: Desk) -> Document:
    with scope.within(desk.company):
        found: Document = Document.objects.get()
        return found


def on_disk(desk: Desk) -> list[str]:
    folder = Path(settings.FILES) / str(desk.company.pk)
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def draft(desk: Desk) -> Import:
    desk.client.post(f"/{desk.company.slug}/operate/{desk.engagement.slug}/imports/upload/",
                     {"file": SimpleUploadedFile("draft.csv", desks.EVENTS)})  # fmt: skip
    with scope.within(desk.company):
        found: Import = Import.objects.select_related("document", "engagement").get()
        return found


def test_hand_in_keeps_a_file_and_says_what_it_is(desk: Desk) -> None:
    page = hand_in(desk).content.decode()
    kept = the_document(desk)
    assert (kept.name, kept.kind, kept.pages) == ("paper.pdf", "pdf", 3)
    for words in (
        "PDF, ",
        "Ana Finch handed in <bdi>paper.pdf</bdi>.",
        f"SHA-256 {kept.sha256[:16]}",
        f"/{kept.pk}/pages/3/",
    ):
        assert words in page
    assert f"/{kept.pk}/pages/4/" not in page
    with scope.within(desk.company):
        assert audit.history_of(kept.pk).lines[0].sentence == "Ana Finch handed in file “paper.pdf”."


def test_a_file_that_may_not_be_kept_is_told_of_and_nothing_is_written(desk: Desk) -> None:
    answer = hand_in(desk, "page.png", pictures.HTML.encode())
    assert "page.png is a web page; save it as PDF. Nothing was kept." in answer.content.decode()
    assert on_disk(desk) == []
    with scope.within(desk.company):
        assert not Document.objects.exists()


def test_a_name_of_ten_thousand_characters_keeps_nothing(desk: Desk) -> None:
    """No disk has such a name; who sends one by hand is refused before anything is read."""
    name = "n" * 10_000 + ".txt"
    body = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\nhello\r\n--x--\r\n'
    answer = desk.client.generic("POST", there(desk, "hand-in/"), body, "multipart/form-data; boundary=x")
    assert answer.status_code == 400
    assert on_disk(desk) == []


def test_a_name_that_says_something_else_is_mended_and_told(desk: Desk) -> None:
    page = hand_in(desk, "report.pdf", pictures.picture("PNG")).content.decode()
    assert "“report.pdf” is something else than its name says. It is kept as “report.png”." in page


def test_picture_is_drawn_anew_and_can_do_nothing(desk: Desk) -> None:
    data = pictures.picture("JPEG", (4000, 3000), exif=pictures.exif(pictures.SCRIPT))
    hand_in(desk, "a.jpg", data)
    answer = desk.client.get(there(desk, f"{the_document(desk).pk}/pages/1/"))
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert pictures.SCRIPT.encode() not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (1200, 1600)  # it says that it lies on its side


@pytest.mark.parametrize(
    ("mode", "given", "seen"),
    [("RGB", (10, 20, 30), (10, 20, 30)), ("RGBA", (0, 0, 0, 0), (255, 255, 255)), ("I;16", 32_768, (128, 128, 128)),
     ("1", 0, (0, 0, 0)), ("LA", (0, 255), (0, 0, 0))],
)  # fmt: skip
def test_pictures_of_every_sort_keep_their_shades(mode: str, given: Any, seen: tuple[int, int, int]) -> None:
    out = BytesIO()
    Image.new(mode, (3, 3), given).save(out, "PNG")
    drawn = Image.open(BytesIO(look_at.work(BytesIO(out.getvalue()), "a.png", "1")))
    assert drawn.getpixel((1, 1)) == seen


@pytest.mark.parametrize("page", [0, 4, 99])
def test_a_page_that_there_is_not_is_not_found(desk: Desk, page: int) -> None:
    hand_in(desk)
    assert desk.client.get(there(desk, f"{the_document(desk).pk}/pages/{page}/")).status_code == 404


def test_documents_lists_all_of_them_with_what_they_are_part_of(desk: Desk) -> None:
    draft(desk)
    hand_in(desk)
    with scope.within(desk.company):
        lines = reads.documents().lines
    assert [(line.document.name, line.kind, line.part_of) for line in lines] == [
        ("paper.pdf", "PDF", ""),
        ("draft.csv", "ticket export", "tickets of Help desk"),
    ]
    page = desk.client.get(there(desk)).content.decode()
    assert "2 files are kept as they were handed in." in page


def test_remove_document_lays_it_aside_and_it_comes_back_as_it_was(desk: Desk) -> None:
    hand_in(desk)
    kept = the_document(desk)
    answer = desk.client.post(there(desk, f"{kept.pk}/remove/"), follow=True)
    assert "“paper.pdf” is removed." in answer.content.decode()
    for path in ("", "preview/", "pages/1/"):
        assert desk.client.get(there(desk, f"{kept.pk}/{path}")).status_code == 404
    assert on_disk(desk) == [str(kept.pk)]
    desk.client.post(f"/{desk.company.slug}/bin/{kept.pk}/put-back/")
    assert desk.client.get(there(desk, f"{kept.pk}/")).getvalue() == papers.pdf(5)


def test_after_thirty_days_its_bytes_are_gone_too(desk: Desk) -> None:
    hand_in(desk)
    kept = the_document(desk)
    with scope.within(desk.company):
        writes.remove_document(document=kept, by=desk.owner, at=NOW)
        writes.sweep(at=NOW + timedelta(days=400))
        assert on_disk(desk) == [str(kept.pk)]
        assert things.empty(at=NOW + timedelta(days=31)) == 1
    assert on_disk(desk) == []


def test_what_is_part_of_something_stays(desk: Desk) -> None:
    made = draft(desk)
    answer = desk.client.post(there(desk, f"{made.document.pk}/remove/"), follow=True)
    assert "Nothing was changed: “draft.csv” is part of something." in answer.content.decode()
    assert "Remove this file" not in desk.client.get(there(desk, f"{made.document.pk}/preview/")).content.decode()


def test_the_file_of_a_draft_that_was_thrown_away_opens_nothing_and_goes_with_it(desk: Desk) -> None:
    made = draft(desk)
    with scope.within(desk.company):
        things.remove(thing=made, by=desk.owner, at=NOW)
        assert reads.documents().count == 0
    for path in ("", "preview/"):
        assert desk.client.get(there(desk, f"{made.document.pk}/{path}")).status_code == 404
    with scope.within(desk.company):
        things.put_back(thing=made, by=desk.owner, at=NOW)
    assert desk.client.get(there(desk, f"{made.document.pk}/")).status_code == 200
    with scope.within(desk.company):
        things.remove(thing=made, by=desk.owner, at=NOW)
        assert things.empty(at=NOW + timedelta(days=31)) == 1
        assert not Document.objects.exists()
    assert on_disk(desk) == []


@pytest.mark.parametrize("also_aside", [True, False])
def test_a_file_goes_only_with_the_last_that_reads_it(desk: Desk, also_aside: bool) -> None:
    """Two drafts read one file; one lay aside for thirty days, the other stands, or was laid aside only now."""
    first = draft(desk)
    with scope.within(desk.company):
        second: Import = Import.objects.create(
            engagement=first.engagement, document=first.document, made_by=desk.owner, made_at=NOW
        )
        things.remove(thing=first, by=desk.owner, at=NOW)
        if also_aside:
            things.remove(thing=second, by=desk.owner, at=NOW + timedelta(days=30))
        assert things.empty(at=NOW + timedelta(days=31)) == 1
        assert Document.objects.count() == 1
    assert on_disk(desk) == [str(first.document.pk)]
    assert desk.client.get(there(desk, f"{first.document.pk}/")).status_code == (404 if also_aside else 200)


def test_the_bytes_stay_where_their_row_does(desk: Desk) -> None:
    """What is rolled back has not happened, to the disk neither."""
    from django.db import transaction

    hand_in(desk)
    kept = the_document(desk)
    with scope.within(desk.company):
        writes.remove_document(document=kept, by=desk.owner, at=NOW)
        with transaction.atomic():
            things.empty(at=NOW + timedelta(days=31))
            transaction.set_rollback(True)
        assert Document.binned.count() == 1
    assert on_disk(desk) == [str(kept.pk)]


def test_a_damaged_file_is_told_of_in_place_of_its_bytes(desk: Desk) -> None:
    hand_in(desk)
    kept = the_document(desk)
    (Path(settings.FILES) / kept.path).write_bytes(b"%PDF-1.7 something else")
    answer = desk.client.get(there(desk, f"{kept.pk}/"), follow=True)
    assert "is not what was handed in any more. A backup may still have it." in answer.content.decode()
    assert desk.client.get(there(desk, f"{kept.pk}/pages/1/")).status_code == 404


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a.pdf", "a.png"), ("a.PNG", "a.PNG"), ("a", "a.png"), (".pdf", "file.png"), ("a.tar.gz", "a.tar.png"),
     ("a.2026", "a.2026.png"), ("x" * 300 + ".png", "x" * 251 + ".png"), ("x" * 300, "x" * 251 + ".png")],
)  # fmt: skip
def test_a_name_ends_as_its_kind_does(name: str, shown: str) -> None:
    assert true_name(name, KINDS["png"]) == shown
