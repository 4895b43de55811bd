"""Is the room of a line shared out so that every word has its place?"""

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodhands.foundation.papers.blocks import Cell, Facts, Heading, Note, Paper, Table, Text
from goodhands.foundation.papers.columns import LONGEST, ROOM, wide, widths
from goodhands.foundation.papers.drawing import pdf

WORDS = st.text("abcdeilmtwAMW0189%", min_size=1, max_size=9)
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def table(rows: list[list[str]], figures: int = 0) -> Table:
    names = [f"No. {i}" for i in range(len(rows[0]))]
    return Table([Cell(name) for name in names],
                 [[Cell(text, figure=i < figures) for i, text in enumerate(row)] for row in rows])  # fmt: skip


def room_of(shares: list[int]) -> list[float]:
    return [share / sum(shares) * ROOM for share in shares]


@given(st.lists(st.lists(TEXTS, min_size=4, max_size=4), min_size=1, max_size=9))
def test_every_word_fits_into_its_column(rows: list[list[str]]) -> None:
    for place, room in enumerate(room_of(widths(table(rows)))):
        longest = max(wide(word) for row in rows for word in row[place].split(" "))
        assert room >= longest - 0.1


def test_what_needs_little_is_not_broken_for_what_needs_much() -> None:
    shares = widths(table([["Fri 26 Sep 2025, 16:42", "a subject of many words " * 20]] * 9))
    assert room_of(shares)[0] >= wide("Fri 26 Sep 2025, 16:42")


def test_figures_take_what_they_need_and_one_long_text_does_not_decide() -> None:
    assert widths(table([["1", "x"], ["2", "y"]], figures=1))[0] == 0
    usual, once = [["a few words", "a few words"]] * 20, [["a few words " * 30, "a few words"]]
    first, second = room_of(widths(table(usual + once)))
    assert abs(first - second) < 1


@pytest.mark.parametrize("made", [Table([], []), Table([Cell("a", span=9)], [[Cell("b")]]), Table([], [[], []])])
def test_odd_tables_have_columns_too(made: Table) -> None:
    assert len(widths(made)) == made.width
    assert all(share >= 0 for share in widths(made))


@pytest.mark.parametrize("word", ["W" * LONGEST, "x" * 300])
def test_nothing_runs_out_of_its_column_or_off_the_paper(word: str) -> None:
    made = table([[word, word, "HL-101250", "Fri 26 Sep 2025, 16:42"]] * 3)
    bare = Table([], [[Cell(word), Cell(word, figure=True), Cell("1")]])
    facts = Facts([(word, word), (f"{word} {word}", "x")])
    blocks = [made, bare, facts, Heading(word, word), Text(word), Text(word, item=True), Note(word)]
    page = pypdfium2.PdfDocument(pdf(Paper("t", word, blocks, of=word, made=word, marks=[word])))[0]
    text, edge = page.get_textpage(), page.get_width() - 56
    assert max(text.get_charbox(i)[2] for i in range(text.count_chars())) <= edge


def test_a_short_table_stays_on_one_page() -> None:
    tables = [table([["a", "b"]] * 12) for _ in range(7)]
    document = pypdfium2.PdfDocument(pdf(Paper("t", "s", tables)))
    counts = [page.get_textpage().get_text_bounded().count("No. 0") for page in document]
    rows = [page.get_textpage().get_text_bounded().count("a b") for page in document]
    assert len(document) > 1
    assert [12 * count for count in counts] == rows


def test_twelve_short_figures_stand_in_parts_beside_each_other_in_their_order() -> None:
    rows = [[Cell(f"M{i}"), Cell(f"{i} %", figure=True)] for i in range(12)]
    text = pypdfium2.PdfDocument(pdf(Paper("t", "s", [Table([], rows)])))[0].get_textpage()
    said = " ".join(text.get_text_bounded().split())
    assert " ".join(f"M{i} {i} %" for i in range(12)) in said
    first, fifth = (text.get_charbox(text.search(f"M{i}").get_next()[0]) for i in (0, 4))
    assert (first[0] < fifth[0], abs(first[1] - fifth[1]) < 1) == (True, True)
