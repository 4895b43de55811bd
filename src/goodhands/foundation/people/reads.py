"""Who is there, and which links still open something?"""

from datetime import datetime

from goodhands.foundation.people.links import digest_of
from goodhands.foundation.people.models import OneTimeLink, Person


def link(secret: str, purpose: str, at: datetime) -> OneTimeLink | None:
    """The link with this secret, if it still opens something."""
    links = OneTimeLink.objects.select_related("person")
    return links.filter(digest=digest_of(secret), purpose=purpose, used_at=None, ends_at__gt=at).first()


def person_with(email: str) -> Person | None:
    """The person with this address."""
    return Person.objects.filter(email=email.strip().lower(), is_active=True).first()


def anybody() -> bool:
    """Whether anybody has set this up yet."""
    return Person.objects.exists()
