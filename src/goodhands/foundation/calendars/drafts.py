"""What could agreed hours be? A draft of them, and those that are agreed most often."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.calendars import places
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.working_time import Window

Week = tuple[tuple[Window, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """Hours that are about to be agreed, as `models.CalendarVersion` keeps them."""

    week: Week
    timezone: str
    holidays: str = ""
    closed_days: Mapping[date, str] = field(default_factory=dict)
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """Hours that many agree on. `holidays` says whether public holidays are usually free."""

    key: str
    name: str | Promise
    says: str | Promise
    week: Week
    holidays: bool = True


def _weekdays(*windows: Window) -> Week:
    return (windows,) * 5 + ((), ())


PRESETS = (
    Preset("office", _("Office hours"), _("Monday to Friday, 9:00 to 17:00"), _weekdays((540, 1020))),
    Preset("long_office", _("Long office hours"), _("Monday to Friday, 8:00 to 18:00"), _weekdays((480, 1080))),
    Preset(
        "lunch",
        _("Office hours with a lunch break"),
        _("Monday to Friday, 9:00 to 13:00 and 14:00 to 18:00"),
        _weekdays((540, 780), (840, 1080)),
    ),
    Preset("always", _("Around the clock"), _("All day, every day"), (((0, 1440),),) * 7, holidays=False),
)
BY_KEY = {preset.key: preset for preset in PRESETS}


def usual(preset: Preset) -> Draft:
    """A draft of usual hours on the clock of the company in view, with the public holidays of its country."""
    company = scope.current()
    free = preset.holidays and places.has_holidays(company.country)
    return Draft(preset.week, company.timezone, company.country if free else "")
