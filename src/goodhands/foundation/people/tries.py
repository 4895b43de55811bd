"""How often may somebody try what she should not guess? Counted in the database: a restart forgives nothing.

A try is counted before it is looked at, so that many at once do not slip through, and given back where it was right.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import ngettext

from goodhands.foundation.people.happenings import note
from goodhands.foundation.people.models import Happening, Occasion, Person, Tries
from goodhands.foundation.people.origin import Origin
from goodhands.foundation.rules.patience import FORGOTTEN_AFTER, Patience
from goodhands.foundation.rules.whereabouts import counted_as

PATIENCE = {
    "address, here": Patience(5, timedelta(minutes=15)),
    "address, anywhere": Patience(25, timedelta(hours=1)),
    "network": Patience(50, timedelta(hours=1)),
    "link": Patience(20, timedelta(hours=1)),
    "code": Patience(5, timedelta(hours=1)),
    "password again": Patience(5, timedelta(minutes=15)),
}
"""How much patience there is with each kind of try."""
_OF_NETWORKS = {"network", "link"}
"""Somebody else there may have failed: a good try gives back itself and no other."""
_KNOWN_FOR = timedelta(days=30)

Subject = tuple[str, str]
"""A kind of try, and what or whom it is counted for."""


@dataclass
class TooManyTries(Exception):
    """Somebody has to wait until an instant."""

    until: datetime
    at: datetime

    @property
    def minutes(self) -> int:
        """Whole minutes to wait, rounded up."""
        return max(1, -((self.at - self.until) // timedelta(minutes=1)))

    def __str__(self) -> str:
        return ngettext(
            "Too many tries. Please wait one minute; nothing is lost.",
            "Too many tries. Please wait %(n)d minutes; nothing is lost.",
            self.minutes,
        ) % {"n": self.minutes}


def at_sign_in(email: str, origin: Origin, at: datetime) -> list[Subject]:
    """What a password for an address counts against.

    Tries from everywhere together do not keep out who sits where she signed in before: nobody elsewhere can.
    """
    here = counted_as(origin.network)
    known = Happening.objects.filter(
        person__email=email, occasion=Occasion.SIGNED_IN, network=origin.network, happened_at__gt=at - _KNOWN_FOR
    ).exists()
    everywhere = [] if known else [("address, anywhere", email)]
    return [("address, here", f"{email} {here}"), *everywhere, ("network", here)]


@transaction.atomic
def begin(subjects: list[Subject], at: datetime) -> None:
    """Count a try for each of these; TooManyTries, and nothing is counted, where one of them has to wait."""
    rows = [(_row(subject, at), PATIENCE[subject[0]]) for subject in sorted(subjects)]
    until = max(row.open_at for row, _ in rows)
    if until > at:
        raise TooManyTries(until, at)
    for row, patience in rows:
        row.failed = 1 if at - row.last_at > FORGOTTEN_AFTER else row.failed + 1
        row.last_at, row.open_at = at, at + patience.wait_after(row.failed)
        row.save()


@transaction.atomic
def forgive(subjects: list[Subject], at: datetime) -> None:
    """The try was right: what was counted for the person is forgotten, and her network gets this one back."""
    for subject in sorted(subjects):
        counted = Tries.objects.filter(digest=_digest(subject), failed__gt=0)
        if subject[0] in _OF_NETWORKS:
            counted.update(failed=F("failed") - 1, open_at=at)
        else:
            counted.delete()


@transaction.atomic
def refuse(subjects: list[Subject], person: Person | None, origin: Origin, at: datetime) -> None:
    """The try was wrong: note it for the person. For an address of nobody as much is written, so it takes as long."""
    Tries.objects.filter(digest=_digest(subjects[0])).update(last_at=at)
    if person is not None:
        note(Occasion.WRONG_PASSWORD, person, origin=origin, at=at)


def _row(subject: Subject, at: datetime) -> Tries:
    """The counter, held so that nobody else counts on it meanwhile."""
    digest = _digest(subject)
    Tries.objects.get_or_create(digest=digest, defaults={"last_at": at, "open_at": at})
    return Tries.objects.select_for_update().get(digest=digest)


def _digest(subject: Subject) -> str:
    return hashlib.sha256("\0".join(subject).encode()).hexdigest()
