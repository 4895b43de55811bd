"""Papers that were kept: what a page said at a moment, for ever."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import Removable


class KeptPaper(Removable):
    """What a page said when it was kept. It is never changed: the database refuses that, and its hash is on record.

    `path` is the address of the page below that of the company, which may have another one elsewhere; `figures` is what
    it said (`papers.figures`), `sha256` the hash of that, `rules` by which rules it was worked out (`papers.versions`),
    `document` the PDF, the same bytes for ever.
    """

    title = models.CharField(max_length=300)
    path = models.CharField(max_length=1000)
    figures: "models.JSONField[Any, Any]" = models.JSONField()
    sha256 = models.CharField(max_length=64)
    rules = models.CharField(max_length=60)
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, related_name="+")
    kept_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    findable: ClassVar = ("title",)
    found_at: ClassVar = ("pk",)
    put_back_by: ClassVar = "manage"
    lasting: ClassVar = True
    """A wall of `foundation.isolation` refuses every change, but that it is laid aside and put back."""

    class Meta(Removable.Meta):
        verbose_name = _("paper")
        ordering = ("-kept_at", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """Where its page is today."""
        return f"/{scope.current().slug}/{self.path}"

    def part_of(self) -> str:
        """What its file is part of, in the list of files."""
        return gettext("kept papers")

    def get_absolute_url(self) -> str:
        """Where it is seen, and what is different today."""
        return reverse("papers:kept_paper", args=[scope.current().slug, self.pk])

    def gone(self) -> None:
        """Its file goes with it."""
        from goodhands.foundation.documents.writes import let_go

        let_go(document=self.document)
