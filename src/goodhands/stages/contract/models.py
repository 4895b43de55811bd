"""What was promised: agreements, their versions, the service levels and credits in each."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import Owned


class Agreement(Owned):
    """The agreement of an engagement. What it says stands in its versions."""

    engagement = models.OneToOneField("engagements.Engagement", on_delete=models.CASCADE, related_name="agreement")

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return str(self.pk)


class Resolution(models.TextChoices):
    LAST = "last", _("the last solution counts")
    FIRST = "first", _("the first solution counts")


class Reopen(models.TextChoices):
    RUNS_THROUGH = "runs_through", _("the clock has run through")
    EXCLUDES_SOLVED = "excludes_solved", _("the solved time in between does not count")
    RESTARTS = "restarts", _("the clock starts again")


class JudgedPriority(models.TextChoices):
    FINAL = "final", _("the last one")
    AT_OPENING = "at_opening", _("the first one")
    AT_BREACH = "at_breach", _("the one held when the limit was used up")


class Holiday(models.TextChoices):
    START = "start", _("the hours that begin on it are closed")
    MIDNIGHT = "midnight", _("it is closed from midnight to midnight")


class AgreementVersion(Owned):
    """The terms from a month on: `valid_from` is the first day of one; none means from the beginning.

    A month is judged by the version in force on its first day. A version is never changed, only followed by another.

    Terms that are only proposed belong to no agreement, but are `proposed_for` an engagement, one at a time, and their
    number is 0. So nothing that asks an agreement for its versions finds them, and no month is judged by them.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, related_name="versions")
    proposed_for = models.OneToOneField(
        "engagements.Engagement", on_delete=models.CASCADE, null=True, related_name="proposal"
    )
    number = models.PositiveIntegerField()
    valid_from = models.DateField(null=True)
    calendar = models.ForeignKey("calendars.Calendar", on_delete=models.PROTECT, related_name="+")
    monthly_fee = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    opened: "models.JSONField[Any, Any]" = models.JSONField(default=list)
    resolution = models.CharField(max_length=20, choices=Resolution, default=Resolution.LAST)
    closed_resolves = models.BooleanField(default=False)
    reopen = models.CharField(max_length=20, choices=Reopen, default=Reopen.RUNS_THROUGH)
    priority = models.CharField(max_length=20, choices=JudgedPriority, default=JudgedPriority.FINAL)
    response_pauses = models.BooleanField(default=False)
    holiday = models.CharField(max_length=20, choices=Holiday, default=Holiday.START)
    credit_cap = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    findable: ClassVar = ("promises_in_words",)
    found_at: ClassVar = ("agreement.engagement.slug",)
    found_in: ClassVar = "agreement.engagement"

    class Meta(Owned.Meta):
        verbose_name = _("version of the agreement")
        constraints = (
            models.UniqueConstraint(fields=["company", "agreement", "number"], name="one_version_a_number"),
            models.UniqueConstraint(fields=["company", "agreement", "valid_from"], name="one_version_a_month"),
            models.UniqueConstraint(
                fields=["company", "agreement"], condition=Q(valid_from=None), name="one_first_version"
            ),
            models.CheckConstraint(
                condition=Q(agreement=None, proposed_for__isnull=False, number=0)
                | Q(agreement__isnull=False, proposed_for=None, number__gt=0),
                name="terms_are_agreed_or_proposed",
            ),
        )
        ordering = ("number",)

    def __str__(self) -> str:
        return str(self.number) if self.number else gettext("on trial")

    @property
    def promises_in_words(self) -> str:
        """The names of its service levels, one after the other; none of a proposal, which no search is to find."""
        if not self.number:
            return ""
        return "; ".join(level.name for level in self.levels.all())


class Metric(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("answered")
    RESOLUTION = "resolution", _("solved")


class ServiceLevel(Owned):
    """One promise of a version: how fast, for which tickets, for which share of them.

    `within` is working seconds, `target` a percentage. `priority` is one of the help desk's, or `*` for all.
    `calendar` is set where this promise has hours of its own.
    """

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    metric = models.CharField(max_length=20, choices=Metric)
    priority = models.CharField(max_length=120, default="*")
    within = models.PositiveIntegerField()
    target = models.DecimalField(max_digits=9, decimal_places=6)
    calendar = models.ForeignKey("calendars.Calendar", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["company", "version", "name"], name="one_level_of_a_name"),)
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class Credit(Owned):
    """A share of the monthly fee that is owed for a month below `below`; both are percentages."""

    level = models.ForeignKey(ServiceLevel, on_delete=models.CASCADE, related_name="credits")
    below = models.DecimalField(max_digits=9, decimal_places=6)
    owed = models.DecimalField(max_digits=9, decimal_places=6)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["company", "level", "below"], name="one_credit_a_tier"),)
        ordering = ("-below",)

    def __str__(self) -> str:
        return f"{self.below} {self.owed}"
