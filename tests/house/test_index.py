"""Does the search follow every change? After each form that the walk can send, cards are as if they were made anew."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from goodhands.foundation.isolation import scope
from goodhands.foundation.search.cards import card_of, findable_models, has_title
from goodhands.foundation.search.models import IndexCard
from goodhands.foundation.search.writes import index_anew
from tests import snapshot
from tests.walk import Walk, address, all_routes

pytestmark = pytest.mark.django_db

Cards = dict[Any, dict[str, Any]]


def kept() -> Cards:
    columns = ("kind", "within", "slots", "title", "body", "heading", "words", "version")
    return {card.about: {name: getattr(card, name) for name in columns} for card in IndexCard.objects.all()}


def anew(walk: Walk) -> Cards:
    """What the cards of company A would say if they were made now."""
    company = walk.a.company.pk
    things = [thing for model in findable_models() for thing in model._default_manager.filter(company=company)]
    return {thing.pk: card_of(thing, company) for thing in things if has_title(thing)}


def test_whatever_changes_anything_changes_what_can_be_found(walk: Walk, say: Callable[[str], None]) -> None:
    with scope.within(walk.a.company):
        index_anew()  # the world was filled with canaries behind the back of its writes
        before, moved, astray = kept(), 0, []
        walk.note()
    for route in all_routes():
        if route.of_company:
            with transaction.atomic():
                walk.ask("A", "POST", address(route, walk.a), walk.payload(route, walk.a))
                if snapshot.changed(walk.before[0], snapshot.rows_of_everything()):
                    with scope.within(walk.a.company):
                        found, wanted = kept(), anew(walk)
                    moved += found != before
                    astray += [] if found == wanted else [route.name]
                transaction.set_rollback(True)
    say(f"{moved} forms change what can be found, and the index follows each of them")
    assert astray == []
    assert moved >= 8
