"""`goodhands manage`: the web framework's own commands, with the data folder set up, and a few of ours beside them."""

import sys
from collections.abc import Sequence
from importlib import import_module

from goodhands.cli import data_folder, framework
from goodhands.cli.main import OK, WRONG_USAGE, Parser

OWN = {"make-tickets": "goodhands.cli.make_tickets"}
"""Commands of ours that need neither a data folder nor the framework."""


def run(arguments: Sequence[str]) -> int:
    """Hand over to Django; what follows `--data DIR` goes to it as it is."""
    parser = Parser(prog="goodhands manage", description="The web framework's own commands; `help` lists them. "
                    "Ours: make-tickets, which invents tickets to try things out with.",
                    usage="goodhands manage [--data DIR] COMMAND ...")  # fmt: skip
    data_folder.add_option(parser)
    parser.add_argument("command", metavar="COMMAND", help="a command of Django, or of ours, and what it takes")
    given, rest = parser.parse_known_args(arguments[: _first_word(arguments) + 1])
    if given.command in OWN:
        status: int = import_module(OWN[given.command]).run(arguments[_first_word(arguments) + 1 :])
        return status
    framework.start(data_folder.existing(given.data))
    from django.core.management import ManagementUtility

    try:
        ManagementUtility(
            ["goodhands manage", given.command, *rest, *arguments[_first_word(arguments) + 1 :]]
        ).execute()
    except SystemExit as ended:
        if isinstance(ended.code, str):
            sys.stderr.write(f"{ended.code}\n")
        return ended.code if isinstance(ended.code, int) else WRONG_USAGE if ended.code else OK
    return OK


def _first_word(arguments: Sequence[str]) -> int:
    """The place of the command: the first argument that is neither `--data` nor its folder."""
    place = 0
    while place < len(arguments) and arguments[place].startswith("-"):
        place += 2 if arguments[place] == "--data" else 1
    return place
