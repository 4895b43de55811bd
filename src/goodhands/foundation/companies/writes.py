"""Companies come into being and change. Each change is one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import facts_of, record
from goodhands.foundation.companies.countries import usual_in
from goodhands.foundation.companies.models import Company, Membership, Role
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person, Purpose

_RESERVED = {"ui", "sign-in", "sign-out", "set-up", "companies", "static", "company"}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What the first person says of herself and her company."""

    company: str
    country: str
    timezone: str
    name: str
    email: str
    password: str


@transaction.atomic
def set_up(*, secret: str, newcomer: Newcomer, at: datetime) -> tuple[Person, Company]:
    """The first company and its owner, by the set-up link, which is spent with it."""
    people.use_link(secret=secret, purpose=Purpose.SET_UP, at=at)
    person = people.join(name=newcomer.name, email=newcomer.email, password=newcomer.password, at=at)
    company = start_company(name=newcomer.company, country=newcomer.country, timezone=newcomer.timezone,
                            by=person, at=at)  # fmt: skip
    return person, company


@transaction.atomic
def start_company(*, name: str, country: str, timezone: str, by: Person, at: datetime) -> Company:
    """A company with what is usual in its country, and its first owner."""
    usual = usual_in(country)
    company = Company.objects.create(
        name=name.strip(), slug=_free_slug(name), country=country, timezone=timezone, currency=usual.currency,
        date_style=usual.date_style, number_style=usual.number_style, paper=usual.paper, delimiter=usual.delimiter,
        created_at=at,
    )  # fmt: skip
    Membership.objects.create(person=by, company=company, role=Role.OWNER)
    with scope.within(company):
        record(Act.STARTED, company, by=by, at=at, now=facts_of(company, _LOOK))
    return company


def _free_slug(name: str) -> str:
    """The name as part of an address, made unique with a number."""
    wanted = slugify(name)[:50] or "company"
    number = 1
    slug = f"{wanted}-co" if wanted in _RESERVED else wanted
    while Company.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


@dataclass(frozen=True, slots=True)
class Look:
    """How a company calls itself and writes things."""

    name: str
    country: str
    currency: str
    timezone: str
    date_style: str
    number_style: str
    paper: str
    delimiter: str


_LOOK = tuple(Look.__dataclass_fields__)


@transaction.atomic
def change_settings(*, look: Look, by: Person, at: datetime) -> Company:
    """Take over how the company in view calls itself and writes things. Its address stays."""
    company = Company.objects.select_for_update().get(pk=scope.current().pk)
    was = facts_of(company, _LOOK)
    for field in _LOOK:
        setattr(company, field, getattr(look, field))
    company.save()
    record(Act.CHANGED, company, by=by, at=at, was=was, now=facts_of(company, _LOOK))
    return company
