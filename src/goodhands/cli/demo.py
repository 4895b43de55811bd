"""`goodhands demo`: the web pages with an invented company, in a folder that is gone when you stop it."""

import os
import secrets
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from goodhands.cli import data_folder, framework, server, start_checks
from goodhands.cli.backup import end_in_good_order
from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import OK, Parser
from goodhands.cli.serve import USUAL_HOST, USUAL_PORT, address_of, bring_up_to_date, port

NAME, EMAIL = "Ana Finch", "ana@alderfinch.example"


def run(arguments: Sequence[str]) -> int:
    """Serve the invented company until Ctrl-C."""
    parser = Parser(prog="goodhands demo", description="The web pages with an invented company. Ctrl-C stops them, and "
                    "nothing is left behind.")  # fmt: skip
    parser.add_argument("--port", metavar="N", type=port, help=f"usually {USUAL_PORT}, or the next one that is free")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    given = parser.parse_args(arguments)
    if given.port:
        server.refuse_busy_port(USUAL_HOST, given.port)
    number = given.port or server.free_port(USUAL_HOST, USUAL_PORT)
    end_in_good_order()
    os.environ.pop("DATABASE_URL", None)
    os.environ["GOODHANDS_DEMO"] = "1"
    with tempfile.TemporaryDirectory(prefix="goodhands-demo-") as path:
        _serve(data_folder.named(Path(path)), number, not given.no_browser)
    print("\nThe demo has stopped and is gone.")
    return OK


def _serve(folder: DataFolder, number: int, opens_browser: bool) -> None:
    address = address_of(USUAL_HOST, number)
    with data_folder.in_use(folder):
        data_folder.write_private(folder.address, f"{address}\n")
        framework.start(folder, address)
        start_checks.refuse_unsafe_start(folder)
        bring_up_to_date(folder)
        password = secrets.token_urlsafe(9)
        link = _filled(password)

        def say() -> None:
            _say(address, link, password)
            if opens_browser and has_desktop():
                webbrowser.open(link)

        server.serve(USUAL_HOST, number, say)


def _filled(password: str) -> str:
    """Make the company, and a link that signs its owner in."""
    from django.utils import timezone

    from goodhands.cli.sign_in_link import link_for
    from goodhands.foundation.companies import writes as companies
    from goodhands.foundation.isolation import scope
    from goodhands.foundation.people import writes as people
    from goodhands.home.example import company as example

    at = timezone.now()
    ana = people.join(name=NAME, email=EMAIL, password=password, at=at)
    company = companies.start_company(name=example.NAME, country=example.COUNTRY, timezone=example.ZONE, by=ana, at=at)
    with scope.within(company):
        example.fill(by=ana, at=at)
    return link_for(EMAIL, for_demo=True)


def _say(address: str, link: str, password: str) -> None:
    from goodhands.home.example.company import NAME as COMPANY

    print(f"The demo is running at {address}\n  company: {COMPANY}, invented like everything in it\n  stop: Ctrl-C\n\n"
          f"This link signs you in as {NAME}, once:\n  {link}\n"
          f"In another browser: {EMAIL} with the password {password}", flush=True)  # fmt: skip


def has_desktop() -> bool:
    """Whether there is a browser to open that a person sees."""
    if sys.platform == "darwin":
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
