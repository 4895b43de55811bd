"""The pages of every register: its list, its lines, and sheets out and in."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.audit.meanwhile import Meanwhile
from goodhands.foundation.bin.writes import InUse
from goodhands.foundation.companies.access import CompanyRequest, reader, recorder
from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.registers import reads, writes
from goodhands.foundation.registers.models import Sheet
from goodhands.foundation.registers.register import Register
from goodhands.foundation.spreadsheets.writing import csv_response, xlsx_response
from goodhands.home.registers.forms import LineForm, SheetForm

Kind = type[Register]


@reader
@require_safe
def register(request: CompanyRequest, register: Kind) -> HttpResponse:
    """The list."""
    page = reads.register(register, request.GET.dict())
    return render(request, "registers/register.html", {"register": register, "page": page})


@recorder
@require_http_methods(["GET", "POST"])
def add_line(request: CompanyRequest, register: Kind) -> HttpResponse:
    """A new line."""
    form = LineForm(register, None, request.POST or None, request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            made = writes.add_line(register, given=form.cleaned_data, by=request.user, at=timezone.now())
        except writes.Taken:
            form.add_error(register.told_apart_by[-1], str(register.taken))
        except ValidationError as why:
            form.explains(why)
        else:
            messages.success(request, _("“{name}” is on the list.").format(name=made))
            return redirect(_back(request, register))
    return render(request, "registers/add_line.html", {"register": register, "form": form})


@recorder
@require_http_methods(["GET", "POST"])
def change_line(request: CompanyRequest, register: Kind, line: UUID) -> HttpResponse:
    """What a line says, to be changed."""
    found = _line(register, line)
    form, meanwhile = LineForm(register, found, request.POST or None), Meanwhile(request.POST, found.pk)
    if request.method == "POST" and form.is_valid():
        given, seen = form.cleaned_data, meanwhile.seen
        try:
            with meanwhile.noticed():
                writes.change_line(register, line=found, given=given, seen=seen, by=request.user, at=timezone.now())
                return redirect(_back(request, register))
        except writes.Taken:
            form.add_error(register.told_apart_by[-1], str(register.taken))
        except ValidationError as why:
            form.explains(why)
    context = {"register": register, "form": form, "line": found, "meanwhile": meanwhile, "kin": reads.kin_of(found)}
    return render(request, "registers/change_line.html", context)


@recorder
@require_POST
def remove_line(request: CompanyRequest, register: Kind, line: UUID) -> HttpResponse:
    """Lay a line aside, with a way back."""
    found = _line(register, line)
    try:
        writes.remove_line(line=found, by=request.user, at=timezone.now())
    except InUse as used:
        sentence = _("Nothing was changed: “{thing}” leads to “{line}”. Say there first what takes its place.")
        messages.error(request, sentence.format(thing=used.by_what, line=found))
        return redirect("registers:change_line", request.company.slug, register, found.pk)
    return redirect(f"{reverse('registers:register', args=[request.company.slug, register])}?removed={found.pk}")


@reader
@require_safe
def download(request: CompanyRequest, register: Kind, kind: str) -> HttpResponse:
    """The lines that are shown, as a sheet that can be brought back."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    headings, *rows = reads.download(register, request.GET.dict())
    name = f"{request.company.slug}-{register.path.replace('/', '-')}.{kind}"
    if kind == "csv":
        return csv_response(name, [headings, *rows])
    return xlsx_response(name, str(register.title), [str(heading) for heading in headings], rows)


@recorder
@require_http_methods(["GET", "POST"])
def bring_sheet(request: CompanyRequest, register: Kind) -> HttpResponse:
    """Bring lines in a sheet; nothing is changed yet."""
    form = SheetForm(register, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        brought, at = form.cleaned_data["file"], timezone.now()
        made = writes.bring_sheet(register, name=brought.name, cells=brought.cells, by=request.user, at=at)
        return redirect("registers:sheet", request.company.slug, register, made.pk)
    return render(request, "registers/bring_sheet.html", {"register": register, "form": form})


@recorder
@require_safe
def sheet(request: CompanyRequest, register: Kind, sheet: UUID) -> HttpResponse:
    """What a sheet would change, or that it did."""
    page = reads.sheet(register, _sheet(register, sheet))
    return render(request, "registers/sheet.html", {"register": register, "page": page})


@recorder
@require_POST
def take_over_sheet(request: CompanyRequest, register: Kind, sheet: UUID) -> HttpResponse:
    """Do what the sheet asks for."""
    found, mark = _sheet(register, sheet), request.POST.get("mark", "")
    try:
        count = writes.take_over_sheet(register, sheet=found, mark=mark, by=request.user, at=timezone.now())
    except writes.PlanChanged:
        messages.error(request, _("Nothing was changed: the list is another than when you looked. Please look again."))
        return redirect("registers:sheet", request.company.slug, register, found.pk)
    sentence = ngettext("One line was taken over.", "{n} lines were taken over.", count)
    messages.success(request, sentence.format(n=count))
    return redirect("registers:sheet", request.company.slug, register, found.pk)


@recorder
@require_POST
def undo_sheet(request: CompanyRequest, register: Kind, sheet: UUID) -> HttpResponse:
    """Take back what the sheet did."""
    found = _sheet(register, sheet)
    stay = writes.undo_sheet(register, sheet=found, by=request.user, at=timezone.now())
    if stay:
        names = ", ".join(stay[:5]) + (" …" if stay[5:] else "")
        sentence = _("Undone, but for what was changed or used since and stays as it is: {names}.")
        messages.warning(request, sentence.format(names=names))
    else:
        messages.success(request, _("Undone. Everything is as it was before this sheet."))
    return redirect("registers:register", request.company.slug, register)


@recorder
@require_POST
def remove_sheet(request: CompanyRequest, register: Kind, sheet: UUID) -> HttpResponse:
    """Throw away a sheet that changed nothing."""
    found = _sheet(register, sheet)
    if not found.done:
        writes.remove_sheet(sheet=found, by=request.user, at=timezone.now())
        messages.success(request, _("“{name}” is removed. It changed nothing.").format(name=found))
    return redirect("registers:register", request.company.slug, register)


def _back(request: CompanyRequest, register: Kind) -> str:
    """The page of this company from which a line was entered, else the list."""
    there = request.GET.get("back", "")
    ours = there.startswith(f"/{request.company.slug}/") and url_has_allowed_host_and_scheme(there, allowed_hosts=None)
    return there if ours else reverse("registers:register", args=[request.company.slug, register])


def _line(register: Kind, key: UUID) -> Removable:
    try:
        return reads.line(register, key)
    except register.model.DoesNotExist:
        raise Http404 from None


def _sheet(register: Kind, key: UUID) -> Sheet:
    try:
        return reads.sheet_called(register, key)
    except Sheet.DoesNotExist:
        raise Http404 from None
