"""What is typed is kept, for who typed it alone. It is not on record, since nothing of the company has changed yet."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from goodhands.foundation.people.models import Person
from goodhands.foundation.unfinished.models import LONGEST_PATH, Unfinished

KEPT_FOR = timedelta(days=30)
LONGEST = 200_000
"""Characters of one form. Longer ones are sent whole, and not kept as they are typed."""
MOST = 50
"""Forms that one person leaves unfinished in a company; the oldest makes room."""


class TooLong(Exception):
    """More was typed than is kept before it is sent."""


@transaction.atomic
def keep(*, path: str, typed: Mapping[str, str], by: Person, at: datetime) -> Unfinished:
    """Keep what somebody has typed into a form so far, in place of what was kept of it before, or say TooLong."""
    plain = {_plain(name): _plain(text) for name, text in typed.items()}
    if len(path) > LONGEST_PATH or len(json.dumps(plain, ensure_ascii=False)) > LONGEST:
        raise TooLong(path)
    kept: Unfinished
    kept, made = Unfinished.objects.update_or_create(person=by, path=path, defaults={"typed": plain, "typed_at": at})
    if made:
        newest = Unfinished.objects.filter(person=by).order_by("-typed_at").values_list("pk", flat=True)
        Unfinished.objects.filter(pk__in=list(newest[MOST:])).delete()
    return kept


@transaction.atomic
def offer(*, path: str, typed: Mapping[str, str], by: Person, at: datetime) -> None:
    """Put into a form what somebody has just taken back and may want again. What she typed there herself stays."""
    if not Unfinished.objects.filter(person=by, path=path).exists():
        keep(path=path, typed=typed, by=by, at=at)


def forget(*, path: str, by: Person) -> None:
    """The form was sent, or is to be started over."""
    Unfinished.objects.filter(person=by, path=path).delete()


def forget_old(*, at: datetime) -> None:
    """Let go of what nobody has come back to for thirty days in the company in view."""
    Unfinished.objects.filter(typed_at__lt=at - KEPT_FOR).delete()


def _plain(text: str) -> str:
    """Without the one character that PostgreSQL does not keep."""
    return text.replace("\x00", "")
