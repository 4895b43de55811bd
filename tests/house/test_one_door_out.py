"""Does anything but `foundation/outbound` call other machines?"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.exceptions import let_pass

SOURCES = Path(__file__).parents[2] / "src"
DOOR = "goodhands.foundation.outbound"
MEANS = {
    "aiohttp", "asyncio", "ftplib", "h11", "h2", "http.client", "httpcore", "httpx", "imaplib", "multiprocessing.connection",
    "nntplib", "poplib", "pycurl", "requests", "smtplib", "socket", "socketserver", "socks", "ssl", "telnetlib", "urllib.request",
    "urllib3", "websockets", "xmlrpc", "django.core.mail", "pyarrow.fs", "pyarrow.flight",
}  # fmt: skip
"""What opens connections. Mail will be on the list of exceptions once somebody sends it."""


def imported(text: str) -> Iterator[str]:
    """The names of all modules that a module's text imports, wherever in it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if function in ("import_module", "__import__"):
                yield str(node.args[0].value)


def opens(text: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for name in imported(text) for one in MEANS)


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCES.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            yield ".".join(path.relative_to(SOURCES).with_suffix("").parts), path.read_text("utf-8")


def test_only_one_place_opens_connections() -> None:
    found = {name for name, text in modules() if opens(text) and not name.startswith(f"{DOOR}.")}
    assert found == set(let_pass("opens_connections", "module"))


def test_the_door_is_seen_as_one() -> None:
    """The search for connections finds those that there are."""
    assert {name for name, text in modules() if name.startswith(f"{DOOR}.") and opens(text)} == {
        f"{DOOR}.calling",
        f"{DOOR}.pinned",
    }


def test_every_way_of_importing_is_seen() -> None:
    for text in (
        "import socket", "import urllib.request as u", "from urllib import request", "from http.client import HTTPSConnection",
        "def f():\n    import requests", "importlib.import_module('httpx')", "__import__('smtplib')", "from django.core import mail",
        "from pyarrow import fs",
    ):  # fmt: skip
        assert opens(text), text
    for text in ("from urllib.parse import quote", "import http", "from html import escape", "import socketless"):
        assert not opens(text), text
