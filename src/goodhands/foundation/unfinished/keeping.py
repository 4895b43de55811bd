"""A form that keeps what is typed into it: while it is typed, when it is left, and when it comes back with a mistake.

A view says so with `keeps_typed`, below the decorator that says who may open it. A browser sends the form to its own
address with `keep` among its fields:

| keep | what happens |
|---|---|
| `typed` | what was typed so far is kept; the answer is a sentence for the line below the form |
| `later` | the same for a browser without scripts, which is led back to the page |
| `over` | it is forgotten, and the form is as if nothing had been typed |

Whoever may open the form, and nobody else, may keep what she types into it.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.zones import zone
from goodhands.foundation.unfinished import reads, writes
from goodhands.foundation.unfinished.models import Unfinished

AnyForm = TypeVar("AnyForm", bound=BaseForm)
View = Callable[..., HttpResponse]
_NOT_TYPED = {"csrfmiddlewaretoken", "keep", "password"}


class AsTyped:
    """What a form shows: what was just sent, else what was typed earlier and not sent, else nothing of its own.

    `since` is when it was typed; None where nothing waits, or the form was just sent. `shown_at` goes with the form,
    and tells what is sent from this page from what an older one sends.
    """

    def __init__(self, sent: Mapping[str, str] | None = None, earlier: Unfinished | None = None) -> None:
        self.sent = sent
        self.shown_at = timezone.now().isoformat(timespec="microseconds")
        self.since = earlier.typed_at if earlier else None
        self.earlier: Mapping[str, str] = earlier.typed if earlier else {}

    @property
    def again(self) -> bool:
        """Whether somebody comes back to what she had typed."""
        return self.since is not None

    @property
    def fields(self) -> Mapping[str, str]:
        """The text of every field, as it was sent or typed; empty for a fresh form."""
        return self.earlier if self.sent is None else self.sent

    def into(self, form: AnyForm) -> AnyForm:
        """The form with what was typed earlier in its fields. Nothing of it is found wrong yet."""
        if self.again and not form.is_bound:
            form.initial = {name: self.earlier.get(form.add_prefix(name), "") for name in form.fields}
        return form


def keeps_typed(view: View) -> View:
    """Give the view `typed`, an `AsTyped`, and keep what is typed into its form until it was sent and taken."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = request.POST.get("keep", "")
        if act == "typed":
            return _kept_as_typed(request)
        if act in ("later", "over"):
            return _kept_for_later(request) if act == "later" else _started_over(request)
        if request.method != "POST":
            typed = AsTyped(earlier=reads.unfinished(_person(request), request.path))
            return view(request, *args, typed=typed, **kwargs)
        response = view(request, *args, typed=AsTyped(sent=_fields(request.POST)), **kwargs)
        if response.status_code == 302:
            writes.forget(path=request.path, by=_person(request))
        elif response.status_code == 200:
            if _was_typed_on_since(request):
                return redirect(request.path)
            _try_to_keep(request)
        return response

    return keeping


def _kept_as_typed(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    if not _try_to_keep(request):
        sentence = _("Not kept as you type: this is too long for it. Nothing is lost while this page is open.")
        return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")
    clock = at.astimezone(zone(scope.current().timezone))
    sentence = _("Kept as you type, {time}.").format(time=f"{clock:%H:%M}")
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8")


def _kept_for_later(request: HttpRequest) -> HttpResponse:
    if not _try_to_keep(request):
        messages.error(request, _("This could not be kept: it is too long for an unfinished form."))
    return redirect(request.path)


def _started_over(request: HttpRequest) -> HttpResponse:
    writes.forget(path=request.path, by=_person(request))
    return redirect(request.path)


def _was_typed_on_since(request: HttpRequest) -> bool:
    """Whether more was typed on a later page than the one that sends this: a browser that reloads sends it again."""
    found = reads.unfinished(_person(request), request.path)
    return found is not None and str(found.typed.get("shown_at", "")) > request.POST.get("shown_at", "")


def _try_to_keep(request: HttpRequest) -> bool:
    """Keep what was typed; False where it is too long."""
    typed = {name: text for name, text in _fields(request.POST).items() if name not in _NOT_TYPED}
    try:
        writes.keep(path=request.path, typed=typed, by=_person(request), at=timezone.now())
    except writes.TooLong:
        return False
    return True


def _fields(sent: QueryDict) -> dict[str, str]:
    """The text of every field; no form here has a field with several."""
    return {name: str(sent[name]) for name in sent}


def _person(request: HttpRequest) -> Any:
    return request.user
