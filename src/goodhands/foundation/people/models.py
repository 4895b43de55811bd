"""People, links that let somebody in once, sessions, and what happened around signing in."""

import hashlib
import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.people.sessions import SessionStore


class People(BaseUserManager["Person"]):
    """Finds a person by address, however it is capitalised."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. Belongs to no company by itself: memberships in companies say where she may go."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = People()

    def __str__(self) -> str:
        return self.name


class Purpose(models.TextChoices):
    SET_UP = "set_up", _("set up")
    SIGN_IN = "sign_in", _("sign in")
    DEMO = "demo", _("look at the demo")


class OneTimeLink(models.Model):
    """A link that works once. Only the hash of its secret is kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    purpose = models.CharField(max_length=10, choices=Purpose)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    without_second_step = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.purpose


class Session(AbstractBaseSession):
    """A browser in which somebody is signed in, or one that something waits for while she is not."""

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=45)
    browser = models.CharField(max_length=20)
    system = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.mark

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """The store that reads and writes these rows."""
        return SessionStore

    @property
    def mark(self) -> str:
        """By what a page may call a session, whose key would let its reader in."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:20]


class Tries(models.Model):
    """How often somebody tried what she should not guess. What is counted is kept as a hash."""

    digest = models.CharField(primary_key=True, max_length=64)
    failed = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    open_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failed}"


class Occasion(models.TextChoices):
    SIGNED_IN = "signed_in", _("signed in")
    WRONG_PASSWORD = "wrong_password", _("wrong password")
    WRONG_CODE = "wrong_code", _("wrong code")
    RECOVERY_CODE = "recovery_code", _("recovery code used")
    LINK_USED = "link_used", _("sign-in link used")
    NAME_CHANGED = "name_changed", _("name changed")
    PASSWORD_CHANGED = "password_changed", _("password changed")
    SECOND_STEP_ON = "second_step_on", _("second step turned on")
    SECOND_STEP_OFF = "second_step_off", _("second step turned off")
    RECOVERY_CODES_MADE = "codes_made", _("recovery codes made")
    SESSION_ENDED = "session_ended", _("session ended")
    SESSIONS_ENDED = "sessions_ended", _("other sessions ended")


class Happening(models.Model):
    """What happened around a person's signing in, where from and when. It belongs to no company's record."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=20, choices=Occasion)
    happened_at = models.DateTimeField()
    network = models.CharField(max_length=45)
    browser = models.CharField(max_length=20)
    system = models.CharField(max_length=20)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-happened_at"], name="people_happening_latest")]

    def __str__(self) -> str:
        return self.occasion
