"""The example files are what the generator makes, and the year in them tells the story that it should."""

import importlib.util
import random
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice, pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from goodhands.foundation.rules.working_time import CalendarVersion
from goodhands.stages.operate.rules.example_world import PACES, PEOPLE, TECHNICIANS
from goodhands.stages.operate.rules.example_year import Row, invent_year
from goodhands.stages.operate.rules.judging import MISSED, RUNNING
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.scorecard import Referee, Scorecard
from goodhands.stages.operate.rules.sheet import read_sheet
from goodhands.stages.operate.rules.terms import read_terms

EXAMPLES = next((up / "examples" for up in Path(__file__).parents if (up / "examples" / "make.py").is_file()), None)
OFFICE = CalendarVersion("UTC", (((480, 1080),),) * 5 + ((), ()), frozenset({date(2025, 12, 25)}))
SEPTEMBER, OCTOBER = 8, 9

with_examples = pytest.mark.skipif(EXAMPLES is None, reason="the examples are not part of an installed package")


@cache
def make() -> ModuleType:
    """The script beside the examples, as a module."""
    assert EXAMPLES is not None
    spec = importlib.util.spec_from_file_location("make_examples", EXAMPLES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def judged(tickets: str, terms: str) -> Referee:
    assert EXAMPLES is not None
    agreed = read_terms(tomllib.loads((EXAMPLES / terms).read_text(encoding="utf-8")))
    sheet, problems = read_sheet((EXAMPLES / tickets).read_bytes(), tickets, agreed.file.columns.values())
    return Referee(read_log([sheet], problems, agreed), agreed)


def as_events() -> Referee:
    return judged("helpdesk-2025.csv", "agreement.toml")


def as_tickets() -> Referee:
    return judged("tickets-2025.csv", "agreement-tickets.toml")


@cache
def months() -> Sequence[Scorecard]:
    return list(as_events().monthly())


def shares(level: str) -> list[float]:
    """The attainment of a level, month by month."""
    found = [entry.share for month in months() for entry in month.levels if entry.level.name == level]
    return [float(share) for share in found if share is not None]


def a_year(seed: int = 7, **choices: int) -> list[Row]:
    return list(invent_year(random.Random(seed), OFFICE, **choices))


@cache
def lives() -> Mapping[str, list[Row]]:
    """The rows of each ticket of one year."""
    found: dict[str, list[Row]] = {}
    for row in a_year():
        found.setdefault(row.ticket, []).append(row)
    return found


def events(life: Sequence[Row]) -> list[str]:
    return [row.event for row in life]


def share_of_tickets_with(*runs: Sequence[str]) -> float:
    """The share of tickets in which one of these events, or runs of events, occurs."""

    def has(life: list[Row]) -> bool:
        found = events(life)
        return any(found[i : i + len(run)] == list(run) for run in runs for i in range(len(found)))

    return sum(has(life) for life in lives().values()) / len(lives())


@with_examples
@pytest.mark.parametrize("name", ["helpdesk-2025.csv", "tickets-2025.csv"])
def test_a_committed_example_is_byte_for_byte_what_the_generator_makes(name: str) -> None:
    assert EXAMPLES is not None
    assert (EXAMPLES / name).read_bytes() == make().files()[name]


@with_examples
def test_the_provider_keeps_an_eye_on_the_limits_of_the_agreement() -> None:
    agreed = {level.priority: level.within for level in as_events().terms.levels if level.metric == "resolution"}
    assert agreed == {pace.name: pace.limit for pace in PACES if pace.name in agreed}
    assert len(agreed) == 3


@with_examples
@pytest.mark.parametrize("referee", [as_events, as_tickets])
def test_an_example_is_read_without_a_rejected_row(referee: Callable[[], Referee]) -> None:
    card = referee().scorecard()
    assert (card.rejected, card.excluded, card.tickets) == (0, [], 1793)
    assert {problem.column for problem in card.problems} <= {"Event"}


@with_examples
def test_both_examples_open_and_solve_each_ticket_in_the_same_minute() -> None:
    one, other = as_events(), as_tickets()
    assert [name.removeprefix("HL-") for name in one.log.tickets.to_pylist()] == other.log.tickets.to_pylist()
    for role in ("opened", "responded", "resolved"):
        np.testing.assert_array_equal(getattr(one.clocks, role) // 60, getattr(other.clocks, role) // 60)
    np.testing.assert_array_equal(one.log.reported, other.log.reported)


@with_examples
@pytest.mark.parametrize("level", ["High, solved in 8 h", "Normal, solved in 16 h", "Everything answered in 2 h"])
def test_september_is_the_worst_month_and_october_a_weak_one(level: str) -> None:
    found = shares(level)
    assert len(found) == 12
    assert min(found) == found[SEPTEMBER] < found[OCTOBER] < 0.91
    usual = [share for month, share in enumerate(found) if month not in (SEPTEMBER, OCTOBER)]
    assert min(usual) > 0.92


@with_examples
def test_high_priority_is_usually_solved_just_above_its_target_and_not_in_september() -> None:
    found = shares("High, solved in 8 h")
    usual = [share for month, share in enumerate(found) if month not in (SEPTEMBER, OCTOBER)]
    assert 0.96 <= sum(usual) / len(usual) <= 0.98
    assert any(share < 0.95 for share in usual)
    assert 0.78 <= found[SEPTEMBER] <= 0.85


@with_examples
def test_some_verdicts_of_months_are_sure_some_could_be_chance_and_some_rest_on_too_few_tickets() -> None:
    levels = [level for month in months() for level in month.levels]
    assert any(level.keeps and level.chance for level in levels)
    assert any(level.keeps and not level.chance for level in levels)
    assert any(level.keeps is False and level.chance for level in levels)
    assert any(level.keeps is False and not level.chance for level in levels)
    assert any(level.too_few for level in levels)
    assert not all(level.too_few for level in levels)


@with_examples
def test_credits_of_two_sizes_are_owed_in_some_months_and_none_in_most() -> None:
    owed = [{credit.owed for credit in month.credits} for month in months()]
    assert {"5%", "10%"} <= owed[SEPTEMBER]
    assert owed.count(set()) >= 8


@with_examples
def test_some_of_the_tickets_still_open_are_past_their_limit_and_some_within_it() -> None:
    referee = as_events()
    still_open = ~referee.resolved
    assert 5 <= np.count_nonzero(still_open) <= 30
    verdicts = np.concatenate([
        judged.verdict[still_open[judged.tickets]] for judged in referee.judged if judged.level.metric == "resolution"
    ])  # fmt: skip
    assert {MISSED, RUNNING} == set(verdicts.tolist())


@with_examples
def test_the_provider_reports_better_figures_than_the_agreement_gives() -> None:
    for level in as_events().scorecard().levels:
        reported = level.reported
        assert reported is not None
        if level.level.metric == "resolution":
            assert reported.met / (reported.met + reported.missed) > float(level.share or 0)
            assert reported.differ > 0


def test_the_same_seed_gives_the_same_year_and_another_seed_another() -> None:
    assert a_year(seed=7) == a_year(seed=7)
    assert a_year(seed=7)[:100] != a_year(seed=8)[:100]


def test_nothing_but_numbers_between_0_and_1_is_asked_of_chance() -> None:
    class Numbers:
        def __init__(self) -> None:
            self.source = random.Random(7)

        def random(self) -> float:
            return self.source.random()

    assert list(invent_year(Numbers(), OFFICE, per_month=5)) == a_year(per_month=5)


@pytest.mark.parametrize("fixed", [0.0, 0.5, 1 - 2**-53])
def test_the_most_extreme_chances_still_give_a_year(fixed: float) -> None:
    class Fixed:
        def random(self) -> float:
            return fixed

    assert list(islice(invent_year(Fixed(), OFFICE, per_month=5), 10))


def test_a_year_has_about_as_many_tickets_a_month_as_asked_for() -> None:
    opened = Counter(life[0].at.month for life in lives().values())
    assert 1700 <= len(lives()) <= 1900
    assert all(125 <= opened[month] <= 175 for month in range(1, 13))
    assert 380 <= len({row.ticket for row in a_year(year=2028, per_month=33)}) <= 410


def test_the_rows_of_a_year_are_in_order_of_time_and_inside_it() -> None:
    rows = a_year(year=2024)
    assert all(one.at <= other.at for one, other in pairwise(rows))
    assert rows[0].at.year == rows[-1].at.year == 2024
    assert all(row.at.microsecond == 0 and row.at.tzinfo is None for row in rows)


def test_a_ticket_begins_with_one_opening_and_ends_with_its_closing() -> None:
    for life in lives().values():
        assert all(one.at <= other.at for one, other in pairwise(life))
        found = events(life)
        assert found[0] == "Opened"
        assert found.count("Opened") == 1
        assert "Closed" not in found[:-1]


def test_requester_and_subject_stand_in_the_first_row_of_a_ticket_only() -> None:
    for life in lives().values():
        assert life[0].requester in (*PEOPLE, "Monitoring")
        assert life[0].subject
        assert not any(row.requester or row.subject for row in life[1:])


def test_nobody_writes_while_clocks_are_changed() -> None:
    assert not [row for life in lives().values() for row in life if row.at.hour in (1, 2, 3)]


def test_some_tickets_are_opened_at_night_on_weekends_and_on_holidays() -> None:
    opened = [life[0].at for life in lives().values()]
    assert any(at.hour < 6 for at in opened)
    assert any(at.weekday() > 4 for at in opened)
    assert any(
        at.date() in OFFICE.closed for life in (a_year(seed) for seed in range(3)) for at in [r.at for r in life]
    )


def test_the_provider_works_in_the_agreed_hours_only() -> None:
    staff = {person.name for person in TECHNICIANS}
    worked = [row.at for life in lives().values() for row in life if row.actor in staff]
    assert len(worked) > 5000
    assert all(at.weekday() < 5 and at.date() not in OFFICE.closed for at in worked)
    assert all(timedelta(hours=8) <= at - datetime(at.year, at.month, at.day) <= timedelta(hours=18) for at in worked)


def test_two_people_take_up_no_new_tickets_after_august() -> None:
    taken = {
        (row.actor, life[0].at.month) for life in lives().values() for row in life if row.event == "Assigned"
    }  # fmt: skip
    for name in ("Olga Brandt", "Daniel Moura"):
        assert {month for actor, month in taken if actor == name} == set(range(1, 9))


def test_tickets_wait_for_customers_parts_and_third_parties() -> None:
    for reason in ("Waiting for customer", "Waiting for parts", "Waiting for third party"):
        assert 0.04 <= share_of_tickets_with([reason]) <= 0.2


def test_some_tickets_are_put_on_hold_and_solved_without_a_reply() -> None:
    assert 0.005 <= share_of_tickets_with(["Waiting for customer", "Resolved"]) <= 0.05


def test_about_one_ticket_in_eighteen_is_reopened() -> None:
    assert 0.045 <= share_of_tickets_with(["Resolved", "Customer replied", "Answered", "Resolved"]) <= 0.07


def test_about_one_ticket_in_twenty_changes_its_priority() -> None:
    assert 0.035 <= share_of_tickets_with(["Priority changed"]) <= 0.065
    for life in lives().values():
        for before, after in pairwise(life):
            changed = before.priority not in ("", after.priority)
            assert changed == (after.event == "Priority changed")


def test_about_a_third_of_tickets_have_no_priority_at_first_and_all_have_one_once_assigned() -> None:
    blank = [life for life in lives().values() if not life[0].priority]
    assert 0.3 <= len(blank) / len(lives()) <= 0.4
    names = {pace.name for pace in PACES}
    assigned = [row for life in lives().values() for row in life[1:] if not row.event.startswith("Ack")]
    assert all(row.priority in names for row in assigned)


def test_an_automatic_acknowledgement_comes_at_once_and_from_a_machine() -> None:
    followed = [life for life in lives().values() if "Acknowledged automatically" in events(life)]
    assert 0.55 <= len(followed) / len(lives()) <= 0.8
    for life in followed:
        assert life[1].event == "Acknowledged automatically"
        assert life[1].actor == "System"
        assert life[1].at - life[0].at < timedelta(minutes=1)


def test_a_ticket_is_closed_a_week_after_it_was_solved_and_a_few_without() -> None:
    closed = [life for life in lives().values() if life[-1].event == "Closed"]
    unsolved = [life for life in closed if "Resolved" not in events(life)]
    assert 1 <= len(unsolved) <= 20
    assert all(life[-1].verdict == "met" for life in unsolved)
    for life in closed:
        if life not in unsolved:
            assert timedelta(days=7) <= life[-1].at - life[-2].at <= timedelta(days=7, hours=1)
