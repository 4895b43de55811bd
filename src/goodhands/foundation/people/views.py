"""Coming in and going out."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.people import reads, writes
from goodhands.foundation.people.access import anyone, signed_in
from goodhands.foundation.people.forms import SignInForm
from goodhands.foundation.people.models import Purpose

_WAITING = "people.what-was-typed"


@anyone
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with address and password; afterwards on to where the person was going."""
    going_to = request.POST.get("next") or request.GET.get("next") or ""
    waiting = request.POST.get("waiting", "")
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = authenticate(request, username=given["email"].strip().lower(), password=given["password"])
        if person is not None:
            login(request, person)
            return _go_on(request, waiting) or redirect(_safe(going_to, request))
        form.add_error(None, _("There is no such address with this password. Please check both."))
    return render(request, "people/sign_in.html", {
        "form": form, "next": going_to, "waiting": waiting, "nobody_yet": not reads.anybody(), "demo": settings.DEMO,
    })  # fmt: skip


def sign_in_and_go_on(request: HttpRequest) -> HttpResponse:
    """The session ended while a form was being filled in: sign in here, and what was typed goes on its way after."""
    typed = {key: request.POST.getlist(key) for key in request.POST if key != "csrfmiddlewaretoken"}
    waiting = signing.dumps({"path": request.get_full_path(), "typed": typed}, salt=_WAITING, compress=True)
    return render(request, "people/sign_in.html", {
        "form": SignInForm(), "next": request.get_full_path(), "waiting": waiting, "demo": settings.DEMO,
        "nobody_yet": False, "files_lost": bool(request.FILES),
    }, status=401)  # fmt: skip


def _go_on(request: HttpRequest, waiting: str) -> HttpResponse | None:
    """The page that sends on what was typed before the session ended, or None where nothing waits."""
    try:
        kept: dict[str, Any] = signing.loads(waiting, salt=_WAITING, max_age=24 * 3600)
    except signing.BadSignature:
        return None
    fields = [(key, value) for key, values in kept["typed"].items() for value in values]
    return render(request, "people/go_on.html", {"path": kept["path"], "fields": fields})


def _safe(going_to: str, request: HttpRequest) -> str:
    if url_has_allowed_host_and_scheme(going_to, {request.get_host()}, require_https=request.is_secure()):
        return going_to
    return resolve_url("home:front")


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("people:sign_in")


@anyone
@require_safe
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Shows whom the link lets in. Looking changes nothing, so that a scanner of links cannot spend it."""
    found = reads.link(secret, Purpose.SIGN_IN, timezone.now())
    if found is None:
        return render(request, "people/link_spent.html", {"purpose": "sign_in"}, status=404)
    return render(request, "people/sign_in_link.html", {"person": found.person, "secret": secret})


@anyone
@require_POST
def use_sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Spend the link and come in."""
    try:
        person = writes.use_link(secret=secret, purpose=Purpose.SIGN_IN, at=timezone.now())
    except writes.LinkSpent:
        return render(request, "people/link_spent.html", {"purpose": "sign_in"}, status=404)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect("home:front")
