"""Index cards: what the search knows of each thing.

A model says in `findable` which of its attributes are looked through, the first of them as the title. It may say in
`found_at` which of them stand in the address of its page (else its key), and in `found_in` what it is part of.
"""

from typing import Any

from django.db import models

from goodhands.foundation.isolation.owned import Owned


class IndexCard(Owned):
    """What the search knows of a thing: `about` is its key, `kind` its model, `within` the key of what it is part of.

    `words` are those that are looked through, each together with the company, so that in the index itself no word of
    one company stands with those of another. `number` is the card's in that index, `heading` the title in plain
    letters, `version` says by which rules the card was made.
    """

    number = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    about = models.UUIDField()
    within = models.UUIDField(null=True)
    slots: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    title = models.TextField()
    body = models.TextField(blank=True)
    heading = models.TextField(blank=True)
    words = models.TextField(blank=True)
    version = models.CharField(max_length=8)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["company", "about"], name="one_index_card_a_thing"),
            models.UniqueConstraint(fields=["company", "number"], name="one_index_card_a_number"),
        )
        ordering = ("heading", "number")

    def __str__(self) -> str:
        return self.title
