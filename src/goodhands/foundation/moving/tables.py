"""Which tables of a company travel, and in which order are they put in place? A new table comes along by itself.

Where something does not travel, or has a place of its own in the file, it stands here with its reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation.owned import Owned
from goodhands.foundation.isolation.walls import owned_models
from goodhands.foundation.people.models import Person

LEFT_OUT: Mapping[str, Any] = {
    "companies.Invitation": _("Links of invitations open only where they were made; people are invited anew."),
    "jobs.Job": _("Work is done where it was asked for; what was still to be done is asked for anew."),
    "search.IndexCard": _("What the search looks through is made anew from the rows."),
    "unfinished.Unfinished": _("What somebody has typed and not sent yet is hers alone."),
}
"""Tables of a company that stay behind, by the labels of their models, each with its reason."""

IN_RECORD = ("audit.Entry", "audit.Head")
"""Tables that travel as `record.json`: sealed one after the other, so they are more than rows."""


def travelling() -> list[type[Owned]]:
    """The models whose rows travel, in an order in which each comes after those that it leads to."""
    mine = {model for model in owned_models() if model._meta.label not in (*LEFT_OUT, *IN_RECORD)}
    leads_to = {model: sorted(set(_targets(model)) & mine - {model}, key=_label) for model in sorted(mine, key=_label)}
    return list(TopologicalSorter(leads_to).static_order())


def _targets(model: type[Owned]) -> Iterator[type[Any]]:
    yield from (target for _, target in ways(model) if issubclass(target, Owned))


def _label(model: type[Any]) -> str:
    return str(model._meta.label)


def columns(model: type[Any]) -> Sequence["Field[Any, Any]"]:
    """The fields of a row as it travels: all but the company, which is that of the file."""
    return [one for one in model._meta.concrete_fields if one.related_model is not Company]


def column(model: type[Any], name: str) -> "Field[Any, Any]":
    """A field by its name."""
    return next(one for one in model._meta.concrete_fields if one.name == name)


def ways(model: type[Any]) -> Sequence[tuple["Field[Any, Any]", type[Any]]]:
    """The fields that lead to another row, with the model of that row: one of the company's own, or a person."""
    leading = ((one, one.related_model) for one in columns(model))
    return [(one, target) for one, target in leading if isinstance(target, type)]


def leads_to_people(model: type[Any]) -> Sequence["Field[Any, Any]"]:
    """The fields that lead to a person."""
    return [one for one, target in ways(model) if issubclass(target, Person)]
