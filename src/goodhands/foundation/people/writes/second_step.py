"""The second step: a code from an authenticator app, which is taken once, or one of the recovery codes.

Kept in the tables of allauth, whose arithmetic is used. It remembers used codes in a cache and would forget them with a
restart; here the last code that was taken is kept beside its secret, and no code of that half minute or before counts.
"""

from collections.abc import Sequence
from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from goodhands.foundation.people.happenings import note
from goodhands.foundation.people.models import Occasion, Person
from goodhands.foundation.people.origin import Origin

APP, CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
_LAST = "last_step"


class WrongCode(Exception):
    """The code is not the one that the app shows now."""


class AlreadyOn(Exception):
    """The second step was turned on meanwhile."""


@transaction.atomic
def enter_code(*, code: str, by: Person, origin: Origin, at: datetime) -> bool:
    """Whether a code lets this person in. It is spent with it, even if it is sent twice at once."""
    app = Authenticator.objects.select_for_update().filter(user=by, type=APP).first()
    if app is not None:
        step = _step_of(decrypt(app.data["secret"]), code, at)
        if step is not None and step > app.data[_LAST]:
            app.data[_LAST], app.last_used_at = step, at
            app.save()
            return True
        spare = Authenticator.objects.filter(user=by, type=CODES).first()
        if spare is not None and RecoveryCodes(spare).validate_code(code):
            note(Occasion.RECOVERY_CODE, by, origin=origin, at=at)
            return True
    note(Occasion.WRONG_CODE, by, origin=origin, at=at)
    return False


@transaction.atomic
def turn_on_second_step(*, secret: str, code: str, by: Person, origin: Origin, at: datetime) -> Sequence[str]:
    """Ask for a code at each sign-in from now on; the recovery codes, which are shown this one time.

    WrongCode where the app does not have the secret, AlreadyOn where somebody was faster.
    """
    Person.objects.select_for_update().get(pk=by.pk)
    if Authenticator.objects.filter(user=by, type=APP).exists():
        raise AlreadyOn
    step = _step_of(secret, code, at)
    if step is None:
        raise WrongCode
    app = TOTP.activate(by, secret).instance
    app.data[_LAST] = step
    app.save()
    note(Occasion.SECOND_STEP_ON, by, origin=origin, at=at)
    return _new_codes(by)


@transaction.atomic
def turn_off_second_step(*, by: Person, origin: Origin, at: datetime) -> None:
    """Ask for the password alone from now on. The recovery codes are void."""
    if take_away_second_step(by):
        note(Occasion.SECOND_STEP_OFF, by, origin=origin, at=at)


@transaction.atomic
def make_recovery_codes(*, by: Person, origin: Origin, at: datetime) -> Sequence[str]:
    """New recovery codes, shown this one time; those before are void."""
    Person.objects.select_for_update().get(pk=by.pk)
    note(Occasion.RECOVERY_CODES_MADE, by, origin=origin, at=at)
    return _new_codes(by)


def take_away_second_step(person: Person) -> bool:
    """Forget the app and the codes of somebody; whether there were any."""
    return bool(Authenticator.objects.filter(user=person).delete()[0])


def _new_codes(person: Person) -> Sequence[str]:
    Authenticator.objects.filter(user=person, type=CODES).delete()
    codes: Sequence[str] = RecoveryCodes.activate(person).generate_codes()
    return codes


def _step_of(secret: str, code: str, at: datetime) -> int | None:
    """The half minute, counted from 1970, whose code this is; one before and one after are taken, for slow clocks."""
    now, tolerance = int(at.timestamp()) // app_settings.TOTP_PERIOD, app_settings.TOTP_TOLERANCE
    for step in range(now - tolerance, now + tolerance + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None
