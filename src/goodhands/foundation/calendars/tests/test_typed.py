"""Hours of a day and closed days as people type them."""

from datetime import date

import pytest

from goodhands.foundation.calendars.typed import Unclear, read_closed_days, read_windows

NINE, FIVE = 9 * 60, 17 * 60


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("", ()), ("9:00-17:00", ((NINE, FIVE),)), ("9-17", ((NINE, FIVE),)), ("09.00 \N{EN DASH} 17.00", ((NINE, FIVE),)),
        ("9 am to 5 pm", ((NINE, FIVE),)), ("9h00-17h00", ((NINE, FIVE),)), ("14:00-18:00, 9:00-13:00", ((540, 780), (840, 1080))),
        ("9-13 and 14-18", ((540, 780), (840, 1080))), ("22:00-6:00", ((1320, 1800),)), ("0-24", ((0, 1440),)),
        ("0:00-0:00", ((0, 1440),)), ("18:00-0:00", ((1080, 1440),)), ("12 am - 12 pm", ((0, 720),)),
    ],
)  # fmt: skip
def test_the_hours_of_a_day(text: str, windows: tuple[tuple[int, int], ...]) -> None:
    assert read_windows(text) == windows


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("9", "“9” is not a start and an end. Write it like 9:00-13:00, 14:00-18:00."),
        ("9-5", "“9-5” would run on until 5:00 on the next day, for 20 hours. Write the afternoon as 17:00; "
                "split a stretch that is really so long at midnight."),
        ("9:00-25:00", "“9:00-25:00” has a time that no clock shows."),
        ("9:00-17:60", "“9:00-17:60” has a time that no clock shows."),
        ("13 pm - 5 pm", "“13 pm - 5 pm” has a time that no clock shows."),
        ("24:00-6:00", "“24:00-6:00” starts at 24:00. Write 0:00 on the day after."),
        ("9-13, 12-14", "“9-13, 12-14” has hours that overlap."),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_read_are_answered_with_what_was_typed(text: str, sentence: str) -> None:
    with pytest.raises(Unclear) as wrong:
        read_windows(text)
    assert str(wrong.value) == sentence


@pytest.mark.parametrize(
    ("style", "line", "day", "name"),
    [
        ("words", "2026-12-24 Christmas Eve", date(2026, 12, 24), "Christmas Eve"),
        ("words", "24 Dec 2026", date(2026, 12, 24), ""),
        ("words", "24\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026: Eve", date(2026, 12, 24), "Eve"),
        ("words_month_first", "Dec 24, 2026 Eve", date(2026, 12, 24), "Eve"),
        ("slashes", "3/4/2026 - Works outing", date(2026, 4, 3), "Works outing"),
        ("slashes_month_first", "3/4/2026", date(2026, 3, 4), ""),
        ("dots", "24. 12. 2026 Heiligabend", date(2026, 12, 24), "Heiligabend"),
        ("year_first", "2026-01-06", date(2026, 1, 6), ""),
        ("words", "24.12.2026 Heiligabend", date(2026, 12, 24), "Heiligabend"),  # it can be no other day
        ("words", "12/24/2026", date(2026, 12, 24), ""),
        ("words", "3/3/2026", date(2026, 3, 3), ""),
    ],
)
def test_a_closed_day_as_the_company_writes_dates(style: str, line: str, day: date, name: str) -> None:
    found = read_closed_days(f"\n  {line}  \n", style)
    assert (dict(found.days), list(found.unclear)) == ({day: name}, [])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("3/4/2026 Outing", "could be more than one day; write it like 2026-12-24"),
        ("Christmas", "does not begin with a date such as 2026-12-24"),
        ("24 Foo 2026", "does not begin with a date such as 2026-12-24"),
        ("2026-02-30 Never", "is a day that does not exist"),
        ("31.2.2026 Never", "is a day that does not exist"),
        ("24.13.2026 Never", "is a day that does not exist"),
        ("1066-10-14 Hastings", "is not in the years from 1970 to 2199"),
        ("2026-12-24 Again", "is a day that stands further up already"),
    ],
)
def test_a_line_that_is_unclear_is_named_and_the_others_are_kept(line: str, why: str) -> None:
    found = read_closed_days(f"2026-12-24 Christmas Eve\n{line}", "words")
    assert list(found.unclear) == [f"Line 2: “{line}” {why}."]
    assert dict(found.days) == {date(2026, 12, 24): "Christmas Eve"}
