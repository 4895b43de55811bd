"""Other ways to count working seconds: the plainest there is, and three packages in their documented way.

A package is loaded only when its turn comes, so that one that is missing does not stop the others. Each gets its
tickets ready in the form it asks for, so that only its own work is timed.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from benchmarks.tickets import CLOSES, OPENS, PLACE, YEARS, ZONE, Tickets, public_holidays
from goodhands.foundation.rules.working_time import CalendarVersion

Count = Callable[[], Sequence[float]]
"""Gives the working seconds of every ticket that it was made for."""


def by_hand(version: CalendarVersion, start: int, end: int) -> int:
    """The working seconds from start to end, day by day and window by window, with nothing but the standard library."""
    clock = ZoneInfo(version.zone)
    day, last = (datetime.fromtimestamp(instant, clock).date() for instant in (start, end))
    seconds = 0
    while day <= last:
        windows = () if day in version.closed else version.week[day.weekday()]
        for opens, closes in windows:
            seconds += max(0, min(end, _instant(day, closes, clock)) - max(start, _instant(day, opens, clock)))
        day += timedelta(days=1)
    return seconds


def _instant(day: date, minutes: int, clock: ZoneInfo) -> int:
    return int(datetime.combine(day, time(minutes // 60, minutes % 60), clock).timestamp())


def businesstimedelta(tickets: Tickets) -> Count:
    """https://github.com/seppemans/businesstimedelta"""
    import businesstimedelta
    import holidays
    import pytz

    clock = pytz.timezone(ZONE)
    workday = businesstimedelta.WorkDayRule(time(OPENS), time(CLOSES), [0, 1, 2, 3, 4], tz=clock)
    days_off = businesstimedelta.HolidayRule(holidays.country_holidays(PLACE, years=YEARS), tz=clock)
    hours = businesstimedelta.Rules([workday, days_off])
    spans = [(start.astimezone(clock), end.astimezone(clock)) for start, end in _spans(tickets)]
    return lambda: [hours.difference(start, end).timedelta.total_seconds() for start, end in spans]


def business_duration(tickets: Tickets) -> Count:
    """https://github.com/gnaneshwar441/Business_Duration"""
    import holidays
    import pandas
    from business_duration import businessDuration

    days_off = holidays.country_holidays(PLACE, years=YEARS)
    spans = [(pandas.Timestamp(start), pandas.Timestamp(end)) for start, end in _on_the_wall(tickets)]
    return lambda: [
        businessDuration(start, end, time(OPENS), time(CLOSES), holidaylist=days_off, unit="sec")
        for start, end in spans
    ]


def pandas_hours(tickets: Tickets) -> Count:
    """https://pandas.pydata.org/docs/user_guide/timeseries.html#custom-business-hour

    It adds hours and cannot tell a difference: counted is how many whole hours can be added before the end is passed.
    """
    import pandas

    hour = pandas.offsets.CustomBusinessHour(
        start=f"{OPENS:02}:00", end=f"{CLOSES:02}:00", holidays=sorted(public_holidays())
    )
    spans = [(pandas.Timestamp(start), pandas.Timestamp(end)) for start, end in _on_the_wall(tickets)]
    return lambda: [3600 * max(len(pandas.date_range(start, end, freq=hour)) - 1, 0) for start, end in spans]


def _spans(tickets: Tickets) -> list[tuple[datetime, datetime]]:
    pairs = zip(tickets.opened.tolist(), tickets.resolved.tolist(), strict=True)
    return [(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)) for start, end in pairs]


def _on_the_wall(tickets: Tickets) -> list[tuple[datetime, datetime]]:
    """In local time without a zone, which is all that these packages know of."""
    clock = ZoneInfo(ZONE)
    return [
        (start.astimezone(clock).replace(tzinfo=None), end.astimezone(clock).replace(tzinfo=None))
        for start, end in _spans(tickets)
    ]
