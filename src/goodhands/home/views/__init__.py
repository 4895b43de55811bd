"""Today, the page of an engagement, and what is said when a page cannot be shown."""

import sys
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodhands.foundation.bin import writes as things
from goodhands.foundation.bin.reads import thing_in_the_bin
from goodhands.foundation.companies.access import CompanyRequest, manager, reader, recorder
from goodhands.foundation.engagements import writes
from goodhands.foundation.engagements.models import StageState
from goodhands.foundation.engagements.views import found_or_404
from goodhands.foundation.people.access import anyone, private
from goodhands.foundation.registers.register import register_of
from goodhands.foundation.rules.full_disk import is_full_disk
from goodhands.home import reads
from goodhands.home.views.whole_companies import (
    archive_company,
    bring_company,
    companies,
    export_company,
    import_company,
    take_out_of_archive,
)
from goodhands.stages.lifecycle import BY_KEY

__all__ = [
    "archive_company", "bring_company", "broken", "companies", "engagement", "export_company", "front", "history",
    "history_of", "import_company", "mark_stage", "not_found", "put_back", "stage", "stale_form", "take_out_of_archive",
    "things_in_the_bin", "today",
]  # fmt: skip


@anyone
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The way to where this person belongs."""
    if not request.user.is_authenticated:
        return redirect("people:sign_in")
    return redirect("home:companies")


@reader
@require_safe
def today(request: CompanyRequest) -> HttpResponse:
    """What needs the company now."""
    return render(request, "home/today.html", {"page": reads.today(timezone.now())})


@reader
@require_safe
def engagement(request: CompanyRequest, engagement: str) -> HttpResponse:
    """Where an engagement stands on its ten stages, and what comes next."""
    found = found_or_404(engagement)
    return render(
        request, "home/engagement.html", {"page": reads.engagement(found, timezone.now()), "engagement": found}
    )


@reader
@require_safe
def stage(request: CompanyRequest, stage: str, engagement: str) -> HttpResponse:
    """A stage that has no pages of its own yet: in one honest line what it will answer."""
    if stage not in BY_KEY or BY_KEY[stage].built:
        raise Http404
    found = found_or_404(engagement)
    page = reads.stage(found, stage)
    return render(request, "home/stage.html", {"page": page, "engagement": found, "stage": stage})


@manager
@require_POST
def mark_stage(request: CompanyRequest, stage: str, engagement: str) -> HttpResponse:
    """Say how far an engagement has come in a stage."""
    state = request.POST.get("state")
    if stage not in BY_KEY or state not in StageState.values:
        raise Http404
    found = found_or_404(engagement)
    writes.mark_stage(engagement=found, stage=stage, state=state, by=request.user, at=timezone.now())
    return redirect("home:engagement", request.company.slug, found.slug)


@reader
@require_safe
def things_in_the_bin(request: CompanyRequest) -> HttpResponse:
    """What was removed, and can be put back."""
    return render(request, "home/things_in_the_bin.html", {"lines": reads.things_in_the_bin()})


@recorder
@require_POST
def put_back(request: CompanyRequest, thing: UUID) -> HttpResponse:
    """Let something be again as it was."""
    found = thing_in_the_bin(thing)
    if found is None:
        raise Http404
    if not getattr(request.may, found.put_back_by):
        return _not_allowed(request, found.put_back_by)
    try:
        things.put_back(thing=found, by=request.user, at=timezone.now())
    except things.PlaceTaken:
        sentence = _("Nothing was changed: something else is called “{name}” by now. Rename that first.")
        messages.error(request, sentence.format(name=found))
    except things.OwnerAside as aside:
        sentence = _("Nothing was changed: “{name}” belongs to “{owner}”, which lies here, too. Put that back first.")
        messages.error(request, sentence.format(name=found, owner=aside))
    else:
        messages.success(request, _("“{name}” is back.").format(name=found))
        if (register := register_of(type(found))) is not None:
            return redirect("registers:register", request.company.slug, register)
    return redirect("home:things_in_the_bin", request.company.slug)


def _not_allowed(request: CompanyRequest, needs: str) -> HttpResponse:
    """What somebody reads who may put back most things, and not this one."""
    return render(request, "companies/not_allowed.html", {"needs": needs}, status=403)


@reader
@require_safe
def search(request: CompanyRequest) -> HttpResponse:
    """What fits some words; of a field in which somebody is still typing, the nearest of it as a part of a page."""
    typing = request.headers.get("HX-Target") == "found"
    page = reads.search(request.GET.get("q", ""), _page(request), request.may, timezone.now(), while_typing=typing)
    return render(request, "home/found.html" if typing else "home/search.html", {"page": page})


def _page(request: CompanyRequest) -> int:
    """The number of the page of a list that is asked for."""
    asked = request.GET.get("page", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else 1


@reader
@require_safe
def help_pages(request: CompanyRequest) -> HttpResponse:
    """How to read the pages, and the help on each of the ten stages."""
    return render(request, "home/help_pages.html", {"stages": reads.help_pages()})


@reader
@require_safe
def help_page(request: CompanyRequest, stage: str) -> HttpResponse:
    """What a stage is for, how to begin, its words, and what usually goes wrong."""
    if stage not in BY_KEY:
        raise Http404
    return render(request, "home/help_page.html", {"page": reads.help_page(stage)})


@reader
@require_safe
def glossary(request: CompanyRequest) -> HttpResponse:
    """What the words of the field mean."""
    return render(request, "home/glossary.html", {"words": reads.glossary()})


@reader
@require_safe
def history(request: CompanyRequest) -> HttpResponse:
    """What was changed in the company, by whom and when."""
    page = reads.history(_before(request), _not_for(request))
    return render(request, "home/history.html", {"page": page})


@reader
@require_safe
def history_of(request: CompanyRequest, about: UUID) -> HttpResponse:
    """What was done to one thing."""
    page = reads.history_of(about, _before(request), _not_for(request))
    if not page.lines:
        raise Http404
    return render(request, "home/history_of.html", {"page": page})


def _not_for(request: CompanyRequest) -> tuple[str, ...]:
    """Who is invited is for owners alone, as on the page of people."""
    return () if request.may.own else ("companies.invitation",)


def _before(request: CompanyRequest) -> int | None:
    """The number of the entry to go on from."""
    asked = request.GET.get("before", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or it is not for this person: the same answer for both."""
    return private(render(request, "home/not_found.html", status=404))


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours went wrong. Says so, and nothing about how; a full disk is nothing of ours."""
    if is_full_disk(sys.exception()):
        return private(render(request, "home/full_disk.html", status=507))
    return private(render(request, "home/broken.html", status=500))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open when somebody signed in or out elsewhere: what was typed is offered again.

    Only where a browser says that it was typed on a page of ours: one click on a form that another site has filled in
    would be as good as no guard against such forms.
    """
    if not _is_ours(request):
        return private(render(request, "home/foreign_form.html", status=403))
    typed = [
        (key, value) for key in request.POST for value in request.POST.getlist(key) if key != "csrfmiddlewaretoken"
    ]
    context = {"path": request.get_full_path(), "fields": typed}
    return private(render(request, "home/stale_form.html", context, status=403))


def _is_ours(request: HttpRequest) -> bool:
    """Whether the page on which the form stood was one of this installation; every browser of today says so."""
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin") in ours
