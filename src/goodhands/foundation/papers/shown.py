"""A page as its reader would see it now, with all pages of its list."""

from collections.abc import Callable
from copy import copy
from dataclasses import replace

from django.http import HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from goodhands.foundation.companies.access import CompanyRequest
from goodhands.foundation.papers.blocks import Note, Paper
from goodhands.foundation.papers.from_page import NoPaper, further_page, joined, paper_of

MOST_PAGES = 40
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
    """The paper of a page with all pages of its list, up to 40 of them, which it then says."""
    path, _, _ = address.partition("?")
    html = opened(address)
    others: list[Paper] = []
    first, more = paper_of(html), further_page(html)
    while more is not None and len(others) < MOST_PAGES - 1:
        html = opened(path + more)
        others.append(paper_of(html))
        more = further_page(html)
    paper = joined(first, others)
    return paper if more is None else replace(paper, blocks=[Note(_not_all()), *paper.blocks])


def _not_all() -> str:
    return _("These are the first {n} pages of a longer list.").format(n=MOST_PAGES)
