"""What people change about themselves. Each change is one transaction, and is noted among what happened."""

from datetime import datetime

from django.db import transaction

from goodhands.foundation.people.happenings import note
from goodhands.foundation.people.models import Occasion, OneTimeLink, Person, Purpose, Session
from goodhands.foundation.people.origin import Origin


@transaction.atomic
def join(*, name: str, email: str, password: str, at: datetime) -> Person:
    """Make a person who can sign in."""
    person = Person(email=email.strip().lower(), name=name.strip(), joined_at=at)
    person.set_password(password)
    person.save()
    return person


@transaction.atomic
def change_name(*, name: str, by: Person, origin: Origin, at: datetime) -> None:
    """Be called something else from now on, in everything that was done before as well."""
    by.name = name.strip()
    by.save(update_fields=["name"])
    note(Occasion.NAME_CHANGED, by, origin=origin, at=at)


@transaction.atomic
def change_password(*, password: str, by: Person, origin: Origin, at: datetime) -> None:
    """Have another password. Every session ends; the one it was changed in is begun anew by the caller."""
    give_password(by, password)
    note(Occasion.PASSWORD_CHANGED, by, origin=origin, at=at)


def give_password(person: Person, password: str) -> None:
    """Set a password. What the one before had opened is shut: sessions, and links that wait to be used."""
    person.set_password(password)
    person.save(update_fields=["password"])
    Session.objects.filter(person=person).delete()
    OneTimeLink.objects.filter(person=person, purpose=Purpose.SIGN_IN, used_at=None).delete()


@transaction.atomic
def end_session(*, session: Session, by: Person, origin: Origin, at: datetime) -> None:
    """Let a session open nothing any more, from its next page on."""
    if Session.objects.filter(pk=session.pk, person=by).delete()[0]:
        note(Occasion.SESSION_ENDED, by, origin=origin, at=at)


@transaction.atomic
def end_other_sessions(*, but: str, by: Person, origin: Origin, at: datetime) -> int:
    """End all sessions of a person but the one with this key; how many there were."""
    ended = Session.objects.filter(person=by).exclude(pk=but).delete()[0]
    if ended:
        note(Occasion.SESSIONS_ENDED, by, origin=origin, at=at)
    return ended
