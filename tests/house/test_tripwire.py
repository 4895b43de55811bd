"""Does the wire fire where it should, and only there?"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from goodhands.foundation.engagements.models import Engagement, Service
from goodhands.foundation.isolation import scope
from goodhands.foundation.providers.models import Provider
from tests import exceptions, tripwire
from tests.world import World, build

pytestmark = pytest.mark.django_db


def by_hand(statement: str) -> Callable[[World, World], Any]:
    def run(a: World, b: World) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(b=b.company.pk.hex))

    return run


FIRES: dict[str, Callable[[World, World], Any]] = {
    "all rows": lambda a, b: list(QuerySet(Provider)),
    "by key alone": lambda a, b: QuerySet(Provider).get(pk=a.rows["Provider"].pk),
    "another company": lambda a, b: list(QuerySet(Provider).filter(company=b.company)),
    "a subquery without": lambda a, b: list(Provider.objects.filter(pk__in=QuerySet(Engagement).values("provider"))),
    "from people to rows": lambda a, b: list(type(a.owner).objects.filter(pk__in=QuerySet(Engagement).values("pk"))),
    "update": lambda a, b: QuerySet(Provider).update(notes="x"),
    "delete": lambda a, b: QuerySet(Service).filter(name="x")._raw_delete("default"),
    "insert": lambda a, b: QuerySet(Provider)._insert(
        [Provider(company=b.company, name="x")], fields=Provider._meta.concrete_fields, using="default"),
    "several inserts": lambda a, b: QuerySet(Provider).model._base_manager._insert(
        [Provider(company=one.company, name="x") for one in (a, b)], fields=Provider._meta.concrete_fields,
        using="default"),
    "by hand": by_hand("SELECT name FROM providers_provider"),
    "by hand, joined": by_hand("SELECT 1 FROM companies_company c JOIN providers_provider p ON p.company_id = c.id"),
    "by hand, company written out": by_hand("SELECT 1 FROM providers_provider WHERE company_id = '{b}'"),
}  # fmt: skip
PASSES: dict[str, Callable[[World, World], Any]] = {
    "a join": lambda a, b: list(Engagement.objects.select_related("provider")),
    "a way back": lambda a, b: list(Provider.objects.filter(engagements__services__name="x")),
    "excluded by a way back": lambda a, b: list(Provider.objects.exclude(engagements__name="x")),
    "a subquery": lambda a, b: list(
        Provider.objects.filter(Exists(Engagement.objects.filter(provider=OuterRef("pk"))))
    ),
    "update by a way back": lambda a, b: Provider.objects.filter(engagements__name="x").update(notes="x"),
    "several inserts": lambda a, b: Provider.objects.bulk_create([Provider(name="x"), Provider(name="y")]),
    "delete with what hangs on it": lambda a, b: Engagement.objects.filter(name="x").delete(),
}


def test_it_fires(subtests: pytest.Subtests) -> None:
    a, b = build("A"), build("B")
    for way, go in FIRES.items():
        with subtests.test(way):
            with scope.within(a.company), tripwire.expected() as caught:
                go(a, b)
            assert len(caught) == 1


def test_it_fires_where_no_company_is_in_view() -> None:
    with tripwire.expected() as caught:
        list(QuerySet(Provider))
    assert caught[0].startswith("no company in view: SELECT")


def test_it_lets_pass_what_names_the_company(subtests: pytest.Subtests) -> None:
    a, b = build("A"), build("B")
    for way, go in PASSES.items():
        with subtests.test(way), scope.within(a.company):
            go(a, b)
    assert tripwire.fired == []


@pytest.mark.django_db(transaction=True)
def test_it_stands_on_the_connections_of_a_servers_threads() -> None:
    caught: list[str] = []

    def serve() -> None:
        try:
            list(QuerySet(Provider))
        except tripwire.Tripped as tripped:
            caught.append(str(tripped))
        finally:
            connection.close()

    with tripwire.expected():
        thread = threading.Thread(target=serve)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_what_passes_has_a_reason() -> None:
    assert all(entry["reason"].endswith((".", "!")) for entries in exceptions.ALL.values() for entry in entries)
    assert "tripwire" in exceptions.sizes()
