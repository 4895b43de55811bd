"""Letting people in by a link. Each change is one transaction."""

from datetime import datetime, timedelta

from django.db import transaction

from goodhands.foundation.people.happenings import note
from goodhands.foundation.people.links import digest_of, new_secret
from goodhands.foundation.people.models import Occasion, OneTimeLink, Person, Purpose
from goodhands.foundation.people.origin import Origin
from goodhands.foundation.people.writes.second_step import take_away_second_step
from goodhands.foundation.people.writes.themselves import give_password

LIVES = {Purpose.SET_UP: timedelta(days=2), Purpose.SIGN_IN: timedelta(hours=1), Purpose.DEMO: timedelta(hours=1)}


class LinkSpent(Exception):
    """The link was used in the meantime, or has run out."""


@transaction.atomic
def issue_link(*, purpose: Purpose, person: Person | None, at: datetime, without_second_step: bool = False) -> str:
    """Make a link that works once and give its secret, which is shown this one time. Earlier ones stop working."""
    OneTimeLink.objects.filter(purpose=purpose, person=person, used_at=None).delete()
    secret = new_secret()
    OneTimeLink.objects.create(
        digest=digest_of(secret), purpose=purpose, person=person, without_second_step=without_second_step,
        made_at=at, ends_at=at + LIVES[purpose],
    )  # fmt: skip
    return secret


@transaction.atomic
def use_link(*, secret: str, purpose: Purpose, at: datetime) -> OneTimeLink:
    """Spend a link, once even if it is clicked twice at once; LinkSpent where it opens nothing any more."""
    mine = OneTimeLink.objects.filter(digest=digest_of(secret), purpose=purpose, used_at=None, ends_at__gt=at)
    if not mine.update(used_at=at):
        raise LinkSpent
    return OneTimeLink.objects.select_related("person").get(digest=digest_of(secret))


@transaction.atomic
def use_sign_in_link(*, secret: str, password: str, origin: Origin, at: datetime) -> Person:
    """Choose a new password by a link, which ends every session: whoever knew the one before is out.

    The second step stays, unless the link was made for somebody who has lost hers. LinkSpent where it opens nothing.
    """
    used = use_link(secret=secret, purpose=Purpose.SIGN_IN, at=at)
    if used.person is None:
        raise LinkSpent
    give_password(used.person, password)
    if used.without_second_step:
        take_away_second_step(used.person)
    note(Occasion.LINK_USED, used.person, origin=origin, at=at)
    return used.person
