"""Setting up, and the settings of a company."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goodhands.foundation.audit.meanwhile import Meanwhile
from goodhands.foundation.companies import reads, writes
from goodhands.foundation.companies.access import CompanyRequest, owner
from goodhands.foundation.companies.forms import SettingsForm, SetUpForm, StartForm
from goodhands.foundation.people import reads as people
from goodhands.foundation.people.access import SignedInRequest, anyone, signed_in
from goodhands.foundation.people.coming_in import come_in
from goodhands.foundation.people.forms import NameForm
from goodhands.foundation.people.models import Purpose
from goodhands.foundation.people.origin import origin_of
from goodhands.foundation.people.views import link_spent
from goodhands.foundation.people.writes import LinkSpent
from goodhands.foundation.unfinished.keeping import AsTyped, keeps_typed


@signed_in
@require_http_methods(["GET", "POST"])
def change_name(request: SignedInRequest) -> HttpResponse:
    """Be called something else, in every company."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        name, origin = form.cleaned_data["name"], origin_of(request)
        writes.change_name(name=name, by=request.user, origin=origin, at=timezone.now())
        messages.success(request, _("Kept. You are called so from now on, in every company."))
        return redirect("people:you")
    return render(request, "companies/change_name.html", {"form": form})


@anyone
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, secret: str) -> HttpResponse:
    """The first person makes herself and her company known."""
    if people.link(secret, Purpose.SET_UP, timezone.now()) is None:
        return link_spent(request, "set_up")
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, company = writes.set_up(
                secret=secret, newcomer=writes.Newcomer(**form.cleaned_data), at=timezone.now()
            )
        except LinkSpent:
            return link_spent(request, "set_up")
        come_in(request, person)
        return redirect("home:today", company=company.slug)
    return render(request, "companies/set_up.html", {"form": form})


@signed_in
@require_http_methods(["GET", "POST"])
def start_company(request: SignedInRequest) -> HttpResponse:
    """One more company, for somebody who is owner of one already; she is its owner."""
    if not reads.is_owner_somewhere(request.user):
        raise Http404
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = writes.start_company(name=given["company"], country=given["country"], timezone=given["timezone"],
                                    by=request.user, at=timezone.now())  # fmt: skip
        return redirect("home:today", made.slug)
    return render(request, "companies/start_company.html", {"form": form})


@owner
@keeps_typed
@require_http_methods(["GET", "POST"])
def change_settings(request: CompanyRequest, typed: AsTyped) -> HttpResponse:
    """How the company is called and writes numbers, dates and money."""
    form = typed.into(SettingsForm(request.POST or None, instance=reads.settings()))
    meanwhile = Meanwhile(typed.fields, request.company.pk, again=typed.again)
    if request.method == "POST" and form.is_valid():
        look = writes.Look(**{field: form.cleaned_data[field] for field in writes.Look.__dataclass_fields__})
        with meanwhile.noticed():
            writes.change_settings(look=look, seen=meanwhile.seen, by=request.user, at=timezone.now())
            messages.success(request, _("The settings are kept. Every page follows them from now on."))
            return redirect("companies:change_settings", company=request.company.slug)
    context = {"form": form, "meanwhile": meanwhile, "typed": typed}
    return render(request, "companies/change_settings.html", context)
