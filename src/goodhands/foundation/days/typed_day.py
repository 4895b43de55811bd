"""Which day did somebody mean who typed one?

Nothing is guessed: what could be two days is refused, with the reason.
"""

import re
from collections.abc import Mapping
from datetime import date

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

_YEAR_FIRST = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)")
_OWN = {
    "slashes": re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?!\d)"),
    "dots": re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)"),
    "slashes_month_first": re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})(?!\d)"),
}
_EITHER_FIRST = re.compile(r"(\d{1,2})[./-]\s?(\d{1,2})[./-]\s?(\d{4})(?!\d)")
_IN_WORDS = (
    re.compile(r"(?P<d>\d{1,2})\.? (?P<name>[^\W\d]+)\.?,? (?P<y>\d{4})(?!\d)"),
    re.compile(r"(?P<name>[^\W\d]+)\.? (?P<d>\d{1,2}),? (?P<y>\d{4})(?!\d)"),
)


class Unclear(ValueError):
    """What was typed cannot be read; the text is the end of a sentence that begins with what was typed."""


def typed_day(text: str, style: str) -> date:
    """The day that a text is: `2026-12-24`, `24 Dec 2026`, or as a company with this style of dates writes it."""
    day, rest = leading_day(" ".join(text.split()), style)
    if rest:
        raise Unclear(_("has more in it than a date"))
    return day


def leading_day(line: str, style: str) -> tuple[date, str]:
    """The day with which a line begins, and what follows; the blanks in the line are single."""
    for pattern in (_YEAR_FIRST, _OWN.get(style), *_IN_WORDS):
        found = pattern.match(line) if pattern else None
        month = found and _month(found.groupdict())
        if found and month:
            day = _day(int(found["y"]), month, int(found["d"]))
            break
    else:
        found = _EITHER_FIRST.match(line)
        if not found:
            raise Unclear(_("does not begin with a date such as 2026-12-24"))
        day = _only_day(int(found[3]), int(found[1]), int(found[2]))
    if not 1970 <= day.year <= 2199:
        raise Unclear(_("is not in the years from 1970 to 2199"))
    return day, line[found.end() :]


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear(_("is a day that does not exist")) from None


def _only_day(year: int, one: int, other: int) -> date:
    """The day of two numbers of which nobody said which is the month; only where one of them cannot be it."""
    if one <= 12 and other <= 12 and one != other:
        raise Unclear(_("could be more than one day; write it like 2026-12-24"))
    return _day(year, min(one, other), max(one, other))


def _month(parts: Mapping[str, str]) -> int | None:
    """The number of a month that is given by number or by name; None for a word that is no month."""
    if "m" in parts:
        return int(parts["m"])
    return month_called(parts["name"])


def month_called(name: str) -> int | None:
    """The number of a month by its name or the short form of it; None for a word that is no month."""
    wanted = name.casefold()
    for names in (MONTHS, MONTHS_3):
        for number, known in names.items():
            if str(known).casefold() == wanted:
                return number
    return None
