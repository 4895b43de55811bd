"""May it start? What would lose data or show it to the wrong person stops the start, in one plain sentence."""

import os
from collections.abc import Sequence

from goodhands.cli import framework
from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import Refused

FIRST_UNSAFE, FIRST_SAFE = (3, 7, 0), (3, 51, 3)
"""SQLite from the one up to, but not including, the other can corrupt its log when two connections write at once."""


def uses_postgresql() -> bool:
    """Whether a PostgreSQL database takes the place of the file."""
    return bool(os.environ.get("DATABASE_URL"))


def refuse_unsafe_start(folder: DataFolder) -> None:
    """All that can be known before anything is changed; the framework is set up."""
    if uses_postgresql():
        refuse_unreachable_database()
    else:
        refuse_unsafe_sqlite(framework.sqlite().sqlite_version_info)
    refuse_unclear_targets()
    refuse_failed_checks()
    if uses_postgresql() or folder.database.exists():
        refuse_newer_database()


def refuse_unusable_database(folder: DataFolder) -> None:
    """For commands beside a server: the database is there, and has the shape that this version knows."""
    refuse_missing_database(folder)
    refuse_newer_database()
    if pending():
        raise Refused("The database was made by an older version of Goodhands: start `goodhands serve` first, "
                      "which brings it up to date.")  # fmt: skip


def refuse_missing_database(folder: DataFolder) -> None:
    """Refused where there is nothing that could be opened."""
    if uses_postgresql():
        refuse_unreachable_database()
    elif not folder.database.exists():
        raise Refused(f"There is no database in {folder.path} yet: start `goodhands serve` first.")


def refuse_unsafe_sqlite(version: Sequence[int]) -> None:
    """Refused where the SQLite that the framework uses can damage the database."""
    if FIRST_UNSAFE <= tuple(version) < FIRST_SAFE:
        number = ".".join(map(str, version))
        raise Refused(f"This Python brings SQLite {number}, which can damage a database that two write at once. "
                      "Goodhands needs 3.51.3 or newer; set it up anew with ./goodhands.")  # fmt: skip


def refuse_unreachable_database() -> None:
    """Refused where PostgreSQL does not answer within some seconds."""
    import psycopg

    try:
        psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5).close()
    except psycopg.OperationalError as error:
        said = " ".join(str(error).split())
        raise Refused(f"The PostgreSQL database that DATABASE_URL names cannot be reached: {said}") from None


def refuse_unclear_targets() -> None:
    """Refused where GOODHANDS_PRIVATE_TARGETS is not a list of hosts with their ports."""
    from django.conf import settings

    from goodhands.foundation.rules.targets import NotAllowed, named_targets

    try:
        named_targets(settings.PRIVATE_TARGETS)
    except NotAllowed as why:
        raise Refused(f"GOODHANDS_PRIVATE_TARGETS is set and cannot be used: {why}") from None


def refuse_failed_checks() -> None:
    """Refused where the framework's own checks or ours find an error, such as a page that anybody could open."""
    from django.core.checks import ERROR, run_checks

    errors = [message for message in run_checks() if message.is_serious(ERROR) and not message.is_silenced()]
    if errors:
        more = f" ({len(errors) - 1} more: `goodhands manage check` lists them)" if errors[1:] else ""
        raise Refused(f"Goodhands does not start, since a check failed: {errors[0].msg}{more}")


def refuse_newer_database() -> None:
    """Refused where a newer version has changed the shape of the database in ways that this one does not know."""
    unknown = sorted(_applied() - _known())
    if unknown:
        app, name = unknown[0]
        raise Refused(f"The database was made by a newer version of Goodhands (it has “{app} {name}”, which this one "
                      "does not know); start that version, or restore a backup made with this one.")  # fmt: skip


def is_new() -> bool:
    """Whether the database is still empty."""
    return not _applied()


def pending() -> list[str]:
    """The changes of the database's shape that this version brings and the database does not have yet, in order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [
        f"{change.app_label} {change.name}" for change, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]


def missing_walls() -> list[str]:
    """The walls between companies that do not stand in the database as they should."""
    from goodhands.foundation.isolation import walls

    return walls.missing_walls()


def put_up_walls() -> None:
    """Put up what is missing of the walls between companies; Refused where one still does not stand."""
    from goodhands.foundation.isolation import walls

    walls.put_up()
    if missing := missing_walls():
        raise Refused(f"The database does not keep companies apart any more: {missing[0]} is missing.")


def _applied() -> set[tuple[str, str]]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connection).applied_migrations())


def _known() -> set[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    found = MigrationLoader(None).disk_migrations
    return set(found) | {name for change in found.values() for name in change.replaces}


def close_database() -> None:
    """Be the last to close it, so that SQLite takes its log into the one file."""
    from django.db import connection

    connection.ensure_connection()
    connection.close()
