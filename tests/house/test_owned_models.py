"""Is every table either of a company, or on a short list with a reason? And has each of them a row in the tests' world?"""

import pytest
from django.apps import apps
from django.db import models

from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import Owned, OwnedManager, Removable
from goodhands.foundation.isolation.walls import owned_models
from tests.exceptions import let_pass
from tests.world import build, without_canary

MODELS = list(apps.get_models(include_auto_created=True))
OWNED = owned_models()


def label(model: type[models.Model]) -> str:
    return model._meta.label


def test_every_model_belongs_to_a_company_or_says_why_not() -> None:
    let = let_pass("not_owned", "model")
    assert {label(model) for model in MODELS if not issubclass(model, Owned)} - {"auth.Group_permissions"} == set(let)
    assert all(let.values())


@pytest.mark.parametrize("model", OWNED, ids=label)
def test_an_owned_model_keeps_every_door_shut(model: type[Owned]) -> None:
    """Its only managers are those that fail closed, for the framework's own ways as well."""
    assert model._meta.base_manager_name == "objects"
    names = ["objects", "binned"] if issubclass(model, Removable) else ["objects"]
    assert [manager.name for manager in model._meta.managers] == names
    assert all(isinstance(manager, OwnedManager) for manager in model._meta.managers)
    assert isinstance(model._default_manager, OwnedManager)
    assert model._default_manager.name == "objects"
    assert isinstance(model._base_manager, OwnedManager)
    company = model._meta.get_field("company")
    assert (company.null, company.editable) == (False, False)
    assert company.related_model._meta.label == "companies.Company"


@pytest.mark.parametrize("model", OWNED, ids=label)
def test_what_must_be_unique_is_so_within_a_company(model: type[Owned]) -> None:
    """A key across companies would tell one of them what another has."""
    shared = [c.name for c in model._meta.constraints
              if isinstance(c, models.UniqueConstraint) and "company" not in c.fields]  # fmt: skip
    alone = [column.name for column in model._meta.concrete_fields
             if column.unique and not column.primary_key and not column.one_to_one]  # fmt: skip
    assert (shared, alone, model._meta.unique_together) == ([], [], ())


@pytest.mark.parametrize("model", OWNED, ids=label)
def test_an_owned_model_has_no_table_beside_it_without_a_company(model: type[Owned]) -> None:
    for column in model._meta.many_to_many:
        assert issubclass(column.remote_field.through, Owned)


@pytest.mark.django_db
def test_the_world_has_a_row_of_everything_and_a_canary_in_every_text() -> None:
    for letter in "AB":
        world = build(letter)
        with scope.within(world.company):
            assert without_canary(world) == []
