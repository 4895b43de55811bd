"""Your own page: name, password, sessions, and what happened around your signing in."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodhands.foundation.people import reads, tries, writes
from goodhands.foundation.people.access import SignedInRequest, signed_in
from goodhands.foundation.people.forms import ChangePasswordForm
from goodhands.foundation.people.origin import origin_of
from goodhands.foundation.people.views.confirming import confirmed
from goodhands.foundation.people.views.waiting import wait


@signed_in
@require_safe
def you(request: SignedInRequest) -> HttpResponse:
    """How somebody signs in, where she is signed in, and what happened lately."""
    page = reads.you(request.user, request.session.session_key or "", timezone.now())
    return render(request, "people/you.html", {"page": page})


@signed_in
@require_http_methods(["GET", "POST"])
def change_password(request: SignedInRequest) -> HttpResponse:
    """Have another password; every other session ends, and this one goes on."""
    form = ChangePasswordForm(request.POST or None, person=request.user)
    try:
        sure = confirmed(request, form)
    except tries.TooManyTries as too_many:
        return wait(request, "people/change_password.html", {"form": form}, too_many)
    if sure:
        password, origin = form.cleaned_data["new_password"], origin_of(request)
        writes.change_password(password=password, by=request.user, origin=origin, at=timezone.now())
        update_session_auth_hash(request, request.user)
        messages.success(request, _("The password is changed, and every other session is ended."))
        return redirect("people:you")
    return render(request, "people/change_password.html", {"form": form})


@signed_in
@require_POST
def end_session(request: SignedInRequest, session: str) -> HttpResponse:
    """End one session, which may be this one."""
    found = reads.session_of(request.user, session)
    if found is None:
        raise Http404
    writes.end_session(session=found, by=request.user, origin=origin_of(request), at=timezone.now())
    if found.pk == request.session.session_key:
        request.session.flush()
        return redirect("people:sign_in")
    messages.success(request, _("The session is ended. It opens nothing any more."))
    return redirect("people:you")


@signed_in
@require_POST
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    """End all sessions but this one."""
    this_one, origin = request.session.session_key or "", origin_of(request)
    writes.end_other_sessions(but=this_one, by=request.user, origin=origin, at=timezone.now())
    messages.success(request, _("All other sessions are ended. They open nothing any more."))
    return redirect("people:you")
