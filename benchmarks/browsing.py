"""A running `goodhands serve`, and people who open its pages over real HTTP, each on a connection that stays open."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from goodhands.cli import server
from goodhands.cli.serve import USUAL_HOST, address_of

SESSION = "goodhands-session"
LONGEST_START, LONGEST_ANSWER, LONGEST_STOP = 30, 60, 30


@dataclass(frozen=True, slots=True)
class Page:
    """A page to open: `kind` is what it is counted as, `session` the cookie of who opens it."""

    kind: str
    address: str
    session: str


@dataclass(frozen=True, slots=True)
class Opened:
    """How long a page of some kind took, from asking for it to its last byte."""

    kind: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Load:
    """What the processes of a server take of the machine at some moment: bytes of memory, and processor seconds so far.

    `others` are the processor seconds of all that runs on the machine beside it and this process.
    """

    at: float
    memory: int
    seconds: float
    others: float


@dataclass(frozen=True, slots=True)
class Site:
    """A server that runs: where, the process of the command, and how long it took to its first page."""

    port: int
    pid: int
    seconds_to_first_page: float

    def sign_in(self, email: str, password: str) -> str:
        """Sign in as a browser does; the key of the session."""
        cookies = CookieJar()
        opener = build_opener(HTTPCookieProcessor(cookies))
        there = f"{address_of(USUAL_HOST, self.port)}/sign-in/"
        form = opener.open(there, timeout=LONGEST_ANSWER).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
        assert token
        typed = {"email": email, "password": password, "csrfmiddlewaretoken": token[1]}
        opener.open(there, urlencode(typed).encode(), timeout=LONGEST_ANSWER).close()
        return next(str(cookie.value) for cookie in cookies if cookie.name == SESSION)

    def open_at_once(self, hands: Sequence[Sequence[Page]]) -> list[Opened]:
        """Let several people open pages at once, each one after the other; a page that fails ends it all."""
        found: list[Opened] = []
        faults: list[BaseException] = []

        def work(pages: Sequence[Page]) -> None:
            try:
                found.extend(self.open_in_turn(pages))
            except BaseException as fault:
                faults.append(fault)

        threads = [threading.Thread(target=work, args=(pages,), daemon=True) for pages in hands]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults:
            raise faults[0]
        return found

    def open_in_turn(self, pages: Sequence[Page]) -> list[Opened]:
        """Open pages one after the other on one connection."""
        connection = HTTPConnection(USUAL_HOST, self.port, timeout=LONGEST_ANSWER)
        try:
            return [Opened(page.kind, _seconds_of(connection, page)) for page in pages]
        finally:
            connection.close()

    def load(self) -> "Load | None":
        """What it takes of the machine; None where the system does not say so in /proc."""
        try:
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            processes = [str(self.pid), *children]
            memory, seconds = sum(map(_resident, processes)), sum(map(_seconds, processes))
            return Load(time.perf_counter(), memory, seconds, _seconds_of_all() - seconds - _seconds("self"))
        except OSError:
            return None


def _seconds_of(connection: HTTPConnection, page: Page) -> float:
    begin = time.perf_counter()
    connection.request("GET", page.address, headers={"Cookie": f"{SESSION}={page.session}"})
    answer = connection.getresponse()
    content = answer.read()
    seconds = time.perf_counter() - begin
    if answer.status != 200 or b'class="sentence"' not in content:
        raise AssertionError(f"{page.address} was answered with {answer.status}")
    return seconds


def _resident(pid: str) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _seconds(pid: str) -> float:
    """User and system time, the 14th and 15th figure; the second one is a name in brackets that may hold anything."""
    figures = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, figures[11:13])) / os.sysconf("SC_CLK_TCK")


def _seconds_of_all() -> float:
    """The time that the processors were at work: user, nice and system, interrupts, and what other machines stole."""
    user, nice, system, _idle, _waiting, *more = map(int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9])
    return sum([user, nice, system, *more]) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """`goodhands serve` on a data folder, as long as the block lasts."""
    port = server.free_port(USUAL_HOST, 8400)
    command = [sys.executable, "-P", "-m", "goodhands", "serve", "--data", str(folder), "--port", str(port)]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_for_page(process, port, begin + LONGEST_START)
        yield Site(port, process.pid, time.perf_counter() - begin)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_page(process: "subprocess.Popen[bytes]", port: int, until: float) -> None:
    while time.perf_counter() < until and process.poll() is None:
        connection = HTTPConnection(USUAL_HOST, port, timeout=LONGEST_START)
        try:
            connection.request("GET", "/sign-in/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise AssertionError("the server showed no page")
