"""What stops a start before anything is touched."""

from pathlib import Path

import pytest

from goodhands.cli.tests.running import call


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("wiki.lan", '"wiki.lan" has no port; write it as in wiki.lan:443.'),
        (
            "wiki.lan:443 10.1:80",
            '"10.1" is a number that programs read in different ways; write the name of the machine.',
        ),
    ],
)
def test_a_list_of_own_targets_that_cannot_be_read(written: str, why: str, tmp_path: Path) -> None:
    ran = call("check", "--data", tmp_path / "new", GOODHANDS_PRIVATE_TARGETS=written)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"GOODHANDS_PRIVATE_TARGETS is set and cannot be used: {why}\n"


def test_a_list_that_can_be_read_stops_nothing(tmp_path: Path) -> None:
    ran = call("check", "--data", tmp_path / "new", GOODHANDS_PRIVATE_TARGETS="wiki.lan:443, 10.0.0.5:8443")
    assert (ran.returncode, ran.stderr) == (0, "")
