"""A month: kept as `2026-10`, picked in the browser or typed."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from goodhands.foundation.days.typed_day import Unclear
from goodhands.foundation.days.typed_month import typed_month


class MonthText(models.CharField):  # type: ignore[type-arg]
    """A column that holds a month such as `2026-10`, so that months sort as texts do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": 7})


class MonthField(forms.CharField):
    """A month in a form, afterwards as `2026-10`; blank where none was given."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "month", "class": "short", "placeholder": "2026-10"}
        super().__init__(widget=forms.TextInput(attrs=attrs), max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return str(typed_month(text))
        except Unclear:
            raise forms.ValidationError(_("Please give a month such as 2026-10.")) from None
