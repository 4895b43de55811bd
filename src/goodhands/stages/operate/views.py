"""Is the provider keeping its promises?"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodhands.foundation.companies.access import CompanyRequest, owner
from goodhands.foundation.engagements.views import found_or_404


@owner
@require_safe
def months(request: CompanyRequest, engagement: str) -> HttpResponse:
    """The strip of months."""
    found = found_or_404(engagement)
    return render(request, "operate/months.html", {"engagement": found, "stage": "operate"})
