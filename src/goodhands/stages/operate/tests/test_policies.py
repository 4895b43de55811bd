"""Each policy with a table of cases: the same few events under each of its choices, and what that makes of them.

Hours are Monday to Friday, 9:00 to 17:00 UTC, and the limit is eight hours, unless a case says otherwise. Days are those
of May 2025: the 5th is a Monday.
"""

from typing import Any

import pytest
from invented_logs import referee

from goodhands.foundation.rules.hours import stamped

OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
NIGHTS = {day: [["22:00", "06:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
HOUR = 3600

ONCE = "05 09:00 open, 05 10:00 answer, 05 12:00 solve"
AGAIN = "05 09:00 open, 05 11:00 solve, 06 11:00 answer, 06 13:00 solve"
TWICE_IN_A_ROW = "05 09:00 open, 05 11:00 solve, 06 11:00 solve"
THRICE = "05 09:00 open, 05 10:00 solve, 05 12:00 answer, 05 13:00 solve, 06 09:00 answer, 06 10:00 solve"
REOPENED_SINCE = "05 09:00 open, 05 11:00 solve, 06 11:00 answer, 06 17:00 note"


def judged(events: str, level: dict[str, str] | None = None, week: Any = None, closed: Any = (), **policy: Any) -> Any:
    """The referee of one ticket, whose events are a day, a time and a word each, with a priority behind a slash."""
    lines = ["ticket,at,event,priority"]
    for event in events.split(", "):
        day, clock, word = event.split(" ")
        word, _, priority = word.partition("/")
        lines.append(f"A,2025-{day if '-' in day else f'05-{day}'} {clock}:00,{word},{priority}")
    promise = {"name": "one", "metric": "resolution", "priority": "*", "within": "8h", "target": "90%"}
    terms = {
        "file": {
            "shape": "events", "timezone": "UTC",
            "columns": {name: name for name in ("ticket", "at", "event", "priority")},
            "events": {"responded": ["answer"], "paused": ["wait"], "resolved": ["solve"], "closed": ["close"]},
        },
        "calendar": {"timezone": "UTC", "hours": week or OFFICE, "closed": list(closed)},
        "policy": policy,
        "service_level": [promise | (level or {})],
    }  # fmt: skip
    return referee(["\n".join(lines) + "\n"], terms)


def used(found: Any) -> tuple[str, int]:
    """The verdict, and the seconds of the level's clock."""
    (one,) = found.judged
    return ("met", "missed", "running")[one.verdict[0]], int(one.used[0])


REOPENING = {
    # events, the solution that counts: hours under runs_through, excludes_solved, restarts
    "solved once": (ONCE, "last", 3, 3, 3),
    "opened again": (AGAIN, "last", 12, 4, 2),
    "opened again, but the first solution counts": (AGAIN, "first", 2, 2, 2),
    "said to be solved twice, which is no reopening": (TWICE_IN_A_ROW, "last", 10, 10, 10),
    "opened again twice": (THRICE, "last", 9, 3, 1),
    "opened again twice, but the first solution counts": (THRICE, "first", 1, 1, 1),
    "opened again and open still: the last solution stands": (REOPENED_SINCE, "last", 2, 2, 2),
}


@pytest.mark.parametrize("case", REOPENING.values(), ids=REOPENING)
def test_reopening(case: tuple[str, str, int, int, int]) -> None:
    events, resolution, *hours = case
    for reopen, counted in zip(("runs_through", "excludes_solved", "restarts"), hours, strict=True):
        found = used(judged(events, resolution=resolution, reopen=reopen))
        assert found == ("met" if counted <= 8 else "missed", counted * HOUR), reopen


RESOLUTION = {
    # events: the day and hour of the solution under last and first
    "solved once": (ONCE, "05T12", "05T12"),
    "opened again": (AGAIN, "06T13", "05T11"),
    "said to be solved twice": (TWICE_IN_A_ROW, "06T11", "05T11"),
    "never solved": ("05 09:00 open, 05 10:00 answer", None, None),
}


@pytest.mark.parametrize("case", RESOLUTION.values(), ids=RESOLUTION)
def test_which_solution_counts(case: tuple[str, str | None, str | None]) -> None:
    events, *expected = case
    for resolution, when in zip(("last", "first"), expected, strict=True):
        found = judged(events, resolution=resolution)
        solved = stamped(int(found.clocks.resolved[0])) if found.resolved[0] else None
        assert solved == (when and f"2025-05-{when}:00:00Z"), resolution


CLOSING = {
    # events: verdict and hours where closing does not solve, and where it does
    "only closed": ("05 09:00 open, 05 11:00 close, 07 09:00 note", ("missed", 16), ("met", 2)),
    "solved, then closed": ("05 09:00 open, 05 11:00 solve, 06 09:00 close", ("met", 2), ("met", 8)),
    "closed, opened again, solved": ("05 09:00 open, 05 11:00 close, 05 12:00 answer, 05 15:00 solve",
                                     ("met", 6), ("met", 6)),
    "neither": ("05 09:00 open, 05 11:00 answer", ("running", 2), ("running", 2)),
}  # fmt: skip


@pytest.mark.parametrize("case", CLOSING.values(), ids=CLOSING)
def test_closing(case: tuple[str, tuple[str, int], tuple[str, int]]) -> None:
    events, *expected = case
    for closed_resolves, (verdict, hours) in zip((False, True), expected, strict=True):
        assert used(judged(events, closed_resolves=closed_resolves)) == (verdict, hours * HOUR), closed_resolves


LATE_PRIORITY = "05 09:00 open/Low, 05 16:00 note/High, 06 11:00 solve"
EARLY_PRIORITY = "05 09:00 open/Low, 05 10:00 note/High, 06 11:00 solve"
BACK_AND_FORTH = "05 09:00 open/High, 05 10:00 note/Low, 06 10:00 note/High, 06 11:00 solve"
NO_PRIORITY_AT_FIRST = "05 09:00 open, 05 10:00 note/High, 05 11:00 solve"
PRIORITY = {
    # events, the limit for High: whether High judges the ticket under final, at_opening, at_breach
    "raised after the limit": (LATE_PRIORITY, "4h", True, False, False),
    "raised before the limit": (EARLY_PRIORITY, "4h", True, False, True),
    "raised, and the limit never used up": (LATE_PRIORITY, "40h", True, False, True),
    "raised at the very limit": (LATE_PRIORITY, "7h", True, False, True),
    "lowered while the limit passed": (BACK_AND_FORTH, "4h", True, True, False),
    "none at first, so the first there is": (NO_PRIORITY_AT_FIRST, "4h", True, True, True),
    "none at all": (ONCE, "4h", False, False, False),
}


@pytest.mark.parametrize("case", PRIORITY.values(), ids=PRIORITY)
def test_which_priority_counts(case: tuple[str, str, bool, bool, bool]) -> None:
    events, within, *expected = case
    for priority, judges in zip(("final", "at_opening", "at_breach"), expected, strict=True):
        found = judged(events, {"priority": "High", "within": within}, priority=priority)
        assert bool(len(found.judged[0].tickets)) is judges, priority


WAITS_FIRST = "05 09:00 open, 05 10:00 wait, 05 13:00 note, 05 15:00 answer, 05 16:00 solve"
FIRST_ANSWER = {
    # events: hours to the first answer where it runs on, and where it stops while on hold
    "answered before any wait": ("05 09:00 open, 05 10:00 answer, 05 11:00 wait, 05 16:00 solve", 1, 1),
    "on hold before the answer": (WAITS_FIRST, 6, 3),
    "on hold over night": ("05 09:00 open, 05 16:00 wait, 06 10:00 note, 06 11:00 answer", 10, 8),
    "on hold until the answer": ("05 09:00 open, 05 10:00 wait, 05 14:00 answer", 5, 1),
    "the solution is the answer": ("05 09:00 open, 05 10:00 wait, 05 12:00 note, 05 13:00 solve", 4, 2),
}


@pytest.mark.parametrize("case", FIRST_ANSWER.values(), ids=FIRST_ANSWER)
def test_the_clock_of_the_first_answer(case: tuple[str, int, int]) -> None:
    events, *expected = case
    for pauses, hours in zip((False, True), expected, strict=True):
        found = used(judged(events, {"metric": "first_response"}, response_pauses=pauses))
        assert found == ("met" if hours <= 8 else "missed", hours * HOUR), pauses


HOLIDAY = {
    # events, closed days: hours in nights of 22:00 to 6:00, Monday to Friday, under start and midnight
    "the night before a holiday": ("05 22:00 open, 06 07:00 solve", ["2025-05-06"], 8, 2),
    "the night of a holiday": ("06 20:00 open, 07 07:00 solve", ["2025-05-06"], 0, 6),
    "both nights of a holiday": ("05 20:00 open, 07 12:00 solve", ["2025-05-06"], 8, 8),
    "into a weekend": ("09 20:00 open, 12 12:00 solve", ["2025-05-10"], 8, 2),
    "out of a weekend": ("10 20:00 open, 13 12:00 solve", ["2025-05-12"], 0, 6),
    "two holidays in a row": ("05 20:00 open, 08 12:00 solve", ["2025-05-06", "2025-05-07"], 8, 8),
    "no holiday": ("05 20:00 open, 07 12:00 solve", [], 16, 16),
}


@pytest.mark.parametrize("case", HOLIDAY.values(), ids=HOLIDAY)
def test_a_holiday_on_a_night_shift(case: tuple[str, list[str], int, int]) -> None:
    events, closed, *expected = case
    for holiday, hours in zip(("start", "midnight"), expected, strict=True):
        found = used(judged(events, {"within": "40h"}, NIGHTS, closed, holiday=holiday))
        assert found == ("met", hours * HOUR), holiday


@pytest.mark.parametrize("holiday", ["start", "midnight"])
def test_a_holiday_in_office_hours_is_the_same_either_way(holiday: str) -> None:
    found = used(judged("05 09:00 open, 07 11:00 solve", {"within": "40h"}, OFFICE, ["2025-05-06"], holiday=holiday))
    assert found == ("met", 10 * HOUR)
