"""What is measured beside tickets: which measures, their figures month by month, and outages."""

from django.utils.translation import gettext_lazy as _

from goodhands.foundation.registers.register import Register
from goodhands.stages.operate.models import Figure, Measure, Outage


class Measures(Register):
    """Measures beside tickets that somebody follows, each with its target."""

    model = Measure
    path = "operate/measures"
    columns = ("name", "engagement", "kind", "target", "system", "hours", "since_date")
    in_list = ("name", "engagement", "kind", "target")
    told_apart_by = ("name",)
    title, add = _("Measures"), _("Add a measure")
    none = _("Nothing beside tickets is measured yet.")
    one, many = _("One thing beside tickets is measured."), _("{n} things beside tickets are measured.")
    meant_for = _("What you want to know of a provider beside its tickets, and which target was agreed.")
    example = _("For example: Nightly backups; backups that worked; target 98.")
    taken = _("You already have a measure of this name.")


class Figures(Register):
    """What the measures were, month by month."""

    model = Figure
    path = "operate/figures"
    columns = ("measure", "month", "done", "of", "evidence")
    told_apart_by = ("measure", "month")
    title, add = _("Monthly figures"), _("Add a figure")
    none = _("No figure is on record yet.")
    one, many = _("One figure is on record."), _("{n} figures are on record.")
    meant_for = _("What each measure was in each month, and where that can be seen.")
    example = _("For example: Nightly backups, October 2026: 29 of 31, report of the backup program.")
    taken = _("This measure already has a figure for this month.")


class Outages(Register):
    """When a system could not be used."""

    model = Outage
    path = "operate/outages"
    columns = ("system", "engagement", "began_at", "ended_at", "planned", "notes")
    in_list = ("system", "engagement", "began_at", "ended_at", "planned")
    told_apart_by = ("engagement", "system", "began_at")
    title, add = _("Outages"), _("Add an outage")
    none = _("No outage is on record yet.")
    one, many = _("One outage is on record."), _("{n} outages are on record.")
    meant_for = _("When a system could not be used, from when until when, and whether that was planned.")
    example = _("For example: the shop, 12 Oct 2026 from 9:10 until 11:40, a failed disk.")
    taken = _("This outage is on the list already.")
