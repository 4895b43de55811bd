"""Does a run of the tests stand on the database it says?"""

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_the_database_is_the_one_that_the_run_says() -> None:
    assert connection.vendor == settings.VENDOR


@pytest.mark.django_db
@pytest.mark.skipif(settings.VENDOR != "sqlite", reason="about SQLite")
def test_sqlite_runs_as_in_the_product() -> None:
    """Ours, not the system's, in a file, with a log that survives a power cut, and triggers that see everything."""
    with connection.cursor() as cursor:

        def pragma(name: str) -> object:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

        kept = {name: pragma(name) for name in ("journal_mode", "synchronous", "recursive_triggers", "foreign_keys")}
        version = cursor.execute("SELECT sqlite_version()").fetchone()[0]
    assert kept == {"journal_mode": "wal", "synchronous": 2, "recursive_triggers": 1, "foreign_keys": 1}
    assert tuple(map(int, version.split("."))) >= (3, 51, 3), "3.7.0 to 3.51.2 can corrupt the log"
