"""How is a week of agreed hours said? In short beside a service level, in full on a page, and as a sentence."""

from collections.abc import Sequence

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from goodhands.foundation.rules.working_time import Window

Week = Sequence[Sequence[Window]]

DAY = 24 * 60
_WEEK = 7 * DAY
_DASH = "\N{EN DASH}"


def in_short(week: Week) -> str:
    """Round the clock by its usual name, else such as `Mon-Fri 8-13, 14-18; Sat 9-13`, with longer dashes."""
    if never_closes(week):
        return _("24 \N{MULTIPLICATION SIGN} 7")
    return "; ".join(f"{_days(days, short=True)} {_listed(windows, short=True)}" for days, windows in _alike(week))


def in_full(week: Week) -> str:
    """Such as `Mon-Fri 8:00-13:00, 14:00-18:00; Sat 9:00-13:00`, with longer dashes."""
    if never_closes(week):
        return _("around the clock")
    return "; ".join(f"{_days(days, short=True)} {_listed(windows)}" for days, windows in _alike(week))


def as_said(week: Week) -> str:
    """`Monday to Friday, 8:00 to 18:00, and Saturday, 9:00 to 13:00`, to go on in a sentence."""
    if never_closes(week):
        return _("around the clock, every day")
    parts = [f"{_days(days, short=False)}, {_spoken(windows)}" for days, windows in _alike(week)]
    if len(parts) == 1:
        return parts[0]
    return _("{parts}, and {last}").format(parts=", ".join(parts[:-1]), last=parts[-1])


def day_name(number: int) -> str:
    """`Mon`, 0 being Monday."""
    return str(WEEKDAYS_ABBR[number])


def day_as_said(number: int, windows: Sequence[Window]) -> str:
    """`Monday: 8:00 to 18:00`, for the bar of one day."""
    said = _spoken(windows) if windows else _("closed")
    return f"{str(WEEKDAYS[number]).capitalize()}: {said}"


def as_typed(windows: Sequence[Window]) -> str:
    """The windows of a day as they are typed into the form: `9:00-13:00, 14:00-18:00`."""
    return ", ".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in windows)


def clock(minutes: int) -> str:
    """A time of the day: `8:00`, `24:00` for the midnight that ends it."""
    hours, rest = divmod(minutes if minutes == DAY else minutes % DAY, 60)
    return f"{hours}:{rest:02d}"


def never_closes(week: Week) -> bool:
    """Whether every minute of the week is open, however the windows are cut."""
    stretches = sorted((day * DAY + a, day * DAY + b) for day, windows in enumerate(week) for a, b in windows)
    if not stretches:
        return False
    reach = max(max(end for _start, end in stretches) - _WEEK, 0)
    for start, end in stretches:
        if start > reach:
            return False
        reach = max(reach, end)
    return reach >= _WEEK


def _alike(week: Week) -> list[tuple[list[int], Sequence[Window]]]:
    """Days in a row with the same hours, together; closed ones are left out."""
    found: list[tuple[list[int], Sequence[Window]]] = []
    for day, windows in enumerate(week):
        if not windows:
            continue
        if found and found[-1][0][-1] == day - 1 and list(found[-1][1]) == list(windows):
            found[-1][0].append(day)
        else:
            found.append(([day], windows))
    return found


def _days(days: Sequence[int], short: bool) -> str:
    names = WEEKDAYS_ABBR if short else WEEKDAYS
    first, last = str(names[days[0]]), str(names[days[-1]])
    if len(days) == 1:
        return first
    if short:
        return f"{first}{_DASH}{last}"
    said = _("{first} and {last}") if len(days) == 2 else _("{first} to {last}")
    return said.format(first=first, last=last)


def _listed(windows: Sequence[Window], short: bool = False) -> str:
    write = _brief if short else clock
    return ", ".join(f"{write(opens)}{_DASH}{write(closes)}" for opens, closes in windows)


def _brief(minutes: int) -> str:
    return clock(minutes).removesuffix(":00")


def _spoken(windows: Sequence[Window]) -> str:
    parts = [
        _("all day")
        if closes - opens == DAY and opens == 0
        else _("{opens} to {closes}").format(opens=clock(opens), closes=clock(closes))
        for opens, closes in windows
    ]
    return _(" and ").join(parts)
