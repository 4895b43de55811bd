"""Tickets at size from the command line: written whole or not at all, and judged by the terms beside them."""

import json
import resource
import subprocess
from pathlib import Path

import pytest

from goodhands.cli.tests.running import PROGRAM, call, environment

MAKE = ("manage", "make-tickets")


def make(folder: Path, *arguments: object) -> "subprocess.CompletedProcess[str]":
    return call(*MAKE, "--out", folder / "t.csv", "--terms", folder / "t.toml", *arguments)


def refusal(*arguments: object, status: int = 1) -> str:
    ran = call(*MAKE, *arguments)
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (status, "", 1), ran.stderr
    return ran.stderr.strip()


@pytest.mark.parametrize("rows", ["tickets", "events"])
def test_what_is_made_can_be_judged_at_once(rows: str, tmp_path: Path) -> None:
    made = make(tmp_path, "--count", 2000, "--rows", rows)
    assert (made.returncode, made.stderr) == (0, "")
    first, judge = made.stdout.splitlines()
    assert first.startswith(f"{tmp_path}/t.csv holds 2,000 tickets, opened from 2025-01-01 to 2025-12-31, in ")
    assert judge == f"Judge them: goodhands sla {tmp_path}/t.csv --terms {tmp_path}/t.toml"
    found = json.loads(call(*judge.removeprefix("Judge them: goodhands ").split(), "--json").stdout)
    assert (found["tickets"], found["rejected"], found["problems"], found["excluded"]) == (2000, 0, [], [])
    assert all(level["met"] > level["missed"] for level in found["service_levels"])
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["t.csv", "t.toml"]


def test_the_same_options_give_the_same_bytes(tmp_path: Path) -> None:
    said, kept = [], []
    for options in ([], ["--seed", 1], ["--seed", 2], ["--bad", "3%"], ["--bad", 3]):
        said.append(make(tmp_path, "--count", 1000, "--force", *options).stdout)
        kept.append((tmp_path / "t.csv").read_bytes())
    assert kept[0] == kept[1] != kept[2]
    assert kept[0] != kept[3] == kept[4]
    assert " rows are spoilt: " in said[3]
    same = [one == other for one, other in zip(kept[0].splitlines(), kept[3].splitlines(), strict=True)]
    assert 940 < sum(same) < 1000  # the rows that are not spoilt are those of the good file


def test_spoilt_rows_are_listed_when_judged(tmp_path: Path) -> None:
    assert make(tmp_path, "--count", 500, "--bad", 10).returncode == 0
    found = json.loads(call("sla", tmp_path / "t.csv", "--terms", tmp_path / "t.toml", "--json").stdout)
    assert 25 < found["rejected"] < 80
    assert found["tickets"] == 500 - found["rejected"]
    assert len({problem["row"] for problem in found["problems"]}) == found["rejected"]


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    file, terms = tmp_path / "t.csv", tmp_path / "t.toml"
    terms.write_text("mine")
    named = ("--count", 5, "--out", file, "--terms", terms)
    assert refusal(*named) == f"{terms} exists already; name another file, or replace it with --force."
    assert not file.exists()
    assert call(*MAKE, *named, "--force").returncode == 0
    assert terms.read_text() != "mine"
    assert refusal("--count", 5, "--out", file).startswith(f"{file} exists already")
    assert refusal("--count", 5, "--out", tmp_path, "--force") == f"{tmp_path} is a folder; name a file."


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("mine")
    ran = subprocess.run(
        [*PROGRAM, *MAKE, "--count", "60000", "--out", str(file), "--force"], capture_output=True, text=True,
        env=environment(PYTHONDONTWRITEBYTECODE="1"), check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)),
    )  # fmt: skip
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", f"{file} cannot be written: File too large.\n")
    assert file.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]
    nowhere = tmp_path / "nowhere" / "t.csv"
    assert refusal("--count", 5, "--out", nowhere) == f"{nowhere} cannot be written: No such file or directory."


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ([], "--count"),
        (["--count", "0"], "from 1 to 100,000,000, not 0"),
        (["--count", "many"], "not many"),
        (["--count", "9" * 5000], "not 999"),
        (["--count", "5", "--bad", "51"], "from 0 to 50, not 51"),
        (["--count", "5", "--bad", "nan"], "not nan"),
        (["--count", "5", "--seed", "-1"], "--seed"),
        (["--count", "5", "--from", "1.1.2025"], "a date such as 2025-01-31"),
        (["--count", "5", "--until", "20251231"], "a date such as 2025-01-31"),
        (["--count", "5", "--until", "2024-12-31"], "--until 2024-12-31 lies before --from 2025-01-01"),
        (["--count", "5", "--rows", "cells"], "--rows"),
        (["--count", "5", "--out", "a", "--terms", "a"], "name the same file"),
    ],
)
def test_wrong_usage_is_one_sentence(wrong: list[str], named: str) -> None:
    assert named in refusal(*wrong, status=2)


def test_every_option_is_explained() -> None:
    reference = (Path(__file__).parents[4] / "docs" / "reference" / "command-line.md").read_text("utf-8")
    section = reference[reference.index("### make-tickets") :].split("\n## ")[0]
    shown = call(*MAKE, "--help").stdout
    options = {word.strip("[],") for word in shown.split() if word.strip("[").startswith("--")} - {"--help"}
    assert len(options) == 9
    assert [option for option in sorted(options) if f"`{option}" not in section] == []
