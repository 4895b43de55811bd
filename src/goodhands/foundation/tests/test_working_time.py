"""Working time against a walking clock, against cases with known answers, and against itself."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import stepping_clock
from hypothesis import example, given, settings
from hypothesis import strategies as st

from goodhands.cli.calc import worktime
from goodhands.foundation.rules import working_time
from goodhands.foundation.rules.working_time import Calendar, CalendarVersion, Pauses, WorkingTime, united

CASES = Path(__file__).parents[5] / "shared" / "cases" / "worktime.jsonl"

ZONES = [
    "Europe/Madrid", "America/New_York", "America/Sao_Paulo", "Asia/Tehran", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Apia", "Africa/Casablanca", "Asia/Kolkata", "UTC", "America/St_Johns", "Pacific/Chatham",
]  # fmt: skip
CLOCK_CHANGES = [  # around each, some of the zones put their clocks forward or back, or leave out a day
    "2011-12-29", "2015-02-21", "2015-10-17", "2016-04-02", "2022-03-20", "2022-09-20", "2025-02-22", "2025-03-29",
    "2025-04-05", "2025-10-04", "2025-10-25", "2025-11-01", "2026-07-01",
]  # fmt: skip

MINUTES = st.integers(0, 24 * 60 - 1).map(lambda m: f"{m // 60:02d}:{m % 60:02d}")
WINDOWS = st.lists(st.tuples(MINUTES, MINUTES | st.just("24:00")).map(list), max_size=3)
SECONDS = st.integers(-4 * 86_400, 12 * 86_400)


def stamp(day: str, seconds: int) -> str:
    return (datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


@st.composite
def documents(draw: st.DrawFn) -> dict:
    around = draw(st.sampled_from(CLOCK_CHANGES))
    dates = [(date.fromisoformat(around) + timedelta(days=n)).isoformat() for n in range(-4, 12)]
    start = draw(SECONDS)
    document = {
        "timezone": draw(st.sampled_from(ZONES)),
        "schedule": draw(
            st.dictionaries(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), WINDOWS, max_size=7)
        ),
        "holidays": draw(st.lists(st.sampled_from(dates), max_size=2)),
        "shifts": draw(st.dictionaries(st.sampled_from(dates), WINDOWS, max_size=2)),
        "breaks": draw(st.dictionaries(st.sampled_from(dates), WINDOWS, max_size=2)),
        "start": stamp(around, start),
        "pauses": [
            [stamp(around, begin), stamp(around, begin + length)]
            for begin, length in draw(st.lists(st.tuples(SECONDS, st.integers(-3600, 3 * 86_400)), max_size=4))
        ],
    }
    if draw(st.booleans()):
        document["end"] = stamp(around, start + draw(st.integers(-3600, 10 * 86_400)))
    else:
        # Something is open every day, so that the walking clock arrives.
        for day in ("mon", "wed", "sat"):
            document["schedule"].setdefault(day, []).append(["09:00", "12:00"])
        document["duration"] = draw(st.integers(0, 60 * 3600))
    return document


@settings(max_examples=150, deadline=None)
@given(documents())
def test_working_time_is_what_a_walk_along_the_clock_counts(document: dict) -> None:
    assert worktime(document) == stepping_clock.worktime(document)


@pytest.mark.skipif(not CASES.exists(), reason="the shared cases are not on this machine")
def test_cases_with_known_answers() -> None:
    cases = [json.loads(line) for line in CASES.read_text().splitlines()]
    assert len(cases) >= 60
    assert {case["id"]: worktime(case["in"]) for case in cases} == {case["id"]: case["out"] for case in cases}


OFFICE = CalendarVersion("Europe/Madrid", (((540, 1020),),) * 5 + ((), ()))
NIGHTS = CalendarVersion("Europe/Madrid", (((1320, 1800),),) * 5 + ((), ()))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp())


@pytest.mark.parametrize(
    ("version", "start", "end", "seconds"),
    [
        (OFFICE, "2025-05-05T06:00:00Z", "2025-05-05T15:00:00Z", 8 * 3600),
        (OFFICE, "2025-05-05T15:00:00Z", "2025-05-06T07:00:00Z", 0),
        (OFFICE, "2025-05-05T14:59:59Z", "2025-05-06T07:00:01Z", 2),
        (OFFICE, "2025-05-06T10:00:00Z", "2025-05-05T10:00:00Z", 0),
        (NIGHTS, "2025-05-09T18:00:00Z", "2025-05-12T06:00:00Z", 8 * 3600),
    ],
)
def test_windows_are_half_open_and_nights_belong_to_the_day_they_start(
    version: CalendarVersion, start: str, end: str, seconds: int
) -> None:
    assert working_time.elapsed(version, at(start), at(end)) == seconds


def test_a_holiday_keeps_the_tail_of_the_evening_before() -> None:
    closed = CalendarVersion(NIGHTS.zone, NIGHTS.week, frozenset([date(2025, 5, 6)]))
    monday_night = working_time.elapsed(closed, at("2025-05-05T19:00:00Z"), at("2025-05-07T12:00:00Z"))
    assert monday_night == 8 * 3600


HOUR = 3600
CLOSED_DAYS = {
    # the nights of Monday to Friday, 22:00 to 6:00; what is closed, from when to when, and hours open either way
    "one day": (["2025-05-06"], "2025-05-05T12:00", "2025-05-08T12:00", 2 * 8, 2 + 6 + 8),
    "a Monday after a weekend": (["2025-05-12"], "2025-05-09T12:00", "2025-05-14T12:00", 8 + 8, 8 + 6 + 8),
    "a Saturday after a night": (["2025-05-10"], "2025-05-09T12:00", "2025-05-12T12:00", 8, 2),
    "a Sunday without nights": (["2025-05-11"], "2025-05-09T12:00", "2025-05-12T12:00", 8, 8),
    "two days in a row": (["2025-05-06", "2025-05-07"], "2025-05-05T12:00", "2025-05-08T12:00", 8, 2 + 6),
    "the day before a clock goes forward": (["2025-03-29"], "2025-03-28T12:00", "2025-03-31T12:00", 8, 2),
    "a Friday before a clock goes forward": (["2025-03-28"], "2025-03-27T12:00", "2025-03-31T12:00", 8, 2 + 6),
}


@pytest.mark.parametrize("case", CLOSED_DAYS.values(), ids=CLOSED_DAYS)
def test_a_holiday_removes_windows_or_a_whole_day(case: tuple[list[str], str, str, int, int]) -> None:
    days, start, end, by_start, by_midnight = case
    closed = frozenset(map(date.fromisoformat, days))
    zone = ZoneInfo(NIGHTS.zone)
    begin, finish = (int(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp()) for text in (start, end))
    for whole, hours in ((False, by_start), (True, by_midnight)):
        version = CalendarVersion(NIGHTS.zone, NIGHTS.week, closed, closed_whole=whole)
        assert working_time.elapsed(version, begin, finish) == hours * HOUR


def test_a_night_that_a_clock_change_shortens_is_cut_at_midnight_all_the_same() -> None:
    every_night = ((1320, 1800),) * 1
    week = (every_night,) * 7
    for day, by_start, by_midnight in (("2025-03-30", 8, 2 + 6), ("2025-03-29", 8, 2 + 5), ("2025-10-26", 8, 2 + 6)):
        begin = int(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(NIGHTS.zone)).timestamp()) - 12 * HOUR
        end = begin + 48 * HOUR
        found = [
            working_time.elapsed(CalendarVersion(NIGHTS.zone, week, frozenset([date.fromisoformat(day)]), closed_whole=w),
                                 begin, end)
            for w in (False, True)
        ]  # fmt: skip
        assert found[1] == by_midnight * HOUR, day
        assert found[0] in ((by_start - 1) * HOUR, by_start * HOUR, (by_start + 1) * HOUR), day


def test_a_shift_on_a_holiday_wins_over_it_whole_day_or_not() -> None:
    shift = {date(2025, 5, 6): ((540, 600),)}
    for whole in (False, True):
        version = CalendarVersion(NIGHTS.zone, NIGHTS.week, frozenset(shift), shift, closed_whole=whole)
        assert working_time.elapsed(version, at("2025-05-05T19:00:00Z"), at("2025-05-07T12:00:00Z")) == 9 * HOUR


def test_a_deadline_at_closing_time_is_closing_time() -> None:
    assert working_time.deadline(OFFICE, at("2025-05-05T14:00:00Z"), 3600) == at("2025-05-05T15:00:00Z")
    assert working_time.deadline(OFFICE, at("2025-05-05T14:00:00Z"), 3601) == at("2025-05-06T07:00:01Z")
    assert working_time.deadline(OFFICE, at("2025-05-05T20:00:00Z"), 0) == at("2025-05-05T20:00:00Z")


def test_a_deadline_beyond_ten_years_is_none() -> None:
    once = CalendarVersion("UTC", ((),) * 7, shifts={date(2034, 1, 1): ((0, 60),)})
    assert working_time.deadline(once, at("2025-05-05T00:00:00Z"), 3600) == at("2034-01-01T01:00:00Z")
    assert working_time.deadline(once, at("2025-05-05T00:00:00Z"), 3601) is None


def test_a_calendar_version_holds_from_its_instant_on() -> None:
    longer = CalendarVersion("Europe/Madrid", (((540, 1140),),) * 5 + ((), ()))
    noon = at("2025-05-06T10:00:00Z")
    table = WorkingTime([Calendar(((working_time.ALWAYS, OFFICE), (noon, longer)))], noon - 86_400, noon + 86_400)
    days = np.array([at(f"2025-05-0{day}T00:00:00Z") for day in (5, 6, 7)])
    # Monday is by the old hours, Tuesday's morning too, and its afternoon by the new.
    assert (table.elapsed(days[:-1], days[1:]) // 3600).tolist() == [8, 10]


@st.composite
def tickets(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    base = at("2025-03-20T00:00:00Z")
    entries = draw(
        st.lists(st.tuples(st.integers(0, 40 * 86_400), st.integers(-3600, 20 * 86_400), st.integers(0, 2)), min_size=1,
                 max_size=30)
    )  # fmt: skip
    start = np.array([base + begin for begin, _, _ in entries])
    return start, start + np.array([length for _, length, _ in entries]), np.array([c for _, _, c in entries], np.intp)


CALENDARS = [Calendar.of(OFFICE), Calendar.of(NIGHTS), Calendar.of(CalendarVersion("Asia/Kathmandu", OFFICE.week))]


@settings(max_examples=60, deadline=None)
@given(tickets())
def test_many_calendars_at_once_answer_as_each_alone(given_tickets: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    start, end, calendar = given_tickets
    first, last = int(min(start.min(), end.min())), int(max(start.max(), end.max())) + 30 * 86_400
    together = WorkingTime(CALENDARS, first, last)
    pauses = Pauses(np.arange(len(start)), start + 3600, end - 1800)
    due = together.deadline(start, 20 * 3600, pauses, calendar)
    for i, c in enumerate(calendar.tolist()):
        version, mine = CALENDARS[c].versions[0][1], [(int(start[i]) + 3600, int(end[i]) - 1800)]
        begin, finish = int(start[i]), int(end[i])
        gross = together.elapsed(start, end, calendar)[i]
        assert gross == working_time.elapsed(version, begin, finish)
        assert gross - together.paused(start, end, pauses, calendar)[i] == working_time.elapsed(
            version, begin, finish, mine
        )
        assert due[i] == working_time.deadline(version, begin, 20 * 3600, mine)


@settings(max_examples=60, deadline=None)
@given(tickets(), st.sampled_from(CALENDARS))
def test_the_grid_and_the_search_give_equal_answers(
    given_tickets: tuple[np.ndarray, np.ndarray, np.ndarray], calendar: Calendar
) -> None:
    start, end, _ = given_tickets
    searched = WorkingTime([calendar], int(start.min()), int(start.max()))
    looked_up = WorkingTime([calendar], int(start.min()), int(start.max()))
    looked_up._grid_for(1 << 30)
    assert looked_up._grid is not None
    assert searched._grid is None
    everywhere = np.concatenate([start, end, searched.starts + searched.first, searched.ends + searched.first])
    assert looked_up.before(everywhere).tolist() == searched.before(everywhere).tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-50, 50), st.integers(1, 30)), max_size=20))
@example([(0, 0, 10), (0, 10, 5), (1, 5, 1)])
def test_pauses_of_one_ticket_are_united_and_never_touch_another(entries: list[tuple[int, int, int]]) -> None:
    owner = np.array([o for o, _, _ in entries], np.intp)
    start = np.array([s for _, s, _ in entries], np.int64)
    found = united(Pauses(owner, start, start + np.array([n for _, _, n in entries], np.int64)))
    for ticket in range(4):
        seconds = {t for o, s, n in entries if o == ticket for t in range(s, s + n)}
        mine = [range(s, e) for o, s, e in zip(found.owner, found.start, found.end, strict=True) if o == ticket]
        assert sum(len(part) for part in mine) == len(seconds)
        assert {t for part in mine for t in part} == seconds
        assert all(a.stop <= b.start for a, b in pairwise(mine))


@settings(max_examples=60, deadline=None)
@given(tickets(), st.integers(1, 100 * 3600))
def test_a_ticket_is_past_its_limit_exactly_after_its_deadline(
    given_tickets: tuple[np.ndarray, np.ndarray, np.ndarray], limit: int
) -> None:
    start, end, _ = given_tickets
    table = WorkingTime([CALENDARS[0]], int(start.min()), int(max(start.max(), end.max())) + 90 * 86_400)
    due = table.deadline(start, limit)
    used = table.elapsed(start, due)
    reached = due != working_time.NEVER
    assert (used[reached] == limit).all()
    assert (table.elapsed(start, due - 1)[reached] == limit - 1).all()


def test_at_risk_is_decided_on_seconds_used() -> None:
    used = np.array([0, 2699, 2700, 3600])
    assert working_time.at_risk(used, 3600).tolist() == [False, False, True, True]
