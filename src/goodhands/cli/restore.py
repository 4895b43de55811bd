"""`goodhands restore`: a data folder from a backup. All of it is looked at before any of it is put in place."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from goodhands.cli import archive, data_folder, framework, postgresql_copy, sqlite_copy, start_checks
from goodhands.cli.backup import end_in_good_order, restore_aside
from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import OK, Parser, Refused


def run(arguments: Sequence[str]) -> int:
    """Fill an empty data folder from a backup."""
    parser = Parser(prog="goodhands restore", description="Fill an empty data folder from a backup.")
    parser.add_argument("file", metavar="FILE", type=Path, help="what `goodhands backup` wrote")
    data_folder.add_option(parser)
    given = parser.parse_args(arguments)
    folder = data_folder.named(given.data)
    refuse_full(folder)
    archive.refuse_damaged(given.file)
    _refuse_other_database(given.file)
    end_in_good_order()
    with data_folder.in_use(folder):
        framework.start(folder)
        with tempfile.TemporaryDirectory(dir=folder.path, prefix=".restore-") as scratch:
            manifest = restore_aside(given.file, Path(scratch) / "restored")
            _put_in_place(Path(scratch) / "restored", folder)
    made_at = manifest.made_at
    print(f"{folder.path} holds everything as it was on {made_at[:10]} at {made_at[11:19]} UTC. "
          "Start it with `goodhands serve`; everybody signs in anew.")  # fmt: skip
    return OK


def _refuse_other_database(file: Path) -> None:
    """Refused where the backup is for the other kind of database, or where the database to fill is not empty."""
    theirs, ours = archive.manifest_of(file).database, "postgresql" if start_checks.uses_postgresql() else "sqlite"
    if theirs != ours:
        hint = "set DATABASE_URL to the one to fill" if ours == "sqlite" else "unset DATABASE_URL to restore it"
        names = {"sqlite": "an SQLite", "postgresql": "a PostgreSQL"}
        raise Refused(f"{file} is a backup of {names[theirs]} database: {hint}.")
    if start_checks.uses_postgresql():
        framework.refuse_unreadable_database_url()
        start_checks.refuse_unreachable_database()
        postgresql_copy.refuse_full_database()


def _put_in_place(found: Path, folder: DataFolder) -> None:
    """Files first, and the database file last: only with it is the folder one that holds something."""
    for left in _logs_of(folder):
        left.unlink(missing_ok=True)  # of an earlier database; SQLite would play them into ours
    if start_checks.uses_postgresql():
        postgresql_copy.restore(found / postgresql_copy.MEMBER)
    if (found / "files").is_dir():
        for part in (*(found / "files").iterdir(), found / "files"):
            data_folder.flush_folder(part)
        folder.files.rmdir()
        (found / "files").rename(folder.files)
    if (key := found / folder.audit_key.name).is_file():
        key.chmod(0o600)
        key.rename(folder.audit_key)
    if not start_checks.uses_postgresql():
        (found / sqlite_copy.MEMBER).rename(folder.database)
    data_folder.flush_folder(folder.path)


def refuse_full(folder: DataFolder) -> None:
    """Refused where the folder holds anything that could be lost. What an emptied folder has left may stay."""
    harmless = {folder.lock, folder.address, folder.secret_key, folder.audit_key, folder.backups, *_logs_of(folder)}
    try:
        inside = sorted(folder.path.iterdir()) if folder.path.exists() else []
        there = [path for path in inside if path not in harmless and not (path == folder.files and _is_empty(path))]
    except OSError as error:
        raise Refused(f"{folder.path} cannot be read: {error.strerror or error}.") from None
    if there:
        raise Refused(f"{folder.path} is not empty (it holds {there[0].name}). "
                      "Name a new folder with --data.")  # fmt: skip


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _logs_of(folder: DataFolder) -> list[Path]:
    return [folder.database.with_name(folder.database.name + end) for end in ("-wal", "-shm", "-journal")]
