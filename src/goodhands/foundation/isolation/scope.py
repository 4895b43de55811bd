"""Whose data is in view? One company at a time, and without one no data at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from goodhands.foundation.companies.models import Company

_current: ContextVar["Company | None"] = ContextVar("company in view", default=None)


class NoCompany(RuntimeError):
    """Data of a company was asked for while none is in view."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} belongs to a company, and none is in view")


class Trespass(RuntimeError):
    """Something of one company was about to be written while another one is in view."""


@contextmanager
def within(company: "Company") -> Iterator[None]:
    """Inside, the data of this company are in view and nothing else is."""
    token = _current.set(company)
    try:
        yield
    finally:
        _current.reset(token)


def current(what: str = "This") -> "Company":
    """The company in view; NoCompany where there is none. `what` is named in the error."""
    company = _current.get()
    if company is None:
        raise NoCompany(what)
    return company


def in_view() -> "Company | None":
    """The company in view, or None on the pages that belong to no company."""
    return _current.get()
