"""Everything that is kept, to tell whether a request has changed anything: all rows of all tables, and all files."""

from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection

Rows = dict[str, list[tuple[Any, ...]]]
_COMES_AND_GOES = {"people_session", "people_tries", "django_migrations"}


def rows_of_everything() -> Rows:
    """All rows of all tables, but those of sessions and of counted tries."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT {_columns(table)} FROM "{table}"')
            found[table] = sorted(cursor.fetchall(), key=repr)
    return found


@cache
def _columns(table: str) -> str:
    """The columns of a table as its model lists them, since migrations may have added them in another order."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table]
    return ", ".join(f'"{column.column}"' for column in models[0]._meta.concrete_fields) if models else "*"


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
    """The rows that have one of these keys, or lead to one."""
    wanted = {_plain(key) for key in keys}
    rows = rows_of_everything()
    found: Rows = {}
    for model in apps.get_models(include_auto_created=True):
        columns = model._meta.concrete_fields  # in the order of the table
        leading = [i for i, column in enumerate(columns) if column.is_relation or column.primary_key]
        here = rows.get(model._meta.db_table, [])
        found[model._meta.db_table] = [row for row in here if wanted & {_plain(row[i]) for i in leading}]
    return found


def _plain(key: object) -> str:
    return str(key).replace("-", "")


def changed(before: Rows, after: Rows) -> list[str]:
    """The tables in which something differs."""
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))
