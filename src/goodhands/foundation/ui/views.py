"""The gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodhands.foundation.people.access import anyone
from goodhands.foundation.ui import reads


@anyone
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component as it looks, by itself."""
    return render(request, "ui/gallery.html", {"page": reads.gallery()})
