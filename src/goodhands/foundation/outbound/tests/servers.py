"""Real servers on loopback that answer as badly as servers can, and count who knocks."""

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Say = Callable[[socket.socket], None]


@dataclass
class Canary:
    """A server: how often it was knocked at, and what it was asked."""

    port: int
    knocks: int = 0
    asked: list[bytes] = field(default_factory=list)


@contextmanager
def server(
    say: Say | bytes, host: str = "127.0.0.1", seal: ssl.SSLContext | None = None, port: int = 0
) -> Iterator[Canary]:
    """A server until the end of the block. `say` is what it sends, or what it does once it was asked."""
    over = threading.Event()
    with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        listening.settimeout(0.05)
        canary = Canary(listening.getsockname()[1])
        serving = threading.Thread(target=_serve, args=(listening, canary, say, seal, over))
        serving.start()
        try:
            yield canary
        finally:
            over.set()
            serving.join()


def _serve(
    listening: socket.socket, canary: Canary, say: Say | bytes, seal: ssl.SSLContext | None, over: threading.Event
) -> None:
    while not over.is_set():
        try:
            caller, _ = listening.accept()
        except TimeoutError:
            continue
        canary.knocks += 1
        caller.settimeout(5)
        with suppress(OSError), caller:
            connection = seal.wrap_socket(caller, server_side=True) if seal else caller
            with connection:
                canary.asked.append(_asked(connection))
                if isinstance(say, bytes):
                    connection.sendall(say)
                else:
                    say(connection)


def _asked(connection: socket.socket) -> bytes:
    """A whole request."""
    asked = b""
    while b"\r\n\r\n" not in asked:
        part = connection.recv(1 << 16)
        asked += part
        if not part or asked.startswith(b"\x16"):  # the beginning of a seal, which has no end that could be seen here
            return asked
    head, _, body = asked.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head.lower())
    while length and len(body) < int(length[1]):
        body += connection.recv(1 << 16)
    return head + b"\r\n\r\n" + body


def answer(body: bytes = b"hello", *headers: str, status: str = "200 OK") -> bytes:
    """An answer as a web server gives it."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body
