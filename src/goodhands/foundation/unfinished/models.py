"""What somebody typed into a long form and has not sent yet."""

from typing import Any

from django.db import models

from goodhands.foundation.isolation.owned import Owned

LONGEST_PATH = 300


class Unfinished(Owned):
    """A form as one person typed it so far. `path` is the form, with the thing that it is about in it.

    `typed` is what a browser would send: the text of every field by its name. Nobody but that person sees it, and it
    is not on record: nothing of the company has changed yet.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=LONGEST_PATH)
    typed: "models.JSONField[Any, Any]" = models.JSONField()
    typed_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["company", "person", "path"], name="one_unfinished_form_a_person"),
        )

    def __str__(self) -> str:
        return self.path
