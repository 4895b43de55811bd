"""A day alone in a cell or a field."""

from datetime import date

import pytest

from goodhands.foundation.days.typed_day import Unclear, typed_day


@pytest.mark.parametrize(
    ("style", "text", "day"),
    [
        ("words", " 2026-12-24 ", date(2026, 12, 24)), ("words", "24  Dec 2026", date(2026, 12, 24)),
        ("slashes", "3/4/2026", date(2026, 4, 3)), ("slashes_month_first", "3/4/2026", date(2026, 3, 4)),
        ("dots", "3.4.2026", date(2026, 4, 3)),
    ],
)  # fmt: skip
def test_a_day_in_the_style_of_the_company(style: str, text: str, day: date) -> None:
    assert typed_day(text, style) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3/4/2026", "could be more than one day; write it like 2026-12-24"),
        ("2026-12-24 09:00", "has more in it than a date"),
        ("soon", "does not begin with a date such as 2026-12-24"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Unclear) as wrong:
        typed_day(text, "words")
    assert str(wrong.value) == why
