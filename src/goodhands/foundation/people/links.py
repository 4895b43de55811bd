"""Secrets in links: 256 random bits, of which only the hash is kept."""

import hashlib
import secrets


def new_secret() -> str:
    """A secret for a link, with a prefix by which scanners of leaked secrets can tell it."""
    return f"gh_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """What is kept of a secret. A fast hash is right for a secret that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()
