"""What a sheet would change in a list, before anything is changed."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.rules.sheet_plan import Added, Changed, Plan, Row, Value, plan

LINES: dict[str, dict[str, Value]] = {
    "k1": {"name": "Ana", "mail": "ana@x", "work": "books"},
    "k2": {"name": "Bo", "mail": "bo@x", "work": ""},
    "k3": {"name": "Cy", "mail": "", "work": "van"},
}


def planned(*rows: tuple[str, Mapping[str, Value]]) -> Plan:
    return plan(
        [Row(number, key, dict(values)) for number, (key, values) in enumerate(rows, 2)], LINES, ["mail"], ["name"]
    )


def test_the_same_sheet_changes_nothing() -> None:
    found = planned(*LINES.items())
    assert (found.added, found.changed, found.odd, found.same, found.unnamed) == ([], [], [], 3, 0)


def test_without_keys_the_same_sheet_changes_nothing_either() -> None:
    found = planned(*(("", values) for values in LINES.values()))
    assert (found.added, found.changed, found.odd, found.same, found.unnamed) == ([], [], [], 3, 0)


@pytest.mark.parametrize("key", ["k1", ""])
def test_only_what_differs_would_change(key: str) -> None:
    found = planned((key, {"name": "Ana", "mail": "ana@x", "work": "sales"}))
    assert found.changed == [Changed(2, "k1", {"work": "books"}, {"work": "sales"})]
    assert (found.added, found.unnamed) == ([], 2)


def test_a_column_that_is_not_in_the_sheet_stays_as_it_is() -> None:
    found = planned(("", {"name": "Anna", "mail": "ana@x"}))
    assert found.changed == [Changed(2, "k1", {"name": "Ana"}, {"name": "Anna"})]


def test_what_finds_no_line_would_be_new() -> None:
    found = planned(("", {"name": "Di", "mail": "di@x"}), ("", {"name": "Cy", "mail": "", "work": "bike"}))
    assert found.added == [
        Added(2, {"name": "Di", "mail": "di@x"}), Added(3, {"name": "Cy", "mail": "", "work": "bike"}),
    ]  # fmt: skip
    assert found.unnamed == 3


@pytest.mark.parametrize(
    ("rows", "number", "column", "sentence"),
    [
        ([("k9", {"name": "Ana"})], 2, "", "has the key of a line that is not here; without a key it would be a new line"),
        ([("k1", {"name": "Ana"}), ("", {"name": "Anna", "mail": "ana@x"})], 3, "", "is about the same line as row 2"),
        ([("", {"name": "", "mail": "di@x"})], 2, "name", "is needed"),
        ([("k1", {"name": ""})], 2, "name", "is needed"),
        ([("", {"mail": "di@x"})], 2, "name", "is needed"),
        ([("k2", {"mail": "ana@x"})], 2, "mail", "is how another line is called"),
        ([("", {"name": "D", "mail": "d@x"}), ("", {"name": "E", "mail": "d@x"})], 3, "mail", "stands in row 2 already"),
        ([("", {"name": "D", "mail": "d@x"}), ("k3", {"mail": "d@x"})], 3, "mail", "stands in row 2 already"),
    ],
)  # fmt: skip
def test_an_odd_row_is_named_and_changes_nothing(
    rows: list[tuple[str, Mapping[str, Value]]], number: int, column: str, sentence: str
) -> None:
    found = planned(*rows)
    assert [(odd.number, odd.column, odd.sentence) for odd in found.odd] == [(number, column, sentence)]
    assert len(found.added) + len(found.changed) + found.same == len(rows) - 1


_WORDS = st.sampled_from(["", "a", "b", "c"])
_ROWS = st.lists(st.fixed_dictionaries({"name": _WORDS, "mail": _WORDS, "work": _WORDS}), max_size=8)


@given(_ROWS, _ROWS)
def test_what_was_taken_over_once_changes_nothing_the_second_time(
    there: list[dict[str, Value]], come: list[dict[str, Value]]
) -> None:
    """Whatever stands there and whatever comes, the rows that were not odd say afterwards what is so."""
    lines: dict[str, dict[str, Value]] = {}
    for number, values in enumerate(there):
        if values["name"] and not any(values["mail"] and values["mail"] == one["mail"] for one in lines.values()):
            lines[f"k{number}"] = dict(values)
    rows = [Row(number, "", values) for number, values in enumerate(come, 2)]
    first = plan(rows, lines, ["mail"], ["name"])
    for change in first.changed:
        lines[change.key] |= change.now
    lines |= {f"new{new.number}": dict(new.values) for new in first.added}
    mails = [values["mail"] for values in lines.values() if values["mail"]]
    assert len(mails) == len(set(mails))
    odd = {one.number for one in first.odd}
    again = plan([row for row in rows if row.number not in odd], lines, ["mail"], ["name"])
    assert (again.added, again.changed, again.odd) == ([], [], [])
