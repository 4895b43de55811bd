"""What is usual in a country: currency, time zones, how numbers and dates are written, which paper?

From the CLDR data in the `babel` package; the paper sizes are CLDR's supplemental `paperSize` (US Letter in these
territories, A4 in all others).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.translation import get_language

from goodhands.foundation.companies.models import DateStyle, Delimiter, NumberStyle, Paper
from goodhands.foundation.rules.zones import all_zones

_LETTER = {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
_NUMBER_STYLES = {
    (".", ","): NumberStyle.COMMA_POINT,
    (",", "."): NumberStyle.POINT_COMMA,
    (",", " "): NumberStyle.SPACE_COMMA,
    (".", "’"): NumberStyle.APOSTROPHE_POINT,
}
_NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


@dataclass(frozen=True, slots=True)
class Usual:
    """What most companies of a country would choose. `zones` are all of its time zones; several leave it open."""

    currency: str
    zones: Sequence[str]
    date_style: str
    number_style: str
    paper: str
    delimiter: str


def countries() -> list[tuple[str, str]]:
    """All countries as (code, name), by name in the language of the page."""
    try:
        names = Locale.parse((get_language() or "en").replace("-", "_")).territories
    except (UnknownLocaleError, ValueError):
        names = Locale("en").territories
    known = [(code, name) for code, name in names.items() if len(code) == 2 and code not in _NOT_COUNTRIES]
    return sorted(known, key=lambda entry: entry[1])


def zones() -> list[tuple[str, str]]:
    """All time zones as (name, what people read)."""
    return zones_named(all_zones())


def zones_named(names: Iterable[str]) -> list[tuple[str, str]]:
    """These time zones as (name, what people read)."""
    return [(name, name.replace("_", " ")) for name in names]


@cache
def usual_in(country: str) -> Usual:
    """What is usual in a country, given by its two letters."""
    locale = _locale_of(country)
    symbols = locale.number_symbols.get("latn", {})
    decimal, group = symbols.get("decimal", "."), symbols.get("group", ",")
    group = " " if group in "\u00a0\u202f " else group
    number_style = _NUMBER_STYLES.get((decimal, group), NumberStyle.COMMA_POINT if decimal == "." else "space_comma")
    currencies = get_territory_currencies(country) or ["EUR"]
    return Usual(
        currency=currencies[0],
        zones=_zones_of(country),
        date_style=_date_style(str(locale.date_formats["short"])),
        number_style=number_style,
        paper=Paper.LETTER if country in _LETTER else Paper.A4,
        delimiter=Delimiter.SEMICOLON if decimal == "," else Delimiter.COMMA,
    )


def _locale_of(country: str) -> Locale:
    try:
        return Locale.parse(f"und_{country}")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _date_style(short: str) -> str:
    """From the short pattern: which of day, month and year comes first. Words are clearer where days come first."""
    order = sorted("dMy", key=lambda letter: short.find(letter) if letter in short else 99)
    return {"y": DateStyle.YEAR_FIRST, "M": DateStyle.WORDS_MONTH_FIRST, "d": DateStyle.WORDS}[order[0]]


@cache
def _zones_of(country: str) -> tuple[str, ...]:
    return tuple(sorted(zone for zone, place in get_global("zone_territories").items() if place == country))
