"""Firms that do or may do the work."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import STANDING, Removable


class Provider(Removable):
    """A firm that does or may do the work. What several stages say of it lives here, not in a stage."""

    name = models.CharField(_("Name"), max_length=120)
    website = models.URLField(_("Website"), blank=True)
    phone = models.CharField(_("Telephone of the help desk"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail of the help desk"), blank=True)
    notes = models.TextField(_("Notes"), blank=True, max_length=2000)

    findable: ClassVar = ("name", "notes", "website", "phone", "email")

    class Meta(Removable.Meta):
        verbose_name = _("provider")
        constraints = (
            models.UniqueConstraint(fields=["company", "name"], condition=STANDING, name="one_provider_of_a_name"),
        )
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
