"""A data folder with many companies in it, made by the product's own writes from fixed seeds.

One has very many tickets and one very few, under the same terms; the others have a few hundred each. What would only
take long is made in bulk: one password for all, one transaction for many companies, sessions as rows.

The framework must have been started before this module is imported.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import events
from goodhands.foundation.calendars.drafts import BY_KEY
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.engagements.writes import Outline
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person
from goodhands.foundation.people.sessions import SessionStore
from goodhands.stages.contract import writes as contract
from goodhands.stages.contract.writes import Draft, LevelDraft
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.models import HandTicket, ImportState

PASSWORD = "four words in a row"
AT = datetime(2026, 1, 2, 9, tzinfo=UTC)
LATER_TERMS = (date(2025, 1, 1), date(2025, 4, 1), date(2025, 7, 1))
LOGS, HOUR = 10, 3600


@dataclass(frozen=True, slots=True)
class Shape:
    """How much there is of a company: tickets in each engagement, versions of each agreement, engagements.

    `row_a_ticket` is whether its files have a row a ticket; else they have a row an event.
    """

    tickets: int
    versions: int = 1
    engagements: int = 1
    row_a_ticket: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """A company with its first engagement, its owner, and the cookie of a session in which she is signed in."""

    owner: Person
    company: Company
    engagement: Engagement
    session: str

    @property
    def operate(self) -> str:
        """The address of the stage's first page."""
        return f"/{self.company.slug}/operate/{self.engagement.slug}/"


def make_houses(shapes: Sequence[Shape]) -> list[House]:
    """A company of each shape, all in one transaction."""
    password = _hashed_password()
    with transaction.atomic():
        return [_house(password, shape) for shape in shapes]


@cache
def _hashed_password() -> str:
    return make_password(PASSWORD)


def _house(password: str, shape: Shape) -> House:
    number = Company.objects.count()
    email = f"ana{number}@example.org"
    ana = Person.objects.create(email=email, name="Ana Finch", password=password, joined_at=AT)
    company = companies.start_company(name=f"Finch {number}", country=events.PLACE, timezone=events.ZONE, by=ana, at=AT)
    with scope.within(company):
        desks = [_desk(ana, shape, number + more) for more in range(shape.engagements)]
    return House(ana, company, desks[0], _session_of(ana))


def _desk(ana: Person, shape: Shape, seed: int) -> Engagement:
    outline = Outline("Help desk", None, "Harbourline IT", ["Help desk", "Network"], date(2023, 12, 1))
    desk = engagements.start_engagement(outline=outline, by=ana, at=AT)
    for number, since in enumerate((None, *LATER_TERMS[: shape.versions - 1])):
        draft = Draft(since, BY_KEY["long_office"], _levels(number), monthly_fee=Decimal(1480))
        contract.agree(engagement=desk, draft=draft, by=ana, at=AT)
    log, mapping = _log(shape.tickets, seed % LOGS, shape.row_a_ticket)
    _bring(desk, ana, log, mapping)
    return desk


@cache
def _log(tickets: int, seed: int, row_a_ticket: bool) -> tuple[bytes, dict[str, Any]]:
    """A file, and how it is read."""
    if row_a_ticket:
        return events.written(events.make_tickets(tickets, seed)), events.ROW_A_TICKET
    return events.written(events.make_events(tickets, seed)), events.MAPPING


def _bring(desk: Engagement, ana: Person, log: bytes, mapping: dict[str, Any]) -> None:
    """Hand in a log and read it here and now, not in the thread of a server."""
    made = operate.upload_tickets(engagement=desk, name="tickets.csv", chunks=[log], by=ana, at=AT)
    operate.read_at_once(source=made, mapping=mapping, at=AT)
    made.refresh_from_db()
    assert made.state == ImportState.PUBLISHED, made.refusal


def _levels(number: int) -> list[LevelDraft]:
    """Five promises with credits; the target of one rises with the number of the version."""
    critical, high, normal = events.PRIORITIES[:3]
    return [
        LevelDraft("Critical, answered in 30 min", "first_response", HOUR // 2, Decimal(95), critical),
        LevelDraft("Critical, solved in 4 h", "resolution", 4 * HOUR, Decimal(90 + number), critical),
        LevelDraft("High, solved in 8 h", "resolution", 8 * HOUR, Decimal(95), high,
                   credits=[(Decimal(95), Decimal(5)), (Decimal(85), Decimal(10))]),
        LevelDraft("Normal, solved in 16 h", "resolution", 16 * HOUR, Decimal(95), normal,
                   credits=[(Decimal(90), Decimal(5))]),
        LevelDraft("Everything answered in 2 h", "first_response", 2 * HOUR, Decimal(95)),
    ]  # fmt: skip


def _session_of(person: Person) -> str:
    """The key of a session as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


@contextmanager
def changes(house: House) -> Iterator[Callable[[], None]]:
    """A way to change what a company's figures rest on, as often as you like; afterwards all is as it was."""
    opened = AT - timedelta(days=60)
    entry = operate.HandEntry("BY-HAND", "A ticket entered by hand", "", events.PRIORITIES[2], opened, None, None)
    with scope.within(house.company):
        now = timezone.now()
        ticket = operate.add_ticket(engagement=house.engagement, entry=entry, above=0, by=house.owner, at=now)
    try:
        yield lambda: _change(house, ticket, entry)
    finally:
        with scope.within(house.company):
            operate.remove_ticket(ticket=ticket, by=house.owner, at=timezone.now())


def _change(house: House, ticket: HandTicket, entry: operate.HandEntry) -> None:
    with scope.within(house.company):
        operate.change_ticket(ticket=ticket, entry=entry, by=house.owner, at=timezone.now())


def queries_of(house: House, address: str) -> int:
    """How many questions to the database a page asks: of its first and its second look, the more."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.cookies[settings.SESSION_COOKIE_NAME] = house.session
    counted = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert answer.status_code == 200, f"{address} was answered with {answer.status_code}"
        counted.append(len(asked))
    return max(counted)
