"""A company with an engagement and nothing agreed yet."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def engagement(client: Client) -> Iterator[Engagement]:
    ana = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    client.force_login(ana)
    made: Company = companies.start_company(name="Alder", country="PT", timezone="Europe/Lisbon", by=ana, at=NOW)
    with scope.within(made):
        outline = engagements.Outline("Desk", None, "Harbourline IT", [], None)
        yield engagements.start_engagement(outline=outline, by=ana, at=NOW)
