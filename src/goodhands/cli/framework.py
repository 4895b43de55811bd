"""Starting the web framework for a data folder, inside a command."""

import os
from importlib import import_module
from typing import Any

from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import Refused

SETTINGS = "goodhands.config.settings"  # by name, since it stands above the commands; with it comes our own SQLite
USUAL_ADDRESS = "http://127.0.0.1:8000"


def start(folder: DataFolder, address: str | None = None) -> None:
    """Set the framework up. The address is the one that people open; usually that of the last `serve`."""
    os.umask(0o077)  # what is written from here on is for nobody else
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ["GOODHANDS_DATA"] = str(folder.path)
    os.environ["GOODHANDS_URL"] = address or last_address(folder)
    refuse_unreadable_database_url()
    import django

    django.setup()


def sqlite() -> Any:
    """The SQLite library that the framework uses; once it is set up, our own."""
    return import_module("django.db.backends.sqlite3.base").Database


def last_address(folder: DataFolder) -> str:
    """Under which address people opened the pages last."""
    try:
        return folder.address.read_text("utf-8").strip() or USUAL_ADDRESS
    except OSError:
        return os.environ.get("GOODHANDS_URL", USUAL_ADDRESS)


def refuse_unreadable_database_url() -> None:
    """Refused where DATABASE_URL is no address of a PostgreSQL. It holds a password and is not shown."""
    if url := os.environ.get("DATABASE_URL"):
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict

        try:
            conninfo_to_dict(url)
        except ProgrammingError:
            raise Refused("DATABASE_URL is set and is not the address of a PostgreSQL database, "
                          "which looks like postgresql://name:password@host:5432/database.") from None  # fmt: skip
