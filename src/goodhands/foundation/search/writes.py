"""Index cards follow their things. `audit.writes` renews the card of whatever is put on record, in its transaction."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, models, transaction

from goodhands.foundation.isolation import scope
from goodhands.foundation.search.cards import card_of, findable_models, has_title, number_of, version
from goodhands.foundation.search.models import IndexCard

_AT_ONCE = 500
_SAID = ("kind", "within", "slots", "title", "body", "heading", "words", "version")
"""What of a card follows its thing."""


def renew(things: Collection[models.Model]) -> None:
    """Write down anew what can be found of things; nothing where one is gone, or lies in the bin."""
    for model in {type(thing) for thing in things if getattr(thing, "findable", ())}:
        _renew(model, [thing.pk for thing in things if type(thing) is model])


def forget(about: Collection[UUID]) -> None:
    """Let nothing be found of things."""
    if about:
        _leave_out(IndexCard.objects.filter(about__in=about))


def forget_all() -> None:
    """Let nothing be found of the company in view."""
    _leave_out(IndexCard.objects.all())
    _forget_words()


def renew_known(about: UUID) -> None:
    """Write anew the card of a thing that has one, after its data were erased; the thing may be gone by now."""
    kind = IndexCard.objects.filter(about=about).values_list("kind", flat=True).first()
    if kind is not None:
        _renew(apps.get_model(kind), [about])
        _forget_words()


@transaction.atomic
def index_anew() -> int:
    """Make all cards of the company in view anew: after an upgrade, or where its rows came from elsewhere; how many."""
    forget_all()
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


def _renew(model: type[models.Model], about: Collection[UUID]) -> None:
    company = scope.current().pk
    things = [one for one in model._default_manager.filter(company=company, pk__in=about) if has_title(one)]
    cards = {card.about: card for card in IndexCard.objects.filter(about__in=about)}
    forget([key for key in cards if key not in {thing.pk for thing in things}])
    new, other = [], []
    for thing in things:
        card = cards.get(thing.pk)
        says = card_of(thing, company)
        if card is None:
            new.append(_filled(_new(thing.pk), says))
        elif any(getattr(card, name) != value for name, value in says.items()):
            other.append(_filled(card, says))
    IndexCard.objects.bulk_create(new, _AT_ONCE)
    IndexCard.objects.bulk_update(other, _SAID, _AT_ONCE)
    _take_in([*new, *other])


def _filled(card: IndexCard, says: Mapping[str, Any]) -> IndexCard:
    for name, value in says.items():
        setattr(card, name, value)
    return card


def _new(about: UUID) -> IndexCard:
    key = uuid4()
    return IndexCard(id=key, number=number_of(key), about=about)


def _in_batches() -> Iterator[list[IndexCard]]:
    company, batch = scope.current().pk, list[IndexCard]()
    for model in findable_models():
        rows: Any = model._default_manager.filter(company=company).order_by("pk")
        for thing in filter(has_title, rows.iterator(_AT_ONCE)):
            batch.append(_filled(_new(thing.pk), card_of(thing, company)))
            if len(batch) == _AT_ONCE:
                yield batch
                batch = []
    if batch:
        yield batch


def _take_in(cards: list[IndexCard]) -> None:
    """Have the words of cards looked through. PostgreSQL does so by itself: there the index is one of the cards."""
    if connection.vendor == "sqlite" and cards:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(card.number,) for card in cards])
            rows = [(card.number, card.words) for card in cards]
            cursor.executemany("INSERT INTO search_words (rowid, words) VALUES (%s, %s)", rows)


def _forget_words() -> None:
    """Let the index itself keep no word that no card has: SQLite's marks them as gone, and drops them as it merges."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words (search_words) VALUES ('optimize')")


def _leave_out(cards: "models.QuerySet[IndexCard]") -> None:
    if connection.vendor == "sqlite":
        numbers = list(cards.order_by().values_list("number"))
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", numbers)
    cards.delete()
