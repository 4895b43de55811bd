"""`goodhands worker`: does work in the background beside the server, where that has too much of it."""

import signal
import threading
from collections.abc import Sequence
from importlib import import_module

from goodhands.cli import data_folder, framework, start_checks
from goodhands.cli.main import OK, Parser

ENTRY = "goodhands.config.background"  # by name, since it stands above the commands
PATIENCE = 30.0


def run(arguments: Sequence[str]) -> int:
    """Work until Ctrl-C or SIGTERM, and then to the end of what is under way, for half a minute."""
    parser = Parser(prog="goodhands worker", description="Work in the background, beside `serve`. Ctrl-C stops it.")
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.existing(given.data)
    with data_folder.worked_in(folder):
        framework.start(folder)
        start_checks.refuse_unusable_database(folder)
        told = _told_to_stop()
        background = import_module(ENTRY).start()
        print(f"A worker of Goodhands is running.\n  data: {folder.path}\n  stop: Ctrl-C", flush=True)
        told.wait()
        ended = background.stop(PATIENCE)
    print("The worker has stopped." if ended else "The worker has stopped in the middle; another one begins that anew.")
    return OK


def _told_to_stop() -> threading.Event:
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    return told
