"""The key that seals the record. It lies beside the data, never in the database."""

from django.conf import settings


def key() -> bytes:
    """The key of this installation."""
    found: str = settings.AUDIT_KEY
    if not found:
        raise RuntimeError("there is no key to seal the record with")
    return found.encode()
