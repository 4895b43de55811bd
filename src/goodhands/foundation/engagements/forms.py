"""The shape of an engagement."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.days.day_field import DayField
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.providers.models import Provider


class EngagementForm(forms.Form):
    name = forms.CharField(
        label=_("What is it about?"), max_length=120, help_text=_("For example: Help desk and network.")
    )
    provider: "forms.ModelChoiceField[Provider]" = forms.ModelChoiceField(
        queryset=None, label=_("Who does it?"), required=False, empty_label=_("Nobody on this list")
    )
    new_provider = forms.CharField(
        label=_("Name of the provider, if it is not on the list"), max_length=120, required=False
    )
    services = forms.CharField(
        label=_("Which services?"),
        required=False,
        max_length=2000,
        help_text=_("One a line, in your own words. For example: answering our people, laptops, backups."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    started_date = DayField(label=_("Since when?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = Provider.objects.all()  # type: ignore[attr-defined]
        if not Provider.objects.exists():
            del self.fields["provider"]
            self.fields["new_provider"].label = gettext("Who does it?")
            self.fields["new_provider"].help_text = gettext(
                "The name of the firm. Leave it empty if nobody does it yet."
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("provider") and given.get("new_provider"):
            self.add_error("new_provider", gettext("Please choose one from the list or give a new name, not both."))
        given["services"] = [line.strip()[:120] for line in given.get("services", "").splitlines() if line.strip()]
        return given | {"provider": given.get("provider")}


def initial_of(engagement: Engagement) -> dict[str, Any]:
    """What the form shows of an engagement on record."""
    return {
        "name": engagement.name,
        "provider": engagement.provider_id,
        "services": "\n".join(service.name for service in engagement.services.all()),
        "started_date": engagement.started_date,
    }
