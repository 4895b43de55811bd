"""What was promised."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodhands.foundation.companies.access import CompanyRequest, owner
from goodhands.foundation.engagements.views import found_or_404


@owner
@require_safe
def agreement(request: CompanyRequest, engagement: str) -> HttpResponse:
    """What was promised, version by version."""
    found = found_or_404(engagement)
    return render(request, "contract/agreement.html", {"engagement": found, "stage": "contract"})
