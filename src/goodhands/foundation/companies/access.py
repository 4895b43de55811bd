"""Who may open a page of a company?

It opens for a person with a role in it, and inside it only that company's data are in view. Everybody else finds
nothing there: not even whether there is such a company. Who has a role, but not one for this page, is told so.

| role | may |
|---|---|
| owner | everything, people and erasing included |
| manager | everything in engagements |
| adviser | the same, in each company that invited them |
| member | record and answer; not decide, sign or close |
| viewer | read |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from goodhands.foundation.companies.models import Company, Membership, MembershipState, Role
from goodhands.foundation.companies.reads import another_one
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.access import Access, SignedInRequest, View, ask_to_sign_in, classified, private

MAY: Mapping[Access, frozenset[str]] = {
    Access.READ: frozenset(Role.values),
    Access.RECORD: frozenset({Role.OWNER, Role.MANAGER, Role.ADVISER, Role.MEMBER}),
    Access.MANAGE: frozenset({Role.OWNER, Role.MANAGER, Role.ADVISER}),
    Access.OWN: frozenset({Role.OWNER}),
}
"""Which roles may open the pages of each kind. This is the one table of roles; every route names a line of it."""


@dataclass(frozen=True, slots=True)
class May:
    """What somebody may do in the company in view, for pages that offer only that."""

    role: str
    archived: bool = False

    @property
    def read(self) -> bool:
        """Look at everything."""
        return self.role in MAY[Access.READ]

    @property
    def record(self) -> bool:
        """Record tickets and files, and answer."""
        return not self.archived and self.role in MAY[Access.RECORD]

    @property
    def manage(self) -> bool:
        """Decide in engagements."""
        return not self.archived and self.role in MAY[Access.MANAGE]

    @property
    def own(self) -> bool:
        """Say who belongs to the company, and how it is called."""
        return not self.archived and self.role in MAY[Access.OWN]

    @property
    def keep(self) -> bool:
        """Take the company out of the archive, or away as an export."""
        return self.role in MAY[Access.OWN]


class CompanyRequest(SignedInRequest):
    """A request inside a company."""

    company: Company
    membership: Membership
    may: May
    several: bool


def reader(view: View) -> View:
    """For everybody with a role in the company in the address."""
    return _for_roles(view, Access.READ)


def recorder(view: View) -> View:
    """For those who record and answer."""
    return _for_roles(view, Access.RECORD)


def manager(view: View) -> View:
    """For those who decide in engagements."""
    return _for_roles(view, Access.MANAGE)


def owner(view: View) -> View:
    """For an owner."""
    return _for_roles(view, Access.OWN)


def owner_even_archived(view: View) -> View:
    """For an owner, also while the company is archived: what is done here changes nothing of what it holds."""
    return _for_roles(view, Access.OWN, even_archived=True)


def _for_roles(view: View, access: Access, even_archived: bool = False) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, company: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        memberships, active = Membership.objects.select_related("company"), MembershipState.ACTIVE
        mine = memberships.filter(person=request.user, company__slug=company, state=active)
        membership = mine.annotate(several=another_one()).first()
        if membership is None:
            raise Http404
        inside, archived = cast(CompanyRequest, request), membership.company.archived_at is not None
        inside.membership, inside.company, inside.several = membership, membership.company, membership.several
        inside.may = May(membership.role, archived)
        only_looks = access is Access.READ and request.method in ("GET", "HEAD")
        with scope.within(membership.company):
            if membership.role not in MAY[access]:
                return private(render(request, "companies/not_allowed.html", {"needs": access.value}, status=403))
            if archived and not only_looks and not even_archived:
                return private(render(request, "companies/archived.html", status=403))
            return private(view(inside, *args, **kwargs))

    return classified(guarded, access)
