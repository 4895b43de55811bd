"""Commands in processes of their own, servers on loopback, and a person who uses their pages."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

SOURCES = Path(__file__).parents[3]
PROGRAM = [sys.executable, "-P", "-m", "goodhands"]
LONGEST = 30


def environment(**more: str) -> dict[str, str]:
    """The environment of a command, without what the tests themselves run with."""
    ours = ("GOODHANDS_", "DATABASE_URL", "DJANGO_", "PG", "DISPLAY", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(SOURCES), "PYTHONUTF8": "1"} | more


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        port: int = attempt.getsockname()[1]
        return port


Call = Callable[..., "subprocess.CompletedProcess[str]"]


def call(*arguments: object, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, env=environment(**more), timeout=LONGEST, check=False
    )


@dataclass
class Running:
    """A command that goes on until it is told to stop; `said` is what it has printed so far."""

    process: "subprocess.Popen[str]"
    said: str = ""
    _more: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,))
        self._reader.start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            with self._more:
                self.said += line
                self._more.notify_all()
        with self._more:
            self._more.notify_all()

    def wait_for(self, pattern: str) -> str:
        """What it prints that fits the pattern; the first group, where there is one."""
        with self._more:
            there = self._more.wait_for(lambda: re.search(pattern, self.said) or not self._reader.is_alive(), LONGEST)
        found = re.search(pattern, self.said)
        assert there, self.said
        assert found, self.said
        return found[found.lastindex or 0]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Its exit status after a signal."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(LONGEST)
        self._reader.join(LONGEST)
        assert self.process.stdout
        self.process.stdout.close()
        return status


@dataclass
class Server(Running):
    """A running `goodhands serve`, and where it keeps things."""

    folder: Path = Path()
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


Start = Callable[..., Server]


def start_command(*arguments: object, **more: str) -> "subprocess.Popen[str]":
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(**more)
    )


@dataclass
class Browser:
    """Opens pages as a person's browser does: with cookies, and with the forms that it was shown."""

    opener: OpenerDirector = field(default_factory=lambda: build_opener(HTTPCookieProcessor(CookieJar())))

    def open(self, url: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, final address and text of a page; with a form, of what sending it gives."""
        data = None if form is None else urlencode(form | {"csrfmiddlewaretoken": self.token}).encode()
        try:
            with self.opener.open(url, data, timeout=LONGEST) as answer:
                status, place, text = answer.status, answer.url, answer.read().decode()
        except HTTPError as refused:
            with refused:
                status, place, text = refused.code, url, refused.read().decode()
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)', text)
        self.token = found[1] if found else ""
        return status, place, text


ANA = {
    "company": "Alder & Finch", "country": "PT", "timezone": "Europe/Lisbon", "name": "Ana Finch",
    "email": "ana@alderfinch.example", "password": "four words in a row",
}  # fmt: skip


@dataclass
class SetUp:
    """A server that Ana has set up for her company, in her browser."""

    server: Server
    browser: Browser
    link: str
    answers: list[int]
    backup: Path

    @property
    def folder(self) -> Path:
        return self.server.folder
