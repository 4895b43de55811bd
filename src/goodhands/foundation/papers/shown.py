"""A page as its reader would see it now, with all of its list."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from goodhands.foundation import paging
from goodhands.foundation.companies import written
from goodhands.foundation.companies.access import CompanyRequest
from goodhands.foundation.papers.blocks import Note, Paper
from goodhands.foundation.papers.from_page import NoPaper, has_more, paper_of

Open = Callable[[str], str]
"""Gives the HTML at an address; NoPaper where there is none for whoever asks."""


def opener(request: CompanyRequest) -> Open:
    """Opens pages of the company in view as whoever asked: each view looks anew whether she may."""

    def opened(address: str) -> str:
        path, _, query = address.partition("?")
        if not path.startswith(f"/{request.company.slug}/"):
            raise NoPaper
        try:
            match = resolve(path)
        except Resolver404:
            raise NoPaper from None
        if (
            match.view_name == "papers:page_paper"
        ):  # it would open what it is asked for in turn, as deep as an address is long
            raise NoPaper
        answer = match.func(_asked(request, path, query, match), *match.args, **match.kwargs)
        return _html(answer)

    return opened


def _asked(request: CompanyRequest, path: str, query: str, match: ResolverMatch) -> CompanyRequest:
    inner = copy(request)
    inner.path = inner.path_info = path
    inner.method, inner.GET, inner.POST = "GET", QueryDict(query), QueryDict()
    inner.META = {**request.META, "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    inner.resolver_match = match
    inner._messages = []  # type: ignore[attr-defined]  # those that wait are for the page that she opens next
    return inner


def _html(answer: HttpResponse) -> str:
    if answer.status_code != 200 or answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
        raise NoPaper
    return answer.content.decode()


def whole_paper(address: str, opened: Open) -> Paper:
    """The paper of a page with its whole list, or with as much of it as a paper holds, which it then says."""
    with paging.on_paper():
        html = opened(whole_list(address))
    paper = paper_of(html)
    return replace(paper, blocks=[not_all(), *paper.blocks]) if has_more(html) else paper


def whole_list(address: str) -> str:
    """The address without the number of a page of its list."""
    path, _, query = address.partition("?")
    asked = QueryDict(query, mutable=True)
    asked.pop("page", None)
    return f"{path}?{asked.urlencode()}" if asked else path


def is_of_a_paper(address: str) -> bool:
    """Whether it leads to a paper that was kept: papers of papers would open one another without end."""
    try:
        return resolve(address.partition("?")[0]).view_name == "papers:kept_paper"
    except Resolver404:
        return False


def not_all() -> Note:
    """What a paper says at its beginning, and a CSV at its end, where the list is longer than that."""
    return Note(_("These are the first {n} rows of a longer list.").format(n=written.number(paging.MOST_ON_PAPER)))
