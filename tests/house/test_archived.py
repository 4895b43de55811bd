"""An archived company is read and not changed: every route is tried, by everybody who belongs to it."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction
from django.urls import resolve

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.access import MAY
from goodhands.foundation.companies.models import Role
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.access import Access
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.registers import Providers
from tests.pages import forms_in
from tests.walk import Route, Walk, address, all_routes
from tests.world import NOW

pytestmark = pytest.mark.django_db
EVEN_ARCHIVED = {"home:archive_company", "home:take_out_of_archive", "home:export_company"}
ROUTES = [route for route in all_routes() if route.of_company]


@pytest.fixture
def archived(walk: Walk) -> Iterator[Walk]:
    with transaction.atomic():
        with scope.within(walk.a.company):
            companies.archive_company(by=walk.a.owner, at=NOW)
        walk.note()
        yield walk
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", [*Role.values, "suspended"])
def test_everybody_reads_and_nobody_changes_anything(archived: Walk, role: str) -> None:
    wrong = [fault for route in ROUTES if route.name not in EVEN_ARCHIVED for fault in faults(archived, route, role)]
    assert wrong == []


def faults(walk: Walk, route: Route, role: str) -> Iterator[str]:
    """Where a page does not open that should, one opens that should not, or anything changes."""
    for method in ("GET", "POST", "PUT", "DELETE"):
        sent = walk.payload(route, walk.a) if method == "POST" else None
        answer = walk.ask(role, method, address(route, walk.a), sent)
        status = getattr(answer, "status_code", repr(answer))
        reads = route.access is Access.READ and method == "GET"
        fits = {404} if role == "suspended" else {200, 302, 405} if reads else {403}
        if status not in fits or walk.changes():
            yield f"{role} {method} {route.name}: {status} {walk.changes()}"


def test_what_is_open_even_then_is_for_owners_alone(archived: Walk) -> None:
    for route in ROUTES:
        if route.name in EVEN_ARCHIVED:
            for role in set(Role.values) - MAY[Access.OWN]:
                assert archived.ask(role, "POST", address(route, archived.a)).status_code == 403


@pytest.mark.parametrize("role", Role.values)
def test_no_page_offers_what_cannot_be_done(archived: Walk, role: str) -> None:
    open_ones = {route.view for route in ROUTES if route.name in EVEN_ARCHIVED and role in MAY[Access.OWN]}
    seen = 0
    for route in ROUTES:
        page = archived.ask(role, "GET", address(route, archived.a))
        if page.status_code == 200 and "html" in page.headers["Content-Type"]:
            seen += 1
            text = page.content.decode()
            posts = {urlsplit(form.action).path for form in forms_in(text) if form.method == "post"} - {""}
            led = {resolve(path).func for path in posts | set(re.findall(r'href="(/[^"?#]*)', text))
                   if not path.startswith("/static/")}  # fmt: skip
            shut = {view.__name__ for view in led - open_ones if view.access in MAY and view.access is not Access.READ}
            assert shut == set(), f"{role} on {route.name}"
            assert "Everything can be read; nothing can be changed." in text or "<html" not in text  # a part of a page
    assert seen > 15


def test_below_the_pages_the_database_refuses(archived: Walk) -> None:
    """Whatever changes something is on record, and an archived company's record takes nothing else."""
    given = dict.fromkeys(Providers.columns, "") | {"name": "Nordkabel"}
    with scope.within(archived.a.company):
        with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
            providers.add_provider(given=given, by=archived.a.owner, at=NOW)
        companies.take_out_of_archive(by=archived.a.owner, at=NOW)
        assert providers.add_provider(given=given, by=archived.a.owner, at=NOW)


def test_its_invitations_open_nothing_until_it_is_taken_out(archived: Walk, say: Callable[[str], None]) -> None:
    secret = {"secret": archived.a.secrets["invitation"]}
    routes = [route for route in all_routes() if "secret" in route.slots and route.name.startswith("companies:")
              and "company" in route.slots]  # fmt: skip
    assert len(routes) == 3
    for route in routes:
        method = "GET" if route.name == "companies:invitation" else "POST"
        answer = archived.ask("nobody", method, address(route, archived.a, secret))
        assert (answer.status_code, archived.canaries_in(answer)) == (404, "")
    with scope.within(archived.a.company):
        companies.take_out_of_archive(by=archived.a.owner, at=NOW)
    assert archived.ask("nobody", "GET", address(routes[0], archived.a, secret)).status_code == 200
