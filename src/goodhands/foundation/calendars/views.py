"""Agreed hours of service."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.audit.meanwhile import Meanwhile
from goodhands.foundation.calendars import reads, writes
from goodhands.foundation.calendars.forms import NewCalendarForm, NewVersionForm, as_was_typed
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies.access import CompanyRequest, manager, reader
from goodhands.foundation.companies.written import local
from goodhands.foundation.unfinished import writes as unfinished
from goodhands.foundation.unfinished.keeping import AsTyped, keeps_typed


@reader
@require_safe
def calendars(request: CompanyRequest) -> HttpResponse:
    """All calendars."""
    return render(request, "calendars/calendars.html", {"lines": reads.calendars(local(timezone.now()).date())})


@reader
@require_safe
def calendar(request: CompanyRequest, calendar: UUID) -> HttpResponse:
    """In which hours time counts, and on which days it does not."""
    try:
        page = reads.calendar(calendar, local(timezone.now()).date())
    except Calendar.DoesNotExist:
        raise Http404 from None
    return render(request, "calendars/calendar.html", {"page": page})


@manager
@keeps_typed
@require_http_methods(["GET", "POST"])
def add_calendar(request: CompanyRequest, typed: AsTyped) -> HttpResponse:
    """Take hours on record."""
    form = typed.into(NewCalendarForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        made = writes.add_calendar(name=name, draft=form.draft(), by=request.user, at=timezone.now())
        return redirect("calendars:calendar", request.company.slug, made.pk)
    return render(request, "calendars/add_calendar.html", {"form": form, "typed": typed})


@manager
@keeps_typed
@require_http_methods(["GET", "POST"])
def add_version(request: CompanyRequest, calendar: UUID, typed: AsTyped) -> HttpResponse:
    """Other hours from a day on."""
    found = _found_or_404(calendar)
    form = typed.into(NewVersionForm(request.POST or None, last=reads.versions_of(found)[-1]))
    meanwhile = Meanwhile(typed.fields, found.pk, again=typed.again)
    if request.method == "POST" and form.is_valid():
        draft, seen = form.draft(), meanwhile.seen
        try:
            with meanwhile.noticed():
                writes.add_version(calendar=found, draft=draft, seen=seen, by=request.user, at=timezone.now())
                return redirect("calendars:calendar", request.company.slug, found.pk)
        except writes.NotLater:
            form.add_error("valid_from", _("Somebody else has just changed these hours. Please look at them first."))
    context = {"form": form, "calendar": found, "meanwhile": meanwhile, "typed": typed}
    return render(request, "calendars/add_version.html", context)


@manager
@require_POST
def withdraw_version(request: CompanyRequest, calendar: UUID) -> HttpResponse:
    """Take back the newest version."""
    found, now = _found_or_404(calendar), timezone.now()
    typed = as_was_typed(reads.versions_of(found)[-1])
    try:
        left = writes.withdraw_version(
            calendar=found, version=_key(request.POST.get("version")), by=request.user, at=now
        )
    except writes.NotTheNewest:
        messages.error(request, _("Nothing was withdrawn: there is a newer version by now."))
    except writes.InUse:
        messages.error(request, _("These hours stay, since an agreement is judged by them."))
    else:
        place = ("add_version", found.pk) if left else ("add_calendar",)
        form = reverse(f"calendars:{place[0]}", args=[request.company.slug, *place[1:]])
        unfinished.offer(path=form, typed=typed, by=request.user, at=now)
        sentence = _("Withdrawn, as if it had never been. What stood in it waits for you in the form for other hours.")
        messages.success(request, sentence)
        if left is None:
            return redirect("calendars:calendars", request.company.slug)
    return redirect("calendars:calendar", request.company.slug, found.pk)


def _found_or_404(key: UUID) -> Calendar:
    try:
        return reads.one_calendar(key)
    except Calendar.DoesNotExist:
        raise Http404 from None


def _key(written: str | None) -> UUID:
    try:
        return UUID(written or "")
    except ValueError:
        raise Http404 from None
