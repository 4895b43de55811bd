"""Which kinds of work are there, and what is called when?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.functional import Promise

from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.sentences import Refused, said

if TYPE_CHECKING:
    from goodhands.foundation.jobs.running import Working

Flip = Callable[[datetime], None]
"""The last step of work: all that others will see of it. It shares its transaction with the end of the job."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work on a thing, which is given by its key. All of it happens with its company in view.

    `work` may be done twice, or broken off anywhere, and so changes nothing that others see: that is what the `Flip`
    is for, which it gives back, or it is Refused for ever. `failed` (with a sentence) and `cancelled` tell the thing,
    in the transaction in which the job ends; `again` asks for the work anew. A job that takes longer than `longest` is
    given to somebody else.
    """

    name: str
    title: str | Promise
    work: Callable[[UUID, "Working"], Flip]
    failed: Callable[[UUID, str, Person, datetime], None]
    cancelled: Callable[[UUID, Person, datetime], None]
    again: Callable[[UUID, Person, datetime], None]
    longest: timedelta = timedelta(minutes=30)


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of work known. For the start of an app."""
    _KINDS[kind.name] = kind


def known() -> list[str]:
    """The names of all kinds that this version knows."""
    return list(_KINDS)


def kind_of(name: str) -> Kind:
    """The kind with this name; Refused where this version does not know it."""
    try:
        return _KINDS[name]
    except KeyError:
        raise Refused(said("This version of Goodhands knows no work called “{name}”", name=name)) from None
