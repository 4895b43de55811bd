"""The shape of what a newcomer types, and of a company's settings."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.companies.countries import countries, usual_in, zones, zones_named
from goodhands.foundation.companies.models import Company, Role
from goodhands.foundation.people.forms import NewPasswordField
from goodhands.foundation.people.models import Person

LONGEST_ADDRESS = 254
ROLES_IN_WORDS: Mapping[str, Any] = {
    Role.VIEWER: _("Viewer: reads everything and changes nothing"),
    Role.MEMBER: _("Member: records tickets and answers; decides nothing"),
    Role.MANAGER: _("Manager: decides everything in engagements"),
    Role.ADVISER: _("Adviser: as a manager, for somebody from outside who helps you"),
    Role.OWNER: _("Owner: everything, also who belongs to the company"),
}


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    country = forms.ChoiceField(label=_("Country"))
    timezone = forms.ChoiceField(label=_("Time zone"))
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("Three capital letters, such as EUR."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )

    class Meta:
        model = Company
        fields = ("name", "country", "timezone", "currency", "date_style", "number_style", "paper", "delimiter")
        labels: ClassVar = {
            "name": _("Name of the company"),
            "date_style": _("Dates look like"),
            "number_style": _("Numbers look like"),
            "paper": _("Paper"),
            "delimiter": _("What separates columns in CSV files you download"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = countries()  # type: ignore[attr-defined]
        self.fields["timezone"].choices = zones()  # type: ignore[attr-defined]


class StartForm(forms.Form):
    """What is asked about a company that begins."""

    company = forms.CharField(
        label=_("Name of the company"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("Sets the currency, how dates and numbers look and the paper size. You can change them."),
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Only needed where the country has several, as Portugal, Spain and the United States have."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", gettext("Please choose"))
        self.fields["country"].choices = [nothing, *countries()]  # type: ignore[attr-defined]
        by_country = ("", gettext("The one of the country"))
        self.fields["timezone"].choices = [by_country, *zones()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("country") and not given.get("timezone"):
            given["timezone"] = self._only_zone(given["country"])
        return given

    def _only_zone(self, country: str) -> str:
        mine = usual_in(country).zones
        if len(mine) != 1:
            several = gettext("This country has several time zones. Please choose one.")
            none = gettext("Please choose a time zone.")
            self.add_error("timezone", several if mine else none)
            if mine:
                self.fields["timezone"].choices = [("", gettext("Please choose")), *zones_named(mine)]  # type: ignore[attr-defined]
            return ""
        return mine[0]


class SetUpForm(StartForm):
    """The same, and who its first owner is."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("You sign in with it. No mail is sent."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = NewPasswordField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].label = gettext("Name of your company")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("password"):
            try:
                validate_password(given["password"], Person(email=given.get("email", ""), name=given.get("name") or ""))
            except ValidationError as weak:
                self.add_error("password", weak)
        return given


class InviteForm(forms.Form):
    """Who is invited, and what may they do?"""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("They sign in with it. No mail is sent: you get a link to send yourself."),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, choices=list(ROLES_IN_WORDS.items()))


class NewcomerForm(forms.Form):
    """What somebody who was invited says of herself."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = NewPasswordField(label=_("Password"))

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, Person(email=self.email, name=self.cleaned_data.get("name", "")))
        return password
