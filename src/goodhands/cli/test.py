"""The whole test suite, from a source tree."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from goodhands.cli.main import WRONG_USAGE

ROOT = Path(__file__).resolve().parents[3]


def run(arguments: Sequence[str]) -> int:
    """Hand over to pytest; what is given goes to it as it is."""
    if not (ROOT / "tests").is_dir():
        sys.stderr.write("The tests are part of the source tree and not of an installed Goodhands: clone it first.\n")
        return WRONG_USAGE
    import pytest

    os.chdir(ROOT)
    return int(pytest.main(list(arguments)))
