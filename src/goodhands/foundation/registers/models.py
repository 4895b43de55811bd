"""Sheets that were brought for a list: looked at first, taken over whole, and undone whole."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import Removable


class SheetState(models.TextChoices):
    WAITING = "waiting", _("to be looked at")
    TAKEN_OVER = "taken_over", _("taken over")
    UNDONE = "undone", _("undone")


class Sheet(Removable):
    """A file with lines for a register. `cells` are its rows as texts, the headings first.

    `done` is what taking it over did, by the keys of lines: what each said `was` and `now` in the columns that changed;
    `was` is null for a new line.
    """

    register = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=255)
    cells = models.JSONField(default=list)
    done = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.WAITING)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(Removable.Meta):
        verbose_name = _("sheet")
        ordering: ClassVar = ("-made_at",)

    def __str__(self) -> str:
        return self.name
