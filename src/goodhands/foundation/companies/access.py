"""Who may open a page of a company?

It opens for a person with a role in it, and inside it only that company's data are in view. Everybody else finds
nothing there: not even whether there is such a company.
"""

from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse

from goodhands.foundation.companies.models import Company, Membership, Role
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.access import Access, SignedInRequest, View, ask_to_sign_in, classified, private


class CompanyRequest(SignedInRequest):
    """A request inside a company."""

    company: Company
    membership: Membership


def owner(view: View) -> View:
    """For an owner of the company in the address."""
    return _for_roles(view, Access.OWNER, [Role.OWNER])


def _for_roles(view: View, access: Access, roles: list[Role]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, company: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        memberships = Membership.objects.select_related("company")
        membership = memberships.filter(person=request.user, company__slug=company, role__in=roles).first()
        if membership is None:
            raise Http404
        inside = cast(CompanyRequest, request)
        inside.membership, inside.company = membership, membership.company
        with scope.within(membership.company):
            return private(view(inside, *args, **kwargs))

    return classified(guarded, access)
