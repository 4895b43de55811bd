"""What fits the words that somebody looks for? Asked of the index of the database in use, in one way for both."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Expression, IntegerField, Q, QuerySet, Value, When

from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.words import Question
from goodhands.foundation.search.cards import in_index
from goodhands.foundation.search.models import IndexCard


class Says(Expression):
    """The condition that a card has all words of a question, each together with the company in view."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, wanted: Question) -> None:
        super().__init__()
        company = scope.current("The index").pk
        self.words = tuple(in_index(word, company) for word in wanted.words)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str]]:  # noqa: ARG002 - as the framework has it
        """Of SQLite: words have letters and digits only, so that none can be taken for an operator."""
        asked = " AND ".join(f'"{word}"' for word in self.words) + "*"
        return "search_indexcard.number IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)", (asked,)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str]]:  # noqa: ARG002 - the same
        asked = " & ".join(f"'{word}'" for word in self.words) + ":*"
        return "array_to_tsvector(string_to_array(search_indexcard.words, ' ')) @@ %s::tsquery", (asked,)


@dataclass(frozen=True, slots=True)
class FoundCards:
    """The cards that fit, the nearest first: how many there are, and a part of them."""

    count: int
    _ordered: "QuerySet[IndexCard]"

    def part(self, start: int, stop: int) -> Sequence[IndexCard]:
        """Those from one place to another; asks the database only where there is something to ask for."""
        return list(self._ordered[start : min(stop, self.count)]) if start < self.count else []


def found_cards(wanted: Question, kinds: Collection[str]) -> FoundCards:
    """The cards of these kinds with all the words: first titles that begin with them, then those that have them."""
    if not wanted.words:
        return FoundCards(0, IndexCard.objects.none())
    fitting = IndexCard.objects.filter(Says(wanted), kind__in=kinds)
    begins = " ".join(wanted.words)
    nearness = Case(
        When(Q(heading=begins), Value(0)), When(Q(heading__startswith=begins), Value(1)),
        When(Q(*(Q(heading__contains=word) for word in wanted.words)), Value(2)),
        default=Value(3), output_field=IntegerField(),
    )  # fmt: skip
    return FoundCards(fitting.count(), fitting.order_by(nearness, "heading", "number"))


def titles_of(things: Collection[UUID]) -> Mapping[UUID, str]:
    """What things are called, by their keys."""
    return dict(IndexCard.objects.filter(about__in=things).values_list("about", "title")) if things else {}
