"""The database itself refuses what leads from one company to another, whatever the code above it does."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models.sql import UpdateQuery

from goodhands.foundation.companies import walls
from goodhands.foundation.companies.owned import Owned
from goodhands.foundation.engagements.models import Engagement
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


LINKS = pytest.mark.parametrize("link", links(), ids=lambda link: f"{link[0].__name__}.{link[1].name}")


@LINKS
def test_no_row_is_led_to_another_company(link: tuple[type[Owned], Any], worlds: tuple[World, World]) -> None:
    model, column = link
    a, b = worlds
    target = b.rows[column.related_model.__name__]
    set_column(model, a.rows[model.__name__].pk, column, a.rows[column.related_model.__name__])
    with pytest.raises(IntegrityError, match="another company"):
        set_column(model, a.rows[model.__name__].pk, column, target)


@LINKS
def test_no_row_comes_in_that_leads_to_another_company(link: tuple[type[Owned], Any], worlds: tuple[World, World]) -> None:
    model, column = link
    a, b = worlds
    row = a.rows[model.__name__]
    row.pk = uuid4()
    setattr(row, column.name, b.rows[column.related_model.__name__])
    with pytest.raises(IntegrityError, match="another company"):
        put_in(row)


@pytest.mark.parametrize("model", walls.owned_models(), ids=lambda model: model.__name__)
def test_no_row_changes_hands(model: type[Owned], worlds: tuple[World, World]) -> None:
    a, b = worlds
    with pytest.raises(IntegrityError, match="another company"):
        set_column(model, a.rows[model.__name__].pk, model._meta.get_field("company"), b.company)
    with pytest.raises(IntegrityError, match="another company"):
        set_column(model, a.rows[model.__name__].pk, model._meta.pk, uuid4())


def test_a_row_that_leads_nowhere_is_no_trespass(worlds: tuple[World, World]) -> None:
    a, _ = worlds
    set_column(Engagement, a.rows["Engagement"].pk, Engagement._meta.get_field("provider"), None)


def test_every_wall_stands_after_migrating() -> None:
    assert walls.missing_walls() == []
    assert len(list(walls.walls())) >= 2 * len(walls.owned_models()) - 4


def test_a_wall_that_fell_is_missed_and_put_up_again_by_migrating() -> None:
    """SQLite drops triggers without a word when it remakes a table; PostgreSQL's are taken down by hand here."""
    with connection.cursor() as cursor:
        on_table = ' ON "providers_provider"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "wall_update_providers_provider"{on_table}')
    assert walls.missing_walls() == ["wall_update_providers_provider"]
    call_command("migrate", verbosity=0)
    assert walls.missing_walls() == []


def test_a_wall_that_lets_through_is_missed_and_replaced() -> None:
    wall = next(wall for wall in walls.walls() if wall.table == "engagements_engagement" and wall.event == "UPDATE")
    weak = walls.Wall(wall.name, wall.table, wall.event, 'NEW."id" IS NULL')
    with connection.cursor() as cursor:
        on_table = f' ON "{wall.table}"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "{wall.name}"{on_table}')
        cursor.execute(weak.for_postgresql if connection.vendor == "postgresql" else weak.for_sqlite)
    assert walls.missing_walls() == [wall.name]
    walls.put_up()
    assert walls.missing_walls() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL can put a trigger to sleep")
def test_a_sleeping_wall_is_missed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE providers_provider DISABLE TRIGGER wall_update_providers_provider")
    assert walls.missing_walls() == ["wall_update_providers_provider"]


def test_a_wall_that_no_model_asks_for_goes() -> None:
    stray = walls.Wall("wall_of_old", "providers_provider", "INSERT", "TRUE")
    with connection.cursor() as cursor:
        cursor.execute(stray.for_postgresql if connection.vendor == "postgresql" else stray.for_sqlite)
    walls.put_up()
    with scope_of(build("A")):
        assert Provider.objects.count() == 1


def scope_of(world: World) -> Any:
    from goodhands.foundation.companies import scope

    return scope.within(world.company)


@pytest.mark.django_db(transaction=True)
def test_remaking_a_table_drops_walls_and_migrating_brings_them_back() -> None:
    column = Provider._meta.get_field("phone")
    wider = models.CharField("Telephone", max_length=41, blank=True)
    wider.set_attributes_from_name("phone")
    wider.model = Provider
    with connection.schema_editor() as editor:
        editor.alter_field(Provider, column, wider, strict=False)
    if connection.vendor == "sqlite":
        assert walls.missing_walls() == ["wall_update_providers_provider"]
    with connection.schema_editor() as editor:
        editor.alter_field(Provider, wider, column, strict=False)
    call_command("migrate", verbosity=0)
    assert walls.missing_walls() == []
