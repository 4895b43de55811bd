"""What was handed in about tickets, what both sides say of them, and what is measured beside them.

Nothing that can be worked out is kept. Tickets, verdicts and figures are read afresh from the files as they were
handed in (docs/adr/0006), so that every figure leads back to the row it came from.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.days.month_field import MonthText
from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import STANDING, Owned, Removable
from goodhands.foundation.rules.typed_number import plainly
from goodhands.stages.operate.rules.catalogue import CATALOGUE, SHARE, UPTIME, kind_of
from goodhands.stages.operate.rules.measures import wrong_with


class ImportState(models.TextChoices):
    DRAFT = "draft", _("not imported yet")
    WAITING = "waiting", _("to be read")
    PUBLISHED = "published", _("imported")
    FAILED = "failed", _("could not be read")
    UNDONE = "undone", _("undone")


class Import(Removable):
    """A ticket file of an engagement and how it is read. It counts while it is `published`, whole or not at all.

    `mapping` is the `[file]` part of a terms file. `found` says what the reading found, in numbers. While it is to be
    read, a job says how far that is (`foundation.jobs`).
    """

    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.CASCADE, related_name="imports")
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    mapping: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.DRAFT)
    found: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    refusal = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)

    once_had: ClassVar = ("done", "seen_at")
    findable: ClassVar = ("document.name",)
    found_at: ClassVar = ("engagement.slug",)
    found_in: ClassVar = "engagement"

    class Meta(Removable.Meta):
        verbose_name = _("ticket file")
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


KINDS = [(kind.key, gettext_lazy(kind.title)) for kind in CATALOGUE]


class Measure(Removable):
    """Something beside tickets that is measured in an engagement, month by month.

    `target` is in percent where a share is measured, else in its own unit. For availability, `hours` are those in which
    it counts, None for those of the agreement, and `since_date` is the day from which on every outage is on record.
    """

    name = models.CharField(_("Called"), max_length=120)
    engagement = models.ForeignKey(
        "engagements.Engagement", verbose_name=_("Engagement"), on_delete=models.CASCADE, related_name="measures"
    )
    kind = models.CharField(_("What is measured"), max_length=20, choices=KINDS)
    target = models.DecimalField(
        _("Target"), max_digits=18, decimal_places=6, null=True, blank=True,
        help_text=_("In percent for a share; otherwise the number that is still good. Empty: no target is agreed."),
    )  # fmt: skip
    hours = models.ForeignKey(
        "calendars.Calendar", verbose_name=_("Hours that count"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+", help_text=_("For availability. Empty: the hours of the agreement."),
    )  # fmt: skip
    system = models.CharField(
        _("System"), max_length=120, blank=True,
        help_text=_("For availability: of which system, spelt as in the outages. Empty: of all systems."),
    )  # fmt: skip
    since_date = models.DateField(
        _("Outages on record since"), null=True, blank=True,
        help_text=_("For availability. Empty: since the first outage on record. Nothing is said of the time before."),
    )  # fmt: skip

    findable: ClassVar = ("name",)

    class Meta(Removable.Meta):
        verbose_name = _("measure")
        constraints = (
            models.UniqueConstraint(fields=["company", "name"], condition=STANDING, name="one_measure_of_a_name"),
        )
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A share has a target of at most 100 %."""
        share = self.kind and kind_of(self.kind).reads in (SHARE, UPTIME)
        if share and self.target is not None and self.target > 100:
            raise ValidationError({"target": gettext("is more than 100 %")})


class Figure(Removable):
    """What a measure was in a month: `done` of `of`, or `done` alone, and what proves it."""

    measure = models.ForeignKey(Measure, verbose_name=_("Measure"), on_delete=models.CASCADE, related_name="figures")
    month = MonthText(_("Month"))
    done = models.DecimalField(
        _("Counted"), max_digits=18, decimal_places=6, help_text=_("How many, or how long: what the measure counts.")
    )
    of = models.DecimalField(
        _("Of how many"), max_digits=18, decimal_places=6, null=True, blank=True,
        help_text=_("For a share: of how many in all. Otherwise empty."),
    )  # fmt: skip
    evidence = models.CharField(
        _("Evidence"), max_length=500, blank=True, help_text=_("Where it can be seen: a report, a paper, who said so.")
    )

    findable: ClassVar = ("evidence",)

    class Meta(Removable.Meta):
        verbose_name = _("figure")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "measure", "month"], condition=STANDING, name="one_figure_a_month"
            ),
        )
        ordering = ("month",)

    def __str__(self) -> str:
        return str(self.month)

    def clean(self) -> None:
        """A share is a part of something, and never more than all of it; availability comes from outages."""
        kind = kind_of(self.measure.kind)
        if kind.reads == UPTIME:
            raise ValidationError({"done": gettext("is not asked for: availability comes from the outages")})
        sentences = {
            "above": gettext("is more than all of them, {of}").format(of=plainly(self.of or Decimal(0))),
            "missing": gettext("does not say of how many"),
            "alone": gettext("is not asked for: this measure has one figure"),
            "nothing": gettext("is nothing to count by"),
        }
        if wrong := wrong_with(kind, self.done, self.of):
            raise ValidationError({wrong[0]: sentences[wrong[1]]})


class Outage(Removable):
    """A stretch of time in which a system could not be used; `ended_at` is None while it goes on."""

    system = models.CharField(_("System"), max_length=120)
    engagement = models.ForeignKey(
        "engagements.Engagement", verbose_name=_("Engagement"), on_delete=models.CASCADE, related_name="outages"
    )
    began_at = models.DateTimeField(_("From"))
    ended_at = models.DateTimeField(_("Until"), null=True, blank=True, help_text=_("Empty while it goes on."))
    planned = models.BooleanField(_("Planned maintenance"), default=False)
    notes = models.CharField(_("What happened"), max_length=500, blank=True)

    findable: ClassVar = ("system", "notes")

    class Meta(Removable.Meta):
        verbose_name = _("outage")
        ordering = ("-began_at",)

    def __str__(self) -> str:
        return self.system

    def clean(self) -> None:
        """An outage ends after it began."""
        if self.ended_at is not None and self.ended_at <= self.began_at:
            raise ValidationError({"ended_at": gettext("is not later than its beginning")})


LONGEST_NUMBER = 500
"""The longest number of a ticket about which something can be said: an index of PostgreSQL holds no longer ones."""


class Metric(models.TextChoices):
    RESOLUTION = "resolution", _("the solution")
    FIRST_RESPONSE = "first_response", _("the first answer")


class Excuse(Removable):
    """A miss that was excused: of a ticket, by its number, under the promises of a metric. It stays counted.

    It says nothing of a verdict, which is worked out anew: where that is not a miss any more, the excuse is moot.
    """

    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.CASCADE, related_name="excuses")
    number = models.CharField(_("ticket"), max_length=LONGEST_NUMBER)
    metric = models.CharField(_("about"), max_length=20, choices=Metric)
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    findable: ClassVar = ("number", "reason")
    found_at: ClassVar = ("engagement.slug", "number")
    found_in: ClassVar = "engagement"
    put_back_by: ClassVar = "manage"

    class Meta(Removable.Meta):
        verbose_name = _("excuse")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "engagement", "number", "metric"],
                condition=STANDING,
                name="one_excuse_for_a_miss",
            ),
        )
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return self.number


class Reply(Owned):
    """What the provider answers to a verdict on a ticket, typed in by somebody of the company. It stands for ever."""

    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.CASCADE, related_name="replies")
    number = models.CharField(_("ticket"), max_length=LONGEST_NUMBER)
    text = models.TextField(_("reply"))
    said_by = models.CharField(_("said by"), max_length=120)
    typed_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()

    findable: ClassVar = ("number", "said_by", "text")
    found_at: ClassVar = ("engagement.slug", "number")
    found_in: ClassVar = "engagement"
    erasable: ClassVar = ()

    class Meta(Owned.Meta):
        verbose_name = _("reply")
        indexes = (models.Index(fields=["company", "engagement", "number"]),)
        ordering = ("typed_at", "id")

    def __str__(self) -> str:
        return self.number


class TroubleChoice(Removable):
    """What somebody decided about a trouble that keeps coming back: it is none, or it is part of another one.

    `key` and `into` are keys of `rules.recurring`, `into` blank where it was dismissed; `name` and `into_name` say how
    the two were called on the page.
    """

    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.CASCADE, related_name="trouble_choices")
    key = models.CharField(max_length=400)
    name = models.CharField(_("name"), max_length=300)
    into = models.CharField(max_length=400, blank=True)
    into_name = models.CharField(_("part of"), max_length=300, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(Removable.Meta):
        verbose_name = _("decision about a trouble")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "engagement", "key"], condition=STANDING, name="one_choice_about_a_trouble"
            ),
        )
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return self.name
