"""What becomes of every file that somebody might hand in?"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodhands.foundation.documents.inspection import inspected
from goodhands.foundation.rules.sentences import Refused
from tests.corpus import Sample, papers
from tests.corpus.all_samples import kept, samples

ROOT = Path(__file__).parents[5]


class Sent(SimpleUploadedFile):
    """A file with the very name that a browser sent, whatever the framework would make of it."""

    def __init__(self, sample: Sample) -> None:
        super().__init__("x", sample.data)
        self._name = sample.name


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name[:40].encode("ascii", "replace").decode())
def test_every_file_is_kept_as_what_it_is_or_refused_with_one_sentence(sample: Sample) -> None:
    if sample.kept:
        found = inspected(Sent(sample))
        assert (found.kind.key, found.name) == (sample.kept, sample.called or sample.name)
    else:
        with pytest.raises(Refused) as refusal:
            inspected(Sent(sample))
        assert str(refusal.value) == sample.refused


def test_there_are_enough_of_them_and_each_kind_is_among_them() -> None:
    from goodhands.foundation.documents.kinds import KINDS

    assert len(samples()) >= 60
    assert {sample.kept for sample in kept()} == set(KINDS)
    assert len({sample.name for sample in samples()}) == len(samples())


LARGE = [Sample("long.log", b"12:00 all is well\n" * (2 << 20)), Sample("scan.pdf", papers.pdf() + b"%\n" * (20 << 20))]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the largest resident size is told by /proc")


def measured(folder: Path, those: Sequence[Sample], *how: str) -> dict[str, Any]:
    """By how much a fresh process grew that kept all of them.

    Resident size, not tracemalloc: what a decoder takes beside Python's own memory must count, too.
    """
    for number, sample in enumerate(those):
        (folder / str(number)).write_bytes(sample.data)
    (folder / "names.json").write_text(json.dumps([sample.name for sample in those]), encoding="utf-8")
    command = [sys.executable, "-m", "tests.corpus.measuring", str(folder), *how]
    env = os.environ | {"PYTHONPATH": "src:."}
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@LINUX
def test_no_file_costs_this_process_more_than_twenty_megabytes(tmp_path: Path) -> None:
    found = measured(tmp_path, [*samples(), *LARGE])
    assert (found["files"], found["kept"]) == (len(samples()) + 2, len(kept()) + 2)
    assert found["grown"] < 20 << 20, found


@LINUX
def test_the_measure_would_notice_a_file_that_is_read_whole(tmp_path: Path) -> None:
    assert measured(tmp_path, LARGE, "whole")["grown"] > 30 << 20
