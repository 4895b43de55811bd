"""How does the company in view write it? Numbers, shares, money, days, moments and durations, in its own style."""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies.models import DateStyle, NumberStyle
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.statistics import half_up
from goodhands.foundation.rules.zones import zone

_SIGNS = {
    NumberStyle.COMMA_POINT: (",", "."),
    NumberStyle.POINT_COMMA: (".", ","),
    NumberStyle.SPACE_COMMA: ("\N{NARROW NO-BREAK SPACE}", ","),
    NumberStyle.APOSTROPHE_POINT: ("’", "."),
}
_NUMERIC = {
    DateStyle.SLASHES: "%d/%m/%Y",
    DateStyle.DOTS: "%d.%m.%Y",
    DateStyle.SLASHES_MONTH_FIRST: "%m/%d/%Y",
    DateStyle.YEAR_FIRST: "%Y-%m-%d",
}
_SPACE = "\N{NO-BREAK SPACE}"
NOTHING = "\N{EN DASH}"
_EARLIEST, _LATEST = -62_135_510_400, 253_402_214_400  # noon of the first and last day that the language's dates know


def _number_style() -> str:
    company = scope.in_view()
    return company.number_style if company else NumberStyle.COMMA_POINT


def _date_style() -> str:
    company = scope.in_view()
    return company.date_style if company else DateStyle.WORDS


def signs() -> tuple[str, str]:
    """What the company writes between thousands, and before decimals."""
    return _SIGNS[NumberStyle(_number_style())]


def _signed(plain: str) -> str:
    """A number written as `1,234.56` with the company's signs."""
    group, decimal = signs()
    return plain.replace(",", "\0").replace(".", decimal).replace("\0", group)


def number(value: int | Decimal | None, digits: int | None = None) -> str:
    """A number with its thousands apart; with `digits`, rounded half up to so many decimals."""
    if value is None:
        return NOTHING
    if digits is not None:
        value = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return _signed(f"{value:,}")


def share(value: Fraction | float | None, digits: int = 1) -> str:
    """A share as a percentage: `90.8 %`; whole targets without a decimal."""
    if value is None:
        return NOTHING
    exact = half_up(Fraction(value) * 100, digits)
    return f"{_signed(exact)}{_SPACE}%"


def target(value: Fraction) -> str:
    """A target as it was agreed: `95 %`, `99.5 %`."""
    exact = half_up(value * 100, 2).rstrip("0").rstrip(".")
    return f"{_signed(exact)}{_SPACE}%"


def money(value: Decimal | None) -> str:
    """An amount in the company's currency: `EUR 1,234.50`."""
    company = scope.in_view()
    return NOTHING if value is None else f"{company.currency if company else ''}{_SPACE}{number(value, 2)}".strip()


def day(value: date | None, with_year: bool = True) -> str:
    """A date: `30 Nov 2026`."""
    if value is None:
        return NOTHING
    style = _date_style()
    if style in _NUMERIC:
        return value.strftime(_NUMERIC[DateStyle(style)])
    month = str(MONTHS_3[value.month]).capitalize()
    if style == DateStyle.WORDS_MONTH_FIRST:
        return f"{month}{_SPACE}{value.day}, {value.year}" if with_year else f"{month}{_SPACE}{value.day}"
    return f"{value.day}{_SPACE}{month}{_SPACE}{value.year}" if with_year else f"{value.day}{_SPACE}{month}"


def weekday(value: date) -> str:
    """The day of the week, short."""
    return str(WEEKDAYS_ABBR[value.weekday()])


def month(value: Month) -> str:
    """A month as it is spoken: `October 2026`."""
    return f"{MONTHS[value.number % 12 + 1]} {value.year}"


def period(value: Month | None) -> str:
    """A month as it is spoken, or all of them."""
    return _("all months") if value is None else month(value)


def month_short(value: Month) -> str:
    """A month where there is little room: `Oct`."""
    return str(MONTHS_3[value.number % 12 + 1]).capitalize()


def local(instant: int | datetime, timezone: str | None = None) -> datetime:
    """A UTC second or a datetime on the clock of a zone, the company's unless told otherwise."""
    company = scope.in_view()
    if isinstance(instant, int):
        instant = datetime.fromtimestamp(min(max(instant, _EARLIEST), _LATEST), UTC)
    return instant.astimezone(zone(timezone or (company.timezone if company else "UTC")))


def moment(instant: int | datetime | None, timezone: str | None = None) -> str:
    """A moment on the company's clock: `Tue 13 Oct 2026, 15:40`."""
    if instant is None:
        return NOTHING
    there = local(instant, timezone)
    return f"{weekday(there)} {day(there.date())}, {there:%H:%M}"


def moment_short(instant: int | datetime, timezone: str | None = None) -> str:
    """A moment without its year: `Tue 13 Oct 15:40`."""
    there = local(instant, timezone)
    return f"{weekday(there)} {day(there.date(), with_year=False)} {there:%H:%M}"


def duration(seconds: int | None) -> str:
    """Working time as it is spoken: `21 h 3 min`, `14 min`, `44 s`."""
    if seconds is None:
        return NOTHING
    hours, minutes = divmod(abs(seconds) // 60, 60)
    if abs(seconds) < 60:
        return _("{n} s").format(n=abs(seconds)).replace(" ", _SPACE)
    parts = [_("{n} h").format(n=number(hours))] if hours else []
    if minutes or not hours:
        parts.append(_("{n} min").format(n=minutes))
    return " ".join(parts).replace(" ", _SPACE)


def age(seconds: int) -> str:
    """How old something is by the clock, day and night: `41 days`, `5 h`."""
    days = seconds // 86_400
    if not days:
        return duration(seconds // 3600 * 3600) if seconds >= 3600 else duration(seconds)
    return ngettext("{n} day", "{n} days", days).format(n=number(days)).replace(" ", _SPACE)


def exact_duration(seconds: int) -> str:
    """Working time to the second, for arithmetic: `3 h 35 min 07 s`."""
    hours, rest = divmod(seconds, 3600)
    minutes, odd = divmod(rest, 60)
    text = _("{h} h {m} min {s} s") if odd else _("{h} h {m} min")
    return text.format(h=number(hours), m=f"{minutes:02d}", s=f"{odd:02d}").replace(" ", _SPACE)


def size(count: int) -> str:
    """How large a file is: `12 bytes`, `34 kB`, `1.2 MB`."""
    if count < 1000:
        return _("{n} bytes").format(n=number(count)).replace(" ", _SPACE)
    if count < 999_500:
        return _("{n} kB").format(n=number(Decimal(count) / 1000, 0)).replace(" ", _SPACE)
    return _("{n} MB").format(n=number(Decimal(count) / 1_000_000, 1)).replace(" ", _SPACE)
