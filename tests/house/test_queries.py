"""How often does a page ask the database? At most 25 times, and no more often when there is more to show."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodhands.foundation.isolation import scope
from tests.walk import Route, Walk, address, all_routes
from tests.world import World, furnish

pytestmark = pytest.mark.django_db
MOST = 25


def asked(walk: Walk, route: Route) -> int:
    """How many statements a page takes; 0 where there is no page to look at."""
    with CaptureQueriesContext(connection) as statements:
        answer = walk.ask("A", "GET", address(route, walk.a))
    return len(statements) if answer.status_code == 200 else 0


def test_a_page_asks_seldom_and_not_more_often_for_more(walk: Walk, say: Callable[[str], None]) -> None:
    pages = [route for route in all_routes() if route.of_company]
    first = {route.name: asked(walk, route) for route in pages}
    again = {route.name: asked(walk, route) for route in pages}
    more = World("A", walk.a.owner, walk.a.company)
    with scope.within(more.company):
        for number in (2, 3):
            more.letter = f"A{number}"
            furnish(more, lambda name, number=number: f"CANARY-A-{name}-{number}")
    most = max(first, key=lambda name: first[name])
    say(f"the page that asks most often is {most}, {first[most]} times")
    grown = {name: (again[name], now) for route in pages if (now := asked(walk, route)) > again[name := route.name]}
    assert {name: count for name, count in first.items() if count > MOST} == {}
    assert grown == {}
