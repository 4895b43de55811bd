"""One word for one thing in what people meet: models, fields, addresses, templates and the names of pages."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from goodhands.foundation.people.checks import routes
from tests.house.test_house import AVOID, words

ROOT = Path(__file__).parents[2]
OURS = [config for config in apps.get_app_configs() if config.name.startswith("goodhands.")]
ALSO_AVOID = AVOID | {
    "schedule", "threshold", "hold", "activity", "project", "deal", "trial", "status", "dashboards", "penalties", "user",
    "config", "timestamp", "task", "issue", "termination", "accounts", "clients", "vendors", "suppliers",
}  # fmt: skip


def names_people_meet() -> Iterator[tuple[str, str]]:
    for config in OURS:
        for model in config.get_models():
            yield "model", model.__name__
            yield from (("field", f"{model.__name__}.{column.name}") for column in model._meta.get_fields())
        for template in (Path(config.path) / "templates").rglob("*.html"):
            yield "template", template.stem
    for whole, pattern in routes():
        yield "name of a page", pattern.name or ""
        yield from (("address", part) for part in re.findall(r"[a-z]+", re.sub(r"<(\w+):", "<", whole)))


def test_one_word_for_one_thing_in_what_people_meet() -> None:
    wrong = {
        (kind, name) for kind, name in names_people_meet()
        if words(name.replace(".", "_").replace("-", "_")) & ALSO_AVOID
    }  # fmt: skip
    assert wrong == set()


def test_an_app_is_called_as_its_folder_and_its_address() -> None:
    """Menu word = address = folder = label = prefix of the tables."""
    for config in OURS:
        assert config.label == Path(config.path).name
        for model in config.get_models():
            assert model._meta.db_table.startswith(f"{config.label}_")


def test_instants_end_in_at_and_days_in_date() -> None:
    let = {
        "Person.last_login",
        "Session.expire_date",
        "ClosedDay.date",
        "CalendarVersion.valid_from",
        "AgreementVersion.valid_from",
    }
    wrong = [
        f"{model.__name__}.{column.name}"
        for config in OURS
        for model in config.get_models()
        for column in model._meta.concrete_fields
        if column.get_internal_type() in {"DateTimeField", "DateField"}
        and not column.name.endswith("_at" if column.get_internal_type() == "DateTimeField" else "_date")
    ]
    assert set(wrong) - let == set()
