"""Agreed hours of service. A version is never changed, only followed by another one."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import Owned


class Calendar(Owned):
    """Hours in which time counts, under a name: “Office hours”, “Around the clock”."""

    name = models.CharField(_("Name"), max_length=80)

    findable: ClassVar = ("name",)

    class Meta(Owned.Meta):
        verbose_name = _("agreed hours")
        constraints = (models.UniqueConstraint(fields=["company", "name"], name="one_calendar_of_a_name"),)
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CalendarVersion(Owned):
    """The hours from a day on: `valid_from` is that day on the clock of `timezone`; none means from the beginning.

    `week` holds seven lists, Monday first, of `[opens, closes]` in minutes after midnight; an end beyond 1440 runs
    into the next day. `holidays` is a country or a part of one whose public holidays do not count, or blank.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="versions")
    valid_from = models.DateField(null=True)
    timezone = models.CharField(max_length=60)
    week: "models.JSONField[Any, Any]" = models.JSONField()
    holidays = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["company", "calendar", "valid_from"], name="one_version_of_hours_a_day"),
            models.UniqueConstraint(
                fields=["company", "calendar"], condition=Q(valid_from=None), name="one_first_version_of_hours"
            ),
        )
        ordering = (models.F("valid_from").asc(nulls_first=True),)

    def __str__(self) -> str:
        return str(self.valid_from or "")


class ClosedDay(Owned):
    """A day on which the hours do not count although it is no public holiday."""

    version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="closed_days")
    date = models.DateField()
    name = models.CharField(max_length=80, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["company", "version", "date"], name="one_closed_day_a_date"),)
        ordering = ("date",)

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
