"""Which work was asked for, how far it has come, and when was what happens regularly last begun?"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import Owned


class JobState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("under way")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN = (JobState.WAITING, JobState.RUNNING)
"""The states in which work is still to be done."""


class Job(Owned):
    """Work on one thing. `kind` says which (`kinds.Kind`), `about` is the key of the thing, `name` how it is called.

    `done` is a share from 0 to 1. `tries` counts how often somebody began; together with the key it is the claim of
    who works on it now, `worker`, which last gave a sign of life at `seen_at`. Before `due_at` nobody begins.
    """

    kind = models.CharField(max_length=40)
    about = models.UUIDField()
    name = models.CharField(max_length=300)
    path = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.FloatField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=200, blank=True)
    refusal = models.TextField(blank=True)
    asked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    findable: ClassVar = ()

    class Meta(Owned.Meta):
        verbose_name = _("work")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "kind", "about"], condition=Q(state__in=["waiting", "running"]), name="one_open_job"
            ),
        )
        indexes = (models.Index(fields=["company", "state"]),)
        ordering = ("-asked_at", "id")

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """When was something that happens regularly last begun? Whoever moves `begun_at` on begins it, so it is one."""

    name = models.CharField(max_length=60, primary_key=True)
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
