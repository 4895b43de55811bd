"""Any page as a paper, papers that were kept, and what is different today."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goodhands.foundation.companies.access import CompanyRequest, manager, reader, recorder
from goodhands.foundation.papers import reads, writes
from goodhands.foundation.papers.blocks import Cell, Paper
from goodhands.foundation.papers.drawing import pdf
from goodhands.foundation.papers.from_page import NoPaper
from goodhands.foundation.papers.models import KeptPaper
from goodhands.foundation.papers.shown import is_of_a_paper, not_all, opener, whole_list
from goodhands.foundation.spreadsheets.writing import csv_response

LONGEST_PATH = 1000


@reader
@require_safe
def page_paper(request: CompanyRequest, kind: str) -> HttpResponse:
    """A page as PDF, or its tables as CSV."""
    try:
        of = request.GET.get("of") or reverse("papers:papers", args=[request.company.slug])
        paper = reads.page_paper(of, opener(request), request.user, timezone.now())
    except NoPaper:
        raise Http404 from None
    name = f"{slugify(paper.title) or 'paper'}.{kind}"
    if kind == "csv":
        return csv_response(name, _rows(paper))
    if kind != "pdf":
        raise Http404
    answer = HttpResponse(pdf(paper), content_type="application/pdf")
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _rows(paper: Paper) -> Iterator[Sequence[object]]:
    """The tables one below the other, each with its heading where there are several."""
    tables = [(heading, table) for heading, table in paper.tables if table.rows]
    for i, (heading, table) in enumerate(tables):
        if i:
            yield []
        if len(tables) > 1 and heading:
            yield [heading]
        rows = [*([table.heading] if table.heading else []), *table.rows, *table.sums]
        yield from ([_whole(cell) for cell in row] for row in rows)
    if not_all() in paper.blocks:
        yield [not_all().text]


def _whole(cell: Cell) -> str:
    below = "; ".join(cell.below.split("\n"))
    return f"{cell.text} ({below})" if cell.text and below else cell.text or below


@reader
@require_safe
def papers(request: CompanyRequest) -> HttpResponse:
    """All papers that were kept."""
    return render(request, "papers/papers.html", {"papers": reads.papers()})


@recorder
@require_POST
def keep_paper(request: CompanyRequest) -> HttpResponse:
    """Keep a page as it is now."""
    path, at = whole_list(request.POST.get("of", "")), timezone.now()
    if len(path) > LONGEST_PATH or is_of_a_paper(path):
        raise Http404
    try:
        paper = reads.page_paper(path, opener(request), request.user, at)
    except NoPaper:
        raise Http404 from None
    kept = writes.keep_paper(paper=paper, path=path.removeprefix(f"/{request.company.slug}/"), by=request.user, at=at)
    messages.success(request, _("The paper is kept as it is now."))
    return redirect(kept)


@reader
@require_safe
def kept_paper(request: CompanyRequest, key: UUID) -> HttpResponse:
    """A kept paper, and what is different today."""
    try:
        page = reads.kept_paper(key, opener(request))
    except KeptPaper.DoesNotExist:
        raise Http404 from None
    return render(request, "papers/kept_paper.html", {"page": page})


@manager
@require_POST
def remove_paper(request: CompanyRequest, key: UUID) -> HttpResponse:
    """Lay a kept paper aside."""
    found = KeptPaper.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    writes.remove_paper(paper=found, by=request.user, at=timezone.now())
    messages.success(request, _("“{name}” is in the bin for thirty days.").format(name=found.title))
    return redirect("papers:papers", request.company.slug)
