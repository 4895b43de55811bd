"""Which month did somebody mean who typed one?"""

import re

from django.utils.translation import gettext as _

from goodhands.foundation.days.typed_day import Unclear, month_called
from goodhands.foundation.rules.periods import Month

_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.](\d{4})", re.ASCII)
_IN_WORDS = re.compile(r"([^\W\d]+)\.?,? (\d{4})")


def typed_month(text: str) -> Month:
    """The month that a text is: `2026-10`, a day in it, `10/2026`, `October 2026`; Unclear for anything else."""
    plain = " ".join(text.split())
    if found := _YEAR_FIRST.fullmatch(plain):
        year, number = int(found[1]), int(found[2])
    elif found := _MONTH_FIRST.fullmatch(plain):
        year, number = int(found[2]), int(found[1])
    elif (found := _IN_WORDS.fullmatch(plain)) and (named := month_called(found[1])):
        year, number = int(found[2]), named
    else:
        raise Unclear(_("is no month such as 2026-10"))
    if not 1 <= number <= 12:
        raise Unclear(_("is a month that does not exist"))
    if not 1970 <= year <= 2199:
        raise Unclear(_("is not in the years from 1970 to 2199"))
    return Month((year - 1970) * 12 + number - 1)
