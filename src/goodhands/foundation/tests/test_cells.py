"""No text becomes a formula, and every text comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.rules.cells import harmless, restored

TEXTS = st.text(st.sampled_from("'=+-@\t\r\n 1.a＝"), max_size=6) | st.text(max_size=20)


@pytest.mark.parametrize("cell", ["=1+1", "+1 1", "-a", "@x", "\t=1", " =1", "＝1", "\n=1", "\0=1", "'=1", "''=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+5", "-1.5", "12:30", "a=b", "", "'", "'tis", "it's =1"])
def test_what_is_none_stays(cell: str) -> None:
    assert harmless(cell) == cell
    assert restored(cell) == cell


@given(TEXTS)
def test_every_text_comes_back_as_it_was(cell: str) -> None:
    assert restored(harmless(cell)) == cell


@given(TEXTS)
def test_what_was_made_harmless_is_no_formula(cell: str) -> None:
    made = harmless(cell)
    assert not made.lstrip(" \t\r\n\0").startswith(("=", "@"))
