"""The scorecards of a company with a million tickets over real HTTP, four people at once, among 20 other companies."""

import os
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.browsing import Page, Site, serving
from benchmarks.timing import rank
from goodhands.cli import data_folder, framework
from goodhands.cli.bench import Row, Step
from goodhands.cli.serve import bring_up_to_date

if TYPE_CHECKING:
    from benchmarks.companies import House

TICKETS, FEW, OTHERS = 1_000_000, 1_000, 20
AT_ONCE, ROUNDS, ROUNDS_OF_OTHERS, ROUNDS_ALONE = 4, 12, 3, 5
MOST_MILLISECONDS, MOST_QUERIES = 400, 25

_SEED = 400
_MINE, _AWAY = "its 24 scorecards", f"scorecards of the {OTHERS} others"


def run(step: Step) -> Iterator[str | Row]:
    """All figures, from one data folder that is gone afterwards."""
    os.environ.pop("DATABASE_URL", None)
    with TemporaryDirectory(prefix="goodhands-bench-") as path:
        folder = data_folder.named(Path(path))
        large, small, others = _filled(folder, step)
        step("starting the server", 0.5)
        with serving(folder.path) as site:
            yield f"{TICKETS:,} tickets in one company, a row a ticket; {OTHERS} other companies"
            yield from _alone(site, large, step)
            step("four people at once", 0.7)
            yield from _at_once(site, large, others)
        step("counting queries", 0.9)
        yield from _queries(small, large)


def _filled(folder: data_folder.DataFolder, step: Step) -> "tuple[House, House, Sequence[House]]":
    """The large company, one with little of the same kind, and the others."""
    with data_folder.in_use(folder):
        framework.start(folder, "http://127.0.0.1")
        bring_up_to_date(folder)
        from benchmarks.companies import Shape, make_houses

        step(f"a company with {TICKETS:,} tickets", 0)
        large, small = make_houses([Shape(tickets, versions=2, row_a_ticket=True) for tickets in (TICKETS, FEW)])
        step(f"{OTHERS} other companies", 0.4)
        return large, small, make_houses([Shape(FEW)] * OTHERS)


def _months_of(house: "House") -> list[str]:
    """The addresses of the scorecards of two years."""
    return [f"{house.operate}month/{year}-{month:02}/" for year in (2024, 2025) for month in range(1, 13)]


def _alone(site: Site, large: "House", step: Step) -> Iterator[str | Row]:
    from benchmarks.companies import PASSWORD, changes

    session = site.sign_in(large.owner.email, PASSWORD)
    page = Page(_MINE, _months_of(large)[20], session)
    yield "one person alone: right after signing in, first look after a change, then the median of five more"
    step("one person alone", 0.55)
    (first,) = site.open_in_turn([page])
    with changes(large) as change:
        change()
        changed, *more = (one.seconds for one in site.open_in_turn([page] * (1 + ROUNDS_ALONE)))
    yield Row("a scorecard", f"{first.seconds * 1000:,.0f} ms, {changed * 1000:,.0f} ms, {median(more) * 1000:.0f} ms")
    site.open_in_turn([Page(_MINE, _months_of(large)[0], session)])  # the months judged by the other version


def _at_once(site: Site, large: "House", others: "Sequence[House]") -> Iterator[str | Row]:
    """The months of two years in an order by chance, the same in every run, dealt out to several people."""
    mine = [Page(_MINE, address, large.session) for address in _months_of(large)] * ROUNDS
    away = [Page(_AWAY, address, house.session) for house in others for address in _months_of(house)[::4]]
    every = [*mine, *away * ROUNDS_OF_OTHERS]
    random.Random(_SEED).shuffle(every)
    found = site.open_at_once([every[i::AT_ONCE] for i in range(AT_ONCE)])
    load = site.load()
    yield f"{AT_ONCE} people at once, {len(away) * ROUNDS_OF_OTHERS} of {len(every)} pages of others: p50, p95, longest"
    times = {kind: sorted(one.seconds for one in found if one.kind == kind) for kind in (_MINE, _AWAY)}
    for kind, ordered in times.items():
        yield Row(kind, ", ".join(f"{rank(ordered, percent) * 1000:.0f}" for percent in (50, 95, 100)) + " ms")
    p95 = rank(times[_MINE], 95) * 1000
    yield Row("scorecard: p95", f"{p95:.0f} ms", f"under {MOST_MILLISECONDS} ms", p95 < MOST_MILLISECONDS)
    if load:
        yield Row("memory of the server's processes then", f"{load.memory / 1e6:,.0f} MB")


def _queries(small: "House", large: "House") -> Iterator[str | Row]:
    from benchmarks.companies import queries_of

    yield f"queries a page: with {FEW:,} tickets, with {TICKETS:,}"
    counts = [queries_of(house, _months_of(house)[20]) for house in (small, large)]
    passed = len(set(counts)) == 1 and counts[0] <= MOST_QUERIES
    yield Row("scorecard", ", ".join(map(str, counts)), f"the same, at most {MOST_QUERIES}", passed)
