"""From a password that was right to a session: the stages of allauth, with our own second step as the only one."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone

from goodhands.foundation.people import reads
from goodhands.foundation.people.happenings import note
from goodhands.foundation.people.models import Occasion, Person
from goodhands.foundation.people.origin import origin_of
from goodhands.foundation.people.sessions import BEGAN

WAITING = "people.what-was-typed"


class SecondStep(LoginStage):  # type: ignore[misc] # allauth ships no types
    """Waits for a code, where this person has a second step."""

    key = "second_step"
    urlname = "people:enter_code"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """The way to the page that asks for the code, or None where nothing is asked for."""
        asks = reads.has_second_step(self.login.user)
        return (redirect(self.urlname) if asks else None), True


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks us about signing in."""

    def get_login_stages(self) -> list[str]:
        """What comes between the password and the session."""
        return [f"{SecondStep.__module__}.{SecondStep.__qualname__}"]

    def login(self, request: HttpRequest, user: Person) -> None:
        """All stages are behind her."""
        come_in(request, user)

    def post_login(self, request: HttpRequest, user: Person, *, redirect_url: str, **_: Any) -> HttpResponse:  # noqa: ARG002 - allauth calls it so
        """Where she was going."""
        return redirect(redirect_url)


def come_in(request: HttpRequest, person: Person) -> None:
    """Begin the session of somebody who has shown who she is, and note where and when."""
    origin, now = origin_of(request), timezone.now()
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[BEGAN] = [origin.network, origin.browser, origin.system, now.isoformat()]
    note(Occasion.SIGNED_IN, person, origin=origin, at=now)


def go_through(request: HttpRequest, person: Person, going_to: str = "", waiting: str = "") -> HttpResponse:
    """Lead somebody whose password was right on: to the second step where she has one, else to where she was going.

    `waiting` is what she had typed before her session ended, as `keep` made it.
    """
    clear_login(request)
    state = {"waiting": waiting, "knows": person.get_session_auth_hash()}
    begun = Login(user=person, redirect_url=going_to or resolve_url("home:front"), state=state)
    return _unless_something_waits(request, begun, perform_login(request, begun))


def pending(request: HttpRequest) -> SecondStep | None:
    """The second step that is asked for in this browser; None once the password it followed on is no longer right."""
    stage = LoginStageController.enter(request, SecondStep.key)
    if not isinstance(stage, SecondStep):
        return None
    person: Person = stage.login.user
    if not person.is_active or stage.login.state.get("knows") != person.get_session_auth_hash():
        clear_login(request)
        return None
    return stage


def pass_second_step(request: HttpRequest, stage: SecondStep) -> HttpResponse:
    """The code was right: go on."""
    return _unless_something_waits(request, stage.login, stage.exit())


def keep(request: HttpRequest) -> str:
    """What was typed into a form, signed, so that it can go on its way after signing in."""
    typed = {key: request.POST.getlist(key) for key in request.POST if key != "csrfmiddlewaretoken"}
    return signing.dumps({"path": request.get_full_path(), "typed": typed}, salt=WAITING, compress=True)


def _unless_something_waits(request: HttpRequest, begun: Any, response: HttpResponse) -> HttpResponse:
    """Once she is in: the page that sends on what was typed before the session ended, if anything was."""
    if pending(request) is not None or not begun.state["waiting"]:
        return response
    try:
        kept: dict[str, Any] = signing.loads(begun.state["waiting"], salt=WAITING, max_age=24 * 3600)
    except signing.BadSignature:
        return response
    fields = [(key, value) for key, values in kept["typed"].items() for value in values]
    return render(request, "people/go_on.html", {"path": kept["path"], "fields": fields})
