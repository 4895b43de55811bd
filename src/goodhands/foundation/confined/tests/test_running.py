"""Whatever the work in a confined process does, the answer is bytes, a sentence, or that it broke."""

import io
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from goodhands.foundation.confined import running
from goodhands.foundation.confined.running import Broken, Room, done
from goodhands.foundation.rules.sentences import Refused, retold

WORK = "goodhands.foundation.confined.tests.work_that"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is not kept elsewhere")


def asked(what: str, data: bytes = b"", most: int = 1000, patience: float = 20) -> bytes:
    with TemporaryFile() as file:
        file.write(data)
        return done(WORK, file, what, most=most, patience=patience)


def test_the_result_is_what_the_work_gives() -> None:
    assert asked("repeats", b"a\0b") == b"a\0b"
    assert asked("is silent") == b""


def test_a_refusal_is_its_sentence_and_can_be_told_in_another_language() -> None:
    with pytest.raises(Refused, match="tea is not to be had") as refusal:
        asked("refuses", b"tea")
    assert retold(refusal.value.sentence, lambda _: "kein {name} da") == "kein tea da"


@pytest.mark.parametrize(
    ("what", "how"),
    [("fails", "ended with 1"), ("dies", "ended with -9"), ("floods", "too much"), ("no such", "ended")],
)
def test_work_that_breaks_says_how(what: str, how: str) -> None:
    with pytest.raises(Broken, match=how):
        asked(what)


@LINUX
def test_work_gets_no_more_memory_than_it_is_given() -> None:
    with pytest.raises(Broken, match="ended with"):
        asked("grows")


@pytest.mark.parametrize("what", ["sleeps", "computes"])
def test_work_that_takes_too_long_is_ended(what: str) -> None:
    begin = time.monotonic()
    with pytest.raises(Broken, match="too slow"):
        asked(what, patience=1)
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize("what", ["reads a file", "writes a file", "connects"])
def test_work_can_open_nothing(what: str) -> None:
    assert asked(what).startswith(b"refused: ")
    assert not Path("/tmp/goodhands-was-here").exists()


def test_work_knows_nothing_of_our_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOODHANDS_SECRET_KEY", "a secret")
    assert b"GOODHANDS" not in asked("looks around")


def test_no_more_than_two_work_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_turn", threading.BoundedSemaphore(1))
    running._turn.acquire()
    with pytest.raises(Broken, match="no turn"):
        asked("repeats", patience=0.1)
    running._turn.release()
    assert asked("repeats", b"x") == b"x"


def test_large_work_has_a_turn_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_large_turn", threading.BoundedSemaphore(1))
    running._large_turn.acquire()
    assert asked("repeats", b"x") == b"x"
    with TemporaryFile() as file, pytest.raises(Broken, match="no turn"):
        done(WORK, file, "repeats", most=10, patience=0.1, room=Room(megabytes=1024))


def test_a_file_is_read_from_its_beginning(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"whole")
    with (tmp_path / "x").open("rb") as file:
        file.seek(0, io.SEEK_END)
        assert done(WORK, file, "repeats", most=10) == b"whole"
