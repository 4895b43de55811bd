"""Would the tests notice if a guard were missing? Each mutant takes one away, and what should notice must.

Three layers look on: the walker (`tests.walk`, here alone, with the wire off), the wire on every statement
(`tests.tripwire`), and the walls in the database. What each of them notices of a mutant is written down with it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import access
from goodhands.foundation.companies import reads as companies
from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.documents import reads as documents
from goodhands.foundation.documents.models import Document
from goodhands.foundation.engagements import forms as engagement_forms
from goodhands.foundation.engagements import reads as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope, walls
from goodhands.foundation.isolation.owned import Owned, OwnedManager
from goodhands.foundation.people import reads as people
from goodhands.foundation.people.models import OneTimeLink
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.registers import reads as registers
from goodhands.home import company_reads
from goodhands.stages.operate.reads import evidence
from tests import tripwire
from tests.walk import Walk, address, all_routes

pytestmark = pytest.mark.django_db

Patch = pytest.MonkeyPatch
WALKER, WIRE, WALLS = "walker", "wire", "walls"


@dataclass(frozen=True)
class Mutant:
    """A guard that is taken away, the routes that it stood before, and who notices."""

    what: str
    take_away: Callable[[Patch], None]
    routes: tuple[str, ...]
    noticed_by: frozenset[str]


def every(model: type[Owned]) -> Any:
    """All rows of all companies."""
    return QuerySet(model)


def manager_without_company(model: type[Owned]) -> Callable[[Patch], None]:
    usual = OwnedManager.get_queryset

    def get_queryset(self: OwnedManager) -> Any:
        return self._queryset_class(self.model) if self.model is model else usual(self)

    return lambda patch: patch.setattr(OwnedManager, "get_queryset", get_queryset)


class Memberships:
    """Stands in for `Membership` where access is decided, and forgets part of the question."""

    def __init__(self, *forgotten: str) -> None:
        self.forgotten = forgotten
        self.objects = self

    def select_related(self, *names: str) -> "Memberships":
        return self

    def filter(self, **asked: Any) -> Any:
        kept = {name: value for name, value in asked.items() if name not in self.forgotten}
        return Membership.objects.select_related("company").filter(**kept).order_by("-company__slug")


def access_without(*forgotten: str) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(access, "Membership", Memberships(*forgotten))


def form_of_all_companies(patch: Patch) -> None:
    class Everybody:
        objects = every(Provider)

    patch.setattr(engagement_forms, "Provider", Everybody)


def form_of_all_companies_without_walls(patch: Patch) -> None:
    form_of_all_companies(patch)
    walls.take_down(plan=["as if tables were about to be remade"])


def one_judgement_for_all(patch: Patch) -> None:
    judged: list[Any] = []
    usual = evidence._judged

    def first(*given: Any) -> Any:
        judged.append(judged[0] if judged else usual(*given))
        return judged[0]

    patch.setattr(evidence, "_judged", first)


def claim_nothing(patch: Patch) -> None:
    patch.setattr(Owned, "claim", lambda row: row)


def no_walls(patch: Patch) -> None:
    walls.take_down(plan=["as if tables were about to be remade"])


MUTANTS = [
    Mutant("a manager shows every company's providers", manager_without_company(Provider),
           ("registers:change_line of providers", "registers:register of providers"), frozenset({WALKER, WIRE})),
    Mutant("a manager shows every company's calendars", manager_without_company(Calendar),
           ("calendars:calendar", "calendars:calendars"), frozenset({WALKER, WIRE})),
    Mutant("a role in any company will do", access_without("company__slug"),
           ("registers:register of providers", "home:today", "documents:document"), frozenset({WALKER})),
    Mutant("anybody's role in the company will do", access_without("person"),
           ("registers:register of providers", "documents:document", "operate:tickets"), frozenset({WALKER})),
    Mutant("a provider is fetched by its key alone",
           lambda patch: patch.setattr(registers, "line", lambda register, key: every(register.model).get(pk=key)),
           ("registers:change_line of providers",), frozenset({WALKER, WIRE})),
    Mutant("an engagement is fetched by its address alone",
           lambda patch: patch.setattr(engagements, "engagement", lambda slug: every(Engagement).get(slug=slug)),
           ("home:engagement", "engagements:change_engagement", "operate:months"), frozenset({WALKER, WIRE})),
    Mutant("a document is given out by its key alone",
           lambda patch: patch.setattr(documents, "document", lambda key: every(Document).get(pk=key)),
           ("documents:document",), frozenset({WALKER, WIRE})),
    Mutant("a form offers every company's providers", form_of_all_companies,
           ("engagements:start_engagement", "engagements:change_engagement"), frozenset({WALKER, WIRE})),
    Mutant("a form offers every company's providers, and no walls stand", form_of_all_companies_without_walls,
           ("engagements:start_engagement", "engagements:change_engagement"), frozenset({WALKER, WIRE, WALLS})),
    Mutant("what was judged of one company is shown to the next", one_judgement_for_all,
           ("operate:tickets", "operate:tickets_csv", "operate:scorecard"), frozenset({WALKER})),
    Mutant("the settings are those of whoever comes first",
           lambda patch: patch.setattr(companies, "settings", lambda: Company.objects.order_by("slug").first()),
           ("companies:change_settings",), frozenset({WALKER})),
    Mutant("everybody sees every company in the list of her own",
           lambda patch: patch.setattr(company_reads, "memberships_of",
                                       lambda person: Membership.objects.select_related("company")),
           ("home:companies",), frozenset({WALKER})),
    Mutant("any secret opens the latest link",
           lambda patch: patch.setattr(people, "link", lambda secret, purpose, at: OneTimeLink.objects.filter(
               purpose=purpose).order_by("person__email").first()),
           ("people:sign_in_link",), frozenset({WALKER})),
    Mutant("a row is of whatever company it says", claim_nothing, ("registers:register of providers",), frozenset({WIRE})),
    Mutant("the walls have fallen", no_walls, ("registers:register of providers",), frozenset({WALLS})),
]  # fmt: skip


def walked(walk: Walk, names: tuple[str, ...]) -> Iterator[str]:
    """What the walker notices on some routes, after the rightful owner was there."""
    chosen = [route for route in all_routes() if route.name in names]
    assert {route.name for route in chosen} == set(names)
    for route in chosen:
        walk.ask("A", "GET", address(route, walk.a))
    for step in (walk.at_home, walk.trespass, walk.substitute):
        for route in chosen:
            yield from step(route)


def write_for_another_company(walk: Walk) -> None:
    with scope.within(walk.b.company), transaction.atomic():
        Provider(company=walk.a.company, name="slipped in").save()


def noticed_by(walk: Walk, names: tuple[str, ...]) -> Iterator[str]:
    with tripwire.off():
        if next(walked(walk, names), None):
            yield WALKER
    with tripwire.expected() as caught:
        next((fault for fault in walked(walk, names) if "Tripped" in fault), None)
    with tripwire.expected() as slipped:
        try:
            write_for_another_company(walk)
        except scope.Trespass:
            pass
        except IntegrityError as refused:  # pragma: no cover - the wire comes first
            pytest.fail(str(refused))
    if caught or slipped:
        yield WIRE
    if walls.missing_walls():
        yield WALLS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.what)
def test_a_missing_guard_is_noticed(mutant: Mutant, walk: Walk, monkeypatch: Patch) -> None:
    mutant.take_away(monkeypatch)
    assert set(noticed_by(walk, mutant.routes)) == mutant.noticed_by


def test_where_no_guard_is_missing_nothing_is_noticed(walk: Walk) -> None:
    assert (
        list(
            noticed_by(
                walk,
                (
                    "registers:change_line of providers",
                    "documents:document",
                    "home:companies",
                    "people:sign_in_link",
                    "engagements:start_engagement",
                ),
            )
        )
        == []
    )
