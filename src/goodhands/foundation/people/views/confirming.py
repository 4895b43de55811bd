"""Is it still she who sits there? What changes how somebody signs in asks for her password once more."""

from django.utils import timezone
from django.utils.translation import gettext as _

from goodhands.foundation.people import tries
from goodhands.foundation.people.access import SignedInRequest
from goodhands.foundation.people.forms import PasswordAgainForm
from goodhands.foundation.people.origin import origin_of


def confirmed(request: SignedInRequest, form: PasswordAgainForm) -> bool:
    """Whether the form is whole and its password that of who sends it. A wrong one counts: TooManyTries."""
    if request.method != "POST" or not form.is_valid():
        return False
    at, counted = timezone.now(), tries.with_password_again(request.user)
    tries.begin(counted, at)
    if request.user.check_password(form.cleaned_data["password"]):
        tries.forgive(counted, at)
        return True
    tries.refuse(counted, request.user, origin_of(request), at)
    form.add_error("password", _("This is not your password."))
    return False
