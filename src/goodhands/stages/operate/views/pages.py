"""Months, scorecards, tickets: looking changes nothing."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from goodhands.foundation.companies.access import CompanyRequest, reader
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.engagements.views import found_or_404
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.spreadsheets.writing import csv_response
from goodhands.stages.operate import reads
from goodhands.stages.operate.forms import wanted_of
from goodhands.stages.operate.reads.differences import Asked
from goodhands.stages.operate.reads.evidence import Missing
from goodhands.stages.operate.reads.sentences import missing
from goodhands.stages.operate.reads.ticket_list import state_choices, verdict_choices

ALL = "all"
"""Stands in an address in the place of a month."""


@reader
@require_safe
def months(request: CompanyRequest, engagement: str) -> HttpResponse:
    """The strip of months."""
    found = found_or_404(engagement)
    return shown(request, "operate/months.html", found, reads.months(found, timezone.now()))


@reader
@require_safe
def scorecard(request: CompanyRequest, engagement: str, month: str) -> HttpResponse:
    """All service levels of a month."""
    found = found_or_404(engagement)
    page = reads.scorecard(found, _month(month), _level(request), timezone.now())
    return shown(request, "operate/scorecard.html", found, page)


@reader
@require_safe
def differences(request: CompanyRequest, engagement: str, month: str) -> HttpResponse:
    """The provider's own verdicts beside ours, and what tells them apart."""
    found = found_or_404(engagement)
    group, page = (_number(request, name) for name in ("group", "page"))
    asked = Asked(_month_or_all(month), _level(request), None if group is None else group - 1, page or 1)
    return shown(request, "operate/differences.html", found, reads.differences(found, asked, timezone.now()))


@reader
@require_safe
def pauses(request: CompanyRequest, engagement: str, month: str) -> HttpResponse:
    """Where the clock was stopped, by whom, and what that made of the verdict."""
    found = found_or_404(engagement)
    page = reads.pauses(found, _month_or_all(month), _level(request), timezone.now())
    return shown(request, "operate/pauses.html", found, page)


@reader
@require_safe
def tickets(request: CompanyRequest, engagement: str) -> HttpResponse:
    """Tickets, filtered and sorted by what stands in the address."""
    found = found_or_404(engagement)
    query = {key: str(value) for key, value in request.GET.items() if value}
    page = _number(request, "page") or 1
    return shown(
        request, "operate/tickets.html", found, reads.tickets(found, wanted_of(query), page, query, timezone.now())
    )


@reader
@require_safe
def tickets_csv(request: CompanyRequest, engagement: str) -> HttpResponse:
    """The same tickets as a file: all pages of exactly what the list shows."""
    found = found_or_404(engagement)
    rows = reads.tickets_csv(found, wanted_of({key: str(value) for key, value in request.GET.items()}), timezone.now())
    if isinstance(rows, Missing):
        raise Http404
    return csv_response(f"tickets-{found.slug}.csv", rows)


@reader
@require_safe
def ticket(request: CompanyRequest, engagement: str, number: str) -> HttpResponse:
    """How the clock of a ticket ran."""
    found = found_or_404(engagement)
    month = wanted_of({"month": request.GET.get("month", "")}).month
    try:
        page = reads.ticket(found, number, month, timezone.now())
    except reads.NoSuchTicket:
        raise Http404 from None
    return shown(request, "operate/ticket.html", found, page)


@reader
@require_safe
def at_risk(request: CompanyRequest, engagement: str) -> HttpResponse:
    """Open tickets by the time that is left to them."""
    found = found_or_404(engagement)
    return shown(request, "operate/at_risk.html", found, reads.at_risk(found, timezone.now()))


@reader
@require_safe
def backlog(request: CompanyRequest, engagement: str) -> HttpResponse:
    """What is open, how old it is, and whether more comes in than goes out."""
    found = found_or_404(engagement)
    page = reads.backlog(found, request.GET.get("by", ""), timezone.now())
    return shown(request, "operate/backlog.html", found, page)


@reader
@require_safe
def changed(request: CompanyRequest, engagement: str) -> HttpResponse:
    """What was changed between the files."""
    found = found_or_404(engagement)
    page = reads.changed(found, _number(request, "page") or 1, timezone.now())
    return shown(request, "operate/changed.html", found, page)


@reader
@require_safe
def priorities(request: CompanyRequest, engagement: str) -> HttpResponse:
    """The priorities of the tickets, for a form that offers them: a part of a page, never one by itself."""
    page = reads.priorities(found_or_404(engagement), timezone.now())
    return render(request, "operate/priorities.html", {"priorities": page})


def shown(request: CompanyRequest, template: str, engagement: Engagement, page: Any) -> HttpResponse:
    """A page of the stage, or, where something is missing, what that is and where to mend it."""
    context = {"engagement": engagement, "stage": "operate", "page": page, "verdicts": verdict_choices(),
               "states": state_choices()}  # fmt: skip
    if isinstance(page, Missing):
        sentence = missing(page.what, page.sentence)
        return render(request, "operate/missing.html", context | {"sentence": sentence, "what": page.what})
    return render(request, template, context)


def _month(written: str) -> Month:
    try:
        return Month.parse(written)
    except ValueError:
        raise Http404 from None


def _month_or_all(written: str) -> Month | None:
    return None if written == ALL else _month(written)


def _level(request: CompanyRequest) -> int | None:
    """The place of the service level that the address asks for."""
    number = _number(request, "level")
    return None if number is None else number - 1


def _number(request: CompanyRequest, name: str) -> int | None:
    """A number in the address."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else None
