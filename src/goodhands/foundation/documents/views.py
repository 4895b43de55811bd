"""Handing in, looking at and giving back files. Nothing that was handed in is ever run, or shown as it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.bin.writes import InUse
from goodhands.foundation.companies.access import CompanyRequest, reader, recorder
from goodhands.foundation.documents import reads, writes
from goodhands.foundation.documents.forms import HandInForm
from goodhands.foundation.documents.kinds import label
from goodhands.foundation.documents.models import Document


@reader
@require_safe
def documents(request: CompanyRequest) -> HttpResponse:
    """All files of the company."""
    asked, removed = request.GET.get("page", ""), request.GET.get("removed", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    page = reads.documents(number, _key(removed))
    return render(request, "documents/documents.html", {
        "page": page, "form": HandInForm(), "query": {},
    })  # fmt: skip


@recorder
@require_http_methods(["GET", "POST"])
def hand_in(request: CompanyRequest) -> HttpResponse:
    """Keep a file, if it is one that may be kept."""
    form = HandInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        kept = writes.hand_in(inspected=given, by=request.user, at=timezone.now())
        called = label(given.file.name)
        if called != kept.name:
            sentence = _("“{called}” is something else than its name says. It is kept as “{name}”.")
            messages.info(request, sentence.format(called=called, name=kept.name))
        return redirect("documents:preview", request.company.slug, kept.pk)
    return render(request, "documents/hand_in.html", {"form": form})


@reader
@require_safe
def preview(request: CompanyRequest, key: UUID) -> HttpResponse:
    """What a file is, and how its first pages look."""
    try:
        page = reads.preview(key)
    except Document.DoesNotExist:
        raise Http404 from None
    return render(request, "documents/preview.html", {"page": page, "document": page.line.document})


@reader
@require_safe
def picture(request: CompanyRequest, key: UUID, page: int) -> HttpResponse:
    """A page of a file, drawn anew."""
    found = _found(key)
    try:
        data = reads.picture(found, page)
    except (reads.NoPicture, reads.Damaged):
        raise Http404 from None
    return _boxed(HttpResponse(data, content_type="image/png"))


@reader
@require_safe
def document(request: CompanyRequest, key: UUID) -> HttpResponse:
    """A stored file, to keep and never to run: always a download, in a sandbox of its own."""
    try:
        found = reads.document(key)
    except Document.DoesNotExist:
        raise Http404 from None
    try:
        answer = StreamingHttpResponse(reads.streamed(found), content_type="application/octet-stream")
    except reads.Damaged as damaged:
        messages.error(request, _("{what}. A backup may still have it.").format(what=damaged))
        return redirect("documents:preview", request.company.slug, found.pk)
    answer.headers["Content-Length"] = str(found.size)
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name) or ""
    return _boxed(answer)


@recorder
@require_POST
def remove_document(request: CompanyRequest, key: UUID) -> HttpResponse:
    """Lay a file aside, with a way back."""
    found = _found(key)
    try:
        writes.remove_document(document=found, by=request.user, at=timezone.now())
    except InUse:
        messages.error(request, _("Nothing was changed: “{name}” is part of something.").format(name=found.name))
        return redirect("documents:preview", request.company.slug, found.pk)
    return redirect(f"{reverse('documents:documents', args=[request.company.slug])}?removed={found.pk}")


def _found(key: UUID) -> Document:
    try:
        return reads.document(key)
    except Document.DoesNotExist:
        raise Http404 from None


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _boxed(answer: Any) -> HttpResponse:
    """What came from outside goes out as what it is said to be, runs nothing, and is for pages of ours alone."""
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer._csp_replace = {"sandbox": [], "default-src": ["'none'"]}
    boxed: HttpResponse = answer
    return boxed
