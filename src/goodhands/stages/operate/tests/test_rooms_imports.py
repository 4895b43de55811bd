"""Files come in, count whole or not at all, and can be taken back."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from goodhands.foundation.companies import written
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs.models import Job
from goodhands.foundation.jobs.reads import open_job
from goodhands.foundation.jobs.running import Working, claim
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.reads.files import READING
from goodhands.stages.operate.reads.month_strip import MonthsPage
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import EVENTS, NOW, TERMS, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def resolved(desk: Desk) -> int | None:
    """How many tickets the pages count as solved; None while there is nothing to count."""
    with scope.within(desk.company):
        page = reads.months(desk.engagement, NOW)
    return sum(line.resolved for line in (*page.lines, *page.earlier)) if hasattr(page, "lines") else None


def test_an_import_counts_once_it_is_read_whole(desk: Desk) -> None:
    made = desk.bring()
    assert (made.state, made.found["tickets"], made.found["rejected"]) == (
        ImportState.PUBLISHED,
        len(desks.referee().log.tickets),
        0,
    )
    assert resolved(desk) == int(desks.referee().resolved.sum())


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    first = desk.bring()
    before = resolved(desk)
    with scope.within(desk.company), pytest.raises(writes.AlreadyImported) as again:
        writes.upload_tickets(engagement=desk.engagement, name="copy.csv", chunks=[EVENTS], by=desk.owner, at=NOW)
    assert again.value.source == first
    with scope.within(desk.company):
        assert Document.objects.count() == Import.objects.count() == 1
    assert resolved(desk) == before


def test_undo_import_takes_a_file_back_whole_and_redo_import_lets_it_count_again(desk: Desk) -> None:
    made = desk.bring()
    before = resolved(desk)
    assert desk.post(f"imports/{made.pk}/undo/").status_code == 302
    assert resolved(desk) is None
    assert desk.post(f"imports/{made.pk}/redo/").status_code == 302
    assert resolved(desk) == before


def test_a_file_read_differently_takes_the_place_of_its_earlier_reading(desk: Desk) -> None:
    first = desk.bring()
    answer = desk.post(f"imports/{first.pk}/read-again/")
    with scope.within(desk.company):
        second = Import.objects.exclude(pk=first.pk).get()
        assert str(second.pk) in answer["Location"]
        writes.import_tickets(source=second, mapping=TERMS["file"] | {"nulls": ["", "?"]}, by=desk.owner, at=NOW)
        assert desks.read(second.pk)
        assert [Import.objects.get(pk=pk).state for pk in (first.pk, second.pk)] == ["undone", "published"]
    assert resolved(desk) == int(desks.referee().resolved.sum())


def test_the_year_in_two_overlapping_files_is_the_year(desk: Desk) -> None:
    lines = EVENTS.splitlines(keepends=True)
    desk.bring("first.csv", b"".join(lines[:4000]))
    desk.bring("second.csv", b"".join([lines[0], *lines[3000:]]))
    assert resolved(desk) == int(desks.referee().resolved.sum())


def test_a_file_of_which_nothing_can_be_used_changes_nothing(desk: Desk) -> None:
    made = desk.bring(
        "bad.csv", b"Ticket,Time,Event,Priority,By,Group,Requester,Subject,SLA,Satisfaction\nHL-1,soon,Opened,,,,,,,\n"
    )
    assert made.state == ImportState.FAILED
    assert "row 2" in made.refusal
    assert "soon" in made.refusal
    assert resolved(desk) is None


def test_a_stored_file_that_was_tampered_with_is_named(desk: Desk) -> None:
    made = desk.bring()
    path = Path(settings.FILES) / f"{desk.company.pk}/{made.document_id}"
    path.write_bytes(EVENTS.replace(b"2025-01-02 08:22:07", b"2025-01-02 08:22:08"))
    assert "is not what was handed in" in desk.get("").content.decode()


def test_imports_are_listed_with_what_can_be_done(desk: Desk) -> None:
    desk.bring()
    page = desk.get("imports/").content.decode()
    assert "helpdesk-2025.csv" in page
    assert "undo the import" in page
    assert written.number(len(desks.referee().log.tickets)).replace(",", "\N{NARROW NO-BREAK SPACE}") in page


def upload(desk: Desk, name: str, data: bytes) -> Import:
    """Upload a file by the page."""
    answer = desk.post("imports/upload/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    with scope.within(desk.company):
        return Import.objects.order_by("-made_at", "-pk").filter(state=ImportState.DRAFT).latest("made_at")


def test_upload_tickets_shows_what_would_be_read_before_anything_counts(desk: Desk) -> None:
    draft = upload(desk, "helpdesk-2025.csv", EVENTS)
    page = desk.get(f"imports/{draft.pk}/").content.decode()
    assert "What would be read" in page
    assert "HL-100001" in page
    assert resolved(desk) is None


def mapping(**more: str) -> dict[str, str]:
    return {
        "shape": "tickets", "timezone": "Europe/Lisbon", "column_ticket": "No", "column_opened_at": "Opened",
        "column_resolved_at": "Solved", "act": "import", **more,
    }  # fmt: skip


def test_import_tickets_keeps_good_rows_only_when_the_person_says_so(desk: Desk) -> None:
    data = b"No,Opened,Solved\n1,2026-02-02 09:00,2026-02-02 10:00\n2,never,2026-02-02 10:00\n"
    draft = upload(desk, "two.csv", data)
    refused = desk.post(f"imports/{draft.pk}/", mapping())
    assert "Some rows cannot be used" in refused.content.decode()
    assert "never" in refused.content.decode()
    taken = desk.post(f"imports/{draft.pk}/", mapping(keep_good="on"))
    assert taken.status_code == 302
    with scope.within(desk.company):
        assert desks.read(draft.pk, timezone.now())
    assert resolved(desk) == 1
    csv = desk.get(f"imports/{draft.pk}/problems.csv").content.decode()
    assert "3;Opened;never;is not a date with a time of day;yes" in csv


def test_a_date_that_could_be_two_days_is_asked_about(desk: Desk) -> None:
    draft = upload(desk, "dates.csv", b"No,Opened,Solved\n1,03/04/2026 09:00,03/04/2026 10:00\n")
    asked = desk.post(f"imports/{draft.pk}/", mapping()).content.decode()
    assert "leaves open whether the day or the month comes first" in asked
    assert desk.post(f"imports/{draft.pk}/", mapping(order="day")).status_code == 302
    with scope.within(desk.company):
        assert Import.objects.get(pk=draft.pk).mapping["time_format"] == "%d/%m/%Y %H:%M"


def claimed(source: Import) -> Job:
    """The job that reads a file, taken up by a worker."""
    job = open_job(READING, source.pk)
    assert job is not None
    taken = claim(job.pk, NOW)
    assert taken is not None
    return taken


def test_importing_shows_the_way_and_the_end(desk: Desk) -> None:
    made = desk.bring()
    assert "counts" in desk.get(f"imports/{made.pk}/progress/").content.decode()
    with scope.within(desk.company):
        again = writes.read_again(source=made, by=desk.owner, at=NOW)
        writes.import_tickets(source=again, mapping=TERMS["file"], by=desk.owner, at=NOW)
        made, job = again, claimed(again)
    waits = desk.get(f"imports/{made.pk}/progress/").content.decode()
    assert "is being read" in waits
    assert ">Cancel<" in waits
    with scope.within(desk.company):
        Working(job, NOW).say(0.4)
    assert 'value="40"' in desk.get(f"imports/{made.pk}/progress/").content.decode()


def test_remove_draft_throws_away_what_never_counted_and_nothing_else(desk: Desk) -> None:
    made, draft = desk.bring(), upload(desk, "two.csv", b"No,Opened\n1,2026-02-02 09:00\n")
    for source in (made, draft):
        desk.post(f"imports/{source.pk}/remove/")
    with scope.within(desk.company):
        assert list(Import.objects.all()) == [made]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.csv", b" ", "is empty"),
        ("book.xlsx", b"PK\x03\x04rest", "is not a whole workbook"),
        ("two.zip", b"PK\x03\x04rest", "is not a whole ZIP archive"),
        ("paper.pdf", b"%PDF-1.7", "is a PDF"),
    ],
)
def test_a_file_that_is_no_table_is_answered_in_one_sentence(desk: Desk, name: str, data: bytes, sentence: str) -> None:
    draft = upload(desk, name, data)
    assert sentence in desk.get(f"imports/{draft.pk}/").content.decode()


def test_import_problems_lists_every_row_with_place_value_and_reason(desk: Desk) -> None:
    head = "Ticket,Time,Event,Priority,By,Group,Requester,Subject,SLA,Satisfaction\n"
    rows = [
        "HL-1,2025-03-03 09:00:00,Opened,,,,,,,",
        "HL-2,=1+1,Opened,,,,,,,",
        "HL-3,2025-02-30 09:00:00,Opened,,,,,,,",
    ]
    made = desk.bring("odd.csv", (head + "\n".join(rows)).encode())
    lines = desk.get(f"imports/{made.pk}/problems.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Row;Column;Value;What is the matter;Left out"
    assert "3;Time;'=1+1;is not a date with a time of day;yes" in lines
    assert "4;Time;2025-02-30 09:00:00;is a date or time that does not exist;yes" in lines


def test_a_file_of_very_many_columns_is_refused_in_one_sentence(desk: Desk) -> None:
    draft = upload(desk, "wide.csv", ",".join(f"c{number}" for number in range(1001)).encode())
    assert "columns, more than can be chosen from" in desk.get(f"imports/{draft.pk}/").content.decode()


def test_of_a_very_long_cell_only_the_beginning_is_shown(desk: Desk) -> None:
    long = "x" * 100_000
    draft = upload(desk, "long.csv", f"No,Opened,Event,Subject\n1,2026-02-02 09:00,{long},{long}\n".encode())
    answer = desk.post(f"imports/{draft.pk}/", mapping(column_event="Event", column_subject="Subject"))
    assert len(answer.content) < 100_000


@pytest.mark.parametrize("stamp", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_an_export_at_the_ends_of_time_is_answered(desk: Desk, stamp: str) -> None:
    draft = upload(desk, "two.csv", b"No,Opened,Solved\n1,2026-02-02 09:00,2026-02-02 10:00\n")
    for zone in ("Asia/Tokyo", "America/New_York"):
        assert (
            desk.post(f"imports/{draft.pk}/", mapping(as_of=stamp, timezone=zone) | {"act": "look"}).status_code == 200
        )


def test_months_that_name_their_events_differently_are_still_one_log(desk: Desk) -> None:
    """A file in which nothing was closed says nothing of closing, and each export has a time of its own."""
    lines = EVENTS.splitlines(keepends=True)
    events = TERMS["file"]["events"]
    first = TERMS["file"] | {"as_of": "2025-09-01T00:00:00Z", "events": {**events, "closed": []}}
    second = TERMS["file"] | {"events": {kind: values[:1] for kind, values in events.items()}}
    desk.bring("first.csv", b"".join(lines[:4000]), first)
    desk.bring("second.csv", b"".join([lines[0], *lines[4000:]]), second)
    with scope.within(desk.company):
        page = reads.months(desk.engagement, NOW)
    assert isinstance(page, MonthsPage)
    ours, theirs = page.evidence.referee.scorecard(), desks.referee().scorecard()
    assert (ours.tickets, ours.resolved, ours.gross) == (theirs.tickets, theirs.resolved, theirs.gross)
    assert [(one.met, one.missed) for one in ours.levels] == [(one.met, one.missed) for one in theirs.levels]
