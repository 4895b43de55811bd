"""Where does a thing of each kind live, and who may see it there?"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.companies.access import May
from goodhands.foundation.isolation import scope
from goodhands.foundation.registers.register import all_registers

TICKETS = _("Tickets")


@dataclass(frozen=True, slots=True)
class Place:
    """The page of a thing: the name of its address and the words that lead there in menus.

    Who may not do what the page `needs` is led to `instead`, whose address lacks the last slot; so is everybody where a
    number was typed that can stand in no address. What a person may not `see` is not found. `list` is the path
    of the register that has it, if one does.
    """

    page: str
    menu: str | Promise
    needs: str = "read"
    instead: str = ""
    see: str = "read"
    list: str = ""

    def address(self, slots: Sequence[str], may: May) -> str:
        """Where somebody finds a thing; `slots` are what its address is made of."""
        before = [scope.current().slug, *filter(None, [self.list])]
        if getattr(may, self.needs):
            with suppress(NoReverseMatch):
                return reverse(self.page, args=[*before, *slots])
        return reverse(self.instead, args=[*before, *slots[:-1]])


PLACES: Mapping[str, Place] = {
    **{
        register.model._meta.label_lower: Place(
            "registers:change_line", register.title, "record", "registers:register", list=register.path
        )
        for register in all_registers()
    },
    "companies.membership": Place("companies:people", _("People"), needs="own", see="own"),
    "documents.document": Place("documents:preview", _("Files")),
    "papers.keptpaper": Place("papers:kept_paper", _("Papers")),
    "engagements.engagement": Place("home:engagement", _("Engagements")),
    "calendars.calendar": Place("calendars:calendar", _("Agreed hours")),
    "contract.agreementversion": Place("contract:agreement", _("Contract")),
    "operate.handticket": Place("operate:ticket", TICKETS, instead="operate:tickets"),
    "operate.excuse": Place("operate:ticket", TICKETS, instead="operate:tickets"),
    "operate.reply": Place("operate:ticket", TICKETS, instead="operate:tickets"),
    "operate.import": Place("operate:imports", _("Ticket files")),
}
"""By the kind of thing, as on an index card. What is not in this table is not found."""


def visible_to(may: May) -> list[str]:
    """The kinds of things that somebody may see."""
    return [kind for kind, place in PLACES.items() if getattr(may, place.see)]
