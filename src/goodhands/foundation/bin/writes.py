"""Removing is laying aside: for thirty days everything can be put back. Each change is one transaction."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import IntegrityError, models, transaction

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import hold, record
from goodhands.foundation.bin.reads import KEPT_FOR, removables
from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.people.models import Person


class InUse(Exception):
    """Something else leads to this thing, so it stays; `by_what` is one of those."""

    def __init__(self, by_what: models.Model) -> None:
        super().__init__(str(by_what))
        self.by_what = by_what


class PlaceTaken(Exception):
    """Something else has its name or number by now, so it cannot come back."""


class OwnerAside(Exception):
    """What it belongs to lies aside, too, and has to come back first."""


@transaction.atomic
def remove(*, thing: Removable, by: Person, at: datetime) -> None:
    """Lay a thing aside, once, with what belongs to it. InUse where something else leads to any of it."""
    hold()
    if (user := _user_of(thing)) is not None:
        raise InUse(user)
    if type(thing).objects.filter(pk=thing.pk).update(removed_at=at, removed_by=by):
        record(Act.REMOVED, thing, by=by, at=at)
        for belonging in _belongings(thing, None):
            remove(thing=belonging, by=by, at=at)


def put_back(*, thing: Removable, by: Person, at: datetime) -> None:
    """Let a thing be again as it was, once, with what went aside with it.

    PlaceTaken where its name is not free, OwnerAside where what it belongs to lies aside.
    """
    try:
        with transaction.atomic():
            hold()
            if (owner := _owner_aside(thing)) is not None:
                raise OwnerAside(str(owner))
            aside = type(thing).binned.filter(pk=thing.pk)
            went_at = aside.values_list("removed_at", flat=True).first()
            if aside.update(removed_at=None, removed_by=None):
                record(Act.PUT_BACK, thing, by=by, at=at)
                for belonging in _belongings(thing, went_at):
                    put_back(thing=belonging, by=by, at=at)
    except IntegrityError:
        raise PlaceTaken(str(thing)) from None


@transaction.atomic
def empty(*, at: datetime) -> int:
    """Delete for ever what has lain aside for thirty days in the company in view; how many things that were."""
    hold()
    gone = 0
    for model in _belongings_first(removables()):
        for thing in model.binned.filter(removed_at__lt=at - KEPT_FOR).select_related("removed_by"):
            if leads_to(thing):
                continue
            if thing.removed_by is not None:
                record(Act.GONE, thing, by=thing.removed_by, at=at)
            model.binned.filter(pk=thing.pk).delete()
            thing.gone()
            gone += 1
    return gone


def _belongings_first(kinds: Iterable[type[Removable]]) -> list[type[Removable]]:
    """Models in an order in which nothing goes before what belongs to it."""

    def depth(kind: type[Removable]) -> int:
        return max((depth(owner) + 1 for _, owner in _owners(kind)), default=0)

    return sorted(kinds, key=depth, reverse=True)


def _belongings(thing: Removable, went_at: datetime | None) -> list[Removable]:
    """What belongs to a thing: the rows that stand, or those that went aside at this instant."""
    found: list[Removable] = []
    for relation in thing._meta.related_objects:
        model = relation.related_model
        if relation.on_delete is models.CASCADE and issubclass(model, Removable):
            rows = model.binned if went_at else model.objects
            found += rows.filter(**{relation.field.name: thing}, removed_at=went_at)
    return found


def _owner_aside(thing: Removable) -> Removable | None:
    """What the thing belongs to, if that lies aside."""
    for column, owner in _owners(type(thing)):
        found: Removable | None = owner.binned.filter(pk=getattr(thing, column)).first()
        if found is not None:
            return found
    return None


def _owners(kind: type[Removable]) -> Iterator[tuple[str, type[Removable]]]:
    """What things of a kind belong to: the names of columns and the models they lead to."""
    for column in kind._meta.concrete_fields:
        to = column.related_model
        belongs = getattr(column.remote_field, "on_delete", None) is models.CASCADE
        if isinstance(to, type) and issubclass(to, Removable) and belongs:
            yield column.attname, to


def leads_to(thing: models.Model) -> bool:
    """Whether anything leads to a thing, from the bin or not, that would be broken without it."""
    return _user_of(thing) is not None or _user_of(thing, "binned") is not None


def _user_of(thing: models.Model, manager: str = "objects") -> models.Model | None:
    """Something that would lose what it leads to; of what lies aside with the manager `binned`."""
    for relation in thing._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel) or relation.on_delete is not models.PROTECT:
            continue
        rows = getattr(relation.related_model, manager, None)
        found: models.Model | None = rows.filter(**{relation.field.name: thing}).first() if rows is not None else None
        if found is not None:
            return found
    return None
