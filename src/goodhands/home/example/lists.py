"""The plain lists of the example: whom to call, from where they work, who works here, what the work hangs on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from goodhands.foundation.companies.registers import Staff
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.registers import Contacts, Offices, Services
from goodhands.foundation.registers import writes
from goodhands.foundation.registers.register import Register
from goodhands.stages.assess.registers import Systems

HARBOURLINE, ATELIER = "Harbourline IT", "Atelier Norte"

_OF_PROVIDERS: Mapping[type[Register], Sequence[Mapping[str, Any]]] = {
    Contacts: (
        {"name": "Rui Costa", "provider": HARBOURLINE, "duty": "Escalations, also at night",
         "phone": "+351 220 000 017", "email": "rui.costa@harbourline.example"},
        {"name": "Inês Prado", "provider": HARBOURLINE, "duty": "Invoices", "email": "billing@harbourline.example"},
        {"name": "Tomás Reis", "provider": ATELIER, "duty": "Everything about the website",
         "email": "tomas@ateliernorte.example"},
    ),
    Offices: (
        {"name": "Porto", "provider": HARBOURLINE, "city": "Porto", "country": "PT", "timezone": "Europe/Lisbon",
         "languages": "Portuguese, English"},
        {"name": "Night shift", "provider": HARBOURLINE, "city": "Kraków", "country": "PL", "timezone": "Europe/Warsaw",
         "languages": "English, Polish"},
    ),
    Services: (
        {"name": "Help desk", "provider": HARBOURLINE, "covers": "Questions and faults of 24 people, day and night",
         "proven_by": "Two firms of our size that we called"},
        {"name": "Backups", "provider": HARBOURLINE, "covers": "Daily, brought back as a trial every quarter"},
        {"name": "Websites and shops", "provider": ATELIER, "proven_by": "The shop of the bakery next door"},
    ),
}  # fmt: skip
_STAFF = (
    ("Ana Finch", "Owner", date(2012, 5, 2), None), ("Maria Lopes", "Bookkeeping", date(2019, 3, 1), None),
    ("João Alder", "Workshop", date(2015, 9, 1), None), ("Sofia Brito", "Sales", date(2023, 1, 9), None),
    ("Nuno Faria", "Sales", date(2020, 6, 1), date(2025, 12, 31)),
)  # fmt: skip
_SYSTEMS: Sequence[Mapping[str, Any]] = (
    {"name": "Mail and calendar", "kind": "program", "standstill": "hours", "personal_data": True,
     "provider": HARBOURLINE, "in_whose_name": "ours"},
    {"name": "Bookkeeping", "kind": "program", "used_for": "Invoices, wages", "standstill": "days",
     "personal_data": True, "in_whose_name": "ours"},
    {"name": "File server", "kind": "server", "standstill": "hours", "provider": HARBOURLINE, "in_whose_name": "ours"},
    {"name": "Website and shop", "kind": "website", "standstill": "days", "provider": ATELIER,
     "in_whose_name": "providers", "notes": "The contract should put it into our name."},
    {"name": "alderfinch.example", "kind": "names", "standstill": "hours", "in_whose_name": "unknown",
     "notes": "Ask who registered it."},
)  # fmt: skip


def keep_lists(*, by: Person, at: datetime) -> None:
    """Write down the lines of every list. The providers are there already."""
    providers: Mapping[str, Provider] = {one.name: one for one in Provider.objects.all()}

    def add(register: type[Register], given: Mapping[str, Any]) -> None:
        of = {"provider": providers[given["provider"]]} if given.get("provider") else {}
        writes.add_line(register, given={**given, **of}, by=by, at=at)

    for register, lines in _OF_PROVIDERS.items():
        for line in lines:
            add(register, line)
    for name, work, joined, left in _STAFF:
        email = f"{name.split()[0].lower()}@alderfinch.example".replace("ã", "a")
        add(Staff, {"name": name, "email": email, "work": work, "joined_date": joined, "left_date": left})
    for system in _SYSTEMS:
        add(Systems, system)
