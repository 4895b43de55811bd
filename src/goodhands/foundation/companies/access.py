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

    @property
    def read(self) -> bool:
        """Look at everything."""
        return self.role in MAY[Access.READ]

    @property
    def record(self) -> bool:
        """Record tickets and files, and answer."""
        return self.role in MAY[Access.RECORD]

    @property
    def manage(self) -> bool:
        """Decide in engagements."""
        return self.role in MAY[Access.MANAGE]

    @property
    def own(self) -> bool:
        """Say who belongs to the company, and how it is called."""
        return self.role in MAY[Access.OWN]


class CompanyRequest(SignedInRequest):
    """A request inside a company."""

    company: Company
    membership: Membership
    may: May


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


def _for_roles(view: View, access: Access) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, company: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        memberships, active = Membership.objects.select_related("company"), MembershipState.ACTIVE
        membership = memberships.filter(person=request.user, company__slug=company, state=active).first()
        if membership is None:
            raise Http404
        inside = cast(CompanyRequest, request)
        inside.membership, inside.company, inside.may = membership, membership.company, May(membership.role)
        with scope.within(membership.company):
            if membership.role not in MAY[access]:
                return private(render(request, "companies/not_allowed.html", {"needs": access.value}, status=403))
            return private(view(inside, *args, **kwargs))

    return classified(guarded, access)
