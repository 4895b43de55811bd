"""The shape of what people type to come in, and about themselves."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.people.models import Person


class SignInForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeField(forms.CharField):
    """A code, typed with or without blanks."""

    def __init__(self, **how: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"})
        super().__init__(label=_("Code"), max_length=20, widget=widget, **how)


class CodeForm(forms.Form):
    code = CodeField(help_text=_("The six digits that your authenticator app shows now, or a recovery code."))


class NewPasswordField(forms.CharField):
    """A password that somebody chooses."""

    def __init__(self, **how: Any) -> None:
        how.setdefault("label", _("New password"))
        how.setdefault("widget", forms.PasswordInput(attrs={"autocomplete": "new-password"}))
        length = _("At least 12 characters. Three or four words in a row are easy to remember.")
        super().__init__(strip=False, help_text=length, **how)


class NewPasswordForm(forms.Form):
    """A new password of somebody who has shown who she is."""

    new_password = NewPasswordField()

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        validate_password(password, self.person)
        return password


class PasswordAgainForm(forms.Form):
    """The password of somebody who is signed in: that it is still she who sits there."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        help_text=_("Once more, so that nobody does this who finds your browser open."),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangePasswordForm(NewPasswordForm, PasswordAgainForm):
    field_order = ("password", "new_password")


class TurnOnForm(PasswordAgainForm):
    code = CodeField(help_text=_("The six digits that the app shows once it knows the secret."))
    field_order = ("code", "password")


class NameForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
