"""Who works here."""

from django.utils.translation import gettext_lazy as _

from goodhands.foundation.companies.models import StaffMember
from goodhands.foundation.registers.register import Register


class Staff(Register):
    """Who works in the company: those a provider serves, and is paid for."""

    model = StaffMember
    path = "staff"
    columns = ("name", "email", "work", "place", "joined_date", "left_date")
    in_list = columns
    told_apart_by = ("email",)
    title, add = _("Staff list"), _("Add somebody")
    none = _("Nobody is on the staff list yet.")
    one, many = _("One person is on the staff list."), _("{n} people are on the staff list.")
    meant_for = _("Who works for you, since when and until when: what an invoice for each person is held against.")
    example = _("For example: Maria Lopes, bookkeeping, in Porto since 1 March 2024.")
    taken = _("Somebody else on the list has this address.")
