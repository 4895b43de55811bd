"""The folder that holds everything `serve` keeps: what lies where in it, and may it be used?"""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from goodhands.cli.main import Parser, Refused
from goodhands.cli.mounts import file_system_of, is_across_the_network

USUAL = "goodhands-data"


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Where everything lies. The settings of the web application use the same names."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "goodhands.sqlite3"

    @property
    def files(self) -> Path:
        """What people handed in."""
        return self.path / "files"

    @property
    def secret_key(self) -> Path:
        """What sessions are signed with."""
        return self.path / "secret-key"

    @property
    def audit_key(self) -> Path:
        """What the record of changes is sealed with."""
        return self.path / "audit-key"

    @property
    def lock(self) -> Path:
        """Held by the server that uses the folder."""
        return self.path / "lock"

    @property
    def workers(self) -> Path:
        """Held, by all of them together, by the workers beside the server."""
        return self.path / "workers"

    @property
    def address(self) -> Path:
        """The address under which the server was started last."""
        return self.path / "address"

    @property
    def backups(self) -> Path:
        """Made by itself before each change of the database's shape."""
        return self.path / "backups"


def add_option(parser: Parser) -> None:
    """The option that names the folder."""
    usual = f"the folder that holds everything; usually ./{USUAL}"
    parser.add_argument("--data", metavar="DIR", type=Path, default=Path(USUAL), help=usual)


def named(path: Path) -> DataFolder:
    """The folder that a person named, which need not exist."""
    return DataFolder(Path(os.path.abspath(path.expanduser())))  # noqa: PTH100 - resolve() would follow links


def existing(path: Path) -> DataFolder:
    """A folder in which a server has run; Refused where there is none."""
    folder = named(path)
    if not folder.secret_key.is_file():
        raise Refused(f"{folder.path} is no data folder of Goodhands: name yours with --data, or start `serve`.")
    return folder


@contextmanager
def in_use(folder: DataFolder) -> Iterator[None]:
    """Make what is missing, readable for nobody else, and hold the folder; Refused where it cannot be used."""
    refuse_network(folder)
    try:
        folder.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.path) as attempt:
            attempt.write(b"x")
        turn = open(os.open(folder.lock, os.O_RDWR | os.O_CREAT, 0o600), "r+")  # noqa: PTH123, SIM115 - a handle
    except OSError as error:
        raise Refused(f"{folder.path} cannot be written: {error.strerror or error}.") from None
    with turn:
        if not try_to_hold(turn):
            raise Refused(f"{folder.path} is in use by a Goodhands that is running; stop that one first, "
                          "or name another folder with --data.")  # fmt: skip
        folder.files.mkdir(mode=0o700, exist_ok=True)
        if not folder.secret_key.exists():
            write_private(folder.secret_key, secrets.token_urlsafe(48))
        if not folder.audit_key.exists():
            write_private(folder.audit_key, secrets.token_urlsafe(48))
        yield


@contextmanager
def worked_in(folder: DataFolder) -> Iterator[None]:
    """Be one of the workers in a folder; a server may run in it, and other workers."""
    refuse_network(folder)
    with open(os.open(folder.workers, os.O_RDWR | os.O_CREAT, 0o600), "r+") as turn:  # noqa: PTH123 - a handle
        fcntl.flock(turn, fcntl.LOCK_SH)
        yield


def has_workers(folder: DataFolder) -> bool:
    """Whether a worker runs in the folder now."""
    try:
        with folder.workers.open("r+") as turn:
            return not try_to_hold(turn)
    except FileNotFoundError:
        return False


def try_to_hold(turn: IO[str]) -> bool:
    """Take the lock that an open lock file stands for; False where a running server has it."""
    try:
        fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_in_use(folder: DataFolder) -> bool:
    """Whether a server runs on the folder now."""
    try:
        with folder.lock.open("r+") as turn:
            return not try_to_hold(turn)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(f"{folder.path} cannot be used: {error.strerror or error}.") from None


def refuse_network(folder: DataFolder) -> None:
    """Refused where the folder lies on another machine: the database would be damaged sooner or later."""
    kind = file_system_of(folder.path)
    if is_across_the_network(kind):
        raise Refused(f"{folder.path} lies on a network file system ({kind}), on which a database can be damaged; "
                      "choose a folder on a disk of this machine with --data.")  # fmt: skip


def write_private(path: Path, text: str) -> None:
    """A small file, whole or not at all, that nobody else can read."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def flush_folder(path: Path) -> None:
    """Wait until the names in a folder are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
