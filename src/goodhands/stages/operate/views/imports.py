"""Files come in, are looked at, imported and taken back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.companies import written
from goodhands.foundation.companies.access import CompanyRequest, reader, recorder
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.engagements.views import found_or_404
from goodhands.foundation.rules.sentences import retold
from goodhands.foundation.spreadsheets.writing import csv_response
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.forms import ENCODINGS, DeskForm, MappingForm, SheetForm, UploadForm, initial_mapping
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.reads.files import FileShape, Preview, Tables, previewed, remembered, values_in


@reader
@require_safe
def imports(request: CompanyRequest, engagement: str) -> HttpResponse:
    """All files that were handed in."""
    found = found_or_404(engagement)
    return render(request, "operate/imports.html", {
        "engagement": found, "stage": "operate", "page": reads.imports(found, timezone.now()),
    })  # fmt: skip


@recorder
@require_http_methods(["GET", "POST"])
def upload_tickets(request: CompanyRequest, engagement: str) -> HttpResponse:
    """Hand in a file; nothing of it counts before it was looked at."""
    found = found_or_404(engagement)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = writes.upload_tickets(
                engagement=found, name=file.name, chunks=file.chunks(), by=request.user, at=timezone.now()
            )
        except writes.AlreadyImported as already:
            said = _("“{name}” is this very file, imported on {day}. Nothing has changed.")
            since = already.source.published_at or timezone.now()
            day = written.day(written.local(since).date())
            messages.info(request, said.format(name=already.source.document.name, day=day))
            return redirect("operate:imports", request.company.slug, found.slug)
        return redirect("operate:import_tickets", request.company.slug, found.slug, made.pk)
    return render(request, "operate/upload_tickets.html", {"engagement": found, "stage": "operate", "form": form})


@recorder
@require_http_methods(["GET", "POST"])
def import_tickets(request: CompanyRequest, engagement: str, source: UUID) -> HttpResponse:
    """What the columns mean, with a live view of what would be read; then import."""
    found, draft = found_or_404(engagement), _source(engagement, source)
    if draft.state not in (ImportState.DRAFT, ImportState.FAILED):
        return redirect("operate:importing", request.company.slug, found.slug, draft.pk)
    chosen, table = request.POST.get("encoding", ""), request.POST.get("sheet") or request.GET.get("sheet")
    desk = request.POST.get("desk", request.GET.get("desk"))
    shape = reads.import_tickets(draft, chosen if chosen in ENCODINGS else None, table, desk)
    context = {"engagement": found, "stage": "operate", "source": draft, "shape": shape}
    if isinstance(shape, str):
        return render(request, "operate/import_tickets.html", context | {"refusal": shape})
    if isinstance(shape, Tables):
        asked = SheetForm(shape.rows, initial={"sheet": shape.last})
        return render(request, "operate/import_tickets.html", context | {"tables": shape.rows, "form": asked})
    last = {} if shape.chosen or draft.mapping else remembered(draft.engagement, shape.headings)
    form = _mapping_form(request, shape, {} if shape.chosen else draft.mapping or last)
    preview = None
    if form.is_bound and form.is_valid():
        mapping = form.mapping(_samples(shape)) | ({"sheet": table} if table else {})
        preview = previewed(draft, mapping)
        if request.POST.get("act") == "import" and _may_go(preview, form):
            writes.import_tickets(source=draft, mapping=mapping, by=request.user, at=timezone.now())
            return redirect("operate:importing", request.company.slug, found.slug, draft.pk)
    context |= {"form": form, "preview": preview, "table": table, "desk": desk, "desk_form": DeskForm(shape, table)}
    context |= {"as_last_time": bool(last)}
    return render(request, "operate/import_tickets.html", context)


def _may_go(preview: Preview, form: MappingForm) -> bool:
    """Whether the import can begin: something can be read, and rows that are left out were agreed to."""
    if preview.refusal or not preview.tickets:
        return False
    if preview.signs and not form.cleaned_data["all_ours"]:
        form.add_error("all_ours", _("Please say that none of it belongs to somebody else, or choose another file."))
        return False
    if preview.rejected and not form.cleaned_data["keep_good"]:
        form.add_error("keep_good", _("Some rows cannot be used. Please say that the others shall be imported."))
        return False
    return True


def _mapping_form(request: CompanyRequest, shape: FileShape, known: Mapping[str, Any]) -> MappingForm:
    """The form for this file: as it was sent, else as such a file was read before, else as it was recognised."""
    columns = known.get("columns") or shape.columns
    heading = request.POST.get("column_event", columns.get("event", ""))
    values = values_in(shape, heading) if heading else []
    initial = {"timezone": request.company.timezone, "shape": shape.shape, "order": "", "encoding": ""}
    initial |= initial_mapping(known or {"columns": columns, "events": shape.kinds}, values, not known)
    if request.method == "POST":
        return MappingForm(shape.headings, values, _completed(request, initial), preset=shape.preset)
    recognised = MappingForm(
        shape.headings, values, initial, preset=shape.preset
    )  # where all is known, the view below is there at once
    if recognised.is_valid():  # where all is known, the view below is there at once
        return recognised
    return MappingForm(shape.headings, values, initial=initial, preset=shape.preset)


def _completed(request: CompanyRequest, initial: Mapping[str, str]) -> Mapping[str, str]:
    """What was sent; of values that a newly chosen column brought along, what is proposed."""
    sent = request.POST.dict()
    fresh = sent.get("seen_event", "") != sent.get("column_event", "")
    return {**initial, **{k: v for k, v in sent.items() if not (fresh and k.startswith("value_"))}}


def _samples(shape: FileShape) -> Mapping[str, str]:
    """A cell of each column that is not blank."""
    samples: dict[str, str] = {}
    for row in shape.sample:
        for heading, cell in zip(shape.headings, row, strict=True):
            if cell and not samples.get(heading):
                samples[heading] = cell
    return samples


@reader
@require_safe
def importing(request: CompanyRequest, engagement: str, source: UUID) -> HttpResponse:
    """How far the reading of a file has come."""
    found = found_or_404(engagement)
    try:
        page = reads.importing(found, source)
    except Import.DoesNotExist:
        raise Http404 from None
    return render(request, "operate/importing.html", {
        "engagement": found, "stage": "operate", "source": page.source, "job": page.job,
    })  # fmt: skip


@reader
@require_safe
def import_problems(request: CompanyRequest, engagement: str, source: UUID) -> HttpResponse:
    """Every row of a file that a person should look at, as a table."""
    draft = _source(engagement, source)
    headings = [_("Row"), _("Column"), _("Value"), _("What is the matter"), _("Left out")]
    rows = [
        [p.row, p.column or "", p.value, retold(p.reason, _), _("yes") if p.rejected else ""]
        for p in reads.import_problems(draft)
    ]
    return csv_response(f"rows-to-look-at-{draft.document.name}.csv", [headings, *rows])


@recorder
@require_POST
def undo_import(request: CompanyRequest, engagement: str, source: UUID) -> HttpResponse:
    """Take an import back."""
    writes.undo_import(source=_source(engagement, source), by=request.user, at=timezone.now())
    messages.success(request, _("The import is undone. All figures are as if the file had never come."))
    return redirect("operate:imports", request.company.slug, engagement)


@recorder
@require_POST
def redo_import(request: CompanyRequest, engagement: str, source: UUID) -> HttpResponse:
    """Let an undone import count again."""
    writes.redo_import(source=_source(engagement, source), by=request.user, at=timezone.now())
    return redirect("operate:imports", request.company.slug, engagement)


@recorder
@require_POST
def read_again(request: CompanyRequest, engagement: str, source: UUID) -> HttpResponse:
    """Read a file in another way."""
    made = writes.read_again(source=_source(engagement, source), by=request.user, at=timezone.now())
    return redirect("operate:import_tickets", request.company.slug, engagement, made.pk)


@recorder
@require_POST
def remove_draft(request: CompanyRequest, engagement: str, source: UUID) -> HttpResponse:
    """Throw away a file that never counted."""
    writes.remove_draft(source=_source(engagement, source), by=request.user, at=timezone.now())
    return redirect("operate:imports", request.company.slug, engagement)


def _source(engagement: str, source: UUID) -> Import:
    found: Engagement = found_or_404(engagement)
    try:
        return reads.handed_in(found, source)
    except Import.DoesNotExist:
        raise Http404 from None
