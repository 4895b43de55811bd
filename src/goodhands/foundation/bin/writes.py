"""Removing is laying aside: for thirty days everything can be put back. Each change is one transaction."""

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


@transaction.atomic
def remove(*, thing: Removable, by: Person, at: datetime) -> None:
    """Lay a thing aside, once. InUse where something else leads to it."""
    hold()
    if (user := _user_of(thing)) is not None:
        raise InUse(user)
    if type(thing).objects.filter(pk=thing.pk).update(removed_at=at, removed_by=by):
        record(Act.REMOVED, thing, by=by, at=at)


def put_back(*, thing: Removable, by: Person, at: datetime) -> None:
    """Let a thing be again as it was, once. PlaceTaken where its name is not free."""
    try:
        with transaction.atomic():
            hold()
            if type(thing).binned.filter(pk=thing.pk).update(removed_at=None, removed_by=None):
                record(Act.PUT_BACK, thing, by=by, at=at)
    except IntegrityError:
        raise PlaceTaken(str(thing)) from None


@transaction.atomic
def empty(*, at: datetime) -> int:
    """Delete for ever what has lain aside for thirty days in the company in view; how many things that were."""
    gone = 0
    for model in removables():
        for thing in model.binned.filter(removed_at__lt=at - KEPT_FOR).select_related("removed_by"):
            if leads_to(thing):
                continue
            if thing.removed_by is not None:
                record(Act.GONE, thing, by=thing.removed_by, at=at)
            model.binned.filter(pk=thing.pk).delete()
            thing.gone()
            gone += 1
    return gone


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
