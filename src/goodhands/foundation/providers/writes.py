"""Taking providers on record. Each change is one transaction."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from goodhands.foundation.people.models import Person
from goodhands.foundation.providers.models import Provider

FIELDS = ("name", "website", "phone", "email", "notes")


@transaction.atomic
def add_provider(*, given: Mapping[str, str], by: Person, at: datetime) -> Provider:
    """Take a firm on record."""
    return _take_over(Provider(), given)


@transaction.atomic
def change_provider(*, provider: Provider, given: Mapping[str, str], by: Person, at: datetime) -> Provider:
    """Say anew what is known of a firm."""
    return _take_over(provider, given)


def _take_over(provider: Provider, given: Mapping[str, str]) -> Provider:
    for field in FIELDS:
        setattr(provider, field, given[field])
    provider.save()
    return provider
