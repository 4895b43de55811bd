"""Work of every bad sort, for a process that may do nearly nothing."""

import os
import signal
import socket
import time
from pathlib import Path
from typing import IO

from goodhands.foundation.rules.sentences import Refused, said


def work(file: IO[bytes], what: str) -> bytes:
    """Try something; the answer says what came of it."""
    return {
        "repeats": file.read,
        "refuses": lambda: refuses(file.read().decode()),
        "fails": lambda: bytes(1 // 0),
        "dies": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "sleeps": lambda: time.sleep(60),
        "computes": computes,
        "grows": lambda: bytearray(1 << 40),
        "floods": lambda: b"x" * (1 << 20),
        "reads a file": lambda: attempt(lambda: Path("/etc/passwd").read_bytes()),
        "writes a file": lambda: attempt(lambda: Path("/tmp/goodhands-was-here").write_bytes(b"x")),
        "connects": lambda: attempt(socket.socket),
        "looks around": lambda: " ".join(sorted(os.environ)).encode(),
        "is silent": lambda: b"",
    }[what]()  # type: ignore[no-untyped-call,return-value]


def refuses(name: str) -> bytes:
    raise Refused(said("{name} is not to be had", name=name))


def computes() -> bytes:
    while True:
        pass


def attempt(something: object) -> bytes:
    try:
        return repr(something()).encode()  # type: ignore[operator]
    except OSError as error:
        return f"refused: {error.strerror}".encode()
