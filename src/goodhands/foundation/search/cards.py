"""What is written on the index card of a thing?"""

import hashlib
import json
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from goodhands.foundation.rules.words import words_of

WAY = 1
"""Goes up when cards are made in another way, so that all are made anew."""

_LONGEST_TITLE, _LONGEST_BODY, _MOST_WORDS = 300, 5000, 1500


def findable_models() -> list[type[models.Model]]:
    """All models whose rows can be found."""
    return [model for model in apps.get_models() if getattr(model, "findable", ())]


@cache
def version() -> str:
    """Which rules cards are made by: it differs as soon as another attribute of a model is looked through."""
    rules = [(model._meta.label, *_ways(model)) for model in findable_models()]
    return hashlib.sha256(json.dumps([WAY, sorted(rules)]).encode()).hexdigest()[:8]


def has_title(thing: Any) -> bool:
    """Whether a thing can be found: one without a title is a part of something else that can."""
    return bool(str(attrgetter(_ways(type(thing))[0][0])(thing) or "").strip())


def card_of(thing: Any, company: UUID) -> dict[str, Any]:
    """The fields of the index card of a thing."""
    findable, slots, part_of = _ways(type(thing))
    title, *more = (str(attrgetter(name)(thing) or "").strip() for name in findable)
    title, body = title[:_LONGEST_TITLE], " · ".join(filter(None, more))[:_LONGEST_BODY]
    heading = words_of(title)
    words = list(dict.fromkeys([*heading, *words_of(body)]))[:_MOST_WORDS]
    return {
        "kind": thing._meta.label_lower,
        "within": attrgetter(f"{part_of}.pk")(thing) if part_of else None,
        "slots": [str(attrgetter(name)(thing)) for name in slots],
        "title": title,
        "body": body,
        "heading": " ".join(heading),
        "words": " ".join(in_index(word, company) for word in words),
        "version": version(),
    }


def _ways(model: type[models.Model]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """What a model says of how it is found: attributes to look through, those in its address, what it is part of."""
    return (
        tuple(getattr(model, "findable", ())),
        tuple(getattr(model, "found_at", ("pk",))),
        str(getattr(model, "found_in", "")),
    )


def in_index(word: str, company: UUID) -> str:
    """A word as it stands in the index: together with its company."""
    return f"{company.hex}{word}"


def number_of(card: UUID) -> int:
    """The number of a card in the index: the first 62 bits of its key, which are chance as all of it is."""
    return card.int >> 66
