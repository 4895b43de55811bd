"""Coming into a company by invitation. Looking changes nothing, so that a scanner of links cannot spend one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goodhands.foundation.companies import reads, writes
from goodhands.foundation.companies.forms import NewcomerForm
from goodhands.foundation.companies.models import Company, Invitation
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import reads as people
from goodhands.foundation.people.access import View, anyone
from goodhands.foundation.people.coming_in import come_in
from goodhands.foundation.people.views import link_spent


def _invited(view: Callable[..., HttpResponse]) -> View:
    """Give the view the company and the invitation of its secret; the same answer where either is not there."""

    @wraps(view)
    def opened(request: HttpRequest, company: str, secret: str, **kwargs: Any) -> HttpResponse:
        found = reads.company_called(company)
        if found is not None and found.archived_at is None:
            with scope.within(found):
                invitation = reads.invitation(secret, timezone.now())
                if invitation is not None:
                    return view(request, found, invitation, secret)
        return link_spent(request, "invitation")

    return opened


@anyone
@require_safe
@_invited
def invitation(request: HttpRequest, company: Company, invitation: Invitation, secret: str) -> HttpResponse:
    """Who invites whom to what, and the way in."""
    form = NewcomerForm(email=invitation.email)
    return render(request, "companies/invitation.html", _shown(request, company, invitation, secret, form))


@anyone
@require_POST
@_invited
def accept_invitation(request: HttpRequest, company: Company, invitation: Invitation, secret: str) -> HttpResponse:
    """Come in as the person who is signed in."""
    if request.user.is_authenticated:
        try:
            writes.accept_invitation(invitation=invitation, by=request.user, at=timezone.now())
            return redirect("home:today", company.slug)
        except (writes.NotForYou, writes.InvitationSpent):
            pass  # the page of the invitation says how it stands
    return redirect("companies:invitation", company.slug, secret)


@anyone
@require_POST
@_invited
def join_as_newcomer(request: HttpRequest, company: Company, invitation: Invitation, secret: str) -> HttpResponse:
    """Come in as somebody who has never signed in."""
    form = NewcomerForm(request.POST, email=invitation.email)
    if form.is_valid():
        try:
            person = writes.join_as_newcomer(invitation=invitation, **form.cleaned_data, at=timezone.now())
        except (writes.AlreadyThere, writes.InvitationSpent):
            return redirect("companies:invitation", company.slug, secret)
        come_in(request, person)
        return redirect("home:today", company.slug)
    return render(request, "companies/invitation.html", _shown(request, company, invitation, secret, form))


def _shown(
    request: HttpRequest, company: Company, invitation: Invitation, secret: str, form: NewcomerForm
) -> dict[str, Any]:
    """Whose the invitation is, and whether that is who looks at it."""
    signed_in = request.user.is_authenticated
    mine = signed_in and getattr(request.user, "email", "") == invitation.email
    return {
        "company": company, "invitation": invitation, "secret": secret, "form": form, "mine": mine,
        "somebody_else": signed_in and not mine, "known": people.person_with(invitation.email),
    }  # fmt: skip
