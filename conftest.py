"""What holds for every test: which database a run is for, and which tests belong to it."""

from collections.abc import Iterator, Sequence

import pytest
from django.conf import settings
from django.db import connection

from tests import exceptions

TOUCHES = {"db", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback", "live_server"}
"""Fixtures by which a test says that it touches the database; the marks `django_db` and `database` say so, too."""


def pytest_report_header() -> list[str]:
    return [_database(), f"let pass by tests/house/exceptions.toml: {exceptions.sizes()}"]


def _database() -> str:
    if settings.VENDOR == "postgresql":
        return f"database: PostgreSQL at {connection.settings_dict['HOST']}; only the tests that touch it"
    from django.db.backends.sqlite3.base import Database

    return f"database: SQLite {Database.sqlite_version}"


ON_BOTH = ("test_from_set_up_to_a_ticket.py", "test_search.py", "test_second_thoughts.py")
"""Stories that walk through every kind of statement; in the others a browser sees nothing of the database behind it."""


def touches_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("story") and item.path.name not in ON_BOTH:
        return False
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("database")
    return bool(marked) or bool(TOUCHES & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches it: the rest has just been run on SQLite."""
    if settings.VENDOR != "sqlite":
        split: dict[bool, Sequence[pytest.Item]] = {
            touching: [item for item in items if touches_database(item) == touching] for touching in (True, False)
        }
        config.hook.pytest_deselected(items=split[False])
        items[:] = split[True]


def pytest_configure() -> None:
    from tests import tripwire

    tripwire.install()
    _let_tests_empty_the_record()


def _let_tests_empty_the_record() -> None:
    """Tests that commit empty all tables after them; the record of changes can only be emptied without its walls."""
    from django.core.management.commands.flush import Command

    from goodhands.foundation.isolation import walls

    flush = Command.handle

    def without_walls(self: Command, **options: object) -> None:
        walls.take_down(plan=["as if tables were about to be remade"])
        try:
            flush(self, **options)
        finally:
            walls.put_up()

    Command.handle = without_walls  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def nothing_trips_the_wire() -> Iterator[None]:
    """A statement that touches a company's rows without naming the company in view fails the test it happens in."""
    from tests import tripwire

    tripwire.fired.clear()
    yield
    assert tripwire.fired == []
