"""Tickets that are the same trouble again: what makes them the same, what swallows everything, and what is merged."""

import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodhands.foundation.rules.working_time import BLANK
from goodhands.stages.operate.rules.recurring import (
    Recurring,
    Window,
    may_merge,
    plain_anchor,
    plain_subject,
    recurring,
    says_nothing,
    troubles_of,
    united_in,
)
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.terms import read_terms
from goodhands.stages.operate.tests.test_carried import CALENDAR, LEVEL, log_of

ROLES = ("subject", "requester", "asset")
ALL_TIME = Window(0, 1 << 40)

SAME = [
    ("Printer on floor 2", "Re: PRINTER on floor 3"),
    ("Printer offline", "AW: Fwd: printer, offline!"),
    ("Printer offline", "Re[3]: [External] Printer offline"),
    ("Printer offline", "AW\N{FULLWIDTH COLON} Printer offline"),
    ("Störung am Drucker", "Storung am Drucker"),
    ("Backup failed", "Backup failed 2026-10-05 03:00"),
    ("Backup failed", "Backup failed (5 Oct 2026)"),
    ("Backup failed", "Backup failed, 1st of March"),
    ("Backup failed", "INC0012345 Backup failed"),
    ("Backup failed", "[HL-100123] Backup failed"),
    ("Lift 2nd floor", "Lift floor"),
    ("\uff36\uff30\uff2e down", "VPN down"),
]
DIFFERENT = [
    ("Printer offline", "Scanner offline"),
    ("VPN drops", "VPN does not connect"),
    ("Regarding the printer", "The printer"),
    ("3 marketing laptops", "3 laptops"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_subjects_that_say_the_same(one: str, other: str) -> None:
    assert plain_subject(one) == plain_subject(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_subjects_that_do_not(one: str, other: str) -> None:
    assert plain_subject(one) != plain_subject(other)


@pytest.mark.parametrize("subject", ["", "?", "12345", "IT", "Help", "Re: Help!", "Request", "Ticket 17", "URGENT problem", "Störung"])  # fmt: skip
def test_subjects_that_say_nothing(subject: str) -> None:
    assert says_nothing(plain_subject(subject))


@pytest.mark.parametrize("subject", ["VPN", "Printer", "Help with the printer", "Drucker"])
def test_subjects_that_say_something(subject: str) -> None:
    assert not says_nothing(plain_subject(subject))


SUBJECTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(["Re:", "AW :", "[2]", "5", "March", "INC-0012", "\uff32e\uff1a", "Ⅷ", "2nd", "é", "-", "printer", "#12"]), max_size=8).map(" ".join),
)  # fmt: skip


@given(SUBJECTS)
@settings(max_examples=400)
def test_a_plain_subject_made_plain_is_the_same_again(text: str) -> None:
    plain = plain_subject(text)
    assert plain_subject(plain) == plain
    assert plain_anchor(plain_anchor(text)) == plain_anchor(text)
    assert "|" not in plain
    assert ":" not in plain


@given(SUBJECTS)
def test_which_digits_a_subject_has_makes_no_difference(text: str) -> None:
    assert plain_subject("".join("0" if char in "123456789" else char for char in text)) == plain_subject(text)


def referee_of(rows: list[tuple[str, ...]], roles: tuple[str, ...] = ROLES) -> Referee:
    """Tickets a row each: number, opened, solved (blank while open), then the roles."""
    lines = [",".join(("ticket", "opened_at", "resolved_at", *roles)), *(",".join(row) for row in rows)]
    log = log_of("\n".join(lines) + "\n", "tickets", roles, as_of="2026-03-31T18:00:00+00:00")
    file: dict[str, Any] = {"shape": "tickets", "timezone": "UTC", "columns": {"ticket": "t", "opened_at": "o"}}
    return Referee(log, read_terms({"file": file, "calendar": CALENDAR, "service_level": [LEVEL]}))


def came_back(
    referee: Referee, window: Window = ALL_TIME, merged: dict[str, str] | None = None, dismissed: tuple[str, ...] = ()
) -> Recurring:
    return recurring(troubles_of(referee.log), referee.clocks, window, merged or {}, dismissed)


def numbers(referee: Referee, found: Recurring) -> list[list[tuple[str, list[str]]]]:
    """What was found, with the numbers of tickets in place of their indices."""
    names = referee.log.tickets.to_pylist()
    parts = (found.troubles, found.general, found.dismissed)
    return [[(one.key, sorted(names[i] for i in one.tickets)) for one in part] for part in parts]


def row(
    number: int, subject: str, requester: str = "", asset: str = "", day: int = 2, solved: bool = True
) -> tuple[str, ...]:
    return (f"T{number}", f"2026-03-{day:02d} 09:00", f"2026-03-{day:02d} 10:00" if solved else "", subject, requester, asset)  # fmt: skip


def test_the_same_device_makes_it_the_same_trouble_whoever_asks() -> None:
    referee = referee_of([
        row(1, "Printer offline", "Ana", "PR-1"), row(2, "printer OFFLINE", "Rita", "pr 1"),
        row(3, "Printer offline", "Ana", "PR-2"), row(4, "Printer offline", "Ana"),
        row(5, "Re: Printer offline", "ana"), row(6, "Printer offline", "Rita"),
    ])  # fmt: skip
    assert numbers(referee, came_back(referee)) == [
        [("printer offline|asset:pr 1", ["T1", "T2"]), ("printer offline|requester:ana", ["T4", "T5"])], [], []
    ]  # fmt: skip


def test_a_subject_that_says_nothing_is_one_trouble_and_listed_apart() -> None:
    referee = referee_of(
        [row(1, "Help", "Ana"), row(2, "Help!", "Rita"), row(3, "???", "Ana"), row(4, "!!", "Rita"), row(5, "")]
    )
    assert numbers(referee, came_back(referee)) == [[], [("help|", ["T1", "T2"]), ("|", ["T3", "T4"])], []]


def test_what_swallows_everything_is_listed_apart() -> None:
    one_of_five = [row(n, "Access please" if n < 11 else f"Thing {'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvw'[n - 11:n - 6]}") for n in range(51)]  # fmt: skip
    referee = referee_of(one_of_five)
    found = came_back(referee)
    assert [one.times for one in found.general] == [11]  # 11 of 51 are more than a fifth
    referee = referee_of([*one_of_five, *(row(100 + n, f"Odd {'zyxwv'[n]}") for n in range(4))])
    assert [one.times for one in came_back(referee).troubles][:1] == [11]  # 11 of 55 are not
    referee = referee_of([row(n, "Access please") for n in range(10)])
    assert [one.times for one in came_back(referee).troubles] == [10]  # nor is anything up to ten tickets


def test_a_trouble_counts_from_two_tickets_in_the_window_opened_or_solved() -> None:
    referee = referee_of([
        row(1, "Printer", day=2), row(2, "Printer", day=9), row(3, "Scanner", day=2), row(4, "Scanner", day=3),
        ("T5", "2026-03-02 09:00", "2026-03-10 10:00", "VPN", "", ""), row(6, "VPN", day=9, solved=False),
    ])  # fmt: skip
    eighth = 1_772_928_000  # 8 March 2026, midnight
    found = came_back(referee, Window(eighth, eighth + 7 * 86400))
    assert numbers(referee, found) == [[("vpn|", ["T5", "T6"])], [], []]
    one = found.troubles[0]
    assert (one.times, one.solved, one.in_all) == (2, 1, 2)
    assert one.used == int(referee.clocks.net[one.tickets].sum())
    everything = came_back(referee)
    assert sum(one.times for one in everything.troubles) == 6


def test_a_log_without_subjects_or_without_tickets_has_no_troubles() -> None:
    for rows in ([], [row(1, ""), row(2, "")]):
        assert came_back(referee_of(rows)) == Recurring([], [], [])


def test_merged_troubles_count_as_one_and_dismissed_ones_go_with_all_their_parts() -> None:
    referee = referee_of([
        row(1, "Printer offline"), row(2, "Printer offline"), row(3, "Printer jams"), row(4, "VPN"), row(5, "VPN")
    ])  # fmt: skip
    merged = {"printer jams|": "printer offline|"}
    found = came_back(referee, merged=merged)
    assert numbers(referee, found)[0] == [("printer offline|", ["T1", "T2", "T3"]), ("vpn|", ["T4", "T5"])]
    assert sorted(found.troubles[0].keys) == ["printer jams|", "printer offline|"]
    gone = came_back(referee, merged=merged, dismissed=("printer offline|",))
    assert [key for key, _ in numbers(referee, gone)[2]] == ["printer offline|"]
    whole = came_back(referee, merged={**merged, "vpn|": "not there any more|"})
    assert [one.times for one in whole.troubles] == [3, 2]


WORDS = st.sampled_from(["printer", "scanner", "vpn", "help", "12", ""])
ROWS = st.lists(
    st.tuples(WORDS, st.sampled_from(["Ana", "Rita", ""]), st.sampled_from(["", "PC-1", "??"]), st.integers(2, 6), st.booleans()),
    max_size=25,
)  # fmt: skip


@given(ROWS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_tickets_does_not_matter(drawn: list[Any], chance: random.Random) -> None:
    rows = [row(n, *one) for n, one in enumerate(drawn)]
    mixed = list(rows)
    chance.shuffle(mixed)
    one, other = referee_of(rows), referee_of(mixed)
    first, second = came_back(one), came_back(other)
    assert numbers(one, first) == numbers(other, second)
    for mine, theirs in zip(first.troubles, second.troubles, strict=True):
        assert replace(mine, tickets=theirs.tickets) == theirs


def key_of(subject: str, asset: str, requester: str) -> str:
    anchor = f"asset:{asset}" if asset else f"requester:{requester}" if requester else ""
    plain = plain_subject(subject)
    return f"{plain}|" if says_nothing(plain) else f"{plain}|{anchor}"


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_every_ticket_with_a_subject_is_in_the_trouble_that_its_texts_say(drawn: list[Any]) -> None:
    """Held against the slow and obvious way: text by text."""
    rows = [row(n, *one) for n, one in enumerate(drawn)]
    referee = referee_of(rows)
    found = troubles_of(referee.log)
    places = {number: place for place, number in enumerate(referee.log.tickets.to_pylist())}
    for n, (subject, requester, asset, _, _) in enumerate(drawn):
        code = int(found.code[places[f"T{n}"]])
        wanted = key_of(subject, plain_anchor(asset), plain_anchor(requester)) if subject else None
        assert (found.keys[code] if code >= 0 else None) == wanted


KEYS = [f"{name}|" for name in "abcdef"]
MERGERS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(KEYS), max_size=6)


def parts_of(merged: dict[str, str]) -> set[frozenset[str]]:
    ends: dict[str, set[str]] = {}
    for key in KEYS:
        ends.setdefault(united_in(key, merged), set()).add(key)
    return {frozenset(part) for part in ends.values()}


@given(MERGERS)
def test_merging_is_associative_and_comes_to_an_end_even_in_a_ring(merged: dict[str, str]) -> None:
    """Whatever the order in which edges came, what is joined by them is one trouble, and nothing else is."""
    joined = [{key} for key in KEYS]
    for one, other in merged.items():
        both = [part for part in joined if one in part or other in part]
        joined = [part for part in joined if part not in both] + [set().union(*both)]
    assert parts_of(merged) == {frozenset(part) for part in joined}
    for key in KEYS:
        end = united_in(key, merged)
        assert united_in(end, merged) == end


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=10))
def test_mergers_that_are_allowed_never_make_a_ring(asked: list[tuple[str, str]]) -> None:
    merged: dict[str, str] = {}
    for key, into in asked:
        if key not in merged and may_merge(key, into, merged):
            merged[key] = into
        for one in KEYS:
            assert united_in(one, merged) not in merged


def test_an_open_ticket_is_in_no_window_by_a_solution_that_has_not_been() -> None:
    assert Window(-10, 10).has(np.array([BLANK, 0, 10, -10])).tolist() == [False, True, False, True]
