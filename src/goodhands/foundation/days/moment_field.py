"""A moment in a form: picked in the browser, on the wall clock of a place."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from goodhands.foundation.days.typed_day import Unclear
from goodhands.foundation.days.typed_moment import instant_of
from goodhands.foundation.rules.zones import zone

_SHOWN = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time in a zone, afterwards an instant; what a clock change skips or shows twice is asked about."""

    def __init__(self, timezone: str, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(format=_SHOWN, attrs={"type": "datetime-local", "class": "short"})
        super().__init__(widget=widget, input_formats=[_SHOWN, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)
        self.timezone = timezone

    def prepare_value(self, value: Any) -> Any:
        """The time on the wall there, as the browser takes it."""
        return value.astimezone(zone(self.timezone)).replace(tzinfo=None) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        found = super().to_python(value)
        if found is None:
            return None
        if not 1970 <= found.year <= 2199:
            raise forms.ValidationError(_("Please give a year from 1970 to 2199."))
        try:
            return instant_of(found.replace(tzinfo=None), self.timezone)
        except Unclear:
            sentence = _("The clocks change at that time. Please give a time an hour earlier or later.")
            raise forms.ValidationError(sentence) from None
