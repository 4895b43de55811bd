"""Firms, and what is known of them: people, places, services."""

from django.utils.translation import gettext_lazy as _

from goodhands.foundation.providers.models import Contact, Offer, Office, Provider
from goodhands.foundation.registers.register import Register


class Providers(Register):
    """Firms that do or may do the work."""

    model = Provider
    path = "providers"
    columns = ("name", "website", "phone", "email", "notes")
    in_list = ("name", "phone", "email")
    beside = "engagements"
    told_apart_by = ("name",)
    title, add = _("Providers"), _("Add a provider")
    none = _("No firm is on record yet.")
    one, many = _("One firm works for you, or may do so."), _("{n} firms work for you, or may do so.")
    meant_for = _("Firms that do IT work for you, or may do so, stand here.")
    example = _("For example: Harbourline IT, help desk +351 220 000 000.")
    taken = _("You already have a provider of this name.")


class Contacts(Register):
    """People at providers."""

    model = Contact
    path = "providers/contacts"
    columns = ("name", "provider", "duty", "phone", "email", "notes")
    in_list = ("name", "provider", "duty", "phone", "email")
    told_apart_by = ("provider", "name")
    title, add = _("Contacts"), _("Add a contact")
    none = _("Nobody at a provider is on record yet.")
    one, many = _("One person at a provider is on record."), _("{n} people at providers are on record.")
    meant_for = _("Whom you call at a provider, and what for: name, work mail and telephone, nothing private.")
    example = _("For example: Rui Costa at Harbourline IT, escalations, +351 220 000 017.")
    taken = _("This provider already has a contact of this name.")


class Offices(Register):
    """Places from which providers work."""

    model = Office
    path = "providers/offices"
    columns = ("name", "provider", "city", "country", "timezone", "languages", "notes")
    in_list = ("name", "provider", "city", "country", "timezone")
    told_apart_by = ("provider", "name")
    title, add = _("Offices"), _("Add an office")
    none = _("No office of a provider is on record yet.")
    one, many = _("One office of a provider is on record."), _("{n} offices of providers are on record.")
    meant_for = _("From where a provider works: the zone says when its people are awake.")
    example = _("For example: Porto office of Harbourline IT, Europe/Lisbon, Portuguese and English.")
    taken = _("This provider already has an office of this name.")


class Services(Register):
    """What providers offer."""

    model = Offer
    path = "providers/services"
    columns = ("name", "provider", "covers", "proven_by", "notes")
    in_list = ("name", "provider", "covers", "proven_by")
    told_apart_by = ("provider", "name")
    title, add = _("Services"), _("Add a service")
    none = _("No service of a provider is on record yet.")
    one, many = _("One service of a provider is on record."), _("{n} services of providers are on record.")
    meant_for = _("What a provider offers, whether or not you take it, and what shows that it can.")
    example = _("For example: server backups by Harbourline IT, daily and tried every month.")
    taken = _("This provider already has a service of this name.")
