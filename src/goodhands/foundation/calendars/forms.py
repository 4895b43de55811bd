"""The shape of agreed hours as they are typed."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.calendars import places, reads, week_words, writes
from goodhands.foundation.calendars.drafts import BY_KEY, PRESETS, Draft, Week
from goodhands.foundation.calendars.models import Calendar, CalendarVersion
from goodhands.foundation.calendars.typed import read_closed_days, read_windows
from goodhands.foundation.companies import reads as companies
from goodhands.foundation.companies import written
from goodhands.foundation.days.day_field import DayField
from goodhands.foundation.days.typed_day import Unclear
from goodhands.foundation.rules.public_holidays import UnknownPlace
from goodhands.foundation.rules.zones import all_zones

OWN = "own"
DAYS = tuple(f"day_{number}" for number in range(7))


class HoursForm(forms.Form):
    """One state of agreed hours. `draft` is what was typed, once it is valid."""

    preset = forms.ChoiceField(label=_("In which hours does time count?"), widget=forms.RadioSelect)
    timezone = forms.ChoiceField(
        label=_("On the clock of"), help_text=_("The hours are meant on the clock of this place, summer and winter.")
    )
    holidays = forms.ChoiceField(label=_("Public holidays that do not count"), required=False)
    part = forms.CharField(
        label=_("Part of the country"),
        required=False,
        max_length=80,
        help_text=_("Only if it has public holidays of its own: its name or its short form, such as Bayern or BY."),
        widget=forms.TextInput(attrs={"list": "parts", "class": "short"}),
    )
    closed = forms.CharField(
        label=_("Other days that do not count"),
        required=False,
        max_length=20_000,
        help_text=_("One a line, with a name if you like. For example: 2026-12-24 Christmas Eve"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        company = companies.settings()
        usual = {
            "preset": "office",
            "timezone": company.timezone,
            "holidays": company.country if places.has_holidays(company.country) else "",
        }
        kwargs["initial"] = usual | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        own = (OWN, gettext("Hours of our own"))
        presets = [(preset.key, f"{preset.says}") for preset in PRESETS]
        _offer(self.fields["preset"], [*presets, own])
        _offer(self.fields["timezone"], [(zone, zone.replace("_", " ")) for zone in all_zones()])
        _offer(self.fields["holidays"], [("", gettext("None, they count too")), *places.countries_with_holidays()])
        for number, name in enumerate(DAYS):
            self.fields[name] = forms.CharField(
                label=str(WEEKDAYS[number]).capitalize(), required=False, max_length=200,
                template_name="calendars/day.html",  # type: ignore[call-arg] # the stubs do not know it yet
            )  # fmt: skip

    def days(self) -> Iterator[BoundField]:
        """The fields of Monday to Sunday."""
        return (self[name] for name in DAYS)

    def parts(self) -> list[str]:
        """The parts of the chosen country, to pick from."""
        return sorted(places.parts_of(str(self["holidays"].value() or "")).values())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["week"] = self._week(given)
        given["place"] = self._place(given)
        read = read_closed_days(given.get("closed", ""), companies.settings().date_style)
        for sentence in read.unclear:
            self.add_error("closed", sentence)
        return given | {"closed_days": read.days}

    def _week(self, given: dict[str, Any]) -> Week:
        if given.get("preset") in BY_KEY:
            return BY_KEY[given["preset"]].week
        week = []
        for name in DAYS:
            try:
                week.append(read_windows(given.get(name) or ""))
            except Unclear as why:
                self.add_error(name, str(why))
                week.append(())
        if given.get("preset") == OWN and not any(week) and not self.errors:
            self.add_error(DAYS[0], gettext("At least one day needs hours; otherwise no time would ever count."))
        return tuple(week)

    def _place(self, given: dict[str, Any]) -> str:
        country, part = given.get("holidays") or "", (given.get("part") or "").strip()
        if not country:
            return ""
        try:
            return places.place_of(country, part)
        except UnknownPlace:
            name, known = places.place_as_said(country), places.parts_of(country)
            if not known:
                wrong = gettext("“{part}” is not known: {country} has no parts with public holidays of their own.")
            else:
                wrong = gettext("“{part}” is no known part of {country}. Known are: {known}.")
            listed = ", ".join(sorted(known.values()))
            self.add_error("part", wrong.format(part=part, country=name, known=listed))
            return ""

    def draft(self) -> Draft:
        """What was typed, as a draft."""
        given = self.cleaned_data
        return Draft(given["week"], given["timezone"], given["place"], given["closed_days"], given.get("valid_from"))


def _offer(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]


class NewCalendarForm(HoursForm):
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=80,
        help_text=_("Such as Office hours. If it stays empty, the hours themselves are the name."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        typed = (given.get("name") or "").strip()
        given["name"] = name = typed or week_words.in_short(given["week"])[:80]
        if Calendar.objects.filter(name=name).exists():
            taken = gettext("You already have hours called “{name}”. Please give these another name.")
            self.add_error("name", taken.format(name=name))
        return given


class NewVersionForm(HoursForm):
    valid_from = DayField(
        label=_("From which day on?"), help_text=_("The hours before this day stay as they are, and are judged so.")
    )

    def __init__(self, *args: Any, last: CalendarVersion, **kwargs: Any) -> None:
        self.last = last
        super().__init__(*args, initial=_initial_of(last), **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        day, timezone = given.get("valid_from"), given.get("timezone")
        if day and timezone and not writes.begins_after(day, timezone, self.last):
            late = gettext("The hours in the last version hold from {day}; these can only follow after that.")
            self.add_error("valid_from", late.format(day=written.day(self.last.valid_from)))
        return given


def as_was_typed(version: CalendarVersion) -> dict[str, str]:
    """What somebody would type to agree on these hours anew."""
    day = version.valid_from.isoformat() if version.valid_from else ""
    return _initial_of(version) | {"valid_from": day, "name": version.calendar.name}


def _initial_of(version: CalendarVersion) -> dict[str, Any]:
    """What the form shows of a version that is to be followed."""
    country, _dash, part = version.holidays.partition("-")
    week = reads.week_of(version)
    preset = next((preset.key for preset in PRESETS if preset.week == week), OWN)
    closed = [f"{day.date} {day.name}".strip() for day in version.closed_days.all()]
    typed = {name: week_words.as_typed(windows) for name, windows in zip(DAYS, week, strict=True)}
    shown = {"preset": preset, "timezone": version.timezone, "holidays": country, "closed": "\n".join(closed)}
    return typed | shown | {"part": places.parts_of(country).get(part, part)}
