"""The whole test suite, from a source tree: on SQLite, and what touches the database on PostgreSQL as well."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from goodhands.cli.main import WRONG_USAGE

ROOT = Path(__file__).resolve().parents[3]
PASSED, FAILED = 0, 1
ONLY_TELLS = {"--version", "-V", "--help", "-h"}


def run(arguments: Sequence[str]) -> int:
    """Hand over to pytest, for both databases at once; what is given goes to it as it is. The worse status counts."""
    if not (ROOT / "tests").is_dir():
        sys.stderr.write("The tests are part of the source tree and not of an installed Goodhands: clone it first.\n")
        return WRONG_USAGE
    os.chdir(ROOT)
    if ONLY_TELLS & set(arguments):
        return _status(_start("-m", "pytest", *arguments))
    with TemporaryFile() as told:
        beside = _start("tests/postgresql.py", *arguments, into=told)
        status = _status(_start("-m", "pytest", *arguments))
        status_beside = _status(beside)
        told.seek(0)
        sys.stdout.flush()
        shutil.copyfileobj(told, sys.stdout.buffer)
        sys.stdout.flush()
    return max(status, status_beside) if status in (PASSED, FAILED) else status


def _start(*arguments: str, into: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    """A Python program; what it says goes to the terminal, or into a file so that two do not talk at once."""
    error = None if into is None else subprocess.STDOUT
    return subprocess.Popen([sys.executable, "-P", *arguments], stdout=into, stderr=error)


def _status(process: "subprocess.Popen[bytes]") -> int:
    """The status of a program. Ctrl-C reaches it as well as us, and it gets the time to end properly."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
