"""Files as they were handed in."""

from django.db import models

from goodhands.foundation.isolation.owned import Owned


class Document(Owned):
    """A stored file: its name is a label, its place follows from its key, and its hash says that it is unchanged."""

    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["company", "sha256"]),)

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where it lies below the folder of files; never made of anything a person typed."""
        return f"{self.company_id}/{self.pk}"
