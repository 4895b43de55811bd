"""What did somebody mean who typed hours of a day, or days that are closed?

Nothing is guessed: what could be read in two ways is refused with the text in question.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from goodhands.foundation.calendars.week_words import DAY, clock
from goodhands.foundation.days.typed_day import Unclear, leading_day
from goodhands.foundation.rules.working_time import Window

_TIME = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?"
_WINDOW = re.compile(rf"{_TIME}\s*(?:-|\u2013|\u2014|to)\s*{_TIME}", re.ASCII | re.IGNORECASE)
_LONGEST_NIGHT = 16 * 60


def read_windows(text: str) -> tuple[Window, ...]:
    """The windows of a day such as `9:00-13:00, 14:00-18:00`; none where nothing is typed."""
    if not text.strip():
        return ()
    windows = sorted(_window(part.strip()) for part in re.split(r"[,;]|\band\b", text))
    for (_first, ends), (begins, _last) in pairwise(windows):
        if begins < ends:
            raise Unclear(_("“{text}” has hours that overlap.").format(text=_shown(text)))
    return tuple(windows)


def _window(part: str) -> Window:
    found = _WINDOW.fullmatch(part)
    if not found:
        raise Unclear(
            _("“{text}” is not a start and an end. Write it like 9:00-13:00, 14:00-18:00.").format(text=_shown(part))
        )
    opens, closes = _minutes(part, *found.groups()[:3]), _minutes(part, *found.groups()[3:])
    if opens == DAY:
        raise Unclear(_("“{text}” starts at 24:00. Write 0:00 on the day after.").format(text=_shown(part)))
    closes = closes or DAY
    if closes > opens:
        return opens, closes
    if closes + DAY - opens > _LONGEST_NIGHT:
        wrong = _(
            "“{text}” would run on until {end} on the next day, for {hours} hours. "
            "Write the afternoon as 17:00; split a stretch that is really so long at midnight."
        )
        hours = -(-(closes + DAY - opens) // 60)
        raise Unclear(wrong.format(text=_shown(part), end=clock(closes), hours=hours))
    return opens, closes + DAY


def _minutes(part: str, hour: str, minute: str | None, half: str | None) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        possible = 1 <= hours <= 12
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    else:
        possible = hours < 24 or (hours == 24 and not minutes)
    if not possible or minutes > 59:
        raise Unclear(_("“{text}” has a time that no clock shows.").format(text=_shown(part)))
    return hours * 60 + minutes


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """Days that were typed, and a sentence for each line that cannot be read."""

    days: Mapping[date, str]
    unclear: Sequence[str]


def read_closed_days(text: str, style: str) -> ClosedDays:
    """Days, one a line, each with a name if it has one: `2026-12-24 Christmas Eve`, or as the company writes dates."""
    days: dict[date, str] = {}
    unclear = []
    for number, line in enumerate(text.splitlines(), start=1):
        written = " ".join(line.split())
        if not written:
            continue
        try:
            day, name = _dated(written, style)
            if day in days:
                raise Unclear(_("is a day that stands further up already"))
            days[day] = name
        except Unclear as why:
            said = _("Line {number}: “{text}” {why}.")
            unclear.append(said.format(number=number, text=_shown(written), why=why))
    return ClosedDays(days, unclear)


def _dated(line: str, style: str) -> tuple[date, str]:
    day, rest = leading_day(line, style)
    name = rest.strip(" -:,;\u2013\u2014")
    if len(name) > 80:
        raise Unclear(_("has a name of more than 80 letters"))
    return day, name


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:59] + "…"
