"""Opening what a person names on the command line, and writing what she asked for."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from goodhands.stages.operate.rules.sheet import LARGEST, Unreadable

_CHUNK = 1 << 26


def read_bytes(path: Path, progress: Callable[[float], None]) -> bytes:
    """The bytes of a ticket file, or of the one file inside a `.zip`; `progress` is told the share that is read."""
    try:
        with path.open("rb") as file:
            data = _all(file, path.stat().st_size, path.name, progress)
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror or error}") from None
    return data if path.suffix.lower() != ".zip" else _unpacked(data, path.name)


def _unpacked(data: bytes, name: str) -> bytes:
    from goodhands.stages.operate.rules.archive import unpacked  # most calls do not need it and need not wait for it

    return unpacked(data, name)


def _all(file: IO[bytes], size: int, name: str, progress: Callable[[float], None]) -> bytes:
    parts, length = [], 0
    while chunk := file.read(_CHUNK):
        parts.append(chunk)
        length += len(chunk)
        if length > LARGEST:
            raise Unreadable(f"{name} is larger than 2 GB; split it, for example by year, and give all the parts")
        progress(min(length / size, 1.0) if size else 1.0)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def in_the_way(out: Path, others: Iterable[Path]) -> bool:
    """Whether writing there would replace one of the others, by whatever name it is called."""
    return any(
        os.path.realpath(out) == os.path.realpath(one) or (out.is_file() and one.is_file() and out.samefile(one))
        for one in others
    )


@contextmanager
def written_whole(path: Path) -> Iterator[TextIOWrapper]:
    """A text file that appears under its name only when it is complete; `buffer` takes bytes in its place. OSError."""
    import tempfile

    if path.exists() and not path.is_file():  # a pipe or a device is written to; a folder cannot be, and open says so
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123 - a handle, not a path
            yield file
        mask = os.umask(0)
        os.umask(mask)
        Path(unfinished).chmod(0o666 & ~mask)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
