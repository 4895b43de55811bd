"""`goodhands backup`: everything in one file, which has been restored once before it gets its name."""

import os
import platform
import secrets
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from goodhands import __version__
from goodhands.cli import archive, data_folder, framework, postgresql_copy, sqlite_copy, start_checks
from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import OK, Parser, Refused
from goodhands.cli.progress import Progress
from goodhands.cli.sqlite_copy import Contents


def run(arguments: Sequence[str]) -> int:
    """Make a backup, also while the server runs."""
    says = ("Everything in one file, checked by restoring it; the server may run meanwhile. The key of sessions "
            "is not in it: after a restore people sign in anew.")  # fmt: skip
    parser = Parser(prog="goodhands backup", description=says)
    parser.add_argument("out", metavar="OUT", nargs="?", type=Path, default=Path(),
                        help="the file to write, or a folder to put it in; usually the current folder")  # fmt: skip
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.existing(given.data)
    framework.start(folder)
    start_checks.refuse_missing_database(folder)
    end_in_good_order()
    made_at = datetime.now(UTC)
    out = given.out / f"goodhands-{made_at:%Y-%m-%d-%H%M%S}.zip" if given.out.is_dir() else given.out
    held = make_backup(folder, out, made_at)
    print(f"{out} holds everything: {sum(held.tables.values()):,} rows and {len(held.files):,} files, "
          f"{out.stat().st_size:,} bytes. It was restored once as a trial.")  # fmt: skip
    return OK


def end_in_good_order() -> None:
    """Let SIGTERM and a closed terminal end the program as Ctrl-C does, so that nothing is left lying about."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda received, _: sys.exit(128 + received))


def make_backup(folder: DataFolder, out: Path, made_at: datetime) -> Contents:
    """Write a backup and restore it aside; only one that can be restored gets its name. Refused where it cannot."""
    if out.exists():
        raise Refused(f"{out} exists already; name another file.")
    aside = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    progress = Progress()
    try:
        with tempfile.TemporaryDirectory(dir=folder.path, prefix=".backup-") as scratch:
            progress.step("copying the database", 0.1)
            held = _write(folder, aside, Path(scratch), made_at, progress)
            progress.step("restoring it to see that it can be", 0.6)
            archive.refuse_damaged(aside)
            restore_aside(aside, Path(scratch) / "restored")
        aside.rename(out)
        data_folder.flush_folder(out.absolute().parent)
    except OSError as error:
        raise Refused(f"The backup {out} cannot be written: {error.strerror or error}.") from None
    finally:
        progress.done()
        aside.unlink(missing_ok=True)
    return held


def _write(folder: DataFolder, path: Path, scratch: Path, made_at: datetime, progress: Progress) -> Contents:
    """The database first, then the files it names: a file never changes, and is there before its row is."""
    if start_checks.uses_postgresql():
        database, member = "postgresql", postgresql_copy.MEMBER
        held = postgresql_copy.copy(scratch / member)
    else:
        database, member = "sqlite", sqlite_copy.MEMBER
        sqlite_copy.copy(folder.database, scratch / member)
        held = sqlite_copy.contents(scratch / member)
    progress.step("packing", 0.3)
    members = {member: scratch / member} | {f"files/{file.path}": folder.files / file.path for file in held.files}
    if folder.audit_key.is_file():  # with another one nobody could tell whether the record was altered
        members[folder.audit_key.name] = folder.audit_key
    for file in held.files:
        if not (folder.files / file.path).is_file():
            raise Refused(f"The stored file “{file.name}” is missing ({folder.files / file.path}), so the backup would "
                          "not be whole.")  # fmt: skip
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    archive.write(path, members, database=database, tables=held.tables, versions=_versions(),
                  made_at=made_at.isoformat(timespec="seconds"))  # fmt: skip
    return held


def _versions() -> Mapping[str, str]:
    import django

    return {"goodhands": __version__, "django": django.get_version(), "python": platform.python_version(),
            "sqlite": framework.sqlite().sqlite_version}  # fmt: skip


def restore_aside(path: Path, into: Path) -> archive.Manifest:
    """Unpack a backup into a new folder and look whether all of it is there; Refused where it is not."""
    into.mkdir(mode=0o700)
    manifest = archive.unpack(path, into)
    if manifest.database == "postgresql":
        held = postgresql_copy.restored_aside(into / postgresql_copy.MEMBER)
    else:
        held = sqlite_copy.contents(into / sqlite_copy.MEMBER)
    if held.tables != manifest.tables:
        wrong = sorted(name for name, _ in held.tables.items() ^ manifest.tables.items())
        raise Refused(f"{path} is not whole: the table {wrong[0]} has not as many rows as when it was copied.")
    for file in held.files:
        member = manifest.members.get(f"files/{file.path}")
        if member is None or member["sha256"] != file.sha256:
            said = "is missing in it" if member is None else "is not what was handed in any more"
            raise Refused(f"{path} is not whole: the stored file “{file.name}” (files/{file.path}) {said}.")
    return manifest
