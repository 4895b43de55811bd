"""The `goodhands` command: which sub-command is meant? Each is loaded only when it is called."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from goodhands import __version__

OK, BAD_INPUT, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

COMMANDS = {
    "demo": ("goodhands.cli.demo", "the web pages with an invented company, gone when you stop it"),
    "serve": ("goodhands.cli.serve", "the web pages for your company"),
    "worker": ("goodhands.cli.worker", "work in the background, beside `serve`, where there is much of it"),
    "sign-in-link": ("goodhands.cli.sign_in_link", "a link that lets somebody in once"),
    "backup": ("goodhands.cli.backup", "everything in one file, checked by restoring it"),
    "restore": ("goodhands.cli.restore", "a data folder from such a file"),
    "export": ("goodhands.cli.export", "one company whole, in one file"),
    "import-company": ("goodhands.cli.import_company", "a company from such a file, beside those that are here"),
    "verify": ("goodhands.cli.verify", "whether the record of changes is whole"),
    "check": ("goodhands.cli.check", "whether `serve` would start"),
    "manage": ("goodhands.cli.manage", "the web framework's own commands"),
    "sla": ("goodhands.cli.sla", "judge a ticket export by the agreement, without a server"),
    "calc": ("goodhands.cli.calc", "the calculators, as filters from JSON Lines to JSON Lines"),
    "bench": ("goodhands.cli.bench", "the benchmarks, beside the peers' own packages"),
    "test": ("goodhands.cli.test", "the whole test suite"),
}


class Refused(Exception):
    """Says in one plain sentence why a command does not do what it was asked for."""


class Parser(argparse.ArgumentParser):
    """Wrong usage is one plain sentence on standard error."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message}; see {self.prog} --help\n")
        raise SystemExit(WRONG_USAGE)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one sub-command and end with its status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(given)
        sys.stdout.flush()
    except Refused as why:
        sys.stdout.flush()
        sys.stderr.write(f"{why}\n")
        status = BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        status = INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe went away, which is its right; without this the interpreter complains at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = OK
    raise SystemExit(status)


def _run(given: list[str]) -> int:
    if given and given[0] in COMMANDS:
        run = import_module(COMMANDS[given[0]][0]).run
        status: int = run(given[1:])
        return status
    lines = "\n".join(f"  {name:14}  {what}" for name, (_, what) in COMMANDS.items())
    parser = Parser(
        prog="goodhands",
        description="Put your IT in good hands, and know that it is.",
        epilog=f"commands:\n{lines}\n\ngoodhands COMMAND --help tells more",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"goodhands {__version__}")
    parser.add_argument("command", metavar="COMMAND", choices=list(COMMANDS))
    if not given:
        parser.print_help()
        return WRONG_USAGE
    parser.parse_args(given)
    return OK
