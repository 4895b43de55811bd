"""Giving back what was handed in."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from goodhands.foundation.companies.access import CompanyRequest, reader
from goodhands.foundation.documents import reads
from goodhands.foundation.documents.models import Document


@reader
@require_safe
def document(request: CompanyRequest, key: UUID) -> HttpResponse:
    """A stored file, to keep and never to run: always a download, in a sandbox of its own."""
    try:
        found = reads.document(key)
    except Document.DoesNotExist:
        raise Http404 from None
    response = HttpResponse(reads.content(found), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = _attachment(found.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response._csp_replace = {"sandbox": [], "default-src": ["'none'"]}  # type: ignore[attr-defined]
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
