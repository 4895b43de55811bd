"""Which hours can be chosen, and how are figures typed?"""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext

from goodhands.foundation.calendars import drafts
from goodhands.foundation.calendars import reads as calendars
from goodhands.foundation.companies import written
from goodhands.stages.contract.rules import as_typed
from goodhands.stages.contract.writes import HoursOrPreset

_NEW = "new:"

Choices = list[tuple[str, Any]]


def figure(value: Decimal) -> str:
    """A figure as the company types it: `99,5`."""
    plain = f"{value.normalize():f}"
    return plain.replace(".", written.signs()[1])


def percentage(text: str) -> Decimal:
    try:
        return as_typed.percentage(text, written.signs()[1])
    except as_typed.NotAPercentage:
        example = f"99{written.signs()[1]}5"
        wrong = gettext("“{text}” is not a percentage from 0 to 100, such as 95 or {example}.")
        raise forms.ValidationError(wrong.format(text=text[:40], example=example)) from None


class Hours:
    """The hours to choose from: those on record, and usual ones that can be taken on record with the agreement."""

    def __init__(self) -> None:
        self.known = {str(calendar.pk): calendar for calendar in calendars.all_calendars()}
        names = {calendar.name for calendar in self.known.values()}
        self.new = {f"{_NEW}{preset.key}": preset for preset in drafts.PRESETS if str(preset.name) not in names}

    def choices(self, first: str) -> Choices:
        """What a field offers; `first` is what it says while nothing is chosen."""
        known = [(key, f"{c.name}: {calendars.hours_in_words(c)}") for key, c in self.known.items()]
        new = [(key, f"{preset.name}: {preset.says}") for key, preset in self.new.items()]
        offered: Choices = [("", first), *known]
        return [*offered, (gettext("Take on record"), new)] if new else offered

    def chosen(self, key: str) -> HoursOrPreset | None:
        """The hours of a key that a field offered."""
        return self.known.get(key) or self.new.get(key)

    def usual(self) -> str:
        """What to begin with: the first on record, else office hours."""
        return next(iter([*self.known, *self.new]))


def offer(field: forms.Field, choices: Choices) -> None:
    field.choices = choices  # type: ignore[attr-defined]
