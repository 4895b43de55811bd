"""What is a place called, which parts has a country, and what is each public holiday called?

Places are those of `rules.public_holidays`: a country such as `PT`, or a part of one such as `DE-BY`.
"""

import warnings
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goodhands.foundation.companies.countries import countries
from goodhands.foundation.rules.public_holidays import UnknownPlace, check_place, holidays_of

_WITH_ARTICLE = {"AE", "BS", "CF", "CG", "CD", "DO", "GB", "GM", "KM", "MH", "MV", "NL", "PH", "SB", "SC", "US"}


def countries_with_holidays() -> list[tuple[str, str]]:
    """The countries of which public holidays are on record, as (code, name)."""
    known = _known()
    return [(code, name) for code, name in countries() if code in known]


def has_holidays(country: str) -> bool:
    """Whether public holidays of this country are on record."""
    return country in _known()


@cache
def _known() -> frozenset[str]:
    from holidays import list_supported_countries

    return frozenset(list_supported_countries(include_aliases=False))


@cache
def parts_of(country: str) -> Mapping[str, str]:
    """The parts of a country that keep holidays of their own: code to name."""
    from holidays import country_holidays

    if country not in _known():
        return {}
    found = country_holidays(country)
    names: dict[str, str] = {}
    for name, code in found.subdivisions_aliases.items():
        names.setdefault(code, name)
    return {code: names.get(code, code) for code in found.subdivisions}


def place_of(country: str, part: str) -> str:
    """The place of a country and a part of it, given by its code or name; UnknownPlace where there is none."""
    written = part.strip()
    if not written:
        check_place(country)
        return country
    for code, name in parts_of(country).items():
        if written.casefold() in (code.casefold(), name.casefold(), f"{country}-{code}".casefold()):
            return f"{country}-{code}"
    raise UnknownPlace(written)


def place_in_words(place: str) -> str:
    """`Portugal`, `Bayern, Germany`, as it stands by itself."""
    country, _dash, part = place.partition("-")
    name = dict(countries()).get(country, country)
    return f"{parts_of(country).get(part, part)}, {name}" if part else name


def place_as_said(place: str) -> str:
    """The same inside a sentence: `the United States`."""
    article = (get_language() or "en").startswith("en") and place in _WITH_ARTICLE
    return f"the {place_in_words(place)}" if article else place_in_words(place)


def holiday_names(place: str, year: int) -> Mapping[date, str]:
    """The public holidays of a place in a year with their names; NoHolidaysKnown where there are none on record."""
    names = _names(place, year, (get_language() or "en").replace("-", "_"))
    return {day: names.get(day) or _("Public holiday") for day in sorted(holidays_of(place, [year]))}


@lru_cache(maxsize=256)
def _names(place: str, year: int, language: str) -> Mapping[date, str]:
    from holidays import country_holidays

    country, _dash, part = place.partition("-")
    spoken = country_holidays(country).supported_languages
    wanted = next((tongue for tongue in spoken if tongue.split("_")[0] == language.split("_", maxsplit=1)[0]), None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the dates come from `holidays_of`, which listens to the warnings
        found = country_holidays(country, subdiv=part or None, years=year, expand=False, language=wanted)
    return dict(found.items())
