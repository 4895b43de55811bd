"""What an adviser's companies need; a company archived, taken away as one file, and brought here from one."""

import io
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goodhands.foundation.audit import reads as audit
from goodhands.foundation.bin.reads import KEPT_FOR
from goodhands.foundation.companies import reads as company_reads
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs.tests.due import do_what_is_due
from goodhands.foundation.moving import incoming
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.registers import Providers
from goodhands.foundation.registers import writes as registers
from goodhands.home import company_reads as reads
from goodhands.home import company_writes as writes
from goodhands.home.reads import today
from goodhands.stages.operate.models import Import
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, TERMS, Desk
from goodhands.stages.operate.writes import import_tickets, upload_tickets

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def another(desk: Desk, name: str, agreed: bool = True) -> Company:
    """One more company of the same owner, whose engagement asks for something."""
    company = companies.start_company(name=name, country="GB", timezone="Europe/London", by=desk.owner, at=NOW)
    with scope.within(company):
        outline = engagements.Outline("Help desk", None, f"Provider of {name}", [], None)
        engagement = engagements.start_engagement(outline=outline, by=desk.owner, at=NOW)
        if agreed:
            desks.agree(engagement, desk.owner)
    return company


def quiet(desk: Desk, name: str) -> Company:
    return companies.start_company(name=name, country="GB", timezone="Europe/London", by=desk.owner, at=NOW)


def archive(company: Company, desk: Desk) -> None:
    with scope.within(company):
        companies.archive_company(by=desk.owner, at=NOW)


# Companies


def test_of_one_company_alone_the_list_leads_straight_to_today(desk: Desk) -> None:
    assert desk.client.get("/companies/")["Location"] == "/alder-finch/"
    assert "Companies" not in desk.client.get("/alder-finch/").content.decode()
    archive(desk.company, desk)
    assert desk.client.get("/companies/")["Location"] == "/alder-finch/"


def test_several_stand_in_a_table_and_what_presses_most_stands_first(desk: Desk) -> None:
    quiet(desk, "A quiet one")
    another(desk, "Zebra")
    desk.bring()
    page = reads.companies(desk.owner, NOW)
    assert [line.name for line in page.lines] == ["Alder & Finch", "Zebra", "A quiet one"]
    first, second, third = page.lines
    assert (first.needs, first.most_urgent, first.when) == (2, "Upload the newer tickets of Harbourline IT.", "now")
    assert first.owed == "EUR\N{NO-BREAK SPACE}420,00"
    with scope.within(desk.company):
        assert f"{first.owed} together." in today(NOW).engagements[0].standing.owed_lately
    assert second.most_urgent == "Upload the tickets of Provider of Zebra."
    assert (third.needs, third.most_urgent, third.owed) == (0, "", "")
    assert (third.role, third.changed) == ("owner", "2\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026")
    assert page.sentence == "2 companies need you."
    text = desk.client.get("/companies/").content.decode()
    assert "and one thing more" in text
    assert "Companies" in desk.client.get("/alder-finch/").content.decode()


def test_each_company_is_written_in_its_own_way(desk: Desk) -> None:
    other = another(desk, "Zebra")
    Company.objects.filter(pk=other.pk).update(date_style="year_first")
    changed = {line.name: line.changed for line in reads.companies(desk.owner, NOW).lines}
    assert changed == {"Alder & Finch": "2\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026", "Zebra": "2026-03-02"}


def test_where_somebody_is_suspended_is_not_among_her_companies(desk: Desk) -> None:
    other = another(desk, "Zebra")
    Membership.objects.filter(company=other, person=desk.owner).update(state="suspended")
    assert desk.client.get("/companies/")["Location"] == "/alder-finch/"


def test_many_are_paged_and_found_by_name(desk: Desk) -> None:
    for number in range(12):
        quiet(desk, f"Client {number:02d}")
    archive(quiet(desk, "Laid aside"), desk)
    page = reads.companies(desk.owner, NOW)
    assert (len(page.lines), page.number, page.last, page.many) == (10, 1, 2, True)
    assert [line.name for line in reads.companies(desk.owner, NOW, number=9).lines] == [
        "Client 09",
        "Client 10",
        "Client 11",
    ]
    found = reads.companies(desk.owner, NOW, name="client 1")
    assert [line.name for line in found.lines] == ["Client 10", "Client 11"]
    assert [line.name for line in found.archived] == ["Laid aside"]
    text = desk.client.get("/companies/", {"name": "no such"}).content.decode()
    assert "No company to show." in text
    assert '<input type="search" name="name" value="no such">' in text


def test_a_page_of_companies_asks_as_often_for_each(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The rule of 25 a page holds for each company: they are strictly apart, so each is asked for by itself."""
    counts = []
    for number in range(1, 4):
        another(desk, f"Company {number}")
        with CaptureQueriesContext(connection) as statements:
            assert len(reads.companies(desk.owner, NOW).lines) == number + 1
        counts.append(len(statements))
    each = counts[1] - counts[0]
    with capsys.disabled():
        print(f"\n  a page of companies asks {counts[0] - 2 * each} times, and {each} times for each company", end=" ")
    assert counts[2] - counts[1] == each
    assert each <= 12
    assert counts[0] - 2 * each == 1


def test_start_company_is_for_who_owns_one_already(desk: Desk) -> None:
    page = desk.client.get("/companies/start/").content.decode()
    assert "Name of the company" in page
    answer = desk.client.post("/companies/start/", {"company": "Birch & Co", "country": "US", "timezone": ""})
    assert "This country has several time zones." in answer.content.decode()
    given = {"company": "Birch & Co", "country": "DE", "timezone": "Europe/Berlin"}
    assert desk.client.post("/companies/start/", given)["Location"] == "/birch-co/"
    made = Company.objects.get(slug="birch-co")
    assert (made.currency, Membership.objects.get(company=made).role) == ("EUR", "owner")
    viewer = desks.make(name="Somebody else's")
    Membership.objects.filter(person=viewer.owner).update(role="adviser")
    for path in ("/companies/start/", "/companies/bring/", "/companies/bring/look/"):
        assert viewer.client.get(path).status_code == 404
        assert viewer.client.post(path, given).status_code == 404
    assert Client().get("/companies/start/").status_code == 302


# The archive


def test_archive_company_says_what_happens_and_take_out_of_archive_undoes_it(desk: Desk) -> None:
    other = another(desk, "Zebra")
    page = desk.client.get("/alder-finch/archive/").content.decode()
    assert "Nothing of it can be changed, by anybody" in page
    assert desk.client.post("/alder-finch/archive/")["Location"] == "/alder-finch/"
    page = desk.client.get("/alder-finch/").content.decode()
    assert "Archived on" in page
    assert "Take it out of the archive" in page
    refused = desk.client.post("/alder-finch/providers/add/", {"name": "Nordkabel"})
    assert refused.status_code == 403
    assert "Alder &amp; Finch is archived, so nothing was changed." in refused.content.decode()
    assert "Take it out of the archive first" in refused.content.decode()
    found = reads.companies(desk.owner, NOW)
    assert ([line.name for line in found.lines], [line.name for line in found.archived]) == (
        [other.name],
        ["Alder & Finch"],
    )
    assert desk.client.get("/alder-finch/archive/")["Location"] == "/alder-finch/"
    assert desk.client.post("/alder-finch/archive/take-out/")["Location"] == "/alder-finch/"
    assert desk.client.post("/alder-finch/providers/add/", {"name": "Nordkabel"}).status_code == 302
    with scope.within(desk.company):
        assert [line.sentence for line in audit.history().lines[1:3]] == [
            "Ana Finch took company “Alder & Finch” out of the archive.", "Ana Finch archived company “Alder & Finch”.",
        ]  # fmt: skip
        assert audit.faults() == []


def test_archiving_twice_is_archiving_once(desk: Desk) -> None:
    archive(desk.company, desk)
    archive(desk.company, desk)
    with scope.within(desk.company):
        assert [line.sentence for line in audit.history().lines].count(
            "Ana Finch archived company “Alder & Finch”."
        ) == 1


def test_a_file_that_waits_is_read_when_the_company_is_taken_out(desk: Desk) -> None:
    with scope.within(desk.company):
        source = upload_tickets(engagement=desk.engagement, name="a.csv", chunks=[desks.EVENTS], by=desk.owner, at=NOW)
        import_tickets(source=source, mapping=TERMS["file"], by=desk.owner, at=NOW)
    archive(desk.company, desk)
    do_what_is_due()
    with scope.within(desk.company):
        assert Import.objects.get().state == "waiting"
        writes.take_out_of_archive(by=desk.owner, at=NOW)
    do_what_is_due()
    with scope.within(desk.company):
        assert Import.objects.get().state == "published"


def test_nothing_goes_from_the_bin_of_an_archived_company(desk: Desk) -> None:
    with scope.within(desk.company):
        given = dict.fromkeys(Providers.columns, "") | {"name": "Nordkabel"}
        provider = providers.add_provider(given=given, by=desk.owner, at=NOW)
        registers.remove_line(line=provider, by=desk.owner, at=NOW)
    archive(desk.company, desk)
    companies.empty_bins(at=NOW + KEPT_FOR + timedelta(days=1))
    with scope.within(desk.company):
        assert Provider.binned.get().name == "Nordkabel"


# Away and here


def read_whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_export_company_gives_one_file_and_is_on_record(desk: Desk) -> None:
    page = desk.client.get("/alder-finch/export/").content.decode()
    assert "What is in it" in page
    for archived in (False, True):
        if archived:
            archive(desk.company, desk)
        answer = desk.client.post("/alder-finch/export/")
        name = f"alder-finch-{timezone.now():%Y-%m-%d}.zip"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Content-Type"] == "application/zip"
        assert "company.json" in zipfile.ZipFile(io.BytesIO(read_whole(answer))).namelist()
        with scope.within(desk.company):
            assert audit.history().lines[0].sentence == "Ana Finch exported company “Alder & Finch” whole."
            assert audit.faults() == []
    assert desk.client.get("/alder-finch/export/").status_code == 200


def test_an_export_that_would_not_be_whole_says_so(desk: Desk) -> None:
    desk.bring()
    for path in (Path(settings.FILES) / str(desk.company.pk)).iterdir():
        path.unlink()
    page = desk.client.post("/alder-finch/export/").content.decode()
    assert "The stored file “helpdesk-2025.csv” cannot be read. So the export would not be whole" in page


@pytest.fixture
def foreign() -> bytes:
    """The export of a company that is not here."""
    with transaction.atomic():
        away = desks.make(name="From elsewhere")
        export = read_whole(away.client.post("/from-elsewhere/export/"))
        transaction.set_rollback(True)
    shutil.rmtree(Path(settings.FILES) / str(away.company.pk), ignore_errors=True)
    return export


def hand_in(desk: Desk, data: bytes) -> Any:
    return desk.client.post("/companies/bring/", {"file": SimpleUploadedFile("export.zip", data)})


def test_bring_company_shows_before_import_company_brings(desk: Desk, foreign: bytes) -> None:
    assert "Which company comes in" in desk.client.get("/companies/bring/").content.decode()
    assert hand_in(desk, foreign)["Location"] == "/companies/bring/look/"
    answer = desk.client.get("/companies/bring/look/")
    assert "From elsewhere can come in." in answer.content.decode()
    assert not Company.objects.filter(name="From elsewhere").exists()
    brought = desk.client.post("/companies/bring/look/", {"sha256": answer.context["page"].sha256})
    assert brought["Location"] == "/from-elsewhere/"
    page = desk.client.get("/from-elsewhere/people/").content.decode()
    assert "Was a member before" in page
    assert reverse("companies:invite", args=["from-elsewhere"]) + "?email=14%40example.org&amp;role=owner" in page
    form = desk.client.get(
        "/from-elsewhere/people/invite/", {"email": "14@example.org", "role": "owner"}
    ).content.decode()
    assert 'value="14@example.org"' in form
    desk.client.post("/from-elsewhere/people/invite/", {"email": "14@example.org", "role": "owner"})
    with scope.within(Company.objects.get(slug="from-elsewhere")):
        assert company_reads.people(timezone.now()).former == []
    assert incoming.waiting(desk.owner) is None
    assert desk.client.get("/companies/bring/look/")["Location"] == "/companies/bring/"


def test_what_was_looked_at_is_what_comes(desk: Desk, foreign: bytes) -> None:
    hand_in(desk, foreign)
    answer = desk.client.post("/companies/bring/look/", {"sha256": "0" * 64})
    assert answer["Location"] == "/companies/bring/"
    assert not Company.objects.filter(name="From elsewhere").exists()


def test_what_is_no_export_gets_a_sentence(desk: Desk) -> None:
    hand_in(desk, b"PDF")
    answer = desk.client.get("/companies/bring/look/")
    assert answer.status_code == 400
    assert "This is no export of Goodhands, or it is damaged" in answer.content.decode()


def test_what_somebody_handed_in_is_not_for_others_and_goes_after_a_day(desk: Desk, foreign: bytes) -> None:
    other = desks.make(name="Somebody else's")
    hand_in(desk, foreign)
    assert incoming.waiting(other.owner) is None
    assert other.client.get("/companies/bring/look/")["Location"] == "/companies/bring/"
    incoming.keep(chunks=[b"x"], by=other.owner, at=timezone.now() + timedelta(days=2))
    assert incoming.waiting(desk.owner) is None
