"""Which instant did somebody mean who gave a day and a time on the wall clock of a place?"""

import re
from datetime import datetime, time

from django.utils.translation import gettext as _

from goodhands.foundation.days.typed_day import Unclear, leading_day
from goodhands.foundation.rules.zones import zone

_TIME = re.compile(r",? ?T?(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)


def typed_moment(text: str, style: str, timezone: str) -> datetime:
    """The instant that a text is on the clock of a zone: `2026-12-24 14:30`, or a day as the company writes it."""
    day, rest = leading_day(" ".join(text.replace("T", " ").split()), style)
    found = _TIME.fullmatch(rest)
    if not found:
        raise Unclear(_("has no time such as 14:30 after its day"))
    try:
        at = time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        raise Unclear(_("has a time that does not exist")) from None
    return instant_of(datetime.combine(day, at), timezone)


def instant_of(wall: datetime, timezone: str) -> datetime:
    """A time on the wall clock of a zone as an instant; Unclear where a clock change skips it or shows it twice."""
    place = zone(timezone)
    earlier, later = wall.replace(tzinfo=place, fold=0), wall.replace(tzinfo=place, fold=1)
    if earlier.utcoffset() != later.utcoffset():
        raise Unclear(_("lies where the clocks change; give a time an hour earlier or later"))
    return earlier
