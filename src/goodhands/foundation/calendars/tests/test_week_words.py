"""How weeks are said."""

import pytest

from goodhands.foundation.calendars import week_words
from goodhands.foundation.calendars.drafts import PRESETS

DASH, TIMES = "\N{EN DASH}", "\N{MULTIPLICATION SIGN}"
LONG, LUNCH, NIGHT = ((480, 1080),), ((540, 780), (840, 1080)), ((1320, 1800),)


@pytest.mark.parametrize(
    ("week", "short", "full", "said"),
    [
        ((LONG,) * 5 + ((), ()), "Mon-Fri 8-18", "Mon-Fri 8:00-18:00", "Monday to Friday, 8:00 to 18:00"),
        (
            (LUNCH,) * 5 + (((540, 810),), ()),
            "Mon-Fri 9-13, 14-18; Sat 9-13:30",
            "Mon-Fri 9:00-13:00, 14:00-18:00; Sat 9:00-13:30",
            "Monday to Friday, 9:00 to 13:00 and 14:00 to 18:00, and Saturday, 9:00 to 13:30",
        ),
        (((), NIGHT, NIGHT, (), (), (), ()), "Tue-Wed 22-6", "Tue-Wed 22:00-6:00", "Tuesday and Wednesday, 22:00 to 6:00"),
        ((((0, 1440),),) + ((),) * 6, "Mon 0-24", "Mon 0:00-24:00", "Monday, all day"),
        ((((0, 1440),),) * 7, f"24 {TIMES} 7", "around the clock", "around the clock, every day"),
        ((((480, 1920),),) * 7, f"24 {TIMES} 7", "around the clock", "around the clock, every day"),
    ],
)  # fmt: skip
def test_a_week_in_words(week: week_words.Week, short: str, full: str, said: str) -> None:
    assert week_words.in_short(week) == short.replace("-", DASH)
    assert week_words.in_full(week) == full.replace("-", DASH)
    assert week_words.as_said(week) == said


def test_a_gap_of_one_minute_is_not_around_the_clock() -> None:
    day = ((0, 1440),)
    assert not week_words.never_closes((day,) * 6 + (((0, 1439),),))
    assert not week_words.never_closes(((),) * 7)


def test_usual_hours_say_what_they_are() -> None:
    assert [preset.says for preset in PRESETS if preset.key != "always"] == [
        week_words.as_said(preset.week) for preset in PRESETS if preset.key != "always"
    ]
