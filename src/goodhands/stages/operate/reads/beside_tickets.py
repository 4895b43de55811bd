"""What is measured beside tickets, month by month: figures that were entered, and availability from outages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

import numpy as np

from goodhands.foundation.calendars import reads as calendars
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.agreed_hours import AgreedHours
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.public_holidays import NoHolidaysKnown
from goodhands.foundation.rules.zones import zone
from goodhands.stages.contract import reads as contract
from goodhands.stages.contract.reads import Agreed
from goodhands.stages.contract.rules.service_levels import Policy
from goodhands.stages.operate import models
from goodhands.stages.operate.rules import availability as uptime
from goodhands.stages.operate.rules.availability import Availability
from goodhands.stages.operate.rules.catalogue import UPTIME, Kind, kind_of
from goodhands.stages.operate.rules.clocks import table_between
from goodhands.stages.operate.rules.measures import Standing, standing

MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class InMonth:
    """A measure in a month. `figure` is what was entered, `availability` what the outages made of it.

    `standing` is None where no time was agreed; `unfinished` while the month goes on.
    """

    month: Month
    standing: Standing | None
    figure: models.Figure | None = None
    availability: Availability | None = None
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with all its months, the newest first."""

    measure: models.Measure
    kind: Kind
    months: Sequence[InMonth] = field(default_factory=list)

    def of(self, month: Month) -> InMonth | None:
        """How it was in a month; None where nothing is known."""
        return next((one for one in self.months if one.month == month), None)


def measured(engagement: Engagement, at: datetime) -> list[Measured]:
    """All measures of an engagement. The number of questions does not grow with them."""
    ways = [f"hours__{way}" for way in calendars.TO_READ_HOURS]
    rows = models.Measure.objects.filter(engagement=engagement).select_related("hours").prefetch_related(*ways)
    measures = list(rows.order_by("name"))
    figures: dict[object, list[models.Figure]] = {}
    for figure in models.Figure.objects.filter(measure__in=measures).order_by("-month")[: MOST_MONTHS * len(measures)]:
        figures.setdefault(figure.measure_id, []).append(figure)
    outages = _Outages(engagement, at) if any(one.kind == "uptime" for one in measures) else None
    found = []
    for one in measures:
        kind = kind_of(one.kind)
        if kind.reads == UPTIME and outages:
            months = outages.months(one, kind)
        else:
            months = [_entered(kind, one, figure) for figure in figures.get(one.pk, [])]
        found.append(Measured(one, kind, months))
    return found


def _entered(kind: Kind, measure: models.Measure, figure: models.Figure) -> InMonth:
    return InMonth(Month.parse(figure.month), standing(kind, figure.done, figure.of, measure.target), figure)


class _Outages:
    """The outages of an engagement, and the hours in which they count."""

    def __init__(self, engagement: Engagement, at: datetime) -> None:
        self.at = int(at.timestamp())
        self.agreed: Agreed = contract.agreed([engagement])[engagement.pk]
        self.rows = list(models.Outage.objects.filter(engagement=engagement, began_at__lte=at).order_by("began_at"))

    def months(self, measure: models.Measure, kind: Kind) -> list[InMonth]:
        """The availability of a system in each month since its outages are on record, the newest first."""
        wanted = measure.system.strip().casefold()
        mine = [one for one in self.rows if not wanted or one.system.strip().casefold() == wanted]
        outages = [
            uptime.Outage(int(one.began_at.timestamp()), one.ended_at and int(one.ended_at.timestamp()), one.planned)
            for one in mine
        ]
        if not measure.since_date and not outages:
            return []
        since = measure.since_date or _day_at(outages[0].start, "UTC")
        begin, last = _month_of(since).number - 1, _month_of(_day_at(self.at, "UTC")).number + 1
        months = [Month(number) for number in range(last, max(begin, last - MOST_MONTHS) - 1, -1)]
        return [found for one in months if (found := self._month(measure, kind, one, outages))]

    def _month(
        self, measure: models.Measure, kind: Kind, month: Month, outages: Sequence[uptime.Outage]
    ) -> InMonth | None:
        """None where the month lies before outages were on record or ahead of now, on the clock of its hours."""
        hours, policy = self._hours(measure, month)
        place = hours.versions[-1][1].timezone if hours else scope.current().timezone
        since = measure.since_date or _day_at(outages[0].start, place)
        start = max(_midnight(_first_day(month), place), _midnight(since, place))
        whole = _midnight(_first_day(Month(month.number + 1)), place)
        end = min(whole, self.at)
        if end <= start:
            return None
        if hours is None:
            return InMonth(month, None, unfinished=end < whole)
        try:
            table = table_between(hours, policy, np.array([start]), np.array([end]))
        except NoHolidaysKnown:
            return InMonth(month, None, unfinished=end < whole)
        found = uptime.availability(table, start, end, outages)
        goal = None if measure.target is None else Fraction(measure.target) / 100
        made = Standing(kind, Fraction(found.agreed - found.down), Fraction(found.agreed), goal)
        return InMonth(month, made if found.agreed else None, availability=found, unfinished=end < whole)

    def _hours(self, measure: models.Measure, month: Month) -> tuple[AgreedHours | None, Policy]:
        """In which hours availability counts, and by which small print a holiday ends them."""
        terms = self.agreed.in_force(month)
        policy = terms.policy if terms else Policy()
        if measure.hours is not None:
            return calendars.hours_of(measure.hours), policy
        return terms.hours if terms else None, policy


def _first_day(month: Month) -> date:
    return date(month.year, month.number % 12 + 1, 1)


def _month_of(day: date) -> Month:
    return Month((day.year - 1970) * 12 + day.month - 1)


def _day_at(instant: int, place: str) -> date:
    return datetime.fromtimestamp(instant, zone(place)).date()


def _midnight(day: date, place: str) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone(place)).timestamp())
