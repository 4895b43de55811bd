"""Providers are taken on record."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.providers.models import Provider

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def company(client: Client) -> Company:
    ana = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    client.force_login(ana)
    return companies.start_company(name="Alder", country="PT", timezone="Europe/Lisbon", by=ana, at=NOW)


def test_add_line_then_the_register_lists_it(client: Client, company: Company) -> None:
    assert "Firms that do IT work for you" in client.get("/alder/providers/").content.decode()
    client.post(
        "/alder/providers/add/", {"name": "Harbourline IT", "phone": "+351 220 000 000", "website": "harbour.example"}
    )
    page = client.get("/alder/providers/").content.decode()
    assert "Harbourline IT" in page
    assert "+351 220 000 000" in page
    with scope.within(company):
        assert Provider.objects.get().website == "https://harbour.example"


def test_change_line_keeps_names_apart(client: Client, company: Company) -> None:
    for name in ("Harbourline IT", "Atelier Norte"):
        client.post("/alder/providers/add/", {"name": name})
    with scope.within(company):
        atelier = Provider.objects.get(name="Atelier Norte")
    taken = client.post(f"/alder/providers/{atelier.pk}/", {"name": "Harbourline IT"})
    assert "You already have a provider of this name." in taken.content.decode()
    client.post(f"/alder/providers/{atelier.pk}/", {"name": "Atelier Norte", "notes": "<b>bold</b>"})
    assert "&lt;b&gt;bold&lt;/b&gt;" in client.get(f"/alder/providers/{atelier.pk}/").content.decode()
