"""The companies of a person; and a company as a whole: archived, taken away as one file, brought here from one."""

from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.companies.access import CompanyRequest, owner_even_archived
from goodhands.foundation.companies.reads import is_owner_somewhere
from goodhands.foundation.moving.leaving import NotWhole
from goodhands.foundation.moving.values import Unfit
from goodhands.foundation.moving.writes import UnderWay
from goodhands.foundation.people.access import SignedInRequest, signed_in
from goodhands.home import company_reads as reads
from goodhands.home import company_writes as writes
from goodhands.home.forms import BringForm


@signed_in
@require_safe
def companies(request: SignedInRequest) -> HttpResponse:
    """The companies in which this person has a role; of one alone, its Today."""
    number, name = request.GET.get("page", ""), request.GET.get("name", "").strip()
    asked = int(number) if number.isdecimal() and len(number) < 6 else 1
    page = reads.companies(request.user, timezone.now(), name, asked)
    if page.only is not None:
        return redirect("home:today", page.only.slug)
    return render(request, "home/companies.html", {"page": page, "may_start": is_owner_somewhere(request.user)})


@owner_even_archived
@require_http_methods(["GET", "POST"])
def archive_company(request: CompanyRequest) -> HttpResponse:
    """What happens when the company is archived; then do it."""
    if request.company.archived_at is not None:
        return redirect("home:today", request.company.slug)
    if request.method == "POST":
        writes.archive_company(by=request.user, at=timezone.now())
        return redirect("home:today", request.company.slug)
    return render(request, "home/archive_company.html")


@owner_even_archived
@require_POST
def take_out_of_archive(request: CompanyRequest) -> HttpResponse:
    """Let the company be worked with again."""
    writes.take_out_of_archive(by=request.user, at=timezone.now())
    messages.success(request, _("It is out of the archive. Everything is as it was."))
    return redirect("home:today", request.company.slug)


@owner_even_archived
@require_http_methods(["GET", "POST"])
def export_company(request: CompanyRequest) -> HttpResponse:
    """What leaves with the company; then the file."""
    refusal, now = "", timezone.now()
    if request.method == "POST":
        try:
            file = writes.export_company(by=request.user, at=now)
            name = f"{request.company.slug}-{now:%Y-%m-%d}.zip"
            answer = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
            return cast(HttpResponse, answer)  # which streams, and is one for all else
        except UnderWay:
            refusal = _("It is being exported right now. Wait until that is done, and try again.")
        except NotWhole as why:
            refusal = _("{why} So the export would not be whole, and was not made.").format(why=why)
    return render(request, "home/export_company.html", {"page": reads.export_company(), "refusal": refusal})


@signed_in
@require_http_methods(["GET", "POST"])
def bring_company(request: SignedInRequest) -> HttpResponse:
    """Hand in an export; nothing comes in before it was looked at."""
    _refuse_strangers(request)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        writes.bring_company(chunks=form.cleaned_data["file"].chunks(), by=request.user, at=timezone.now())
        return redirect("home:import_company")
    return render(request, "home/bring_company.html", {"form": form})


@signed_in
@require_http_methods(["GET", "POST"])
def import_company(request: SignedInRequest) -> HttpResponse:
    """What would come in; then bring it in."""
    _refuse_strangers(request)
    try:
        if request.method == "POST":
            sha256 = request.POST.get("sha256", "")
            made = writes.import_company(sha256=sha256, by=request.user, at=timezone.now())
            messages.success(request, _("It is here, and you are its owner. Nobody else has come with it."))
            return redirect("home:today", made.slug)
        page = reads.import_company(request.user)
    except (writes.AnotherFile, UnderWay):
        messages.error(request, _("Nothing was brought in: hand in the file once more."))
        return redirect("home:bring_company")
    except Unfit as why:
        return render(request, "home/import_company.html", {"refusal": str(why)}, status=400)
    if page is None:
        return redirect("home:bring_company")
    return render(request, "home/import_company.html", {"page": page})


def _refuse_strangers(request: SignedInRequest) -> None:
    """Only who is owner of a company here brings more of them in."""
    if not is_owner_somewhere(request.user):
        raise Http404
