"""What a company depends on."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.isolation.owned import STANDING, Removable


class SystemKind(models.TextChoices):
    PROGRAM = "program", _("program or service")
    SERVER = "server", _("server or storage")
    NETWORK = "network", _("network or telephones")
    DEVICES = "devices", _("computers and other devices")
    WEBSITE = "website", _("website or shop")
    NAMES = "names", _("domain names and licences")
    DATA = "data", _("data or backups")


class Standstill(models.TextChoices):
    """What happens when a system stands still."""

    HOURS = "hours", _("work stops within hours")
    DAYS = "days", _("work stops within days")
    WEEKS = "weeks", _("we can do without for weeks")


class InWhoseName(models.TextChoices):
    OURS = "ours", _("ours")
    PROVIDERS = "providers", _("the provider's")
    UNKNOWN = "unknown", _("not known yet")


class System(Removable):
    """Something the company works with: a program, a server, a network, a domain name. Holds no secrets."""

    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=10, choices=SystemKind)
    used_for = models.CharField(_("What for"), max_length=200, blank=True)
    standstill = models.CharField(_("If it stands still"), max_length=10, choices=Standstill, blank=True)
    personal_data = models.BooleanField(_("Holds personal data"), default=False)
    provider = models.ForeignKey(
        "providers.Provider", verbose_name=_("Looked after by"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="systems", help_text=_("A provider; empty where you do it yourselves."),
    )  # fmt: skip
    in_whose_name = models.CharField(_("In whose name"), max_length=10, choices=InWhoseName, blank=True)
    notes = models.TextField(
        _("Notes"), blank=True, max_length=2000, help_text=_("Where to find it. No passwords: they belong in a vault.")
    )

    findable: ClassVar = ("name", "used_for", "notes")

    class Meta(Removable.Meta):
        verbose_name = _("system")
        constraints = (
            models.UniqueConstraint(fields=["company", "name"], condition=STANDING, name="one_system_of_a_name"),
        )
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
