"""What lies aside, since when, and until when can it be put back?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps

from goodhands.foundation.isolation.owned import Removable

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class BinLine:
    """A thing that was removed: what kind of thing, its name, by whom and when, and when it is gone for ever.

    `put_back_by` is what somebody has to be allowed to do to put it back.
    """

    key: UUID
    kind: str
    name: str
    removed_by: str
    removed_at: datetime
    ends_at: datetime
    put_back_by: str


def removables() -> list[type[Removable]]:
    """All models whose rows are laid aside before they are deleted."""
    return [model for model in apps.get_models() if issubclass(model, Removable)]


def things_in_the_bin() -> Sequence[BinLine]:
    """What lies aside in the company in view, the last removed first."""
    lines = [
        BinLine(thing.pk, str(model._meta.verbose_name), str(thing), str(thing.removed_by or ""), thing.removed_at,
                thing.removed_at + KEPT_FOR, model.put_back_by)
        for model in removables()
        for thing in model.binned.select_related("removed_by")
    ]  # fmt: skip
    return sorted(lines, key=lambda line: line.removed_at, reverse=True)


def thing_in_the_bin(key: UUID) -> Removable | None:
    """A thing that lies aside, by its key."""
    found = (model.binned.filter(pk=key).first() for model in removables())
    return next((thing for thing in found if thing is not None), None)
