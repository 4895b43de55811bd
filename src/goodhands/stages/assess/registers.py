"""What a company depends on."""

from django.utils.translation import gettext_lazy as _

from goodhands.foundation.registers.register import Register
from goodhands.stages.assess.models import System


class Systems(Register):
    """Programs, servers, networks, names and data that the work hangs on."""

    model = System
    path = "assess/systems"
    columns = (
        "name", "kind", "used_for", "standstill", "personal_data", "provider", "in_whose_name", "notes",
    )  # fmt: skip
    in_list = ("name", "kind", "standstill", "provider", "in_whose_name")
    told_apart_by = ("name",)
    title, add = _("Systems"), _("Add a system")
    none = _("No system is on record yet.")
    one, many = _("Your work hangs on one system on record."), _("Your work hangs on {n} systems on record.")
    meant_for = _("What your work hangs on: programs, servers, networks, domain names, data. No passwords.")
    example = _("For example: the shop; work stops within hours; looked after by Atelier Norte; in our name.")
    taken = _("You already have a system of this name.")
