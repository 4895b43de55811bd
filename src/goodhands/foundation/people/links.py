"""Secrets in links: 256 random bits, of which only the hash is kept."""

import hashlib
import logging
import re
import secrets

_WRITTEN = re.compile(r"gh_[\w-]{8,}", re.ASCII)


def new_secret() -> str:
    """A secret for a link, with a prefix by which scanners of leaked secrets can tell it."""
    return f"gh_{secrets.token_urlsafe(32)}"


def digest_of(secret: str) -> str:
    """What is kept of a secret. A fast hash is right for a secret that nobody can guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


class WithoutSecrets(logging.Filter):
    """Keeps secrets of links out of a log, where the addresses of pages stand that went wrong."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, without what would let its reader in."""
        record.msg, record.args = _WRITTEN.sub("gh_…", record.getMessage()), None
        return True
