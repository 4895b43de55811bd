"""Tickets entered by hand."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goodhands.foundation.audit.meanwhile import Meanwhile
from goodhands.foundation.companies import written
from goodhands.foundation.companies.access import CompanyRequest, recorder
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.engagements.views import found_or_404
from goodhands.foundation.unfinished.keeping import AsTyped, keeps_typed
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.forms import TicketForm
from goodhands.stages.operate.models import HandTicket


@recorder
@keeps_typed
@require_http_methods(["GET", "POST"])
def add_ticket(request: CompanyRequest, engagement: str, typed: AsTyped) -> HttpResponse:
    """Enter a ticket: what, asked, answered, solved."""
    found = found_or_404(engagement)
    now = timezone.now()
    files = reads.in_files(found, now)
    form = typed.into(TicketForm(request.POST or None, in_files=files))
    if request.method == "POST" and form.is_valid():
        try:
            made = writes.add_ticket(engagement=found, entry=_entry(form), above=files.highest, by=request.user, at=now)
        except writes.NumberTaken:
            form.add_error("number", _("There is a ticket of this number already."))
        else:
            messages.success(request, _("Ticket {number} counts from now on.").format(number=made.number))
            if "another" in request.POST:
                return redirect("operate:add_ticket", request.company.slug, found.slug)
            return redirect("operate:tickets", request.company.slug, found.slug)
    context = {"engagement": found, "stage": "operate", "form": form, "typed": typed}
    return render(request, "operate/add_ticket.html", context)


@recorder
@keeps_typed
@require_http_methods(["GET", "POST"])
def change_ticket(request: CompanyRequest, engagement: str, by_hand: UUID, typed: AsTyped) -> HttpResponse:
    """Say what happened to a ticket since."""
    found = found_or_404(engagement)
    ticket = _ticket(found, by_hand)
    meanwhile = Meanwhile(typed.fields, ticket.pk, again=typed.again)
    now = timezone.now()
    form = typed.into(TicketForm(request.POST or None, initial=_initial(ticket), in_files=reads.in_files(found, now)))
    if request.method == "POST" and form.is_valid():
        try:
            with meanwhile.noticed():
                writes.change_ticket(ticket=ticket, entry=_entry(form), seen=meanwhile.seen, by=request.user, at=now)
                return redirect("operate:ticket", request.company.slug, found.slug, ticket.number)
        except writes.NumberTaken:
            form.add_error("number", _("There is a ticket of this number already."))
    context = {"engagement": found, "stage": "operate", "form": form, "ticket": ticket,
               "meanwhile": meanwhile, "typed": typed}  # fmt: skip
    return render(request, "operate/change_ticket.html", context)


@recorder
@require_POST
def remove_ticket(request: CompanyRequest, engagement: str, by_hand: UUID) -> HttpResponse:
    """Take a ticket out of all figures, with a way back."""
    ticket = _ticket(found_or_404(engagement), by_hand)
    writes.remove_ticket(ticket=ticket, by=request.user, at=timezone.now())
    there = reverse("operate:tickets", args=[request.company.slug, engagement])
    return redirect(f"{there}?removed={ticket.pk}")


@recorder
@require_POST
def put_back_ticket(request: CompanyRequest, engagement: str, by_hand: UUID) -> HttpResponse:
    """Let a removed ticket count again."""
    try:
        writes.put_back_ticket(ticket=_removed(engagement, by_hand), by=request.user, at=timezone.now())
    except writes.NumberTaken:
        messages.error(request, _("Its number was given to another ticket since. Nothing has changed."))
    return redirect("operate:tickets", request.company.slug, engagement)


def _ticket(engagement: Engagement, by_hand: UUID) -> HandTicket:
    found = reads.by_hand(engagement, by_hand)
    if found is None:
        raise Http404
    return found


def _removed(engagement: str, by_hand: UUID) -> HandTicket:
    found = reads.removed_by_hand(found_or_404(engagement), by_hand)
    if found is None:
        raise Http404
    return found


def _entry(form: TicketForm) -> writes.HandEntry:
    given = form.cleaned_data
    return writes.HandEntry(**{name: given[name] for name in writes.HandEntry.__dataclass_fields__})


def _initial(ticket: HandTicket) -> dict[str, Any]:
    moments = {
        name: written.local(getattr(ticket, name)).replace(tzinfo=None)
        for name in ("opened_at", "responded_at", "resolved_at")
        if getattr(ticket, name)
    }
    return moments | {name: getattr(ticket, name) for name in ("subject", "priority", "requester", "number")}
