"""Does every table leave with its company, or say why not? And can each of its columns travel?"""

import pytest
from django.apps import apps

from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.isolation.owned import Owned
from goodhands.foundation.moving.tables import IN_RECORD, LEFT_OUT, columns, travelling, ways
from goodhands.foundation.moving.values import KNOWN, kind_of
from goodhands.foundation.people.models import Person
from tests.exceptions import let_pass

BESIDE = {Company._meta.label, Membership._meta.label, Person._meta.label}
"""Not of a company, and in its export nevertheless: itself, who belongs to it, and the names of all whom it names."""
SECRETS = {"digest", "password", "secret", "token", "otp"}


def label(model: type[Owned]) -> str:
    return str(model._meta.label)


def test_every_table_travels_or_says_why_not() -> None:
    along = {label(model) for model in travelling()} | BESIDE | set(IN_RECORD)
    behind = set(LEFT_OUT) | (set(let_pass("not_owned", "model")) - BESIDE)
    assert along & behind == set()
    everything = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert everything - along - behind - {"auth.Group_permissions"} == set()
    assert set(LEFT_OUT) <= everything
    assert all(str(reason).endswith(".") for reason in LEFT_OUT.values())


@pytest.mark.parametrize("model", travelling(), ids=label)
def test_every_column_of_a_table_can_travel(model: type[Owned]) -> None:
    """A kind of field that `moving.values` does not know yet needs a line there."""
    assert {one.name: kind_of(one) for one in columns(model) if kind_of(one) not in KNOWN} == {}
    assert [name for name in (one.name for one in columns(model)) if set(name.split("_")) & SECRETS] == []
    assert [one.name for one, target in ways(model) if target not in {Person, *travelling()}] == []


def test_a_row_comes_after_those_that_it_leads_to() -> None:
    there: set[type] = {Person}
    for model in travelling():
        assert {target for _, target in ways(model)} <= there | {model}
        there.add(model)
