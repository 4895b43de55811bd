"""What was handed in about tickets: files, and tickets entered by hand.

Nothing that can be worked out is kept. Tickets, verdicts and figures are read afresh from the files as they were
handed in (docs/adr/0006), so that every figure leads back to the row it came from.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import STANDING, Removable


class ImportState(models.TextChoices):
    DRAFT = "draft", _("not imported yet")
    WAITING = "waiting", _("waiting for its turn")
    READING = "reading", _("being read")
    PUBLISHED = "published", _("imported")
    FAILED = "failed", _("could not be read")
    UNDONE = "undone", _("undone")


class Import(Removable):
    """A ticket file of an engagement and how it is read. It counts while it is `published`, whole or not at all.

    `mapping` is the `[file]` part of a terms file. `found` says what the reading found, in numbers.
    `seen_at` is when the reader last gave a sign of life.
    """

    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.CASCADE, related_name="imports")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    mapping: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.DRAFT)
    done = models.FloatField(default=0)
    seen_at = models.DateTimeField(null=True)
    found: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    refusal = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    findable: ClassVar = ("document.name",)
    found_at: ClassVar = ("engagement.slug",)
    found_in: ClassVar = "engagement"

    class Meta(Removable.Meta):
        verbose_name = _("ticket file")
        constraints = (
            models.UniqueConstraint(fields=["company"], condition=Q(state="reading"), name="one_import_at_a_time"),
        )
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.document.name

    def part_of(self) -> str:
        """What its file is part of, in the list of files."""
        return gettext("tickets of {engagement}").format(engagement=self.engagement.name)

    def get_absolute_url(self) -> str:
        """Where it can be seen how far its file is read."""
        return reverse("operate:importing", args=[scope.current().slug, self.engagement.slug, self.pk])

    def gone(self) -> None:
        """Its file goes with it, unless another import reads the same one."""
        from goodhands.foundation.documents.writes import let_go

        let_go(document=self.document)


class HandTicket(Removable):
    """A ticket entered by hand, for providers that give no export."""

    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.CASCADE, related_name="hand_tickets")
    number = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    requester = models.CharField(max_length=120, blank=True)
    priority = models.CharField(max_length=120, blank=True)
    opened_at = models.DateTimeField()
    responded_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    findable: ClassVar = ("number_and_subject", "requester")
    found_at: ClassVar = ("engagement.slug", "number")
    found_in: ClassVar = "engagement"

    class Meta(Removable.Meta):
        verbose_name = _("ticket")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "engagement", "number"],
                condition=STANDING,
                name="one_ticket_of_a_number",
            ),
        )
        ordering = ("opened_at", "number")

    def __str__(self) -> str:
        return self.number

    @property
    def number_and_subject(self) -> str:
        """How a list of tickets names it."""
        return f"{self.number} {self.subject}"
