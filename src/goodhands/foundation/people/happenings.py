"""What happened around signing in is noted by the write that does it, and kept for ninety days."""

from datetime import datetime, timedelta

from goodhands.foundation.people.models import Happening, Occasion, Person
from goodhands.foundation.people.origin import Origin

KEPT_FOR = timedelta(days=90)


def note(occasion: Occasion, person: Person, *, origin: Origin, at: datetime) -> None:
    """Keep what happened, and forget what happened to this person long ago."""
    Happening.objects.create(
        person=person, occasion=occasion, happened_at=at,
        network=origin.network, browser=origin.browser, system=origin.system,
    )  # fmt: skip
    Happening.objects.filter(person=person, happened_at__lt=at - KEPT_FOR).delete()
