"""Can anybody get at what belongs to another company? Every route is tried, by every method, with real objects."""

from collections.abc import Callable

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, path
from django.urls.resolvers import RegexPattern

from goodhands.foundation.companies.access import MAY
from goodhands.foundation.companies.models import Role
from goodhands.foundation.people.access import Access
from goodhands.foundation.people.checks import every_route_is_classified
from tests import snapshot
from tests.walk import METHODS, Route, Walk, address, all_routes

pytestmark = pytest.mark.django_db


def test_who_has_no_business_there_gets_nowhere(walk: Walk, say: Callable[[str], None]) -> None:
    begin = walk.probes
    faults = [fault for route in all_routes() for fault in walk.trespass(route)]
    say(f"{walk.probes - begin} probes of {len(all_routes())} routes by nobody and by another company's owner")
    assert faults == []
    assert walk.probes - begin > 2 * len(METHODS) * len(all_routes())


def test_keys_of_another_company_in_a_form_do_nothing(walk: Walk, say: Callable[[str], None]) -> None:
    begin = walk.probes
    faults = [fault for route in all_routes() for fault in walk.substitute(route)]
    say(f"{walk.probes - begin} probes with another company's keys in the fields of forms")
    assert faults == []


def test_nothing_of_another_company_is_in_sight_at_home(walk: Walk, say: Callable[[str], None]) -> None:
    begin = walk.probes
    faults = [fault for route in all_routes() for fault in walk.at_home(route)]
    say(f"{walk.probes - begin} probes by an owner in her own company")
    assert faults == []


def test_the_rightful_owner_gets_everywhere(walk: Walk, say: Callable[[str], None]) -> None:
    """Without this the walk could find every door shut because it stands before the wrong ones."""
    shut, tried = [], 0
    for route in all_routes():
        answer = walk.ask("A", "GET", address(route, walk.a))
        status = getattr(answer, "status_code", repr(answer))
        if status == 405:
            continue
        tried += 1
        moved = status == 302 and not answer.headers["Location"].startswith("/sign-in/")
        shut += [] if status == 200 or moved else [f"{route.name}: {status}"]
        assert walk.changes() == "", f"GET {route.name} changes something"
    say(f"the rightful owner sees {tried - len(shut)} of {tried} pages")
    assert shut == []


def test_what_the_rightful_owner_sends_is_taken(walk: Walk, say: Callable[[str], None]) -> None:
    """The forms that the walk sends are good ones: sent by those who may, nearly all of them do something."""
    taken, not_taken = [], []
    for route in all_routes():
        if route.of_company and walk.ask("A", "OPTIONS", address(route, walk.a)).status_code == 405:
            with transaction.atomic():
                answer = walk.ask("A", "POST", address(route, walk.a), walk.payload(route, walk.a))
                status = getattr(answer, "status_code", repr(answer))
                transaction.set_rollback(True)
            if status != 405:
                (taken if status in (302, 204) else not_taken).append(f"{route.name}: {status}")
    say(f"{len(taken)} of {len(taken) + len(not_taken)} forms are taken as the pages offer them; not: {not_taken}")
    assert len(taken) >= 0.7 * (len(taken) + len(not_taken))


@pytest.mark.parametrize("role", [*Role.values, "suspended"])
def test_a_role_may_what_the_table_says_and_nothing_else(walk: Walk, role: str) -> None:
    faults = [fault for route in all_routes() if route.of_company for fault in walk.as_role(route, role)]
    assert faults == []


@pytest.mark.parametrize("role", Role.values)
def test_no_page_offers_what_a_role_may_not(walk: Walk, role: str) -> None:
    pages = [route for route in all_routes() if route.of_company and role in MAY[route.access]]
    assert len(pages) > 10
    assert [offer for route in pages for offer in walk.offers(route, role)] == []


def test_the_table_of_roles_is_that_of_the_design() -> None:
    """The words of the table in `companies.access`, once more: who may more may all that others may."""
    assert MAY[Access.READ] == {"owner", "manager", "adviser", "member", "viewer"}
    assert MAY[Access.RECORD] == {"owner", "manager", "adviser", "member"}
    assert MAY[Access.MANAGE] == {"owner", "manager", "adviser"}
    assert MAY[Access.OWN] == {"owner"}
    assert {route.access for route in all_routes()} <= {Access.ANYONE, Access.SIGNED_IN, *MAY}


def test_what_changes_anything_is_on_record(walk: Walk, say: Callable[[str], None]) -> None:
    """Every form that the walk knows, sent by the owner: where rows of the company changed, the record grew with them."""
    silent, on_record = [], 0
    for route in all_routes():
        if not route.of_company:
            continue
        with transaction.atomic():
            walk.ask("A", "POST", address(route, walk.a), walk.payload(route, walk.a))
            tables = set(snapshot.changed(walk.before[0], snapshot.rows_of_everything())) - {"django_session"}
            transaction.set_rollback(True)
        on_record += "audit_entry" in tables
        silent += [f"{route.name}: {sorted(tables)}"] if tables and "audit_entry" not in tables else []
    say(f"{on_record} forms change something, and each is on record")
    assert silent == []
    assert on_record >= 10


def test_no_page_of_a_company_is_kept_by_a_cache_or_runs_what_is_not_ours(walk: Walk) -> None:
    wrong = []
    for route in all_routes():
        answer = walk.ask("A", "GET", address(route, walk.a))
        if answer.status_code == 405:
            continue
        kept = {part.strip() for part in answer.headers.get("Cache-Control", "").split(",")}
        if route.access is not Access.ANYONE and not {"private", "no-store"} <= kept:
            wrong.append(f"{route.name}: Cache-Control {sorted(kept)}")
        policy = answer.headers.get("Content-Security-Policy", "")
        if "default-src 'none'" not in policy or "unsafe" in policy:
            wrong.append(f"{route.name}: {policy}")
    assert wrong == []


def test_methods_that_no_page_has_are_refused(walk: Walk) -> None:
    """To the rightful owner, too: a page is looked at or sent to, and nothing else."""
    wrong = []
    for route in all_routes():
        if route.access is not Access.ANYONE:
            for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
                with transaction.atomic():
                    answer = walk.ask("A", method, address(route, walk.a))
                    transaction.set_rollback(True)
                wrong += [] if answer.status_code == 405 else [f"{method} {route.name}: {answer.status_code}"]
    assert wrong == []
    assert walk.changes() == ""


def test_every_slot_of_an_address_has_something_to_stand_in_it(walk: Walk) -> None:
    for route in all_routes():
        assert address(route, walk.a).count("<") == 0


def test_an_unclassified_route_stops_the_start() -> None:
    def unclassified(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    class Resolver(URLResolver):
        url_patterns = [path("somewhere/", unclassified)]  # noqa: RUF012

    found = every_route_is_classified(None, Resolver(RegexPattern(r"^/"), None))
    assert [(error.id, error.level) for error in found] == [("people.E001", 40)]
    assert "/somewhere/" in found[0].msg
    assert [error for error in run_checks() if error.id == "people.E001"] == []


def test_a_route_says_who_may_open_it() -> None:
    assert {type(route) for route in all_routes()} == {Route}
    assert all(route.access in Access for route in all_routes())
