"""What is done in the background, for everybody to see."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodhands.foundation.companies.access import CompanyRequest, reader, recorder
from goodhands.foundation.jobs import reads, writes
from goodhands.foundation.jobs.models import Job
from goodhands.foundation.rules.sentences import Refused, retold


@reader
@require_safe
def jobs(request: CompanyRequest) -> HttpResponse:
    """All work that was asked for, and what came of it."""
    return render(request, "jobs/jobs.html", {"page": reads.jobs()})


@recorder
@require_POST
def cancel_job(request: CompanyRequest, job: UUID) -> HttpResponse:
    """Call work off."""
    found = _found(job)
    try:
        called_off = writes.cancel_job(job=found, by=request.user, at=timezone.now())
    except Refused as refused:
        return _refused(request, refused)
    if not called_off:
        messages.info(request, _("“{name}” had ended already.").format(name=found.name))
    return redirect(found.path)


@recorder
@require_POST
def try_again(request: CompanyRequest, job: UUID) -> HttpResponse:
    """Ask for work anew that came to nothing."""
    found = _found(job)
    try:
        asked = writes.try_again(job=found, by=request.user, at=timezone.now())
    except Refused as refused:
        return _refused(request, refused)
    if not asked:
        messages.info(request, _("Something else was done about “{name}” since.").format(name=found.name))
    return redirect(found.path)


def _refused(request: CompanyRequest, why: Refused) -> HttpResponse:
    messages.error(request, f"{retold(why.sentence, _)}.")
    return redirect("jobs:jobs", request.company.slug)


def _found(key: UUID) -> Job:
    try:
        return reads.job(key)
    except Job.DoesNotExist:
        raise Http404 from None
