"""Coming in and going out."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.people import coming_in, reads, tries, writes
from goodhands.foundation.people.access import anyone, signed_in
from goodhands.foundation.people.forms import CodeForm, NewPasswordForm, SignInForm
from goodhands.foundation.people.models import OneTimeLink, Person, Purpose
from goodhands.foundation.people.origin import origin_of
from goodhands.foundation.people.views.waiting import link_spent, wait


@anyone
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with address and password; afterwards on to where the person was going."""
    going_to = request.POST.get("next") or request.GET.get("next") or ""
    waiting = request.POST.get("waiting", "")
    form = SignInForm(request.POST if request.method == "POST" else None)
    shown = {
        "form": form, "next": going_to, "waiting": waiting, "nobody_yet": not reads.anybody(), "demo": settings.DEMO,
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            person = _known(request, form.cleaned_data["email"].strip().lower(), form.cleaned_data["password"])
        except tries.TooManyTries as too_many:
            return wait(request, "people/sign_in.html", shown, too_many)
        if person is not None:
            return coming_in.go_through(request, person, _safe(going_to, request), waiting)
        form.add_error(None, _("There is no such address with this password. Please check both."))
    return render(request, "people/sign_in.html", shown)


def _known(request: HttpRequest, email: str, password: str) -> Person | None:
    """Whoever has this address and this password. A try counts, whether there is such an address or not."""
    at, origin = timezone.now(), origin_of(request)
    counted = tries.at_sign_in(email, origin, at)
    tries.begin(counted, at)
    person = authenticate(request, username=email, password=password)
    if person is not None:
        tries.forgive(counted, at)
    else:
        tries.refuse(counted, reads.person_with(email), origin, at)
    return person


def sign_in_and_go_on(request: HttpRequest) -> HttpResponse:
    """The session ended while a form was being filled in: sign in here, and what was typed goes on its way after."""
    return render(request, "people/sign_in.html", {
        "form": SignInForm(), "next": request.get_full_path(), "waiting": coming_in.keep(request),
        "demo": settings.DEMO, "nobody_yet": False, "files_lost": bool(request.FILES),
    }, status=401)  # fmt: skip


def _safe(going_to: str, request: HttpRequest) -> str:
    ours = url_has_allowed_host_and_scheme(going_to, {request.get_host()}, require_https=request.is_secure())
    return going_to if ours else ""


@anyone
@require_http_methods(["GET", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """The second step, after a password that was right."""
    stage = coming_in.pending(request)
    if stage is None:
        return redirect("home:front")
    person, form = cast(Person, stage.login.user), CodeForm(request.POST or None)
    shown = {"form": form, "waiting": stage.login.state["waiting"]}
    if request.method == "POST" and form.is_valid():
        at, origin = timezone.now(), origin_of(request)
        counted = tries.at_second_step(person, origin, at)
        try:
            tries.begin(counted, at)
        except tries.TooManyTries as too_many:
            return wait(request, "people/enter_code.html", shown, too_many)
        if writes.enter_code(code=form.cleaned_data["code"], by=person, origin=origin, at=at):
            tries.forgive(counted, at)
            return coming_in.pass_second_step(request, stage)
        form.add_error("code", _("This code is not right, or it was used before. Take the one that shows next."))
    return render(request, "people/enter_code.html", shown)


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
    found = reads.sign_in_link(secret, timezone.now())
    if found is None:
        return link_spent(request, "sign_in")
    return render(request, "people/sign_in_link.html", _shown(found, secret))


@anyone
@require_POST
def use_sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Spend the link: choose a new password and come in. In a demo there is nothing to choose."""
    found, at = reads.sign_in_link(secret, timezone.now()), timezone.now()
    if found is None:
        return link_spent(request, "sign_in")
    try:
        if found.purpose == Purpose.DEMO:
            writes.use_link(secret=secret, purpose=Purpose.DEMO, at=at)
            return coming_in.go_through(request, cast(Person, found.person))
        form = NewPasswordForm(request.POST, person=cast(Person, found.person))
        if not form.is_valid():
            return render(request, "people/sign_in_link.html", _shown(found, secret, form))
        password, origin = form.cleaned_data["new_password"], origin_of(request)
        person = writes.use_sign_in_link(secret=secret, password=password, origin=origin, at=at)
    except writes.LinkSpent:
        return link_spent(request, "sign_in")
    tries.forget(person, origin, at)
    return coming_in.go_through(request, person)


def _shown(found: OneTimeLink, secret: str, form: forms.Form | None = None) -> dict[str, object]:
    """The page of a link, with the form for a new password unless it is that of a demo."""
    asks = found.purpose != Purpose.DEMO
    return {
        "person": found.person, "secret": secret, "clears": found.without_second_step,
        "form": form or (NewPasswordForm(person=cast(Person, found.person)) if asks else None),
    }  # fmt: skip
