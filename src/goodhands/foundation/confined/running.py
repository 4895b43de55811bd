"""Having work done on bytes from outside without letting them near this process.

Decoders of pictures and office files are large, and what they are given here was made by anybody. So they run in a
process of their own (`confined.child`) with little memory, little time, no files, no network and no children, and what
comes back is bytes, of which no more are taken than were asked for.
"""

import json
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from goodhands.foundation.confined.child import MEGABYTES, REFUSED, SECONDS
from goodhands.foundation.rules.sentences import Refused, Sentence

AT_ONCE = 2
"""More of them at the same time would take more memory than a small machine has; others wait their turn."""

_PACKAGES = str(Path(__file__).resolve().parents[3])
_CHILD = str(Path(__file__).with_name("child.py"))
_turn = threading.BoundedSemaphore(AT_ONCE)
_large_turn = threading.BoundedSemaphore(1)
"""For work that gets more memory than usual: one at a time, and nothing else waits for it."""


@dataclass(frozen=True, slots=True)
class Room:
    """How much memory and computing time work may take."""

    megabytes: int = MEGABYTES
    seconds: int = SECONDS


_USUAL = Room()


class Broken(Exception):
    """The work was not done: the process died, was too slow, or gave more than was asked for. The text says which."""


def done(
    module: str, file: IO[bytes], *words: str, most: int, patience: float | None = None, room: Room = _USUAL
) -> bytes:
    """The result of a module's `work` on an open file, at most so many bytes.

    Refused where the work itself says why it cannot be done, Broken where it says nothing.
    """
    patience = 2.0 * room.seconds if patience is None else patience
    ends = time.monotonic() + patience
    turn = _large_turn if room.megabytes > MEGABYTES else _turn
    if not turn.acquire(timeout=patience):
        raise Broken("no turn")
    try:
        with _begun(module, file, words, room) as child:
            try:
                result = _answer(child, most, ends)
                code = child.wait(timeout=max(0.1, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                raise Broken("too slow") from None
            finally:
                _end(child)
    finally:
        turn.release()
    if code == REFUSED:
        raise Refused(_sentence(result))
    if code != 0:
        raise Broken(f"ended with {code}")
    return result


def _begun(module: str, file: IO[bytes], words: tuple[str, ...], room: Room) -> "subprocess.Popen[bytes]":
    """The process, in a session of its own, with nothing of our surroundings."""
    file.seek(0)
    limits = (str(room.megabytes), str(room.seconds))
    isolated = [sys.executable, "-I", "-X", "utf8", _CHILD, _PACKAGES, *limits, module, *map(_word, words)]
    return subprocess.Popen(
        isolated, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, close_fds=True,
        start_new_session=True, env={"LANG": "C.UTF-8"}, cwd="/",
    )  # fmt: skip


def _word(text: str) -> str:
    """A word as the system takes it: without what no terminal shows, and not too long."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:1000])


def _answer(child: "subprocess.Popen[bytes]", most: int, ends: float) -> bytes:
    """What the process says until it closes its side, counted while it comes."""
    pipe, size = child.stdout, 0
    parts: list[bytes] = []
    assert pipe is not None
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, ends - time.monotonic())):
                raise Broken("too slow")
            part = os.read(pipe.fileno(), 1 << 16)
            if not part:
                return b"".join(parts)
            parts.append(part)
            size += len(part)
            if size > most:
                raise Broken("too much")


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def _sentence(told: bytes) -> Sentence:
    """A sentence with its values, as the process wrote it down; Broken where it is none."""
    try:
        found = json.loads(told)
        return Sentence(found["template"], found["values"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Broken("no sentence") from None
