"""Which companies does somebody have, what does each need, and what leaves or comes with one?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from goodhands.foundation.audit.reads import last_change
from goodhands.foundation.companies import written
from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.companies.reads import memberships_of
from goodhands.foundation.isolation import scope
from goodhands.foundation.moving import incoming
from goodhands.foundation.moving.reads import Preview, Weight, preview, weight
from goodhands.foundation.people.models import Person
from goodhands.home.reads import Today, today

A_PAGE = 10
MANY = 10
"""From so many companies on they can be looked for by name."""


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """A company: the person's role, what it needs (the most urgent in words), what is owed to it, its last change.

    All of it as text, written as that company writes it.
    """

    name: str
    role: str
    address: str
    needs: int = 0
    most_urgent: str = ""
    when: str = ""
    owed: str = ""
    changed: str = ""
    order: tuple[int, int, str] = (0, 0, "")
    example: bool = False


@dataclass(frozen=True, slots=True)
class Companies:
    """The companies of a person; on each page those that need her most stand first. The archived ones beside them."""

    sentence: str
    lines: Sequence[CompanyLine]
    archived: Sequence[CompanyLine]
    only: Company | None
    may_open_example: bool
    many: bool
    name: str
    number: int
    last: int
    query: Mapping[str, str]


def companies(person: Person, at: datetime, name: str = "", number: int = 1) -> Companies:
    """The companies of a person whose name has `name` in it, by name, ten a page; each is read inside its own scope."""
    mine = list(memberships_of(person).order_by("company__name", "pk"))
    current = [one for one in mine if one.company.archived_at is None]
    found = [one for one in current if name.casefold() in one.company.name.casefold()]
    last = max(1, -(-len(found) // A_PAGE))
    number = min(max(number, 1), last)
    lines = [_line(one, at) for one in found[(number - 1) * A_PAGE : number * A_PAGE]]
    return Companies(
        sentence=_sentence(lines, bool(mine)),
        lines=sorted(lines, key=lambda line: line.order),
        archived=[_archived(one) for one in mine if one.company.archived_at is not None],
        only=mine[0].company if len(mine) == 1 else None,
        may_open_example=bool(mine) and not any(one.company.example for one in mine),
        many=len(current) >= MANY,
        name=name,
        number=number,
        last=last,
        query={"name": name} if name else {},
    )


def _line(of: Membership, at: datetime) -> CompanyLine:
    with scope.within(of.company):
        page, changed = today(at), last_change()
        first = next((one for one in page.due if one.pressing), page.due[0] if page.due else None)
        urgency = 3 if of.company.example else 2 if first is None else 0 if first.pressing else 1
        return CompanyLine(
            name=of.company.name,
            role=of.get_role_display(),
            address=_address(of),
            needs=len(page.due),
            most_urgent=first.what if first else "",
            when=first.when if first else "",
            owed=_owed(page),
            changed=written.day(written.local(changed).date()) if changed else "",
            order=(urgency, -len(page.due), of.company.name.casefold()),
            example=of.company.example,
        )


def _owed(page: Today) -> str:
    """What is owed for the last year by all who work for the company in view, blank where nothing is."""
    amounts = [line.standing.owed_in_a_year for line in page.engagements]
    known = [amount for amount in amounts if amount is not None]
    return written.money(sum(known, Decimal(0))) if known else ""


def _archived(of: Membership) -> CompanyLine:
    with scope.within(of.company):
        when = written.moment(of.company.archived_at)
    return CompanyLine(of.company.name, of.get_role_display(), _address(of), changed=when)


def _address(of: Membership) -> str:
    return reverse("home:today", args=[of.company.slug])


def _sentence(lines: Sequence[CompanyLine], anything: bool) -> str:
    if not anything:
        return _("You belong to no company here.")
    if not lines:
        return _("No company to show.")
    needy = [line.name for line in lines if line.needs and not line.example]
    if not needy:
        return _("None of these companies needs you today.")
    if len(needy) == 1:
        return _("{name} needs you.").format(name=needy[0])
    return _("{n} companies need you.").format(n=len(needy))


def export_company() -> Weight:
    """How much would leave with the company in view."""
    return weight()


def import_company(person: Person) -> Preview | None:
    """What would come in with the file that somebody handed in; None where there is none. Unfit where it cannot."""
    file = incoming.waiting(person)
    if file is None:
        return None
    with file:
        return preview(file, person)
