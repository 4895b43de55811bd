"""A file with 1,000,000 rows comes in through the pages while people look at others and write."""

import itertools
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from benchmarks.browsing import LONGEST_ANSWER, SESSION, Site, serving
from benchmarks.timing import rank
from goodhands.cli import data_folder, framework
from goodhands.cli.bench import Row, Step
from goodhands.cli.serve import USUAL_HOST, bring_up_to_date

if TYPE_CHECKING:
    from benchmarks.companies import House

ROWS, TICKETS = 1_000_000, 10_000
READERS, WRITERS, PAUSE, NORMAL = 3, 1, 0.1, 20.0
MOST_SECONDS, MOST_TIMES = 180, 2.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def run(step: Step) -> Iterator[str | Row]:
    """All figures, from one data folder that is gone afterwards."""
    os.environ.pop("DATABASE_URL", None)
    with TemporaryDirectory(prefix="goodhands-bench-") as path:
        folder = data_folder.named(Path(path))
        step("two companies and a file", 0)
        busy, importing, content = _filled(folder)
        with serving(folder.path) as site:
            yield (
                f"{ROWS:,} rows, {len(content) / 1e6:.0f} MB, a row a ticket; {READERS} people read pages of a company with "
                f"{TICKETS:,} tickets meanwhile, {WRITERS} writes, each after a pause of {PAUSE * 1000:.0f} ms"
            )
            yield from _measured(site, busy, importing, content, step)


def _filled(folder: data_folder.DataFolder) -> "tuple[House, House, bytes]":
    with data_folder.in_use(folder):
        framework.start(folder, "http://127.0.0.1")
        bring_up_to_date(folder)
        from benchmarks import events
        from benchmarks.companies import Shape, make_houses

        busy, importing = make_houses([Shape(TICKETS), Shape(100, row_a_ticket=True)])
        return busy, importing, events.written(events.make_tickets(ROWS, 1))


def _measured(site: Site, busy: "House", importing: "House", content: bytes, step: Step) -> Iterator[str | Row]:
    step("the normal day", 0.2)
    with _people(site, busy) as people:
        time.sleep(NORMAL)
        before = people.since(0)
        step("the file comes in", 0.5)
        begin = perf_counter()
        moments = _imported(site, importing, content)
        seconds = perf_counter() - begin
        during = people.since(begin)
    yield Row("the import, from its first byte until it counts", f"{seconds:.1f} s", f"under {MOST_SECONDS} s",
              seconds < MOST_SECONDS)  # fmt: skip
    for name, lasted in moments.items():
        yield Row(f"  of which {name}", f"{lasted:.1f} s")
    normal, then = (rank(sorted(found), 95) for found in (before.pages, during.pages))
    yield Row("pages, p95 on a normal day", f"{normal * 1000:.0f} ms of {len(before.pages):,}")
    yield Row("pages, p95 during the import", f"{then * 1000:.0f} ms of {len(during.pages):,}",
              f"at most {MOST_TIMES:g} times", then <= MOST_TIMES * normal)  # fmt: skip
    yield Row(
        "the longest page, before and during", f"{max(before.pages) * 1000:.0f}, {max(during.pages) * 1000:.0f} ms"
    )
    yield Row("writes, p95 before and during", " ,".join(
        f"{rank(sorted(found), 95) * 1000:.0f}" for found in (before.writes, during.writes)) + " ms")  # fmt: skip
    faults = [*before.faults, *during.faults]
    yield Row("answers with an error, locks included", str(len(faults)), "none", not faults)
    yield from (Row(f"  {fault}", "") for fault in faults[:5])


@dataclass
class Seen:
    """What people saw: seconds of each page and each write, and what went wrong."""

    pages: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class _people:  # noqa: N801 - reads as what it is, in a `with`
    """People at work until the block ends, each on a connection of her own."""

    def __init__(self, site: Site, house: "House") -> None:
        self.site, self.house, self.stopped = site, house, threading.Event()
        self.found: list[tuple[float, str, float, str]] = []
        work = [self._reads] * READERS + [self._writes] * WRITERS
        self.threads = [threading.Thread(target=one, args=(number,), daemon=True) for number, one in enumerate(work)]

    def __enter__(self) -> "_people":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def since(self, moment: float) -> Seen:
        """What was begun since a moment."""
        seen = Seen()
        for begun, what, seconds, fault in list(self.found):
            if begun >= moment:
                (seen.pages if what == "page" else seen.writes).append(seconds)
                seen.faults += [fault] if fault else []
        return seen

    def _note(self, what: str, desk: "_Desk", path: str, form: Mapping[str, str] | None, status: int) -> None:
        begun = perf_counter()
        try:
            answered = desk.ask(path, form)
            fault = "" if answered == status else f"{path}: {answered}"
        except OSError as error:
            fault = f"{path}: {error}"
        self.found.append((begun, what, perf_counter() - begun, fault))

    def _reads(self, number: int) -> None:
        desk, house = _Desk(self.site, self.house.session), self.house
        paths = [f"{house.operate}month/2025-09/", f"{house.operate}tickets/", f"/{house.company.slug}/"]
        for path in itertools.cycle(paths[number:] + paths[:number]):
            if self.stopped.wait(PAUSE):
                break
            self._note("page", desk, path, None, 200)

    def _writes(self, _: int) -> None:
        desk, path = _Desk(self.site, self.house.session), f"/{self.house.company.slug}/providers/add/"
        desk.ask(path)
        for number in itertools.count():
            if self.stopped.wait(PAUSE):
                break
            self._note("write", desk, path, {"name": f"Provider {number}"}, 302)


class _Desk:
    """A browser with one connection: asks for pages, and sends forms with the token of the last page that had one."""

    def __init__(self, site: Site, session: str) -> None:
        self.connection = HTTPConnection(USUAL_HOST, site.port, timeout=LONGEST_ANSWER)
        self.cookies, self.token, self.text, self.place = {SESSION: session}, "", "", ""

    def ask(self, path: str, form: Mapping[str, str] | None = None) -> int:
        """The status of a page, or of what a form was answered with."""
        if form is None:
            return self._send("GET", path, None, "")
        body = urlencode({**form, "csrfmiddlewaretoken": self.token}).encode()
        return self._send("POST", path, body, "application/x-www-form-urlencoded")

    def hand_in(self, path: str, name: str, content: bytes) -> int:
        """The status of a file that was handed in."""
        head = (f'--line\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self.token}\r\n--line\r\n'
                f'Content-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n')  # fmt: skip
        return self._send(
            "POST", path, head.encode() + content + b"\r\n--line--\r\n", "multipart/form-data; boundary=line"
        )

    def _send(self, method: str, path: str, body: bytes | None, kind: str) -> int:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": kind} if kind else {}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        self.text = answer.read().decode()
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, rest = said.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        self.place = answer.headers.get("Location", "")
        found = _TOKEN.search(self.text)
        self.token = found[1] if found else self.token
        return answer.status


def _imported(site: Site, house: "House", content: bytes) -> dict[str, float]:
    """Bring the file as a person does, until its page says that it counts; how long each part took."""
    desk, moments = _Desk(site, house.session), {}
    begin = perf_counter()
    desk.ask(f"{house.operate}imports/upload/")
    assert desk.hand_in(f"{house.operate}imports/upload/", "million.csv", content) == 302, desk.text[:500]
    moments["handing it in"] = perf_counter() - begin
    begin, place = perf_counter(), desk.place
    assert desk.ask(place) == 200
    form = _filled_in(desk.text)
    moments["seeing what would be read"] = perf_counter() - begin
    begin = perf_counter()
    assert desk.ask(place, form | {"act": "import"}) == 302, desk.text[:2000]
    moments["saying so"] = perf_counter() - begin
    begin, place = perf_counter(), desk.place
    while "See the verdict" not in desk.text:
        assert desk.ask(place) == 200
        time.sleep(0.3)
    moments["reading it in the background"] = perf_counter() - begin
    begin = perf_counter()
    assert desk.ask(f"{house.operate}month/2025-09/") == 200
    moments["the first look at a scorecard"] = perf_counter() - begin
    return moments


def _filled_in(page: str) -> dict[str, str]:
    """What the form on a page would send, as it stands there."""
    from tests.pages import forms_in

    form = max(forms_in(page), key=lambda one: len(one.fields))
    return {name: value for name, value in form.filled().items() if isinstance(value, str)}
