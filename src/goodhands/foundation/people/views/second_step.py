"""Turning the second step on and off, and new recovery codes. Codes are shown once, in the answer to a form."""

from base64 import b64encode
from textwrap import wrap as parts_of

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goodhands.foundation.people import reads, tries, writes
from goodhands.foundation.people.access import SignedInRequest, signed_in
from goodhands.foundation.people.forms import PasswordAgainForm, TurnOnForm
from goodhands.foundation.people.origin import origin_of
from goodhands.foundation.people.views.confirming import confirmed
from goodhands.foundation.people.views.waiting import wait


@signed_in
@require_http_methods(["GET", "POST"])
def turn_on_second_step(request: SignedInRequest) -> HttpResponse:
    """Show the secret to an authenticator app, and see that the app has it."""
    if reads.has_second_step(request.user):
        return redirect("people:you")
    form, secret = TurnOnForm(request.POST or None), get_totp_secret()
    shown = {"form": form, "secret": parts_of(secret, 4), "picture": _picture(request, secret)}
    try:
        if confirmed(request, form):
            code, origin = form.cleaned_data["code"], origin_of(request)
            codes = writes.turn_on_second_step(
                secret=secret, code=code, by=request.user, origin=origin, at=timezone.now()
            )
            clear_totp_secret(request)
            return render(request, "people/recovery_codes.html", {"codes": codes, "turned_on": True})
    except writes.WrongCode:
        form.add_error("code", _("This is not the code for this secret. Is the clock of your telephone right?"))
    except writes.AlreadyOn:
        return redirect("people:you")
    except tries.TooManyTries as too_many:
        return wait(request, "people/turn_on_second_step.html", shown, too_many)
    return render(request, "people/turn_on_second_step.html", shown)


def _picture(request: SignedInRequest, secret: str) -> str:
    """The secret as a square that a camera reads, as the address of an image."""
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(request.user, secret))
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


@signed_in
@require_http_methods(["GET", "POST"])
def turn_off_second_step(request: SignedInRequest) -> HttpResponse:
    """Ask for the password alone from now on."""
    if not reads.has_second_step(request.user):
        return redirect("people:you")
    form = PasswordAgainForm(request.POST or None)
    try:
        sure = confirmed(request, form)
    except tries.TooManyTries as too_many:
        return wait(request, "people/turn_off_second_step.html", {"form": form}, too_many)
    if sure:
        writes.turn_off_second_step(by=request.user, origin=origin_of(request), at=timezone.now())
        messages.success(request, _("The second step is off. From now on the password is enough."))
        return redirect("people:you")
    return render(request, "people/turn_off_second_step.html", {"form": form})


@signed_in
@require_http_methods(["GET", "POST"])
def make_recovery_codes(request: SignedInRequest) -> HttpResponse:
    """New recovery codes; those before are void."""
    if not reads.has_second_step(request.user):
        return redirect("people:you")
    form = PasswordAgainForm(request.POST or None)
    try:
        sure = confirmed(request, form)
    except tries.TooManyTries as too_many:
        return wait(request, "people/make_recovery_codes.html", {"form": form}, too_many)
    if sure:
        codes = writes.make_recovery_codes(by=request.user, origin=origin_of(request), at=timezone.now())
        return render(request, "people/recovery_codes.html", {"codes": codes, "turned_on": False})
    return render(request, "people/make_recovery_codes.html", {"form": form})
