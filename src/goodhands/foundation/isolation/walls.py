"""Walls in the database itself, below all code: a row leads to rows of its own company only, and never changes hands.

They are triggers, made from the models, taken down before migrations and put up after them: SQLite drops those of a
table that is remade without a word, and does not remake one that another's triggers look into. `missing_walls` says
which are not there, or are not what they should be.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from goodhands.foundation.isolation.owned import Owned

_ROW, _BEFORE, _ON_INSERT, _ON_DELETE, _ON_UPDATE = 1, 2, 4, 8, 16  # how PostgreSQL notes when a trigger fires


@dataclass(frozen=True, slots=True)
class Wall:
    """A trigger that refuses what `trespass`, a condition on NEW and OLD, describes."""

    name: str
    table: str
    event: str
    trespass: str
    says: str = "another company"

    @property
    def for_sqlite(self) -> str:
        refuse = f"SELECT RAISE(ABORT, '{self.name}: {self.says}')"
        return (
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" '
            f"WHEN {self.trespass} BEGIN {refuse}; END"
        )

    @property
    def body(self) -> str:
        """What the function does that PostgreSQL needs beside the trigger."""
        refuse = f"RAISE EXCEPTION '{self.name}: {self.says}' USING ERRCODE = 'integrity_constraint_violation'"
        row = "OLD" if self.event == "DELETE" else "NEW"  # NEW is nothing there, and nothing would be deleted
        return f"BEGIN IF {self.trespass} THEN {refuse}; END IF; RETURN {row}; END"

    @property
    def for_postgresql(self) -> str:
        return (
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $${self.body}$$; '
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" '
            f'FOR EACH ROW EXECUTE FUNCTION "{self.name}"()'
        )


def owned_models() -> list[type[Owned]]:
    """All models whose rows belong to a company."""
    return [model for model in apps.get_models() if issubclass(model, Owned)]


def walls() -> Iterator[Wall]:
    """The walls that the models ask for: one for rows that come, one for rows that change."""
    born = " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in ("example", "id"))
    yield Wall(f"wall_birth_{_companies()}", _companies(), "UPDATE", born, "an example from its birth on, or never")
    for model in owned_models():
        table = model._meta.db_table
        astray = [_leads_astray(field) for field in model._meta.concrete_fields if _to_owned(field)]
        if astray:
            yield Wall(f"wall_insert_{table}", table, "INSERT", " OR ".join(astray))
        key = model._meta.pk.column
        moved = [f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in ("company_id", key)]
        yield Wall(f"wall_update_{table}", table, "UPDATE", " OR ".join(moved + astray))
        if (erasable := getattr(model, "erasable", None)) is not None:
            yield from _only_added_to(model, erasable)
        if getattr(model, "lasting", False):
            yield _never_altered(model)
        if (acts := getattr(model, "even_archived", None)) is not None:
            yield _shut_in_the_archive(model, acts)


def _only_added_to(model: type[Owned], erasable: Collection[str]) -> Iterator[Wall]:
    """Walls around rows that nobody alters or removes; some columns may become blank, and stay so.

    An example is invented, and goes with all its rows, they first: a company of which there are some stays.
    """
    table, says = model._meta.db_table, "only ever added to"
    altered = [
        f'NEW."{field.column}" IS DISTINCT FROM OLD."{field.column}"'
        + (f""" AND NEW."{field.column}" <> ''""" if field.name in erasable else "")
        for field in model._meta.concrete_fields
    ]
    yield Wall(f"wall_alter_{table}", table, "UPDATE", " OR ".join(f"({one})" for one in altered), says)
    invented = f'SELECT 1 FROM "{_companies()}" AS there WHERE there."id" = OLD."company_id" AND there."example"'
    yield Wall(f"wall_delete_{table}", table, "DELETE", f"NOT EXISTS ({invented})", says)
    left = f'EXISTS (SELECT 1 FROM "{table}" AS there WHERE there."company_id" = OLD."id")'
    yield Wall(f"wall_last_{table}", _companies(), "DELETE", left, says)


def _never_altered(model: type[Owned]) -> Wall:
    """A wall around rows that stay as they came, and are at most laid aside and put back."""
    laid_aside = ("removed_at", "removed_by")
    columns = [field.column for field in model._meta.concrete_fields if field.name not in laid_aside]
    altered = " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in columns)
    return Wall(f"wall_alter_{model._meta.db_table}", model._meta.db_table, "UPDATE", altered, "never altered")


def _companies() -> str:
    """The table of the companies themselves."""
    return apps.get_model("companies", "Company")._meta.db_table


def _shut_in_the_archive(model: type[Owned], acts: Collection[str]) -> Wall:
    """A wall around the record of an archived company. Since every change is on record, none gets through."""
    table = model._meta.db_table
    company = model._meta.get_field("company").related_model._meta.db_table
    archived = (
        f'EXISTS (SELECT 1 FROM "{company}" AS there WHERE there."id" = NEW."company_id" '
        f'AND there."archived_at" IS NOT NULL)'
    )
    among = ", ".join(f"'{act}'" for act in acts)
    return Wall(f"wall_archive_{table}", table, "INSERT", f'NEW."act" NOT IN ({among}) AND {archived}', "archived")


def _to_owned(field: "models.Field[Any, Any]") -> bool:
    target = field.related_model
    return isinstance(target, type) and issubclass(target, Owned)


def _leads_astray(field: Any) -> str:
    there = field.target_field
    return (
        f'(NEW."{field.column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{there.model._meta.db_table}" AS there '
        f'WHERE there."{there.column}" = NEW."{field.column}" AND there."company_id" = NEW."company_id"))'
    )


def missing_walls(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """The names of walls that are not there or not as they should be. Whoever serves pages should find none."""
    connection = connections[using]
    there = dict(_standing(connection))
    return [wall.name for wall in _wanted(connection) if there.get(wall.name) != _as_it_stands(wall, connection)]


def take_down(using: str = DEFAULT_DB_ALIAS, plan: Sequence[object] = (), **_: Any) -> None:
    """Take all walls down where migrations are about to be applied; `plan` lists them."""
    connection = connections[using]
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, stands in list(_standing(connection)) if plan else ():
            cursor.execute(_fall(name, str(stands[0]), connection))


def put_up(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Put up what is missing and take away what no model asks for any more."""
    connection = connections[using]
    wanted = _wanted(connection)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        kept = {wall.name: _as_it_stands(wall, connection) for wall in wanted}
        there = dict(_standing(connection))
        for name, stands in there.items():
            if kept.get(name) != stands:
                cursor.execute(_fall(name, str(stands[0]), connection))
        for wall in wanted:
            if there.get(wall.name) != kept[wall.name]:
                cursor.execute(wall.for_postgresql if connection.vendor == "postgresql" else wall.for_sqlite)


def _fall(name: str, table: str, connection: BaseDatabaseWrapper) -> str:
    return f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if connection.vendor == "postgresql" else "")


def _wanted(connection: BaseDatabaseWrapper) -> list[Wall]:
    """In the middle of a history of migrations not every table is there yet."""
    tables = set(connection.introspection.table_names())
    return [wall for wall in walls() if wall.table in tables]


def _as_it_stands(wall: Wall, connection: BaseDatabaseWrapper) -> tuple[object, ...]:
    """What the database should say of a wall."""
    if connection.vendor == "postgresql":
        fires = _ROW | _BEFORE | {"INSERT": _ON_INSERT, "UPDATE": _ON_UPDATE, "DELETE": _ON_DELETE}[wall.event]
        return wall.table, fires, "O", wall.body
    return wall.table, wall.for_sqlite


def _standing(connection: BaseDatabaseWrapper) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What the database says of the walls that it has."""
    on_postgresql = (
        "SELECT tgname, relname, tgtype, tgenabled::text, prosrc FROM pg_trigger "
        "JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE starts_with(tgname, 'wall_') AND pg_table_is_visible(tgrelid)"
    )
    on_sqlite = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 5) = 'wall_'"
    with connection.cursor() as cursor:
        cursor.execute(on_postgresql if connection.vendor == "postgresql" else on_sqlite)
        for name, *stands in cursor.fetchall():
            yield name, tuple(stands)
