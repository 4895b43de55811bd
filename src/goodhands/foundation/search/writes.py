"""Index cards follow their things. `audit.writes` renews the card of whatever is put on record, in its transaction."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction

from goodhands.foundation.isolation import scope
from goodhands.foundation.search.cards import card_of, findable_models, number_of, version
from goodhands.foundation.search.models import IndexCard

_AT_ONCE = 500


def renew(thing: models.Model) -> None:
    """Write down anew what can be found of a thing; nothing where it is gone, or lies in the bin."""
    if getattr(thing, "findable", ()):
        _renew(type(thing), thing.pk)


def forget(about: UUID) -> None:
    """Let nothing be found of a thing."""
    _leave_out(IndexCard.objects.filter(about=about))


def renew_known(about: UUID) -> None:
    """Write anew the card of a thing that has one, after its data were erased; the thing may be gone by now."""
    kind = IndexCard.objects.filter(about=about).values_list("kind", flat=True).first()
    if kind is not None:
        _renew(apps.get_model(kind), about)


@transaction.atomic
def index_anew() -> int:
    """Make all cards of the company in view anew: after an upgrade, or where its rows came from elsewhere; how many."""
    _leave_out(IndexCard.objects.all())
    made = 0
    for cards in _in_batches():
        IndexCard.objects.bulk_create(cards)
        _take_in(cards)
        made += len(cards)
    return made


def is_up_to_date() -> bool:
    """Whether the company in view has cards, all made by the present rules. One without any is yet to be indexed."""
    versions = set(IndexCard.objects.order_by().values_list("version", flat=True).distinct())
    return versions == {version()}


def _renew(model: type[models.Model], about: UUID) -> None:
    company = scope.current().pk
    thing = model._default_manager.filter(company=company, pk=about).first()
    if thing is None:
        return forget(about)
    says = card_of(thing, company)
    card = IndexCard.objects.filter(about=about).first() or _new(about)
    if all(getattr(card, name) == value for name, value in says.items()):
        return None
    for name, value in says.items():
        setattr(card, name, value)
    card.save()
    _take_in([card])
    return None


def _new(about: UUID) -> IndexCard:
    key = uuid4()
    return IndexCard(id=key, number=number_of(key), about=about)


def _in_batches() -> Iterator[list[IndexCard]]:
    company, batch = scope.current().pk, list[IndexCard]()
    for model in findable_models():
        rows: Any = model._default_manager.filter(company=company).order_by("pk")
        for thing in rows.iterator(_AT_ONCE):
            card = _new(thing.pk)
            for name, value in card_of(thing, company).items():
                setattr(card, name, value)
            batch.append(card)
            if len(batch) == _AT_ONCE:
                yield batch
                batch = []
    if batch:
        yield batch


def _take_in(cards: list[IndexCard]) -> None:
    """Have the words of cards looked through. PostgreSQL does so by itself: there the index is one of the cards."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(card.number,) for card in cards])
            rows = [(card.number, card.words) for card in cards]
            cursor.executemany("INSERT INTO search_words (rowid, words) VALUES (%s, %s)", rows)


def _leave_out(cards: "models.QuerySet[IndexCard]") -> None:
    if connection.vendor == "sqlite":
        numbers = list(cards.order_by().values_list("number"))
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", numbers)
    cards.delete()
