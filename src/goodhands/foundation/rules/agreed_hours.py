"""When does the provider work for us, and since when?

`Hours` is one state of the agreed hours as written, `HoursOverTime` the states that followed each other. Both give a
`Calendar` for the years in question; whoever measures need not know which of them it was given.
"""

from dataclasses import dataclass
from datetime import date

from goodhands.foundation.rules.public_holidays import holidays_of
from goodhands.foundation.rules.working_time import ALWAYS, Calendar, CalendarVersion, Window


@dataclass(frozen=True, slots=True)
class Hours:
    """The agreed hours of service, as written: holidays are a place, not yet dates."""

    timezone: str
    week: tuple[tuple[Window, ...], ...]
    holidays: str | None = None
    closed: frozenset[date] = frozenset()

    @property
    def versions(self) -> tuple[tuple[int, "Hours"], ...]:
        """These hours as the only ones there ever were."""
        return ((ALWAYS, self),)

    def version(self, years: range, closed_whole: bool = False) -> CalendarVersion:
        """The hours with the holidays of these years; NoHolidaysKnown where a year has no data.

        `closed_whole` closes a holiday from midnight to midnight, in place of the windows that start on it.
        """
        known = holidays_of(self.holidays, years) if self.holidays else frozenset()
        return CalendarVersion(self.timezone, self.week, self.closed | known, closed_whole=closed_whole)

    def calendar(self, years: range, closed_whole: bool = False) -> Calendar:
        """The calendar for these years; NoHolidaysKnown where a year has no data."""
        return Calendar.of(self.version(years, closed_whole))


@dataclass(frozen=True, slots=True)
class HoursOverTime:
    """Agreed hours that were changed: each version with the UTC second from which it is valid, usually from ALWAYS.

    Before the first one nothing is open. ValueError where there is no version, or two out of order.
    """

    versions: tuple[tuple[int, Hours], ...]

    def __post_init__(self) -> None:
        since = [instant for instant, _ in self.versions]
        if not since or since != sorted(set(since)):
            raise ValueError("versions must be given in order of time")

    @property
    def timezone(self) -> str:
        """The time zone of the last version: on its clock months are told apart."""
        return self.versions[-1][1].timezone

    def calendar(self, years: range, closed_whole: bool = False) -> Calendar:
        """The calendar for these years; NoHolidaysKnown where a version has no data for one of them."""
        return Calendar(tuple((since, hours.version(years, closed_whole)) for since, hours in self.versions))


AgreedHours = Hours | HoursOverTime
