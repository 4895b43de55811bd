"""What has run out is forgotten, at the start of a server."""

from datetime import datetime

from django.db import transaction

from goodhands.foundation.people.happenings import KEPT_FOR
from goodhands.foundation.people.models import Happening, Session, Tries
from goodhands.foundation.rules.patience import FORGOTTEN_AFTER


@transaction.atomic
def sweep(*, at: datetime) -> None:
    """Delete sessions that have run out, tries that are not counted any more, and what happened long ago."""
    Session.objects.filter(expire_date__lt=at).delete()
    Tries.objects.filter(last_at__lt=at - FORGOTTEN_AFTER).delete()
    Happening.objects.filter(happened_at__lt=at - KEPT_FOR).delete()
