"""The whole test suite, from a source tree: on SQLite, and what touches the database on PostgreSQL as well."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from goodhands.cli.main import WRONG_USAGE

ROOT = Path(__file__).resolve().parents[3]
PASSED, FAILED = 0, 1
ONLY_TELLS = {"--version", "-V", "--help", "-h"}


def run(arguments: Sequence[str]) -> int:
    """Hand over to pytest, once for each database; what is given goes to it as it is. The worse status counts."""
    if not (ROOT / "tests").is_dir():
        sys.stderr.write("The tests are part of the source tree and not of an installed Goodhands: clone it first.\n")
        return WRONG_USAGE
    os.chdir(ROOT)
    status = _call("-m", "pytest", *arguments)
    if status not in (PASSED, FAILED) or ONLY_TELLS & set(arguments):
        return status
    return max(status, _call("tests/postgresql.py", *arguments))


def _call(*arguments: str) -> int:
    """The status of a Python program. Ctrl-C reaches it as well as us, and it gets the time to end properly."""
    process = subprocess.Popen([sys.executable, "-P", *arguments])
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
