"""Everything that is kept, to tell whether a request has changed anything: all rows of all tables, and all files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

Rows = dict[str, list[tuple[Any, ...]]]
_COMES_AND_GOES = {"django_session", "django_migrations"}


def rows_of_everything() -> Rows:
    """All rows of all tables, but those of sessions."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


_known: list[str] = []


def _tables() -> list[str]:
    if not _known:
        _known.extend(set(connection.introspection.table_names()) - _COMES_AND_GOES)
    return _known


def files(folder: str = "") -> dict[str, int]:
    """All stored files with the time of their last change."""
    top = Path(settings.FILES) / folder
    return {str(path): path.stat().st_mtime_ns for path in sorted(top.rglob("*")) if path.is_file()}


def rows_naming(keys: set[object]) -> Rows:
    """The rows in which one of these keys stands."""
    wanted = {str(key).replace("-", "") for key in keys}
    return {
        table: [row for row in rows if any(str(cell).replace("-", "") in wanted for cell in row)]
        for table, rows in rows_of_everything().items()
    }


def changed(before: Rows, after: Rows) -> list[str]:
    """The tables in which something differs."""
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))
