"""Taking providers on record."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from goodhands.foundation.people.models import Person
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.registers import Providers
from goodhands.foundation.registers import writes as registers


def add_provider(*, given: Mapping[str, str], by: Person, at: datetime) -> Provider:
    """Take a firm on record."""
    return cast(Provider, registers.add_line(Providers, given=given, by=by, at=at))
