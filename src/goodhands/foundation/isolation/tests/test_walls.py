"""The database itself refuses what leads from one company to another, whatever the code above it does."""

from copy import copy
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import pre_migrate
from django.db.models.sql import UpdateQuery

from goodhands.foundation.companies.models import Company
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope, walls
from goodhands.foundation.isolation.owned import Owned
from goodhands.foundation.providers.models import Provider
from tests import tripwire
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def worlds(db: None) -> tuple[World, World]:
    return build("A"), build("B")


def links() -> list[tuple[type[Owned], Any]]:
    """Every way from a row of a company to another one."""
    return [(model, column) for model in walls.owned_models() for column in model._meta.concrete_fields
            if isinstance(column.related_model, type) and issubclass(column.related_model, Owned)]  # fmt: skip


def set_column(model: type[Owned], key: object, column: Any, value: object) -> None:
    """An update below all managers."""
    with tripwire.off(), transaction.atomic():
        query = UpdateQuery(model)
        query.add_update_values({column.name: value})
        query.add_filter("pk", key)
        query.get_compiler("default").execute_sql("no results")


def put_in(row: Owned) -> None:
    """An insert below all managers."""
    with tripwire.off(), transaction.atomic():
        models.QuerySet(type(row))._insert([row], fields=row._meta.concrete_fields, using="default")


def test_no_row_is_led_to_another_company(worlds: tuple[World, World], subtests: pytest.Subtests) -> None:
    a, b = worlds
    for model, column in links():
        with subtests.test(f"{model.__name__}.{column.name}"):
            row, target = a.rows[model.__name__], column.related_model.__name__
            set_column(model, row.pk, column, getattr(row, column.attname))  # as it is: no trespass
            with pytest.raises(IntegrityError, match=r"another company|only ever added to|never altered"):
                set_column(model, row.pk, column, b.rows[target])


def test_no_row_comes_in_that_leads_to_another_company(worlds: tuple[World, World], subtests: pytest.Subtests) -> None:
    a, b = worlds
    for model, column in links():
        with subtests.test(f"{model.__name__}.{column.name}"):
            row = copy(a.rows[model.__name__])
            row.pk = uuid4()
            setattr(row, column.name, b.rows[column.related_model.__name__])
            with pytest.raises(IntegrityError, match="another company"):
                put_in(row)


def test_no_row_changes_hands(worlds: tuple[World, World], subtests: pytest.Subtests) -> None:
    a, b = worlds
    for model in walls.owned_models():
        with subtests.test(model.__name__):
            key = a.rows[model.__name__].pk
            for column, value in ((model._meta.get_field("company"), b.company), (model._meta.pk, uuid4())):
                with pytest.raises(IntegrityError, match=r"another company|only ever added to|never altered"):
                    set_column(model, key, column, value)


def test_a_row_that_leads_nowhere_is_no_trespass(worlds: tuple[World, World]) -> None:
    a, _ = worlds
    set_column(Engagement, a.rows["Engagement"].pk, Engagement._meta.get_field("provider"), None)


def take_down(wall: walls.Wall) -> None:
    on_table = f' ON "{wall.table}"' if connection.vendor == "postgresql" else ""
    by_hand(f'DROP TRIGGER "{wall.name}"{on_table}')


def by_hand(statement: str) -> None:
    with tripwire.off(), connection.cursor() as cursor:
        cursor.execute(statement)


def as_statement(wall: walls.Wall) -> str:
    return wall.for_postgresql if connection.vendor == "postgresql" else wall.for_sqlite


def wall_of(table: str, event: str) -> walls.Wall:
    return next(wall for wall in walls.walls() if (wall.table, wall.event) == (table, event))


def test_every_wall_stands_after_migrating() -> None:
    assert walls.missing_walls() == []
    watched = {wall.table for wall in walls.walls() if wall.event == "UPDATE"}
    assert watched == {model._meta.db_table for model in [*walls.owned_models(), Company]}
    leading = {
        model for model, _ in links()
    }  # one for rows that change, and where they lead on, one for those that come
    assert len(list(walls.walls())) >= len(walls.owned_models()) + len(leading)


def test_a_wall_that_fell_is_missed_and_put_up_again_by_migrating() -> None:
    take_down(wall_of("providers_provider", "UPDATE"))
    assert walls.missing_walls() == ["wall_update_providers_provider"]
    call_command("migrate", verbosity=0)
    assert walls.missing_walls() == []


def test_a_wall_that_lets_through_is_missed_and_replaced() -> None:
    wall = wall_of("engagements_engagement", "UPDATE")
    take_down(wall)
    by_hand(as_statement(walls.Wall(wall.name, wall.table, wall.event, 'NEW."id" IS NULL')))
    assert walls.missing_walls() == [wall.name]
    walls.put_up()
    assert walls.missing_walls() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can put a trigger to sleep")
def test_a_sleeping_wall_is_missed() -> None:
    by_hand("ALTER TABLE providers_provider DISABLE TRIGGER wall_update_providers_provider")
    assert walls.missing_walls() == ["wall_update_providers_provider"]


def test_a_wall_that_no_model_asks_for_goes() -> None:
    by_hand(as_statement(walls.Wall("wall_of_old", "providers_provider", "INSERT", "TRUE")))
    walls.put_up()
    world = build("A")
    with scope.within(world.company):
        assert Provider.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_table_can_be_remade_by_a_migration_and_the_walls_stand_again_after_it() -> None:
    """SQLite would drop those of the table, and refuse to remake one that other tables' walls look into."""
    column = Provider._meta.get_field("phone")
    wider = models.CharField("Telephone", max_length=41, blank=True)
    wider.set_attributes_from_name("phone")
    wider.model = Provider
    companies = apps.get_app_config("companies")
    pre_migrate.send(companies, app_config=companies, using="default", plan=["a migration"])
    assert len(walls.missing_walls()) == len(list(walls.walls()))
    for old, new in ((column, wider), (wider, column)):
        with tripwire.off(), connection.schema_editor() as editor:
            editor.alter_field(Provider, old, new, strict=False)
    call_command("migrate", verbosity=0)
    assert walls.missing_walls() == []
