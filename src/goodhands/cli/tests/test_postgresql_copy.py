"""Does everything work the same with PostgreSQL in place of the file? Runs where the tests have one."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from goodhands.cli.tests.running import ANA, Browser, Start, call

pytestmark = [
    pytest.mark.database,
    pytest.mark.skipif(settings.VENDOR != "postgresql", reason="about PostgreSQL"),
]


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of a new and empty database."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield make_conninfo(url, dbname=name)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def counts(url: str) -> dict[str, int]:
    with psycopg.connect(url) as connection:
        names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0] for (name,) in names}  # type: ignore[arg-type]


def test_serve_backup_and_restore(start: Start, tmp_path: Path) -> None:
    with database("gh_one") as one, database("gh_two") as two:
        running = start(tmp_path / "one", DATABASE_URL=one)
        link, ana = running.wait_for(r"http\S+/set-up/\S+"), Browser()
        assert [ana.open(link)[0], ana.open(link, ANA)[0]] == [200, 200]
        assert call("sign-in-link", ANA["email"], "--data", tmp_path / "one", DATABASE_URL=one).returncode == 0
        made = call("backup", "--data", tmp_path / "one", tmp_path / "b.zip", DATABASE_URL=one)
        assert (made.returncode, made.stderr) == (0, "")
        assert running.stop() == 0
        assert not (tmp_path / "one" / "goodhands.sqlite3").exists()
        with zipfile.ZipFile(tmp_path / "b.zip") as archive:
            assert archive.namelist() == ["postgresql.dump", "audit-key", "manifest.json"]

        restored = call("restore", tmp_path / "b.zip", "--data", tmp_path / "two", DATABASE_URL=two)
        assert (restored.returncode, restored.stderr) == (0, "")
        assert counts(two) == counts(one)
        again = call("restore", tmp_path / "b.zip", "--data", tmp_path / "three", DATABASE_URL=two)
        assert again.returncode == 1
        assert again.stderr.startswith("The database that DATABASE_URL names is not empty: it has ")
        without = call("restore", tmp_path / "b.zip", "--data", tmp_path / "three")
        assert without.stderr == (
            f"{tmp_path / 'b.zip'} is a backup of a PostgreSQL database: set DATABASE_URL to the one to fill.\n"
        )
        running = start(tmp_path / "two", DATABASE_URL=two)
        status, place, _ = signed_in(running.address)
        assert (status, place) == (200, f"{running.address}/alder-finch/")
        assert running.stop() == 0


def signed_in(address: str) -> tuple[int, str, str]:
    ana = Browser()
    ana.open(f"{address}/sign-in/")
    return ana.open(f"{address}/sign-in/", {"email": ANA["email"], "password": ANA["password"]})
