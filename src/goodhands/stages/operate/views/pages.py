"""Months, scorecards, tickets: looking changes nothing."""

from typing import Any
from uuid import UUID

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
from goodhands.stages.operate.reads.satisfaction import opinion_choices
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
    withdrawn = request.GET.get("withdrawn", "")
    try:
        page = reads.ticket(found, number, month, timezone.now(), withdrawn)
    except reads.NoSuchTicket:
        gone = reads.gone_ticket(found, number, withdrawn)
        if gone is None:
            raise Http404 from None
        return shown(request, "operate/gone_ticket.html", found, gone)
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
    page = reads.backlog(found, request.GET.get("by", ""), request.GET.get("of", ""), timezone.now())
    return shown(request, "operate/backlog.html", found, page)


@reader
@require_safe
def dry_run(request: CompanyRequest, engagement: str) -> HttpResponse:
    """Last year under terms that are only proposed, beside those in force."""
    found = found_or_404(engagement)
    return shown(request, "operate/dry_run.html", found, reads.dry_run(found, timezone.now(), _promise(request)))


@reader
@require_safe
def measures(request: CompanyRequest, engagement: str) -> HttpResponse:
    """What is measured beside tickets."""
    found = found_or_404(engagement)
    return shown(request, "operate/measures.html", found, reads.measures(found, timezone.now()))


@reader
@require_safe
def policies(request: CompanyRequest, engagement: str) -> HttpResponse:
    """The last full month under each choice of the small print."""
    found = found_or_404(engagement)
    return shown(request, "operate/policies.html", found, reads.policies(found, timezone.now()))


@reader
@require_safe
def measure(request: CompanyRequest, engagement: str, measure: UUID) -> HttpResponse:
    """One measure, month by month."""
    found = found_or_404(engagement)
    try:
        page = reads.measure(found, measure, timezone.now())
    except reads.NoSuchMeasure:
        raise Http404 from None
    return shown(request, "operate/measure.html", found, page)


@reader
@require_safe
def policy_effects(request: CompanyRequest, engagement: str) -> HttpResponse:
    """The same for the form in which these choices are made: a part of a page, never one by itself."""
    found = found_or_404(engagement)
    page = reads.policy_effects(found, timezone.now())
    return render(request, "operate/policy_effects.html", {"engagement": found, "page": page})


@reader
@require_safe
def satisfaction(request: CompanyRequest, engagement: str) -> HttpResponse:
    """What people say of their solved tickets."""
    found = found_or_404(engagement)
    return shown(request, "operate/satisfaction.html", found, reads.satisfaction(found, timezone.now()))


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
               "states": state_choices(), "opinions": opinion_choices()}  # fmt: skip
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


def _level(request: CompanyRequest, name: str = "level") -> int | None:
    """The place of the service level that the address asks for."""
    number = _number(request, name)
    return None if number is None else number - 1


def _number(request: CompanyRequest, name: str) -> int | None:
    """A number in the address."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else None


def _promise(request: CompanyRequest) -> int | None:
    """The place of the proposed promise that the address asks for; there is none before the first."""
    place = _level(request, "promise")
    return None if place is None or place < 0 else place
