"""Firms that do or may do the work."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.companies.countries import countries, zones
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


class OfProvider(Removable):
    """Something that is known of a provider, and goes into the bin with it."""

    provider = models.ForeignKey(
        Provider, verbose_name=_("Provider"), on_delete=models.CASCADE, related_name="%(class)ss"
    )
    name = models.CharField(_("Name"), max_length=120)

    class Meta(Removable.Meta):
        abstract = True
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Contact(OfProvider):
    """A person at a provider."""

    duty = models.CharField(_("What for"), max_length=120, blank=True, help_text=_("Escalations, invoices, ..."))
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    notes = models.TextField(_("Notes"), blank=True, max_length=2000)

    findable: ClassVar = ("name", "provider.name", "duty", "phone", "email", "notes")

    class Meta(OfProvider.Meta):
        verbose_name = _("contact")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "provider", "name"], condition=STANDING, name="one_contact_of_a_name"
            ),
        )


class Office(OfProvider):
    """A place from which a provider works."""

    city = models.CharField(_("Town"), max_length=120, blank=True)
    country = models.CharField(_("Country"), max_length=2, blank=True, choices=countries)
    timezone = models.CharField(_("Time zone"), max_length=60, choices=zones, blank=True)
    languages = models.CharField(_("Languages"), max_length=200, blank=True)
    notes = models.TextField(_("Notes"), blank=True, max_length=2000)

    findable: ClassVar = ("name", "provider.name", "city", "languages", "notes")

    class Meta(OfProvider.Meta):
        verbose_name = _("office")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "provider", "name"], condition=STANDING, name="one_office_of_a_name"
            ),
        )


class Offer(OfProvider):
    """A service that a provider offers, whether or not it is outsourced to it."""

    covers = models.TextField(_("What it covers"), blank=True, max_length=2000)
    proven_by = models.CharField(
        _("What shows it"), max_length=200, blank=True, help_text=_("A certificate, a customer, work you have seen.")
    )
    notes = models.TextField(_("Notes"), blank=True, max_length=2000)

    findable: ClassVar = ("name", "provider.name", "covers", "proven_by", "notes")

    class Meta(OfProvider.Meta):
        verbose_name = _("service")
        constraints = (
            models.UniqueConstraint(
                fields=["company", "provider", "name"], condition=STANDING, name="one_offer_of_a_name"
            ),
        )
