"""Where does a thing of each kind live, and who may see it there?"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.companies.access import May
from goodhands.foundation.isolation import scope

TICKETS = _("Tickets")


@dataclass(frozen=True, slots=True)
class Place:
    """The page of a thing: the name of its address and the words that lead there in menus.

    Who may not do what the page `needs` is led to `instead`, whose address lacks the last slot; so is everybody where a
    number was typed that can stand in no address. What a person may not `see` is not found.
    """

    page: str
    menu: str | Promise
    needs: str = "read"
    instead: str = ""
    see: str = "read"

    def address(self, slots: Sequence[str], may: May) -> str:
        """Where somebody finds a thing; `slots` are what its address is made of."""
        company = scope.current().slug
        if getattr(may, self.needs):
            with suppress(NoReverseMatch):
                return reverse(self.page, args=[company, *slots])
        return reverse(self.instead, args=[company, *slots[:-1]])


PLACES: Mapping[str, Place] = {
    "companies.membership": Place("companies:people", _("People"), needs="own", see="own"),
    "providers.provider": Place("providers:change_provider", _("Providers"), "record", "providers:providers"),
    "engagements.engagement": Place("home:engagement", _("Engagements")),
    "calendars.calendar": Place("calendars:calendar", _("Agreed hours")),
    "contract.agreementversion": Place("contract:agreement", _("Contract")),
    "operate.handticket": Place("operate:ticket", TICKETS, instead="operate:tickets"),
    "operate.import": Place("operate:imports", _("Ticket files")),
}
"""By the kind of thing, as on an index card. What is not in this table is not found."""


def visible_to(may: May) -> list[str]:
    """The kinds of things that somebody may see."""
    return [kind for kind, place in PLACES.items() if getattr(may, place.see)]
