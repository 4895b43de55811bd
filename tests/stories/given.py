"""What stories begin with: a company, an agreement, tickets, made by the product's own writes."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import Draft as HoursDraft
from goodhands.foundation.companies import reads as company_reads
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.jobs.reads import open_job
from goodhands.foundation.jobs.running import Working, claim, try_later
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person, Purpose
from goodhands.stages.contract import writes as contract
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.models import Import
from goodhands.stages.operate.reads.files import READING
from goodhands.stages.operate.rules.terms import read_terms
from tests.stories.visitor import Visitor

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PASSWORD = "four words in a row"
EMAIL = "ana@alderfinch.example"


@dataclass
class Place:
    """A company with its owner and one engagement."""

    owner: Person
    company: Company
    engagement: Engagement

    def path(self, stage: str, page: str = "") -> str:
        """The address of a page of the engagement in a stage."""
        return f"/{self.company.slug}/{stage}/{self.engagement.slug}/{page}"


def set_up_link() -> str:
    """The path of the link that `goodhands serve` prints at its first start."""
    return f"/set-up/{people.issue_link(purpose=Purpose.SET_UP, person=None, at=timezone.now())}/"


def sign_in_link(owner: Person, without_second_step: bool = False) -> str:
    secret = people.issue_link(
        purpose=Purpose.SIGN_IN, person=owner, at=timezone.now(), without_second_step=without_second_step
    )
    return f"/sign-in/{secret}/"


def company(name: str = "Alder & Finch", agreed: bool = True, started: date | None = date(2024, 3, 1)) -> Place:
    """A company in Porto whose help desk is in the hands of Harbourline IT, as `examples/agreement.toml` says."""
    at = timezone.now()
    owner = people.join(name="Ana Finch", email=EMAIL, password=PASSWORD, at=at)
    made = companies.start_company(name=name, country="PT", timezone="Europe/Lisbon", by=owner, at=at)
    with scope.within(made):
        outline = engagements.Outline("Help desk", None, "Harbourline IT", ["Help desk", "Office network"], started)
        engagement = engagements.start_engagement(outline=outline, by=owner, at=at)
        place = Place(owner, made, engagement)
        if agreed:
            agree(place, tomllib.loads((EXAMPLES / "agreement.toml").read_text(encoding="utf-8")), at)
    return place


def agree(place: Place, document: dict[str, Any], at: datetime) -> None:
    """Write down the terms of a terms file, from the beginning."""
    terms = read_terms(document)
    draft = HoursDraft(terms.hours.week, terms.hours.timezone, "PT", dict.fromkeys(terms.hours.closed, ""))
    calendar = calendars.add_calendar(name="Help desk hours", draft=draft, by=place.owner, at=at)
    levels = [
        contract.LevelDraft(
            level.name, level.metric, level.within, percent(level.target), level.priority,
            credits=[(percent(c.below), Decimal(c.owed.strip("%"))) for c in terms.credits
                     if c.service_level == level.name],
        )
        for level in terms.levels
    ]  # fmt: skip
    agreed = contract.Draft(None, calendar, levels, terms.policy, Decimal("1480.00"))
    contract.agree(engagement=place.engagement, draft=agreed, by=place.owner, at=at)


def percent(share: Fraction) -> Decimal:
    return Decimal(share.numerator * 100) / Decimal(share.denominator)


def tickets(place: Place, name: str = "helpdesk-2025.csv", terms: str = "agreement.toml") -> Import:
    """The example year, uploaded, read and counting."""
    mapping = tomllib.loads((EXAMPLES / terms).read_text(encoding="utf-8"))["file"]
    at, by = timezone.now(), place.owner
    with scope.within(place.company):
        content = (EXAMPLES / name).read_bytes()
        made = operate.upload_tickets(engagement=place.engagement, name=name, chunks=[content], by=by, at=at)
        operate.read_at_once(source=made, mapping=mapping, at=at)
        made.refresh_from_db()
    return made


def somebody(place: Place, name: str, email: str, role: str) -> Person:
    """Somebody with a role in the company, who came in by invitation. Call it with the company in view."""
    at = timezone.now()
    invitation = company_reads.invitation(companies.invite(email=email, role=role, by=place.owner, at=at), at)
    assert invitation is not None
    return companies.join_as_newcomer(invitation=invitation, name=name, password=PASSWORD, at=at)


def signed_in(person: Visitor, email: str = EMAIL) -> None:
    """She signs in with her password."""
    person.opens("/sign-in/")
    person.fills({"E-mail address": email, "Password": PASSWORD})
    person.clicks("Sign in", within="main")


def ticket_by_hand(place: Place, subject: str = "The printer in the hall prints stripes") -> None:
    """A ticket that somebody typed in, still open."""
    at = timezone.now()
    entry = operate.HandEntry("", subject, "Rita Sousa", "3 - Normal", at - timedelta(days=3), None, None)
    with scope.within(place.company):
        operate.add_ticket(engagement=place.engagement, entry=entry, above=0, by=place.owner, at=at)


def another_company(owner: Person, name: str) -> Company:
    return companies.start_company(name=name, country="GB", timezone="Europe/London", by=owner, at=timezone.now())


def until_it_counts(person: Visitor) -> None:
    """She waits on the page that shows how far the reading of her file has come."""
    expect(person.page.get_by_role("link", name="See the verdict")).to_be_visible(timeout=60_000)


def being_read(place: Place, name: str, content: bytes) -> Import:
    """A file that a worker has taken up and gives signs of life about, but does not finish."""
    at, mapping = timezone.now(), tomllib.loads((EXAMPLES / "agreement.toml").read_text(encoding="utf-8"))["file"]
    with scope.within(place.company):
        made = operate.upload_tickets(engagement=place.engagement, name=name, chunks=[content], by=place.owner, at=at)
        with transaction.atomic():
            operate.import_tickets(source=made, mapping=mapping, by=place.owner, at=at)
            job = open_job(READING, made.pk)
            assert job is not None
            claimed = claim(job.pk, at)
        assert claimed is not None
        Working(claimed, at).say(0.1)
    return made


def let_it_be_read(place: Place, source: Import) -> None:
    """Its worker was broken off, and another one takes the file up."""
    with scope.within(place.company):
        job = open_job(READING, source.pk)
        assert job is not None
        try_later(job, timezone.now(), at_once=True)
