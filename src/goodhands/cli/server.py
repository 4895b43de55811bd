"""The web server: granian with one worker process, quiet, ended by Ctrl-C or SIGTERM."""

import errno
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from goodhands.cli.main import Refused

THREADS = 4
TRIED = 100
LONGEST_WAIT_AT_STOP = 15
SHORTEST_TURN = 0.0005
"""For how many seconds a thread may compute before another has its turn: the usual 5 ms would be waited for at each
question to the database while a large file is read in the background."""
ENTRY = "goodhands.config.wsgi"  # by name, since it stands above the commands


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there yet; Refused where this machine has no such address."""
    place = number_of(host)
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind((place, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return False
        raise Refused(f"Nothing can listen at {host}, port {port}: {error.strerror or error}.") from None
    return True


def number_of(host: str) -> str:
    """The address in numbers that a name stands for, which is all that granian understands."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Refused(f"Nothing can listen at {host}: {error.strerror or error}.") from None
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return str(found[0][4][0])


def refuse_busy_port(host: str, port: int) -> None:
    """Refused where another program has the port."""
    if not is_free(host, port):
        raise Refused(f"Port {port} is in use by another program; --port {free_port(host, port)} is free.")


def free_port(host: str, first: int) -> int:
    """A port, or the first one after it that nobody has."""
    for port in range(first, min(first + TRIED, 65536)):
        if is_free(host, port):
            return port
    raise Refused(f"No port from {first} to {min(first + TRIED, 65536) - 1} is free; name another one with --port.")


def serve(host: str, port: int, ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C, SIGTERM or the end of the terminal. `ready` is called, in a thread, once pages are there."""
    from django.db import connections
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    connections.close_all()
    for connection in connections.all():
        if hasattr(connection, "close_pool"):  # PostgreSQL's has threads, which do not survive a fork
            connection.close_pool()
    server: Any = Server(
        ENTRY, number_of(host), port, interface=Interfaces.WSGI, workers=1, websockets=False, http=HTTPModes.http1,
        blocking_threads=min(THREADS, 2 * (os.cpu_count() or 1) + 1), workers_kill_timeout=LONGEST_WAIT_AT_STOP,
        respawn_failed_workers=True, log_level=LogLevels.error, log_dictconfig=_quiet_log(),
    )  # fmt: skip
    server.on_startup(lambda: _end_with_the_terminal(server))
    server.on_startup(
        lambda: threading.Thread(target=_wait_for, args=(number_of(host), port, ready), daemon=True).start()
    )
    try:
        server.serve(target_loader=load_application)
    except OSError as error:
        raise Refused(f"Nothing can listen at {host}, port {port}: {error}.") from None
    except SystemExit as ended:
        if ended.code != 1:  # a signal that came before granian listened to signals
            raise
        raise Refused("The web server has ended by itself; the lines above say why.") from None


def load_application(_: str) -> Any:
    """The web application, in the worker process; called by granian."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # until granian is ready: what the fork brought along does nothing here
    sys.setswitchinterval(SHORTEST_TURN)
    os.setpgrp()  # Ctrl-C is for the parent alone, which then ends us in good order
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    return import_module(ENTRY).application


def _end_with(parent: int) -> None:
    """End this process when the one that started it is gone, even if it was killed."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LONGEST_WAIT_AT_STOP)
    os._exit(1)


def _end_with_the_terminal(server: Any) -> None:
    """A closed terminal is a wish to end, unless `nohup` was asked for; granian would start its worker anew."""
    if _HANGUP_AT_START is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
    else:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


_HANGUP_AT_START = signal.getsignal(signal.SIGHUP)


def _wait_for(host: str, port: int, ready: Callable[[], None]) -> None:
    """Call `ready` as soon as somebody listens there."""
    place = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while True:
        try:
            socket.create_connection((place, port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return ready()


def _quiet_log() -> dict[str, Any]:
    """Errors only, and on standard error."""
    return {
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "generic", "stream": "ext://sys.stderr"},
            "access": {"class": "logging.NullHandler"},
        }
    }
