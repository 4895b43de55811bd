"""Engagements begin, change, and come so far in their ten stages."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.engagements import reads, writes
from goodhands.foundation.engagements.models import Engagement, StageMark
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DESK = {
    "name": "Help desk",
    "new_provider": "Harbourline IT",
    "services": "Laptops\n\n Backups ",
    "started_date": "2026-03-01",
}


@pytest.fixture
def company(client: Client) -> Company:
    ana = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    client.force_login(ana)
    return companies.start_company(name="Alder", country="PT", timezone="Europe/Lisbon", by=ana, at=NOW)


def test_start_engagement_takes_a_new_provider_on_record(client: Client, company: Company) -> None:
    answer = client.post("/alder/engagements/start/", DESK)
    assert answer["Location"] == "/alder/engagements/help-desk/"
    with scope.within(company):
        made = reads.engagement("help-desk")
        assert (made.provider and made.provider.name, made.started_date) == ("Harbourline IT", date(2026, 3, 1))
        assert reads.services_of(made) == ["Laptops", "Backups"]


def test_engagements_lists_them_and_says_what_they_are_while_there_are_none(client: Client, company: Company) -> None:
    assert "Nothing is handed over yet." in client.get("/alder/engagements/").content.decode()
    client.post("/alder/engagements/start/", DESK)
    page = client.get("/alder/engagements/").content.decode()
    assert "Laptops, Backups" in page
    assert "Harbourline IT" in page


def test_change_engagement_keeps_its_address(client: Client, company: Company) -> None:
    client.post("/alder/engagements/start/", DESK)
    form = client.get("/alder/engagements/help-desk/change/").content.decode()
    assert "Laptops\nBackups" in form
    client.post("/alder/engagements/help-desk/change/", {"name": "Desk", "services": "Laptops"})
    with scope.within(company):
        changed = Engagement.objects.get()
        assert (changed.slug, changed.name, changed.provider) == ("help-desk", "Desk", None)


def test_one_provider_is_chosen_or_named_not_both(client: Client, company: Company) -> None:
    client.post("/alder/engagements/start/", DESK)
    with scope.within(company):
        provider = str(Engagement.objects.get().provider_id)
    both = client.post("/alder/engagements/start/", DESK | {"provider": provider, "new_provider": "Other"})
    assert "not both" in both.content.decode()
    with scope.within(company):
        assert Engagement.objects.count() == 1


def test_mark_stage_says_how_far_it_has_come(client: Client, company: Company) -> None:
    client.post("/alder/engagements/start/", DESK)
    for state in ("now", "skipped"):
        client.post("/alder/stages/assess/help-desk/mark/", {"state": state})
    with scope.within(company):
        assert [(m.stage, m.state) for m in StageMark.objects.all()] == [("assess", "skipped")]
    for stage, state in (("assess", "gone"), ("nothing", "done")):
        assert client.post(f"/alder/stages/{stage}/help-desk/mark/", {"state": state}).status_code == 404


def test_what_happens_does_not_overrule_what_people_say_of_a_stage(company: Company) -> None:
    ana = Person.objects.get()
    with scope.within(company):
        made = writes.start_engagement(outline=writes.Outline("Desk", None, "", [], None), by=ana, at=NOW)
        writes.mark_stage(engagement=made, stage="operate", state="done", by=ana, at=NOW)
        writes.note_stage(engagement=made, stage="operate", state="now", by=ana, at=NOW)
        assert reads.marks(made) == {"operate": "done"}


def test_no_engagement_takes_an_address_that_means_something_else(company: Company) -> None:
    ana = Person.objects.get()
    with scope.within(company):
        slugs = [
            writes.start_engagement(outline=writes.Outline(name, None, "", [], None), by=ana, at=NOW).slug
            for name in ("Start", "Desk", "Desk", "?!")
        ]
    assert slugs == ["start-2", "desk", "desk-2", "engagement"]
