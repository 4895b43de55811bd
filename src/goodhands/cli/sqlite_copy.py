"""A copy of the SQLite database as it is at one moment, taken while others write; and is a copy whole?"""

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from goodhands.cli.framework import sqlite
from goodhands.cli.main import Refused

MEMBER = "goodhands.sqlite3"


class StoredFile(NamedTuple):
    """A row of the table of documents: what it is called, where its file lies below `files/`, and its hash."""

    name: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database."""

    tables: Mapping[str, int]
    files: Sequence[StoredFile]


def copy(source: Path, to: Path) -> None:
    """Copy a database by SQLite's own means: as of one moment, whoever is writing. Flushed, and one single file."""
    with closing(_open(source)) as database, closing(_open(to)) as taken:
        database.backup(taken)  # all pages in one step: in several, each change by another process begins it anew
        taken.execute("PRAGMA journal_mode=DELETE")
    handle = os.open(to, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def contents(path: Path) -> Contents:
    """The rows of each table and the stored files of a copy; Refused where the database is damaged."""
    try:
        with closing(_open(path)) as database:
            for question in ("integrity_check", "foreign_key_check"):
                answer = [row for row in database.execute(f"PRAGMA {question}").fetchall() if row != ("ok",)]
                if answer:
                    raise Refused(f"The database is damaged: {question} finds {answer[0]}.")
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
            tables = {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}
            rows = database.execute(documents_query()).fetchall() if documents_table() in tables else []
            return Contents(tables, stored_files(rows))
    except sqlite().DatabaseError as error:
        raise Refused(f"The database is damaged: {error}.") from None


def documents_table() -> str:
    """The name of the table of documents, which a database from before the first migration does not have."""
    from goodhands.foundation.documents.models import Document

    return str(Document._meta.db_table)


def documents_query() -> str:
    """All documents of all companies. No company is in view here, so that the models cannot be asked."""
    return f"SELECT name, company_id, id, sha256 FROM {documents_table()} ORDER BY company_id, id"


def stored_files(rows: Sequence[Sequence[Any]]) -> list[StoredFile]:
    """The rows of `documents_query`, whichever way the database keeps a UUID."""
    return [StoredFile(name, f"{UUID(str(company))}/{UUID(str(key))}", sha256) for name, company, key, sha256 in rows]


def _open(path: Path) -> Any:
    """A connection by the SQLite that the framework uses, ours."""
    return sqlite().connect(str(path), timeout=20)
