"""Who may open a page? Every view says so, and one that does not stops the start (`checks`).

Pages of a company are for those with a role in it: `companies.access`.
"""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from goodhands.foundation.people.models import Person

View = Callable[..., HttpResponse]


class Access(Enum):
    """Who may open a route. What READ and the rest ask for in a company stands in `companies.access.MAY`."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    READ = "read"
    RECORD = "record"
    MANAGE = "manage"
    OWN = "own"


class SignedInRequest(HttpRequest):
    """A request of a known person."""

    user: Person


def anyone(view: View) -> View:
    """Open to the world. Its pages are no more for a cache than others: links and what was typed stand in them."""

    @wraps(view)
    def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return private(view(request, *args, **kwargs))

    return classified(open_to_all, Access.ANYONE)


def signed_in(view: View) -> View:
    """For everybody who has signed in; shows nothing of any company but those the person belongs to."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return ask_to_sign_in(request)
        return private(view(request, *args, **kwargs))

    return classified(guarded, Access.SIGNED_IN)


def classified(view: View, access: Access) -> View:
    """Note on a view who may open it."""
    view.access = access  # type: ignore[attr-defined]
    return view


def private(response: HttpResponse) -> HttpResponse:
    """Keep a page out of every cache: the next person at this machine must not find it."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page. What was typed into a form waits there and is not lost."""
    if request.method == "POST":
        from goodhands.foundation.people.views import sign_in_and_go_on

        return private(sign_in_and_go_on(request))
    return private(redirect_to_login(request.get_full_path()))
