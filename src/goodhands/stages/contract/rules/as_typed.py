"""What did somebody mean who typed a time, a percentage or an amount?

People write `8 h`, `1 h 30 min`, `99,5 %` or `1.234,50`. Here each becomes the one way in which `service_levels` reads
it; nothing is guessed, and what could mean two things is refused. A figure is written with the company's decimal sign
or with a point.
"""

import re
from decimal import Decimal
from fractions import Fraction

from goodhands.foundation.rules.strict import Fault
from goodhands.stages.contract.rules.service_levels import percent, working_duration

LONGEST = 10_000 * 3600
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"

_HOURS = r"(\d+)(?:h|hr|hrs|hour|hours)"
_MINUTES = r"(\d+)(?:m|min|mins|minute|minutes)"
_TIME = re.compile(rf"(?:{_HOURS})?(?:{_MINUTES})?", re.ASCII | re.IGNORECASE)
_IN_DAYS = re.compile(r"\d ?(d|day|days|w|wk|week|weeks)\b", re.ASCII | re.IGNORECASE)


class NotTime(ValueError):
    """This is no working time such as `8 h`."""


class InDays(NotTime):
    """This is given in days, and a working day has no fixed length."""


class NoTime(NotTime):
    """This is nothing, or longer than anything that is ever agreed."""


class NotAPercentage(ValueError):
    """This is no percentage from 0 to 100."""


class NotAnAmount(ValueError):
    """This is no amount of money."""


def working_seconds(text: str) -> int:
    """Working seconds of a time such as `8 h`, `1 h 30 min` or `90 min`."""
    plain = re.sub(r"\s+", "", text)
    found = _TIME.fullmatch(plain)
    if not found or not plain:
        raise InDays(text) if _IN_DAYS.search(text) else NotTime(text)
    try:
        seconds = working_duration((f"{found[1]}h" if found[1] else "") + (f"{found[2]}m" if found[2] else ""), "")
    except Fault:
        raise NoTime(text) from None
    if seconds > LONGEST:
        raise NoTime(text)
    return seconds


def as_time(seconds: int) -> str:
    """Working time as somebody would type it: `8 h`, `1 h 30 min`."""
    hours, minutes = divmod(seconds // 60, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def percentage(text: str, sign: str) -> Decimal:
    """A percentage such as `99,5 %`, with the sign for percent or without; `sign` is the company's decimal sign."""
    plain = re.sub(r"\s+", "", text).removesuffix("%").replace(sign, ".")
    try:
        share: Fraction = percent(f"{plain}%", "")
    except Fault:
        raise NotAPercentage(text) from None
    return Decimal(plain) if share else Decimal(0)


def amount(text: str, group: str, sign: str) -> Decimal:
    """An amount such as `1.234,50`, its thousands in threes and apart by one sign.

    That is the company's own, a space, or another one where it can be nothing else: `1.234` alone may be one and a bit.
    """
    plain = re.sub(r"\s+", " ", text.strip()).replace("'", _APOSTROPHE)
    group, decimals = " " if group.isspace() else group, rf"(?:{re.escape(sign)}\d{{1,2}})"
    for one in (group, " ", ".", ",", _APOSTROPHE):
        more = rf"(?:{re.escape(one)}\d{{3}})"
        certain = "" if one in (group, " ") else rf"(?={more}{{2}}|{more}{decimals})"
        if one != sign and re.fullmatch(rf"\d{{1,3}}{certain}{more}+{decimals}?", plain, re.ASCII):
            plain = plain.replace(one, "")
            break
    plain = plain.replace(sign, ".")
    if not re.fullmatch(r"\d{1,10}(?:\.\d{1,2})?", plain, re.ASCII):
        raise NotAnAmount(text)
    return Decimal(plain)
