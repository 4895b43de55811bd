"""Opening an example from a page with nothing on it, and clearing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodhands.foundation.companies.access import CompanyRequest, owner, reader
from goodhands.home.example import writes


@reader
@require_POST
def open_example(request: CompanyRequest) -> HttpResponse:
    """The example of this person, which has nothing to do with the company that she comes from."""
    made = writes.open_example(by=request.user, at=timezone.now())
    return redirect("home:today", made.slug)


@owner
@require_POST
def clear_example(request: CompanyRequest) -> HttpResponse:
    """Delete an example whole. A company of somebody's own stays as it is."""
    try:
        writes.clear_example(by=request.user)
    except writes.NotAnExample:
        messages.error(request, _("Nothing was cleared: this company is not an example."))
        return redirect("home:today", request.company.slug)
    messages.success(request, _("The example is gone, with everything in it."))
    return redirect("home:companies")
