"""Taking providers on record. Each change is one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import facts_of, hold, record, refuse_stale
from goodhands.foundation.bin import writes as things
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers.models import Provider

FIELDS = ("name", "website", "phone", "email", "notes")


@transaction.atomic
def add_provider(*, given: Mapping[str, str], by: Person, at: datetime) -> Provider:
    """Take a firm on record."""
    hold()
    provider = _take_over(Provider(), given)
    record(Act.ADDED, provider, by=by, at=at, now=given)
    return provider


@transaction.atomic
def change_provider(
    *, provider: Provider, given: Mapping[str, str], by: Person, at: datetime, seen: int | None = None
) -> Provider:
    """Say anew what is known of a firm. ChangedMeanwhile where somebody did after the entry that was `seen`."""
    refuse_stale(provider, seen)
    was = facts_of(Provider.objects.select_for_update().get(pk=provider.pk), FIELDS)
    changed = _take_over(provider, given)
    record(Act.CHANGED, changed, by=by, at=at, was=was, now=facts_of(changed, FIELDS))
    return changed


@transaction.atomic
def remove_provider(*, provider: Provider, by: Person, at: datetime) -> None:
    """Lay a firm aside for thirty days. InUse where an engagement is in its hands."""
    things.remove(thing=provider, by=by, at=at)


def _take_over(provider: Provider, given: Mapping[str, str]) -> Provider:
    for field in FIELDS:
        setattr(provider, field, given[field])
    provider.save()
    return provider
