"""Sessions in the database. A key that we never gave out is nobody's, and no question to the database."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """The framework's store; what a cookie claims to be a key is one only if it could be."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and len(key) >= 8 and key.isascii() and key.isalnum())
