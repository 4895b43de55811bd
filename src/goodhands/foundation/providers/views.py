"""Providers of a company."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.audit.meanwhile import Meanwhile
from goodhands.foundation.bin.writes import InUse
from goodhands.foundation.companies.access import CompanyRequest, reader, recorder
from goodhands.foundation.providers import reads, writes
from goodhands.foundation.providers.forms import ProviderForm
from goodhands.foundation.providers.models import Provider


@reader
@require_safe
def providers(request: CompanyRequest) -> HttpResponse:
    """All providers and what they do."""
    return render(request, "providers/providers.html", {"lines": reads.providers()})


@recorder
@require_http_methods(["GET", "POST"])
def add_provider(request: CompanyRequest) -> HttpResponse:
    """Take a firm on record."""
    form = ProviderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        writes.add_provider(given=form.cleaned_data, by=request.user, at=timezone.now())
        return redirect("providers:providers", request.company.slug)
    return render(request, "providers/add_provider.html", {"form": form})


@recorder
@require_http_methods(["GET", "POST"])
def change_provider(request: CompanyRequest, provider: UUID) -> HttpResponse:
    """What is known of a firm."""
    found = _found(provider)
    form = ProviderForm(request.POST or None, instance=found)
    meanwhile = Meanwhile(request.POST, found.pk)
    if request.method == "POST" and form.is_valid():
        given, seen = form.cleaned_data, meanwhile.seen
        with meanwhile.noticed():
            writes.change_provider(provider=found, given=given, seen=seen, by=request.user, at=timezone.now())
            return redirect("providers:providers", request.company.slug)
    context = {"form": form, "provider": found, "meanwhile": meanwhile}
    return render(request, "providers/change_provider.html", context)


@recorder
@require_POST
def remove_provider(request: CompanyRequest, provider: UUID) -> HttpResponse:
    """Lay a firm aside, with a way back."""
    found = _found(provider)
    try:
        writes.remove_provider(provider=found, by=request.user, at=timezone.now())
    except InUse as used:
        sentence = _("Nothing was changed: “{thing}” is in the hands of {provider}. Say there first who does it now.")
        messages.error(request, sentence.format(thing=used.by_what, provider=found.name))
        return redirect("providers:change_provider", request.company.slug, found.pk)
    sentence = _("{provider} is removed. For thirty days it lies in the bin and can be put back.")
    messages.success(request, sentence.format(provider=found.name))
    return redirect("providers:providers", request.company.slug)


def _found(key: UUID) -> Provider:
    try:
        return reads.provider(key)
    except Provider.DoesNotExist:
        raise Http404 from None
