"""A miss is excused, the provider replies."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goodhands.foundation.companies.access import CompanyRequest, manager, recorder
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.engagements.views import found_or_404
from goodhands.foundation.unfinished.keeping import AsTyped, keeps_typed
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.forms import ReasonForm, ReplyForm, wanted_of
from goodhands.stages.operate.models import LONGEST_NUMBER, Metric
from goodhands.stages.operate.reads.evidence import Missing
from goodhands.stages.operate.views.pages import shown


@manager
@keeps_typed
@require_http_methods(["GET", "POST"])
def excuse_miss(request: CompanyRequest, engagement: str, metric: str, number: str, typed: AsTyped) -> HttpResponse:
    """Excuse a miss, with a reason; it stays counted."""
    found, now = found_or_404(engagement), timezone.now()
    month = wanted_of({"month": request.GET.get("month", "")}).month
    if metric not in Metric.values or len(number) > LONGEST_NUMBER:
        raise Http404
    try:
        misses = reads.misses(found, number, metric, month, now)
    except reads.NoSuchTicket:
        raise Http404 from None
    form = typed.into(ReasonForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.user
        try:
            writes.excuse_miss(
                engagement=found, number=number, metric=metric, month=month, reason=reason, by=by, at=now
            )
        except writes.NotAMiss:
            form.add_error(None, _("This ticket is not missed, so there is nothing to excuse."))
        except writes.AlreadyExcused:
            form.add_error(None, _("Somebody has excused this miss already."))
        else:
            messages.success(request, _("The miss is excused. It stays counted, and both figures are shown."))
            return redirect(f"{ticket_address(request, found, number)}{f'?month={month}' if month else ''}")
    elif request.method != "POST" and not misses:
        raise Http404
    context = {"engagement": found, "stage": "operate", "form": form, "typed": typed, "number": number,
               "misses": misses, "back": ticket_address(request, found, number)}  # fmt: skip
    return render(request, "operate/excuse_miss.html", context)


@manager
@require_POST
def withdraw_excuse(request: CompanyRequest, engagement: str, excuse: UUID) -> HttpResponse:
    """Take an excuse back, with a way back."""
    found = found_or_404(engagement)
    there = reads.excuse(found, excuse)
    if there is None:
        raise Http404
    writes.withdraw_excuse(excuse=there, by=request.user, at=timezone.now())
    return redirect(f"{ticket_address(request, found, there.number)}?withdrawn={there.pk}")


@manager
@require_POST
def put_back_excuse(request: CompanyRequest, engagement: str, excuse: UUID) -> HttpResponse:
    """Let a withdrawn excuse stand again."""
    found = found_or_404(engagement)
    there = reads.withdrawn_excuse(found, excuse)
    if there is None:
        raise Http404
    try:
        writes.put_back_excuse(excuse=there, by=request.user, at=timezone.now())
    except writes.AlreadyExcused:
        messages.error(request, _("This miss was excused anew since. Nothing has changed."))
    return redirect(ticket_address(request, found, there.number))


@recorder
@keeps_typed
@require_http_methods(["GET", "POST"])
def add_reply(request: CompanyRequest, engagement: str, number: str, typed: AsTyped) -> HttpResponse:
    """Type in what the provider replied: looked at once more before it stands for ever."""
    found, now = found_or_404(engagement), timezone.now()
    there = reads.is_there(found, number, now)
    if isinstance(there, Missing):
        return shown(request, "operate/missing.html", found, there)
    if not there or len(number) > LONGEST_NUMBER:
        raise Http404
    form = typed.into(ReplyForm(request.POST or None))
    back = ticket_address(request, found, number)
    looked_at = request.method == "POST" and form.is_valid() and "change" not in request.POST
    if looked_at and "sure" in request.POST:
        given = form.cleaned_data
        writes.add_reply(
            engagement=found, number=number, text=given["text"], said_by=given["said_by"], by=request.user, at=now
        )
        messages.success(request, _("The reply stands beside the verdict from now on."))
        return redirect(f"{back}#replies")
    context = {"engagement": found, "stage": "operate", "form": form, "typed": typed, "number": number, "back": back,
               "looked_at": looked_at}  # fmt: skip
    return render(request, "operate/add_reply.html", context)


def ticket_address(request: CompanyRequest, engagement: Engagement, number: str) -> str:
    """Where the page of a ticket is; its number can have any character."""
    place = reverse("operate:tickets", args=[request.company.slug, engagement.slug])
    return f"{place}{quote(number, safe='')}/"
