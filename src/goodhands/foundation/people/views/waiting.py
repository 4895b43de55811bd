"""What is said to somebody who tries too often, and to somebody whose link opens nothing."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from goodhands.foundation.people import tries
from goodhands.foundation.people.origin import origin_of


def wait(request: HttpRequest, template: str, shown: dict[str, Any], too_many: tries.TooManyTries) -> HttpResponse:
    """The same page with what was typed, and how long to wait."""
    form: forms.Form | None = shown.get("form")
    if form is not None:
        form.add_error(None, str(too_many))
    response = render(request, template, {**shown, "too_many": too_many}, status=429)
    response["Retry-After"] = str(too_many.minutes * 60)
    return response


def link_spent(request: HttpRequest, purpose: str) -> HttpResponse:
    """A link opens nothing. Whoever tries many has to wait; a good one is never refused, since nobody can guess it."""
    try:
        tries.begin(tries.of_broken_links(origin_of(request)), timezone.now())
    except tries.TooManyTries as too_many:
        return wait(request, "people/link_spent.html", {"purpose": purpose}, too_many)
    return render(request, "people/link_spent.html", {"purpose": purpose}, status=404)
