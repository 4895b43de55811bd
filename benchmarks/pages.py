"""Pages of the web application over real HTTP: a company with 100,000 tickets among 300 other companies."""

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.browsing import Opened, Page, Site, serving
from benchmarks.timing import rank
from goodhands.cli import data_folder, framework
from goodhands.cli.bench import Row, Step
from goodhands.cli.serve import bring_up_to_date

if TYPE_CHECKING:
    from benchmarks.companies import House

TICKETS, FEW, OTHERS = 100_000, 100, 300
TICKETS_OF_OTHERS = range(150, 650, 50)
AT_ONCE, ROUNDS, ROUNDS_OF_OTHERS, ROUNDS_ALONE = 4, 60, 2, 5
MOST_MILLISECONDS, MOST_QUERIES = 200, 25
TO_JUDGE = {"scorecard": "scorecard", "ticket list in all ways": "ticket list", "search in all ways": "search"}
"""The bars: what they are called, and how the kinds of pages begin that each is about."""

_SEED = 300
_AWAY = "pages of the 300 others"


def run(step: Step) -> Iterator[str | Row]:
    """All figures, from one data folder that is gone afterwards."""
    os.environ.pop("DATABASE_URL", None)
    with TemporaryDirectory(prefix="goodhands-bench-") as path:
        folder = data_folder.named(Path(path))
        large, others, counted = _filled(folder, step)
        step("starting the server", 0.4)
        with serving(folder.path) as site:
            yield f"{TICKETS:,} tickets in one company, {OTHERS} other companies"
            yield Row("from `serve` to its first page", f"{site.seconds_to_first_page:.1f} s")
            yield from _over_http(site, large, others, step)
        step("counting queries", 0.95)
        yield from _queries(counted)


def _filled(folder: data_folder.DataFolder, step: Step) -> "tuple[House, Sequence[House], Mapping[str, House]]":
    """The large company, the others, and those whose queries are counted, by what there is much of in them."""
    with data_folder.in_use(folder):
        framework.start(folder, "http://127.0.0.1")
        bring_up_to_date(folder)
        from benchmarks.companies import Shape, make_houses

        step(f"a company with {TICKETS:,} tickets", 0)
        shapes = [Shape(TICKETS, versions=2), Shape(FEW), Shape(FEW, versions=4, engagements=5)]
        large, small, manifold = make_houses(shapes)
        others: list[House] = []
        while len(others) < OTHERS:
            step(f"{OTHERS} other companies", 0.05 + 0.35 * len(others) / OTHERS)
            others += make_houses([Shape(tickets) for tickets in TICKETS_OF_OTHERS])
        counted = {f"{FEW} tickets": small, f"{TICKETS:,}": large, "5 engagements, 4 versions each": manifold}
        return large, others, counted


def _pages_of(house: "House") -> dict[str, str]:
    """The pages that are measured, with their addresses."""
    tickets = f"{house.operate}tickets/"
    last = -(-TICKETS // 50)
    return {
        "scorecard": f"{house.operate}month/2025-09/",
        "months strip": house.operate,
        "ticket list": tickets,
        "ticket list, missed in a month under a level": f"{tickets}?month=2025-09&level=4&verdict=missed",
        "ticket list, text search": f"{tickets}?text=does+not+start",
        "ticket list, latest first": f"{tickets}?sort=-late",
        "ticket list, last page": f"{tickets}?page={last}",
        "ticket": f"{tickets}HL-100042/",
        "at risk": f"{house.operate}at-risk/",
        "Today": f"/{house.company.slug}/",
        "search, words of many tickets": f"/{house.company.slug}/search/?q=does+not+st",
        "search, a letter": f"/{house.company.slug}/search/?q=s",
        "search, a ticket by number": f"/{house.company.slug}/search/?q=HL-100042",
        "search, a provider": f"/{house.company.slug}/search/?q=harbourline",
    }


def _over_http(site: Site, large: "House", others: "Sequence[House]", step: Step) -> Iterator[str | Row]:
    from benchmarks.companies import PASSWORD

    session = site.sign_in(large.owner.email, PASSWORD)
    pages = [Page(kind, address, session) for kind, address in _pages_of(large).items()]
    yield "one person alone: first look after a change, then the median of five more"
    yield from _alone(site, pages, large, step)
    step("four people at once", 0.55)
    yield f"{AT_ONCE} people at once, half of their pages of the {OTHERS} other companies: p50, p95, longest"
    before = site.load()
    yield from _mixed(site, pages, others)
    after = site.load()
    if before and after:
        seconds = after.at - before.at
        yield Row("processors that the server had meanwhile", f"{(after.seconds - before.seconds) / seconds:.1f}")
        yield Row("processors that other programs had", f"{(after.others - before.others) / seconds:.1f}")
        yield Row("memory of the server's processes then", f"{after.memory / 1e6:,.0f} MB")


def _alone(site: Site, pages: Sequence[Page], large: "House", step: Step) -> Iterator[Row]:
    from benchmarks.companies import changes

    with changes(large) as change:
        for i, page in enumerate(pages):
            step(page.kind, 0.42 + 0.12 * i / len(pages))
            change()
            first, *more = (one.seconds for one in site.open_in_turn([page] * (1 + ROUNDS_ALONE)))
            yield Row(page.kind, f"{first * 1000:,.0f} ms, then {median(more) * 1000:.0f} ms")
        change()
        waited = max(one.seconds for one in site.open_at_once([[pages[0]]] * AT_ONCE))
        yield Row(f"scorecard after a change, {AT_ONCE} people at once", f"{waited * 1000:,.0f} ms")


def _mixed(site: Site, pages: Sequence[Page], others: "Sequence[House]") -> Iterator[Row]:
    """Everything in one order by chance, the same in every run, dealt out to several people."""
    away = [page for house in others for page in _pages_of_another(house)]
    every = [*pages * ROUNDS, *away * ROUNDS_OF_OTHERS]
    random.Random(_SEED).shuffle(every)
    begin = perf_counter()
    found = site.open_at_once([every[i::AT_ONCE] for i in range(AT_ONCE)])
    seconds = perf_counter() - begin
    for kind in [*(page.kind for page in pages), _AWAY]:
        yield Row(kind, _shown(_times(found, kind, exact=True)))
    for name, begins in TO_JUDGE.items():
        p95 = rank(_times(found, begins), 95) * 1000
        yield Row(f"{name}: p95", f"{p95:.0f} ms", f"under {MOST_MILLISECONDS} ms", p95 < MOST_MILLISECONDS)
    yield Row("pages a second, of all kinds", f"{len(found) / seconds:.0f}")


def _pages_of_another(house: "House") -> list[Page]:
    month, tickets = f"{house.operate}month/2025-09/", f"{house.operate}tickets/"
    return [Page(_AWAY, address, house.session) for address in (month, tickets)]


def _times(found: Sequence[Opened], begins: str, *, exact: bool = False) -> list[float]:
    return sorted(one.seconds for one in found if one.kind == begins or (not exact and one.kind.startswith(begins)))


def _shown(ordered: Sequence[float]) -> str:
    return ", ".join(f"{rank(ordered, percent) * 1000:.0f}" for percent in (50, 95, 100)) + " ms"


def _queries(counted: "Mapping[str, House]") -> Iterator[str | Row]:
    """The same pages of companies with little and with much."""
    from benchmarks.companies import queries_of

    yield f"queries a page: with {'; '.join(counted)}"
    for kind in _pages_of(next(iter(counted.values()))):
        counts = [queries_of(house, _pages_of(house)[kind]) for house in counted.values()]
        passed = len(set(counts)) == 1 and counts[0] <= MOST_QUERIES
        yield Row(kind, ", ".join(map(str, counts)), f"all the same, at most {MOST_QUERIES}", passed)
