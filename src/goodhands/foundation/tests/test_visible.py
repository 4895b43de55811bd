"""Names are what people see of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.rules.visible import visible


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("  Ana \t  Finch \n", "Ana Finch"),
        ("in\N{RIGHT-TO-LEFT OVERRIDE}voice\N{POP DIRECTIONAL FORMATTING}.pdf", "invoice.pdf"),
        ("A\N{ZERO WIDTH SPACE}n\N{SOFT HYPHEN}a\N{ZERO WIDTH NO-BREAK SPACE}", "Ana"),
        ("A\0n\x1ba", "Ana"),
        ("\N{ZERO WIDTH JOINER}\N{ZERO WIDTH SPACE}", ""),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("\u0645\u06cc\N{ZERO WIDTH NON-JOINER}\u062e\u0648\u0627\u0647\u0645", "\u0645\u06cc\N{ZERO WIDTH NON-JOINER}\u062e\u0648\u0627\u0647\u0645"),
        ("\N{FAMILY}\N{ZERO WIDTH JOINER}\N{BOY}", "\N{FAMILY}\N{ZERO WIDTH JOINER}\N{BOY}"),
        ("\N{ZERO WIDTH SPACE}\N{ZERO WIDTH JOINER}a\N{ZERO WIDTH JOINER} ", "a"),
        ("one\r\ntwo", "one two"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_not_kept(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_lines_stay_apart_where_there_may_be_lines() -> None:
    assert visible(" one \r\n\r\n  two\u202e  three\r", lines=True) == "one\n\ntwo three"


@given(st.text(st.sampled_from("ab \n\r\u200b\u200d\u202ee\u0301\0")) | st.text(), st.booleans())
def test_what_is_visible_stays_as_it_is(text: str, lines: bool) -> None:
    seen = visible(text, lines)
    assert visible(seen, lines) == seen
    assert lines or "\n" not in seen
