"""The record of every change of a company's data: a chain of sealed entries that the walls let nobody alter."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import Owned


class Act(models.TextChoices):
    """What was done. The label is the sentence of it."""

    ADDED = "added", _("{who} added {thing}.")
    CHANGED = "changed", _("{who} changed {thing}.")
    REMOVED = "removed", _("{who} removed {thing}.")
    GONE = "gone", _("{thing}, which {who} had removed, is gone after thirty days.")
    PUT_BACK = "put_back", _("{who} put {thing} back.")
    STARTED = "started", _("{who} started {thing}.")
    MARKED = "marked", _("{who} said how far {thing} has come.")
    AGREED = "agreed", _("{who} wrote down new terms: {thing}.")
    PROPOSED = "proposed", _("{who} kept terms to be tried first: {thing}.")
    WITHDRAWN = "withdrawn", _("{who} withdrew {thing}.")
    UPLOADED = "uploaded", _("{who} handed in {thing}.")
    READ_SO = "read_so", _("{who} said how to read {thing}.")
    COUNTED = "counted", _("{thing} counts from now on.")
    FAILED = "failed", _("{thing} could not be read.")
    UNDONE = "undone", _("{who} took {thing} back.")
    REDONE = "redone", _("{who} let {thing} count again.")
    CALLED_OFF = "called_off", _("{who} called the reading of {thing} off.")
    KEPT = "kept", _("{who} kept {thing} as it was.")
    INVITED = "invited", _("{who} sent {thing}.")
    JOINED = "joined", _("{thing} came in by invitation.")
    SUSPENDED = "suspended", _("{who} suspended {thing}.")
    RESUMED = "resumed", _("{who} let {thing} in again.")
    ERASED = "erased", _("{who} erased what the record said of {thing}.")
    ARCHIVED = "archived", _("{who} archived {thing}.")
    TAKEN_OUT = "taken_out", _("{who} took {thing} out of the archive.")
    EXPORTED = "exported", _("{who} exported {thing} whole.")
    BROUGHT = "brought", _("{who} brought {thing} here from elsewhere; all entries before this one come from there.")


class Entry(Owned):
    """One change: who did what, when, to which thing. What it says can be erased, with its salt, and nothing else."""

    seq = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)
    about = models.UUIDField()
    payload = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    said = models.CharField(max_length=64)
    key = models.CharField(max_length=8)
    before = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    erasable: ClassVar = ("payload", "salt")
    even_archived: ClassVar = (Act.ARCHIVED, Act.TAKEN_OUT, Act.EXPORTED)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["company", "seq"], name="one_entry_a_number"),)
        indexes = (models.Index(fields=["company", "about", "seq"]),)
        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self.seq} {self.act} {self.kind}"


class Head(Owned):
    """How far the record of a company goes, sealed; held while an entry is added, so that they come one by one."""

    seq = models.PositiveIntegerField()
    last = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["company"], name="one_head_a_company"),)

    def __str__(self) -> str:
        return str(self.seq)
