"""The shapes of which an export is made: an object, a list, a row of a table; Unfit, with its place, for another."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from goodhands.foundation.moving.tables import columns
from goodhands.foundation.moving.values import Unfit, from_json, short

Row = dict[str, Any]
"""The values of a row by the names of its columns as the model has them (`provider_id`)."""


def object_in(found: Any, place: str) -> dict[str, Any]:
    """What stands at a place, if it is an object."""
    if not isinstance(found, dict):
        raise Unfit(_("{place} is not what Goodhands writes there: {value}.").format(place=place, value=short(found)))
    return found


def listed(said: Mapping[str, Any], name: str, file: str) -> Iterator[tuple[str, Any]]:
    """The entries of a list, each with its place in words."""
    found = said.get(name)
    if not isinstance(found, list):
        raise Unfit(_("{place} has no list “{name}”.").format(place=file, name=name))
    for number, one in enumerate(found, start=1):
        yield _("{file}, {name}, row {n}").format(file=file, name=name, n=number), one


def refuse_other_names(found: Mapping[str, Any], names: Sequence[str], place: str) -> None:
    """Unfit where an object has more, or less, than it should."""
    if odd := sorted(set(found) ^ set(names)):
        sentence = _("{place} has something this version does not know: {name}.") if odd[0] in found else _(
            "{place} lacks {name}.")  # fmt: skip
        raise Unfit(sentence.format(place=place, name=short(odd[0])))


def row_of(model: type[Any], said: Any, place: str) -> Row:
    """A row whose every value fits its field. What a later version has added may be missing where it can be empty;
    what the table `once_had` is left out.
    """
    said, fields = object_in(said, place), {one.name: one for one in columns(model)}
    if unknown := sorted(set(said) - set(fields) - set(getattr(model, "once_had", ()))):
        raise Unfit(_("{place} has something this version does not know: {name}.").format(
            place=place, name=short(unknown[0])))  # fmt: skip
    row: Row = {}
    for name, one in fields.items():
        if name not in said:
            if not (one.has_default() or one.null or one.blank) or one.primary_key:
                raise Unfit(_("{place} lacks {name}.").format(place=place, name=name))
            row[one.attname] = one.get_default()
            continue
        try:
            row[one.attname] = from_json(one, said[name])
        except Unfit as why:
            raise Unfit(f"{place}, {name}: {why}.") from None
    return row
