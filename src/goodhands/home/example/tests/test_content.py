"""Is what the example is filled with that of `examples/`, up to yesterday?"""

import tomllib
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from goodhands.home.example import company, tickets
from goodhands.stages.operate.rules.terms import read_terms

ROOT = Path(__file__).parents[5]
AGREEMENT = tomllib.loads((ROOT / "examples" / "agreement.toml").read_text("utf-8"))


@pytest.mark.parametrize("today", [date(2026, 11, 25), date(2027, 1, 1), date(2028, 2, 29)])
def test_the_tickets_are_those_of_twelve_whole_months_up_to_yesterday(today: date) -> None:
    rows = list(tickets.rows(today))
    stamps = [row.at for row in rows]
    assert stamps == sorted(stamps)
    assert stamps[-1] < datetime(today.year, today.month, today.day)
    opened = Counter(row.ticket for row in rows if row.event == "Opened")
    assert set(opened.values()) == {1}
    assert {row.ticket for row in rows} == set(opened)
    months = {(at.year, at.month) for at in (row.at for row in rows if row.event == "Opened")}
    first = date(today.year - 1, today.month, 1)
    assert len(months) == (12 if today.day == 1 else 13)
    assert min(months) == (first.year, first.month)
    assert 1600 < len(opened) < 2100


def test_the_tickets_are_read_as_the_example_is() -> None:
    wanted = {key: value for key, value in AGREEMENT["file"].items() if key != "as_of"}
    assert wanted == tickets.MAPPING
    assert set(wanted["columns"].values()) == set(tickets.HEADINGS)
    hours = read_terms(AGREEMENT).hours
    assert asdict(tickets.hours(2025)) == asdict(hours)


def test_the_promises_are_those_of_the_example() -> None:
    terms = read_terms(AGREEMENT)
    drafted = company.levels()
    assert [(d.name, d.metric, d.priority, d.within, Fraction(d.target) / 100) for d in drafted] == [
        (level.name, level.metric, level.priority, level.within, level.target) for level in terms.levels
    ]
    credits = [(d.name, Fraction(below) / 100, f"{owed}%") for d in drafted for below, owed in d.credits]
    assert credits == [(credit.service_level, credit.below, credit.owed) for credit in terms.credits]
    assert terms.policy == company.POLICY
    assert company.levels(tightened=True) != drafted


def test_yesterday_is_in_the_name_of_the_export() -> None:
    assert tickets.first_day(date(2026, 11, 25)) == date(2025, 11, 1)
    assert date(2026, 11, 25) - timedelta(days=1) == date(2026, 11, 24)
