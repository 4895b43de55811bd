"""Agreed hours of service."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from goodhands.foundation.companies.access import CompanyRequest, owner


@owner
@require_safe
def calendars(request: CompanyRequest) -> HttpResponse:
    """All calendars."""
    return render(request, "calendars/calendars.html", {})
