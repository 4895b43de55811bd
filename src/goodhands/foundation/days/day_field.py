"""A date in a form: picked in the browser, or typed as the company writes it."""

from datetime import date
from typing import Any

from django import forms


class DayField(forms.DateField):
    """A date. Browsers send it as 2026-11-30; nothing else is taken, since 3/4 could be two days."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}))
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found is not None and not 1970 <= found.year <= 2199:
            from django.utils.translation import gettext

            raise forms.ValidationError(gettext("Please give a year from 1970 to 2199."))
        return found
