"""Files as they were handed in."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.documents.kinds import KINDS, PAPER, TICKETS
from goodhands.foundation.isolation.owned import Removable


class Document(Removable):
    """A stored file: its name is a label, its place follows from its key, and its hash says that it is unchanged.

    `pages` says how many pages of it can be shown as pictures.
    """

    name = models.CharField(_("name"), max_length=255)
    kind = models.CharField(
        max_length=10,
        default=TICKETS,
        choices=[*((key, kind.words) for key, kind in KINDS.items()), (TICKETS, TICKETS), (PAPER, PAPER)],
    )
    size = models.BigIntegerField()
    pages = models.PositiveSmallIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    findable: ClassVar = ("own_name",)

    class Meta(Removable.Meta):
        verbose_name = _("file")
        indexes = (models.Index(fields=["company", "sha256"]), models.Index(fields=["company", "-kept_at"]))

    def __str__(self) -> str:
        return self.name

    @property
    def own_name(self) -> str:
        """Its name, where it is kept for its own sake: a ticket file and a paper are found as such."""
        return "" if self.kind in (TICKETS, PAPER) else self.name

    @property
    def path(self) -> str:
        """Where it lies below the folder of files; never made of anything a person typed."""
        return f"{self.company_id}/{self.pk}"

    def gone(self) -> None:
        """The bytes go when it is certain that the row does."""
        place = Path(settings.FILES) / self.path
        transaction.on_commit(lambda: place.unlink(missing_ok=True))
