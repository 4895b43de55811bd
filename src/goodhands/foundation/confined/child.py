"""The other side of `confined.running`: one piece of work on bytes from outside, and nothing else.

Run as a script by an isolated interpreter: `child.py FOLDER MEGABYTES SECONDS MODULE WORD ...`. The bytes stand in the
file that is its standard input, the result goes to standard output. First it takes its own rights away, one after the
other: memory, computing time, files to write, children, and, once the work is imported, any further open file or
connection.
"""

import contextlib
import importlib
import json
import resource
import signal
import sys
from typing import Any

MEGABYTES = 512
SECONDS = 10
REFUSED = 3
"""The exit code of work that says in a sentence why it cannot be done."""


def main(folder: str, megabytes: str, seconds: str, module: str, *words: str) -> int:
    """Do the work of a module: its `work(file, *words)` gives the bytes of the result."""
    limited(int(megabytes) << 20, int(seconds))
    sys.path.append(folder)
    work = importlib.import_module(module).work
    alone()
    try:
        result = work(sys.stdin.buffer, *words)
    except Exception as error:
        if type(error).__name__ == "MemoryError" or not hasattr(error, "sentence"):
            raise
        return _told(error.sentence)
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
    return 0


def limited(memory: int = MEGABYTES << 20, seconds: int = SECONDS) -> None:
    """Take away what no work needs. macOS has no limit for memory: there the clock alone ends what grows."""
    signal.alarm(2 * seconds)
    for name, most in (("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0), ("RLIMIT_CPU", seconds), ("RLIMIT_NOFILE", 64),
                       ("RLIMIT_AS", memory), ("RLIMIT_NPROC", 0)):  # fmt: skip
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


def alone() -> None:
    """From here on nothing can be opened, be it a file or a connection."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def _told(sentence: Any) -> int:
    told = {"template": getattr(sentence, "template", None), "values": getattr(sentence, "values", None)}
    if told["template"] is None:
        told = {"template": "{sentence}", "values": {"sentence": str(sentence)}}
    sys.stdout.write(json.dumps(told, default=str))
    sys.stdout.flush()
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
