"""The shape of a provider."""

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.writes import FIELDS


class ProviderForm(forms.ModelForm):  # type: ignore[type-arg]
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Provider
        fields = FIELDS
        widgets: ClassVar = {"notes": forms.Textarea(attrs={"rows": 4})}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if Provider.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("You already have a provider of this name."))
        return name
