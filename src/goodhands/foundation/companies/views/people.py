"""Who belongs to a company, and what may they do in it? For owners alone."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.companies import reads, writes
from goodhands.foundation.companies.access import CompanyRequest, owner
from goodhands.foundation.companies.forms import ROLES_IN_WORDS, InviteForm
from goodhands.foundation.companies.models import Membership, Role


@owner
@require_safe
def people(request: CompanyRequest) -> HttpResponse:
    """Who belongs to the company, and who is invited."""
    page = reads.people(timezone.now())
    return render(request, "companies/people.html", {"page": page, "roles": Role.choices})


@owner
@require_http_methods(["GET", "POST"])
def invite(request: CompanyRequest) -> HttpResponse:
    """Make a link by which somebody comes in. It is shown this one time."""
    form = InviteForm(request.POST or None, initial=_invited_again(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            secret = writes.invite(email=given["email"], role=given["role"], by=request.user, at=timezone.now())
        except writes.AlreadyThere:
            form.add_error("email", _("Somebody with this address belongs to the company already."))
        except writes.OnlyYours:
            form.add_error(None, _("This is an example, and only you see it: nobody can be invited to it."))
        else:
            link = f"{settings.SITE_URL}{reverse('companies:invitation', args=[request.company.slug, secret])}"
            invited = {"link": link, "email": given["email"], "role": ROLES_IN_WORDS[given["role"]]}
            return render(request, "companies/invited.html", invited)
    return render(request, "companies/invite.html", {"form": form})


def _invited_again(request: CompanyRequest) -> dict[str, str]:
    """What a link beside a former member fills in."""
    role = request.GET.get("role", "")
    return {"role": role if role in Role.values else Role.MEMBER, "email": request.GET.get("email", "")}


@owner
@require_POST
def revoke_invitation(request: CompanyRequest, invitation: UUID) -> HttpResponse:
    """Let an invitation open nothing any more."""
    found = reads.invitation_with(invitation)
    if found is None:
        raise Http404
    writes.revoke_invitation(invitation=found, by=request.user, at=timezone.now())
    messages.success(request, _("The invitation opens nothing any more."))
    return redirect("companies:people", request.company.slug)


@owner
@require_POST
def change_role(request: CompanyRequest, member: UUID) -> HttpResponse:
    """Give somebody another role."""
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    found = _member(member)
    return _unless_last_owner(
        request, found, lambda: writes.change_role(member=found, role=role, by=request.user, at=timezone.now())
    )


@owner
@require_POST
def suspend_member(request: CompanyRequest, member: UUID) -> HttpResponse:
    """Keep somebody out until further notice."""
    found = _member(member)
    return _unless_last_owner(
        request, found, lambda: writes.suspend_member(member=found, by=request.user, at=timezone.now())
    )


@owner
@require_POST
def resume_member(request: CompanyRequest, member: UUID) -> HttpResponse:
    """Let somebody in again."""
    writes.resume_member(member=_member(member), by=request.user, at=timezone.now())
    messages.success(request, _("Kept. It holds from their next page on."))
    return redirect("companies:people", request.company.slug)


@owner
@require_POST
def remove_member(request: CompanyRequest, member: UUID) -> HttpResponse:
    """Take somebody out of the company."""
    found = _member(member)
    gone = _("{name} belongs to {company} no longer. What they did stays, and an invitation lets them in again.")
    return _unless_last_owner(
        request, found, lambda: writes.remove_member(member=found, by=request.user, at=timezone.now()),
        gone.format(name=found.person.name, company=request.company.name),
    )  # fmt: skip


def _member(key: UUID) -> Membership:
    try:
        found: Membership = reads.member(key)
        return found
    except Membership.DoesNotExist:
        raise Http404 from None


def _unless_last_owner(
    request: CompanyRequest, found: Membership, change: Callable[[], None], said: str = ""
) -> HttpResponse:
    """Do it; whoever did it to herself goes to the front door, for the list may not be hers any more."""
    try:
        change()
    except writes.LastOwner:
        messages.error(request, _("Nothing was changed: a company needs an owner. Make somebody else owner first."))
        return redirect("companies:people", request.company.slug)
    messages.success(request, said or _("Kept. It holds from their next page on."))
    mine = found.pk == request.membership.pk
    return redirect("home:front") if mine else redirect("companies:people", request.company.slug)
