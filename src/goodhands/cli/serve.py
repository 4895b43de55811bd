"""`goodhands serve`: the web pages for your company, with all data in one folder."""

import sys
from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from goodhands.cli import data_folder, framework, server, start_checks
from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import OK, Parser, Refused

USUAL_HOST, USUAL_PORT = "127.0.0.1", 8000


def run(arguments: Sequence[str]) -> int:
    """Serve until Ctrl-C."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.url is None and _is_any(given.host):
        parser.error(f"--host {given.host} is every address of this machine: say with --url which one people open")
    address = given.url or address_of(given.host, given.port)
    folder = data_folder.named(given.data)
    server.refuse_busy_port(given.host, given.port)
    with data_folder.in_use(folder):
        framework.start(folder, address)
        start_checks.refuse_unsafe_start(folder)
        bring_up_to_date(folder)
        data_folder.write_private(folder.address, f"{address}\n")
        link = _set_up_link()
        _warn_of_open_network(given.host, address)
        server.serve(given.host, given.port, lambda: _say(address, folder, link))
        start_checks.close_database()
    print(f"\nGoodhands has stopped. Everything is kept in {folder.path}.")
    return OK


def _parser() -> Parser:
    parser = Parser(prog="goodhands serve", description="The web pages for your company. Ctrl-C stops them.")
    parser.add_argument("--host", metavar="H", default=USUAL_HOST,
                        help=f"where to listen; usually {USUAL_HOST}, which only this machine reaches")  # fmt: skip
    parser.add_argument("--port", metavar="N", type=port, default=USUAL_PORT, help=f"usually {USUAL_PORT}")
    parser.add_argument("--url", metavar="URL", type=_url, help="the address under which people open the pages")
    data_folder.add_option(parser)
    return parser


def port(written: str) -> int:
    """A port as it is written on the command line."""
    from argparse import ArgumentTypeError

    if not written.isascii() or not written.isdigit() or not 1 <= int(written) <= 65535:
        raise ArgumentTypeError(f"must be a number from 1 to 65535, not “{written}”")
    return int(written)


def _url(written: str) -> str:
    from argparse import ArgumentTypeError

    try:
        parts = urlsplit(written)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ArgumentTypeError(f"must be an address such as https://goodhands.example, not “{written}”")
    return written.rstrip("/")


def address_of(host: str, port: int) -> str:
    """The address of pages that are served at a host."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def bring_up_to_date(folder: DataFolder) -> None:
    """Give the database the shape that this version needs, after a backup of what is in it, and walls that stand."""
    if changes := start_checks.pending():
        if data_folder.has_workers(folder):
            raise Refused("This version changes the shape of the database, and a worker of an older one still uses it; "
                          "stop `goodhands worker` first.")  # fmt: skip
        _migrate(folder, changes[0])
    start_checks.put_up_walls()


def _migrate(folder: DataFolder, first: str) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    kept = None if start_checks.is_new() else _backup_before(folder, timezone.now())
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except Exception as error:
        where = f" What was there before is in {kept}." if kept else ""
        raise Refused(f"The database could not be brought up to date ({first}): {error}.{where}") from error


def _backup_before(folder: DataFolder, now: datetime) -> str:
    from goodhands.cli.backup import make_backup

    folder.backups.mkdir(mode=0o700, exist_ok=True)
    out = folder.backups / f"goodhands-{now:%Y-%m-%d-%H%M%S}-before-update.zip"
    make_backup(folder, out, now)
    print(f"This version changes the shape of the database; what was there before is in {out}.", flush=True)
    return str(out)


def _set_up_link() -> str | None:
    """A link for the first person, as long as there is none."""
    from django.conf import settings
    from django.urls import reverse
    from django.utils import timezone

    from goodhands.foundation.people import reads, writes
    from goodhands.foundation.people.models import Purpose

    if reads.anybody():
        return None
    secret = writes.issue_link(purpose=Purpose.SET_UP, person=None, at=timezone.now())
    return f"{settings.SITE_URL}{reverse('companies:set_up', args=[secret])}"


def _say(address: str, folder: DataFolder, link: str | None) -> None:
    print(f"Goodhands is running at {address}\n  data: {folder.path}\n  stop: Ctrl-C", flush=True)
    if link:
        print(f"\nNobody has set it up yet. This link does, once, within two days:\n  {link}", flush=True)


def _warn_of_open_network(host: str, address: str) -> None:
    if not is_loopback(host) and address.startswith("http://"):
        sys.stderr.write(f"Careful: {address} is not encrypted, so whoever is on the network can read passwords; "
                         "put a web server with HTTPS before it and say its address with --url.\n")  # fmt: skip


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_any(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
