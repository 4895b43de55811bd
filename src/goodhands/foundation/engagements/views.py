"""Engagements of a company."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goodhands.foundation.audit.meanwhile import Meanwhile
from goodhands.foundation.companies.access import CompanyRequest, manager, reader
from goodhands.foundation.engagements import reads, writes
from goodhands.foundation.engagements.forms import EngagementForm, initial_of
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.unfinished.keeping import AsTyped, keeps_typed


@reader
@require_safe
def engagements(request: CompanyRequest) -> HttpResponse:
    """All engagements."""
    return render(request, "engagements/engagements.html", {"lines": reads.engagements()})


@manager
@keeps_typed
@require_http_methods(["GET", "POST"])
def start_engagement(request: CompanyRequest, typed: AsTyped) -> HttpResponse:
    """Begin one: what it is about, who does it, which services."""
    form = typed.into(EngagementForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        outline = writes.Outline(**form.cleaned_data)
        try:
            engagement = writes.start_engagement(outline=outline, by=request.user, at=timezone.now())
        except writes.ProviderRemoved:
            form.add_error("provider", _("This provider was removed a moment ago."))
        else:
            return redirect("home:engagement", request.company.slug, engagement.slug)
    return render(request, "engagements/start_engagement.html", {"form": form, "typed": typed})


@manager
@keeps_typed
@require_http_methods(["GET", "POST"])
def change_engagement(request: CompanyRequest, engagement: str, typed: AsTyped) -> HttpResponse:
    """Say anew what it is about."""
    found = found_or_404(engagement)
    form = typed.into(EngagementForm(request.POST or None, initial=initial_of(found)))
    meanwhile = Meanwhile(typed.fields, found.pk, again=typed.again)
    if request.method == "POST" and form.is_valid():
        outline, seen = writes.Outline(**form.cleaned_data), meanwhile.seen
        try:
            with meanwhile.noticed():
                writes.change_engagement(
                    engagement=found, outline=outline, seen=seen, by=request.user, at=timezone.now()
                )
                return redirect("home:engagement", request.company.slug, found.slug)
        except writes.ProviderRemoved:
            form.add_error("provider", _("This provider was removed a moment ago."))
    context = {"form": form, "engagement": found, "meanwhile": meanwhile, "typed": typed}
    return render(request, "engagements/change_engagement.html", context)


def found_or_404(slug: str) -> Engagement:
    """The engagement of this name in the company in view."""
    try:
        return reads.engagement(slug)
    except Engagement.DoesNotExist:
        raise Http404 from None
