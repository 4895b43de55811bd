"""Which firms do or may do the work?"""

from dataclasses import dataclass
from uuid import UUID

from goodhands.foundation.providers.models import Provider


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """A provider in the list, with what it does for the company."""

    provider: Provider
    engagements: str


def providers() -> list[ProviderLine]:
    """All providers of the company in view, by name."""
    found = Provider.objects.prefetch_related("engagements")
    return [ProviderLine(p, ", ".join(e.name for e in p.engagements.all())) for p in found]


def provider(key: UUID) -> Provider:
    """One provider; Provider.DoesNotExist where there is none."""
    found: Provider = Provider.objects.get(pk=key)
    return found
