"""Sessions in the database, with whose they are and where they began. A key that we never gave out is nobody's."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from goodhands.foundation.rules.full_disk import is_full_disk

if TYPE_CHECKING:
    from goodhands.foundation.people.models import Session

BEGAN = "began"
"""Under this name a session remembers where and when it began: network, browser, system, instant."""
_NOTED_EVERY = timedelta(hours=1)


class SessionStore(db.SessionStore):
    """The framework's store; what a cookie claims to be a key is one only if it could be."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> "type[Session]":
        from goodhands.foundation.people.models import Session

        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and len(key) >= 8 and key.isascii() and key.isalnum())

    def _get_session_from_db(self) -> "Session | None":
        found: Session | None = super()._get_session_from_db()  # type: ignore[misc] # the stubs leave it out
        self.seen_at = found.seen_at if found else None
        return found

    def create_model_instance(self, data: dict[str, Any]) -> "Session":
        """The row for what is remembered; who and where from also stand in columns of their own."""
        made: Session = super().create_model_instance(data)  # type: ignore[assignment]
        now = timezone.now()
        network, browser, system, began = data.get(BEGAN) or ("", "", "", now.isoformat())
        made.person_id = data.get(SESSION_KEY)
        made.network, made.browser, made.system = network, browser, system
        made.begun_at, made.seen_at = datetime.fromisoformat(began), now
        return made

    def note_seen(self, at: datetime) -> None:
        """Remember that the session is in use, once an hour: a page does not write each time it is looked at."""
        if self.session_key and self.seen_at is not None and at - self.seen_at >= _NOTED_EVERY:
            self.get_model_class().objects.filter(pk=self.session_key).update(seen_at=at)


class Seen:
    """Notes of a session that a page was asked for in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.session, SessionStore):
            self._note(request.session)
        return response

    @staticmethod
    def _note(session: "SessionStore") -> None:
        try:
            session.note_seen(timezone.now())
        except (OSError, DatabaseError) as error:
            if not is_full_disk(error):  # on which pages can still be read
                raise
