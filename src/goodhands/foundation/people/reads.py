"""Who is there, which links still open something, and what does a person see of her own signing in?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.people.links import digest_of
from goodhands.foundation.people.models import Happening, Occasion, OneTimeLink, Person, Purpose, Session

LATEST = 20


def link(secret: str, purpose: str, at: datetime) -> OneTimeLink | None:
    """The link with this secret, if it still opens something."""
    links = OneTimeLink.objects.select_related("person")
    return links.filter(digest=digest_of(secret), purpose=purpose, used_at=None, ends_at__gt=at).first()


def sign_in_link(secret: str, at: datetime) -> OneTimeLink | None:
    """A link by which somebody comes in: to choose a new password, or to look at the demo."""
    found = link(secret, Purpose.SIGN_IN, at) or link(secret, Purpose.DEMO, at)
    return found if found and found.person and found.person.is_active else None


def person_with(email: str) -> Person | None:
    """The person with this address."""
    return Person.objects.filter(email=email.strip().lower(), is_active=True).first()


def anybody() -> bool:
    """Whether anybody has set this up yet."""
    return Person.objects.exists()


def has_second_step(person: Person) -> bool:
    """Whether a code is asked for after the password."""
    return bool(Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists())


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A browser in which somebody is signed in: which one, since when, when last, and whether it is this one."""

    mark: str
    where: str
    network: str
    begun_at: datetime
    seen_at: datetime
    this_one: bool


@dataclass(frozen=True, slots=True)
class You:
    """What a person sees of her own signing in. `codes_left` is None without a second step."""

    codes_left: int | None
    sessions: Sequence[SessionLine]
    happenings: Sequence[tuple[datetime, str]]

    @property
    def elsewhere(self) -> bool:
        """Whether there are sessions besides this one."""
        return any(not line.this_one for line in self.sessions)


def you(person: Person, key: str, at: datetime) -> You:
    """The second step, the sessions (this one, with the key, first) and what happened lately."""
    sessions = Session.objects.filter(person=person, expire_date__gt=at).order_by("-seen_at", "pk")
    lines = [
        SessionLine(one.mark, _where(one), one.network, one.begun_at, one.seen_at, one.pk == key)
        for one in sessions
        if one.get_decoded()  # one from before a restore was signed with another key, and opens nothing
    ]
    latest = Happening.objects.filter(person=person).order_by("-happened_at", "-pk")[:LATEST]
    return You(
        codes_left=_codes_left(person),
        sessions=sorted(lines, key=lambda line: not line.this_one),
        happenings=[(one.happened_at, _sentence(one)) for one in latest],
    )


def session_of(person: Person, mark: str) -> Session | None:
    """The session of a person that a page calls so."""
    return next((one for one in Session.objects.filter(person=person) if one.mark == mark), None)


def _codes_left(person: Person) -> int | None:
    kept = {one.type: one for one in Authenticator.objects.filter(user=person)}
    if Authenticator.Type.TOTP not in kept:
        return None
    codes = kept.get(Authenticator.Type.RECOVERY_CODES)
    return len(codes.wrap().get_unused_codes()) if codes else 0


def _where(one: Session | Happening) -> str:
    """A browser in plain words."""
    if one.browser and one.system:
        return gettext("{browser} on {system}").format(browser=one.browser, system=one.system)
    return one.browser or one.system or gettext("an unknown browser")


_SAID = {
    Occasion.SIGNED_IN: _("Signed in from {where}."),
    Occasion.WRONG_PASSWORD: _("A wrong password was tried from {where}."),
    Occasion.WRONG_CODE: _("The password was right and the code wrong, from {where}."),
    Occasion.RECOVERY_CODE: _("A recovery code was used from {where}."),
    Occasion.LINK_USED: _("A new password was chosen by a sign-in link, from {where}."),
    Occasion.NAME_CHANGED: _("The name was changed from {where}."),
    Occasion.PASSWORD_CHANGED: _("The password was changed from {where}."),
    Occasion.SECOND_STEP_ON: _("The second step was turned on from {where}."),
    Occasion.SECOND_STEP_OFF: _("The second step was turned off from {where}."),
    Occasion.RECOVERY_CODES_MADE: _("New recovery codes were made from {where}."),
    Occasion.SESSION_ENDED: _("A session was ended from {where}."),
    Occasion.SESSIONS_ENDED: _("All other sessions were ended from {where}."),
}


def _sentence(one: Happening) -> str:
    where = _where(one)
    return str(_SAID[Occasion(one.occasion)]).format(where=f"{where} ({one.network})" if one.network else where)
