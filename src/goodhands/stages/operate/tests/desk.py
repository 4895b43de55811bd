"""A company with an agreement, for tests of the rooms of this stage: the example year, judged as in `examples/`."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client

from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import Draft as HoursDraft
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs.reads import open_job
from goodhands.foundation.jobs.running import do
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person
from goodhands.stages.contract import writes as contract
from goodhands.stages.operate import writes
from goodhands.stages.operate.models import Import
from goodhands.stages.operate.reads.files import READING
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.sheet import read_sheet
from goodhands.stages.operate.rules.terms import read_terms

EXAMPLES = Path(__file__).resolve().parents[5] / "examples"
TERMS = tomllib.loads((EXAMPLES / "agreement.toml").read_text(encoding="utf-8"))
EVENTS = (EXAMPLES / "helpdesk-2025.csv").read_bytes()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Desk:
    """A company, its owner signed in, and an engagement with terms."""

    owner: Person
    company: Company
    engagement: Engagement
    client: Client

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(f"/{self.company.slug}/operate/{self.engagement.slug}/{path}", query)

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        return self.client.post(f"/{self.company.slug}/operate/{self.engagement.slug}/{path}", data or {})

    def bring(self, name: str = "helpdesk-2025.csv", data: bytes = EVENTS, mapping: Any = None) -> Import:
        """Upload and import a file, read to its end."""
        with scope.within(self.company):
            made = writes.upload_tickets(engagement=self.engagement, name=name, chunks=[data], by=self.owner, at=NOW)
            writes.import_tickets(source=made, mapping=mapping or TERMS["file"], by=self.owner, at=NOW)
            assert read(made.pk)
            made.refresh_from_db()
        return made


def read(source: UUID, at: datetime = NOW) -> bool:
    """Read a file of the company in view that waits, as the background does; False where nothing was to be done."""
    job = open_job(READING, source)
    return job is not None and do(job.pk, at)


def make(agreed: bool = True, name: str = "Alder & Finch") -> Desk:
    """A new company; `agreed` gives it the service levels of the example."""
    owner = people.join(name="Ana Finch", email=f"{len(name)}@example.org", password="four words in a row", at=NOW)
    company = companies.start_company(name=name, country="PT", timezone="Europe/Lisbon", by=owner, at=NOW)
    with scope.within(company):
        outline = engagements.Outline("Help desk", None, "Harbourline IT", ["Answering our people"], None)
        engagement = engagements.start_engagement(outline=outline, by=owner, at=NOW)
        if agreed:
            agree(engagement, owner)
    client = Client()
    client.force_login(owner)
    return Desk(owner, company, engagement, client)


def agree(engagement: Engagement, owner: Person) -> None:
    """The agreement of the example, from the beginning."""
    terms = read_terms(TERMS)
    hours = HoursDraft(terms.hours.week, terms.hours.timezone, "PT", dict.fromkeys(terms.hours.closed, "closed"))
    calendar = calendars.add_calendar(name="Office hours", draft=hours, by=owner, at=NOW)
    levels = [
        contract.LevelDraft(
            level.name, level.metric, level.within, Decimal(str(float(level.target * 100))), level.priority,
            credits=[(Decimal(str(float(c.below * 100))), Decimal(c.owed.strip("%")))
                     for c in terms.credits if c.service_level == level.name],
        )
        for level in terms.levels
    ]  # fmt: skip
    draft = contract.Draft(None, calendar, levels, terms.policy, Decimal("1400.00"))
    contract.agree(engagement=engagement, draft=draft, by=owner, at=NOW)


def referee() -> Referee:
    """The same file and terms without a database, as the command line judges them."""
    terms = read_terms(TERMS)
    sheet, problems = read_sheet(EVENTS, "helpdesk-2025.csv", terms.file.columns.values())
    return Referee(read_log([sheet], problems, terms), terms)
