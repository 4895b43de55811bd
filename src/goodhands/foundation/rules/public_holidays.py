"""On which days is a country, or a part of it, closed?

The dates come from the `holidays` package: public holidays, with the days on which they are observed where a country
moves them. What it has no data for is an error, never an empty year.
"""

import warnings
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from goodhands.foundation.rules.sentences import Refused, said


class UnknownPlace(Refused):
    """There is no such country, or no such subdivision of it; the text is the sentence to show."""


class NoHolidaysKnown(Refused):
    """There are no holidays on record for this place in this year; `year` is the year."""

    def __init__(self, place: str, year: int) -> None:
        super().__init__(said('there are no public holidays on record for "{place}" in {year}', place=place, year=year))
        self.year = year


def check_place(place: str) -> None:
    """Raise UnknownPlace unless `place` is a country such as `IT` or a subdivision such as `DE-BY`."""
    from holidays import country_holidays  # takes 20 ms to load, and only some calendars need it

    country, dash, part = place.partition("-")
    try:
        country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        raise UnknownPlace(_unknown(country, part)) from None
    if dash and not part:
        raise UnknownPlace(said('names no part of "{country}" after the dash', country=country))


def _unknown(country: str, part: str) -> str:
    from holidays import list_supported_countries

    supported = list_supported_countries(include_aliases=True)
    if country not in supported:
        return said(
            'knows no country "{country}"; write one such as "IT", or "DE-BY" for a part of one', country=country
        )
    known = ", ".join(sorted(supported[country]))
    if not known:
        return said('knows no part "{part}" of "{country}"; it has none on record', part=part, country=country)
    return said('knows no part "{part}" of "{country}"; known are {known}', part=part, country=country, known=known)


def holidays_of(place: str, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of a place that passed `check_place` in all these years."""
    return frozenset(day for year in years for day in _year(place, year))


@lru_cache(maxsize=1024)
def _year(place: str, year: int) -> frozenset[date]:
    from holidays import country_holidays

    country, _, part = place.partition("-")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # the package warns where its data for a year are incomplete
            found = country_holidays(country, subdiv=part or None, years=year, expand=False)
    except UserWarning:
        raise NoHolidaysKnown(place, year) from None
    if not found.start_year <= year <= found.end_year or not found:
        raise NoHolidaysKnown(place, year)
    return frozenset(found)
