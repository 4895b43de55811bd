"""Which rows of a list stand on one page? Fifty or so on a screen; on paper, where nobody can turn on, all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

ON_A_PAGE = 50
MOST_ON_PAPER = 2_000
"""Rows of a list on a paper; a longer list has more pages, and the paper says so."""

_least: ContextVar[int] = ContextVar("rows that stand on a page at least", default=0)


@dataclass(frozen=True, slots=True)
class Cut:
    """A page of a list and the last one, counted from 1 on; its rows, counted from 0 on, from `start` up to `stop`."""

    number: int
    last: int
    start: int
    stop: int


def cut(count: int, number: int, on_a_page: int = ON_A_PAGE) -> Cut:
    """The page of that number of a list of so many rows; the nearest one where there is none of that number."""
    rows = max(on_a_page, _least.get())
    last = max(-(-count // rows), 1)
    number = min(max(number, 1), last)
    return Cut(number, last, (number - 1) * rows, min(number * rows, count))


@contextmanager
def on_paper() -> Iterator[None]:
    """Inside, as much of each list stands on its page as fits on a paper."""
    token = _least.set(MOST_ON_PAPER)
    try:
        yield
    finally:
        _least.reset(token)
