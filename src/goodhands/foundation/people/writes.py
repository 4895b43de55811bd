"""Letting people in. Each change is one transaction."""

from datetime import datetime, timedelta

from django.db import transaction

from goodhands.foundation.people.links import digest_of, new_secret
from goodhands.foundation.people.models import OneTimeLink, Person, Purpose

LIVES = {Purpose.SET_UP: timedelta(days=2), Purpose.SIGN_IN: timedelta(hours=1)}


class LinkSpent(Exception):
    """The link was used in the meantime, or has run out."""


@transaction.atomic
def issue_link(*, purpose: Purpose, person: Person | None, at: datetime) -> str:
    """Make a link that works once and give its secret, which is shown this one time. Earlier ones stop working."""
    OneTimeLink.objects.filter(purpose=purpose, person=person, used_at=None).delete()
    secret = new_secret()
    OneTimeLink.objects.create(
        digest=digest_of(secret), purpose=purpose, person=person, made_at=at, ends_at=at + LIVES[purpose]
    )
    return secret


@transaction.atomic
def use_link(*, secret: str, purpose: Purpose, at: datetime) -> Person | None:
    """Spend a link, once even if it is clicked twice at once; LinkSpent where it opens nothing any more."""
    mine = OneTimeLink.objects.filter(digest=digest_of(secret), purpose=purpose, used_at=None, ends_at__gt=at)
    if not mine.update(used_at=at):
        raise LinkSpent
    return OneTimeLink.objects.select_related("person").get(digest=digest_of(secret)).person


@transaction.atomic
def join(*, name: str, email: str, password: str, at: datetime) -> Person:
    """Make a person who can sign in."""
    person = Person(email=email.strip().lower(), name=name.strip(), joined_at=at)
    person.set_password(password)
    person.save()
    return person
