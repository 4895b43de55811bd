"""What was promised."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.companies.access import CompanyRequest, manager, reader
from goodhands.foundation.companies.written import local
from goodhands.foundation.engagements.views import found_or_404
from goodhands.foundation.unfinished import writes as unfinished
from goodhands.foundation.unfinished.keeping import AsTyped, keeps_typed
from goodhands.stages.contract import reads, writes
from goodhands.stages.contract.forms import as_was_typed, draft_of, make_forms, reshaped
from goodhands.stages.contract.reads.agreement import NoSuchVersion


@reader
@require_safe
def agreement(request: CompanyRequest, engagement: str) -> HttpResponse:
    """What was promised, version by version."""
    found = found_or_404(engagement)
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else None
    try:
        page = reads.agreement(found, local(timezone.now()).date(), number)
    except NoSuchVersion:
        raise Http404 from None
    return render(request, "contract/agreement.html", {"engagement": found, "stage": "contract", "page": page})


@manager
@keeps_typed
@require_http_methods(["GET", "POST"])
def agree(request: CompanyRequest, engagement: str, typed: AsTyped) -> HttpResponse:
    """Write down terms, from the beginning or from a month on."""
    found = found_or_404(engagement)
    last, tried = reads.at_hand(found)
    tried = tried if "proposal" in request.GET else None
    act = "as_typed" if typed.again else request.POST.get("act", "")
    terms, levels = reshaped(typed.fields, last, act) or make_forms(typed.sent, last, tried)
    proposal = typed.fields.get("proposal", reads.mark_of(tried))
    follows = typed.fields.get("follows", reads.name_of(last))
    overtaken = follows != reads.name_of(last)
    if terms.is_bound and all([terms.is_valid(), levels.is_valid()]):
        draft = draft_of(terms, levels)
        try:
            writes.agree(
                engagement=found, draft=draft, follows=follows, proposal=proposal, by=request.user, at=timezone.now()
            )
        except (writes.NotLater, writes.Overtaken):
            last, overtaken = reads.newest(found), True
        else:
            messages.success(request, _("Written down. Every month is judged by the terms in force in it."))
            return redirect("contract:agreement", request.company.slug, found.slug)
    context = {"engagement": found, "stage": "contract", "terms": terms, "levels": levels, "last": last,
               "follows": reads.name_of(last), "overtaken": overtaken, "typed": typed,
               "proposal": proposal}  # fmt: skip
    return render(request, "contract/agree.html", context)


@manager
@keeps_typed
@require_http_methods(["GET", "POST"])
def propose(request: CompanyRequest, engagement: str, typed: AsTyped) -> HttpResponse:
    """Keep terms that are only to be tried, and try them on the tickets so far."""
    found = found_or_404(engagement)
    last, tried = reads.at_hand(found)
    act = "as_typed" if typed.again else request.POST.get("act", "")
    terms, levels = reshaped(typed.fields, last, act, True) or make_forms(typed.sent, last, tried, True)
    if terms.is_bound and all([terms.is_valid(), levels.is_valid()]):
        writes.propose(engagement=found, draft=draft_of(terms, levels), by=request.user, at=timezone.now())
        agree_form = reverse("contract:agree", args=[request.company.slug, found.slug])
        unfinished.forget(path=agree_form, by=request.user)  # what was typed there is the proposal now
        messages.success(request, _("Kept to be tried. No month is judged by it."))
        return redirect("operate:dry_run", request.company.slug, found.slug)
    context = {"engagement": found, "stage": "contract", "terms": terms, "levels": levels, "last": last, "typed": typed,
               "follows": typed.fields.get("follows", reads.name_of(last)),
               "proposal": typed.fields.get("proposal", reads.mark_of(tried))}  # fmt: skip
    return render(request, "contract/propose.html", context)


@manager
@require_POST
def drop_proposal(request: CompanyRequest, engagement: str) -> HttpResponse:
    """Let the proposal go; what stood in it waits in the form."""
    found = found_or_404(engagement)
    tried, now = reads.proposed(found), timezone.now()
    try:
        writes.drop_proposal(engagement=found, by=request.user, at=now)
    except writes.NoProposal:
        messages.error(request, _("There was no proposal any more."))
    else:
        if tried is not None:
            form = reverse("contract:propose", args=[request.company.slug, found.slug])
            unfinished.offer(path=form, typed=as_was_typed(tried), by=request.user, at=now)
        messages.success(request, _("Dropped. What stood in it waits for you in the form for terms to try."))
    return redirect("contract:agreement", request.company.slug, found.slug)


@manager
@require_POST
def withdraw_version(request: CompanyRequest, engagement: str) -> HttpResponse:
    """Take back the newest terms."""
    found = found_or_404(engagement)
    asked = request.POST.get("number", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else 0
    newest, now = reads.newest(found), timezone.now()
    try:
        writes.withdraw_version(engagement=found, number=number, by=request.user, at=now)
    except writes.NotTheNewest:
        messages.error(request, _("Nothing was withdrawn: there is a newer version by now."))
    else:
        if newest is not None:
            form = reverse("contract:agree", args=[request.company.slug, found.slug])
            unfinished.offer(path=form, typed=as_was_typed(newest), by=request.user, at=now)
        sentence = _("Withdrawn, as if it had never been. What stood in it waits for you in the form for new terms.")
        messages.success(request, sentence)
    return redirect("contract:agreement", request.company.slug, found.slug)
