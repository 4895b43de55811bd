"""Setting up, and the settings of a company."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goodhands.foundation.audit.meanwhile import Meanwhile
from goodhands.foundation.companies import reads, writes
from goodhands.foundation.companies.access import CompanyRequest, owner
from goodhands.foundation.companies.forms import SettingsForm, SetUpForm
from goodhands.foundation.people import reads as people
from goodhands.foundation.people.access import anyone
from goodhands.foundation.people.coming_in import come_in
from goodhands.foundation.people.models import Purpose
from goodhands.foundation.people.views import link_spent
from goodhands.foundation.people.writes import LinkSpent


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


@owner
@require_http_methods(["GET", "POST"])
def change_settings(request: CompanyRequest) -> HttpResponse:
    """How the company is called and writes numbers, dates and money."""
    form = SettingsForm(request.POST or None, instance=reads.settings())
    meanwhile = Meanwhile(request.POST, request.company.pk)
    if request.method == "POST" and form.is_valid():
        look = writes.Look(**{field: form.cleaned_data[field] for field in writes.Look.__dataclass_fields__})
        with meanwhile.noticed():
            writes.change_settings(look=look, seen=meanwhile.seen, by=request.user, at=timezone.now())
            messages.success(request, _("The settings are kept. Every page follows them from now on."))
            return redirect("companies:change_settings", company=request.company.slug)
    return render(request, "companies/change_settings.html", {"form": form, "meanwhile": meanwhile})
