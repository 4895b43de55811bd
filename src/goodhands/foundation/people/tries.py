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
    "password, here": Patience(5, timedelta(minutes=15)),
    "password, anywhere": Patience(25, timedelta(hours=1)),
    "code, here": Patience(5, timedelta(hours=1)),
    "code, anywhere": Patience(25, timedelta(hours=1)),
    "network": Patience(50, timedelta(hours=1)),
    "link": Patience(20, timedelta(hours=1)),
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
    """What a password for an address counts against."""
    return [*_of_person("password", email, origin, at), ("network", counted_as(origin.network))]


def at_second_step(person: Person, origin: Origin, at: datetime) -> list[Subject]:
    """What a code of a person counts against."""
    return _of_person("code", person.email, origin, at)


def with_password_again(person: Person) -> list[Subject]:
    """What the password counts against that somebody who is signed in types once more."""
    return [("password again", person.email)]


def of_broken_links(origin: Origin) -> list[Subject]:
    """What a link that opens nothing counts against."""
    return [("link", counted_as(origin.network))]


def _of_person(kind: str, email: str, origin: Origin, at: datetime) -> list[Subject]:
    """Tries from here and from anywhere; where she has signed in before, nobody elsewhere can keep her out."""
    known = Happening.objects.filter(
        person__email=email, occasion=Occasion.SIGNED_IN, network=origin.network, happened_at__gt=at - _KNOWN_FOR
    )
    here = (f"{kind}, here", f"{email} {counted_as(origin.network)}")
    return [here] if known.exists() else [here, (f"{kind}, anywhere", email)]


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


def forget(person: Person, origin: Origin, at: datetime) -> None:
    """Whoever has chosen a new password starts anew, whatever others tried with the old one."""
    here = counted_as(origin.network)
    for kind in ("password", "code"):
        forgive([(f"{kind}, here", f"{person.email} {here}"), (f"{kind}, anywhere", person.email)], at)
    forgive(with_password_again(person), at)


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
