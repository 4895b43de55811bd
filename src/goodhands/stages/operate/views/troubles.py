"""What keeps coming back, and what somebody decides about it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.companies.access import CompanyRequest, reader, recorder
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.engagements.views import found_or_404
from goodhands.foundation.unfinished.keeping import AsTyped, keeps_typed
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.forms import MergeForm, ReasonForm, quarter_of
from goodhands.stages.operate.reads.evidence import Missing
from goodhands.stages.operate.reads.troubles import TroublePage
from goodhands.stages.operate.views.pages import shown


@reader
@require_safe
def recurring(request: CompanyRequest, engagement: str) -> HttpResponse:
    """What came back in the last three months, or in a quarter."""
    found, asked = found_or_404(engagement), request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
    page = reads.recurring(found, quarter_of(request.GET.get("quarter", "")), number, timezone.now())
    return shown(request, "operate/recurring.html", found, page)


@reader
@require_safe
def trouble(request: CompanyRequest, engagement: str, trouble: str) -> HttpResponse:
    """One trouble with its tickets."""
    found, quarter = found_or_404(engagement), quarter_of(request.GET.get("quarter", ""))
    try:
        page = reads.trouble(found, trouble, quarter, timezone.now())
    except reads.NoSuchTrouble:
        raise Http404 from None
    return shown(request, "operate/trouble.html", found, page)


@recorder
@keeps_typed
@require_http_methods(["GET", "POST"])
def dismiss_trouble(request: CompanyRequest, engagement: str, trouble: str, typed: AsTyped) -> HttpResponse:
    """Say that a trouble is none."""
    found = found_or_404(engagement)
    page = _trouble(request, found, trouble)
    if isinstance(page, Missing):
        return shown(request, "operate/dismiss_trouble.html", found, page)
    form = typed.into(ReasonForm(request.POST or None))
    if request.method == "POST" and form.is_valid():
        key, name, reason = page.line.key, reads.called(page.line), form.cleaned_data["reason"]
        try:
            writes.dismiss_trouble(
                engagement=found, key=key, name=name, reason=reason, by=request.user, at=timezone.now()
            )
        except writes.AlreadyDecided:
            form.add_error(None, _("Somebody has decided about this trouble already."))
        else:
            messages.success(request, _("“{name}” is not listed any more.").format(name=name))
            return redirect(_list(request, found))
    context = {"engagement": found, "stage": "operate", "form": form, "typed": typed, "page": page}
    return render(request, "operate/dismiss_trouble.html", context)


@recorder
@require_http_methods(["GET", "POST"])
def merge_trouble(request: CompanyRequest, engagement: str, trouble: str) -> HttpResponse:
    """Count a trouble as part of another one."""
    found = found_or_404(engagement)
    page = _trouble(request, found, trouble)
    if isinstance(page, Missing):
        return shown(request, "operate/merge_trouble.html", found, page)
    form = MergeForm(page.candidates, request.POST or None)
    other = (
        _trouble(request, found, form.cleaned_data["into"]) if request.method == "POST" and form.is_valid() else None
    )
    if isinstance(other, TroublePage):
        one, into = page.line, other.line
        try:
            writes.merge_trouble(
                engagement=found, key=one.key, name=reads.called(one), into=into.key, into_name=reads.called(into),
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except writes.AlreadyDecided:
            form.add_error("into", _("Somebody has decided about this trouble already."))
        except writes.Circular:
            form.add_error("into", _("That one is part of this one already."))
        else:
            sentence = _("“{one}” counts as part of “{other}” from now on.")
            messages.success(request, sentence.format(one=reads.called(one), other=reads.called(into)))
            there = reverse("operate:trouble", args=[request.company.slug, found.slug, into.mark])
            return redirect(f"{there}{_asked(request)}")
    return render(request, "operate/merge_trouble.html", {
        "engagement": found, "stage": "operate", "form": form, "page": page,
    })  # fmt: skip


@recorder
@require_POST
def undo_trouble_choice(request: CompanyRequest, engagement: str, choice: UUID) -> HttpResponse:
    """Take a decision about a trouble back."""
    found = found_or_404(engagement)
    there = reads.trouble_choice(found, choice)
    if there is None:
        raise Http404
    writes.undo_trouble_choice(choice=there, by=request.user, at=timezone.now())
    messages.success(request, _("“{name}” is listed by itself again.").format(name=there))
    return redirect(_list(request, found))


def _list(request: CompanyRequest, engagement: Engagement) -> str:
    return f"{reverse('operate:recurring', args=[request.company.slug, engagement.slug])}{_asked(request)}"


def _asked(request: CompanyRequest) -> str:
    """The quarter in question, as it stands in the address."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _trouble(request: CompanyRequest, engagement: Engagement, mark: str) -> TroublePage | Missing:
    try:
        return reads.trouble(engagement, mark, quarter_of(request.GET.get("quarter", "")), timezone.now())
    except reads.NoSuchTrouble:
        raise Http404 from None
