"""What happens regularly: once a turn, however many workers look at the clock."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from goodhands.foundation.jobs.messages import send_turn
from goodhands.foundation.jobs.models import Turn

_log = logging.getLogger(__name__)
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Regular:
    """Something that happens once in so long. `work` is called with `at=`; if it breaks off, it waits for its turn."""

    name: str
    every: timedelta
    work: Callable[..., Any]


_REGULARS: dict[str, Regular] = {}


def register(*regulars: Regular) -> None:
    """Make known what happens regularly. For the start of a worker."""
    for one in regulars:
        _REGULARS[one.name] = one


def turn_of(every: timedelta, at: datetime) -> datetime:
    """When the turn began in which an instant lies; turns are counted from a fixed day, the same for all workers."""
    return _FIRST + (at - _FIRST) // every * every


def begin_what_is_due(at: datetime) -> list[str]:
    """Begin each turn that nobody has begun yet; the names of what this worker has begun."""
    last = dict(Turn.objects.values_list("name", "begun_at"))
    due = [(one, turn_of(one.every, at)) for one in _REGULARS.values()]
    return [one.name for one, turn in due if last.get(one.name, _FIRST) < turn and _begin(one.name, turn)]


@transaction.atomic
def _begin(name: str, turn: datetime) -> bool:
    """Whether this worker is the one that begins it."""
    Turn.objects.get_or_create(name=name, defaults={"begun_at": _FIRST})
    if not Turn.objects.filter(name=name, begun_at__lt=turn).update(begun_at=turn):
        return False
    send_turn(name, turn)
    return True


def do(name: str, begun_at: datetime) -> None:
    """Do what happens regularly, unless another turn of it has begun since."""
    newest = Turn.objects.filter(name=name, begun_at=begun_at).exists()
    if newest and name in _REGULARS:
        _REGULARS[name].work(at=timezone.now())
