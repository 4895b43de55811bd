"""Who works on a job, and may that one still be alive?"""

import os
import secrets
import socket

_nonces: dict[int, str] = {}


def me() -> str:
    """This process: its machine, its number there, and chance, since numbers are used again."""
    pid = os.getpid()
    if pid not in _nonces:
        _nonces.clear()  # those of the process that this one was forked from
        _nonces[pid] = secrets.token_hex(4)
    return f"{socket.gethostname()}:{pid}:{_nonces[pid]}"


def is_gone(worker: str) -> bool:
    """Whether a worker is certainly dead. Of another machine nobody knows: there only silence tells."""
    host, _, rest = worker.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return worker != me()
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # somebody else's process: alive
    return False
