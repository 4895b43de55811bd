"""Is a paper drawn as a PDF that everybody can read, whatever stands in it?"""

import ctypes
import re
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from goodhands.foundation.papers.blocks import (
    Cell,
    Chart,
    Facts,
    Heading,
    Note,
    Paper,
    Part,
    Table,
    Text,
    from_plain,
    plain,
)
from goodhands.foundation.papers.chart_ink import drawing_of
from goodhands.foundation.papers.comparing import differences
from goodhands.foundation.papers.drawing import pdf
from goodhands.foundation.papers.figures import figures_of, hash_of
from goodhands.foundation.papers.markup import tree

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20"><rect x="1" y="1" width="9" height="9"/></svg>'


def paper(text: str = "29 of 35", *more: Part, size: str = "a4") -> Paper:
    table = Table([Cell("What"), Cell("In time", figure=True)], [[Cell(text, "below"), Cell("82.9 %", figure=True)]],
                  [[Cell("Together"), Cell("1", figure=True)]])  # fmt: skip
    blocks = [Heading("Service levels", "aside"), table, Text(text), Text(text, item=True), Note(text),
              Facts([("File", text)]), *more]  # fmt: skip
    return Paper(
        "September 2025", text, blocks, of="Alder & Finch", made="27 Nov 2026", size=size, marks=["figures 1a2b"]
    )


def text_of(made: bytes) -> str:
    document = pypdfium2.PdfDocument(made)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def bare(text: str) -> str:
    """Letters and signs alone: where lines break is no matter here."""
    return re.sub(r"[\s\u200b\ufffe-]+", "", text)


def tags_of(made: bytes) -> set[str]:
    """The names of the elements in the structure that a screen reader goes by."""
    page = pypdfium2.PdfDocument(made)[0]
    whole = raw.FPDF_StructTree_GetForPage(page)
    names: set[str] = set()

    def look(element: object) -> None:
        buffer = ctypes.create_string_buffer(200)
        length = raw.FPDF_StructElement_GetType(element, buffer, 200)
        names.add(buffer.raw[: max(length - 2, 0)].decode("utf-16-le"))
        for i in range(raw.FPDF_StructElement_CountChildren(element)):
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, i):
                look(child)

    for i in range(raw.FPDF_StructTree_CountChildren(whole)):
        look(raw.FPDF_StructTree_GetChildAtIndex(whole, i))
    raw.FPDF_StructTree_Close(whole)
    return names


@pytest.mark.parametrize(
    "hostile",
    [
        "#panic() $x$ @ref <label> *bold* _it_ `raw` ] [ } { \\ // /* */",
        '"); sys.inputs; #import "@preview/x:1.0.0"; #read("/etc/passwd")',
        "= heading\n- item\n+ item\n/ term: x",
        "<script>alert(1)</script> &amp; \"quotes\" 'single'",
        "null\0bell\x07escape\x1b[31m",
        "\u202egnp.exe \u2066x\u2069 \ufeff",
        "x" * 5000,
        "wide " * 2000,
        "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
        "\U0001f642 \u4f60\u597d",
        "\ud7ff\ue000\U0010ffff",
    ],
)
def test_whatever_is_typed_stands_there_as_text(hostile: str) -> None:
    made = pdf(paper(hostile))
    assert made.startswith(b"%PDF-1.7")
    said = bare(text_of(made))
    plainly = bare("".join(c for c in hostile if 31 < ord(c) < 0x250))
    assert plainly[:300] in said


@pytest.mark.parametrize(("size", "width", "height"), [("a4", 595, 842), ("letter", 612, 792), ("Letter", 612, 792)])
def test_both_sizes_of_paper(size: str, width: int, height: int) -> None:
    page = pypdfium2.PdfDocument(pdf(paper(size=size)))[0]
    assert (round(page.get_width()), round(page.get_height())) == (width, height)


def test_a_screen_reader_finds_headings_tables_lists_and_what_a_chart_shows() -> None:
    made = pdf(paper("x", Chart(SVG, "Twelve months, the last one below the target")))
    assert {"H1", "H2", "Table", "TR", "TH", "TD", "L", "Figure", "P"} <= tags_of(made)
    assert b"pdfuaid" in made or b"pdfuaid:part" in made
    assert b"/MarkInfo" in made


def test_the_same_paper_gives_the_same_bytes_and_another_one_others() -> None:
    assert pdf(paper()) == pdf(paper())
    assert pdf(paper()) != pdf(paper("30 of 35"))


def test_a_long_table_repeats_its_heading_on_each_page() -> None:
    rows = [[Cell(f"Row {i}"), Cell("1", figure=True)] for i in range(120)]
    document = pypdfium2.PdfDocument(pdf(paper("x", Table([Cell("Only here"), Cell("Many", figure=True)], rows))))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) >= 3
    assert all("Only here" in text for text in texts if "Row " in text)
    assert all(f"{i + 1} / {len(texts)}" in text for i, text in enumerate(texts))


def test_figures_have_one_hash_whatever_a_chart_looks_like() -> None:
    one, other = (figures_of(paper("x", Chart(svg, "words"))) for svg in (SVG, SVG.replace("9", "8")))
    assert hash_of(one) == hash_of(other)
    assert hash_of(one) != hash_of(figures_of(paper("y", Chart(SVG, "words"))))
    assert hash_of({"a": 1, "b": 2}) == hash_of({"b": 2, "a": 1})


TEXTS = st.text(max_size=30)
CELLS = st.builds(Cell, TEXTS, TEXTS, st.booleans(), st.booleans())
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=4)
PARTS = st.one_of(
    st.builds(Heading, TEXTS, TEXTS), st.builds(Text, TEXTS, st.booleans()), st.builds(Note, TEXTS),
    st.builds(Facts, st.lists(st.tuples(TEXTS, TEXTS), max_size=3)),
    st.builds(Table, st.lists(CELLS, max_size=4), ROWS, ROWS),
)  # fmt: skip
PAPERS = st.builds(Paper, TEXTS, TEXTS, st.lists(PARTS, max_size=5), TEXTS)


@given(PAPERS)
def test_a_paper_survives_being_kept(made: Paper) -> None:
    again = from_plain(plain(made))
    assert plain(again) == plain(made)
    assert differences(made, again) == []


@settings(max_examples=25, deadline=None)
@given(PAPERS)
def test_any_paper_can_be_drawn(made: Paper) -> None:
    assert len(pypdfium2.PdfDocument(pdf(made))) >= 1


def test_what_differs_is_said_with_its_place() -> None:
    def table(*rows: tuple[str, str]) -> Paper:
        cells = [[Cell(name), Cell(value, figure=True)] for name, value in rows]
        return Paper("t", "s", [Heading("Levels"), Table([Cell("What"), Cell("Share")], cells)])

    found = differences(table(("High", "90 %"), ("Low", "80 %")), table(("High", "91 %"), ("New", "1 %")))
    assert [(one.place, one.then, one.now) for one in found] == [
        (("Levels", "High", "Share"), "90 %", "91 %"),
        (("Levels", "New", "Share"), "", "1 %"),
        (("Levels", "Low", "Share"), "80 %", ""),
    ]


def test_a_sentence_that_only_moved_is_no_difference() -> None:
    then, now = (Paper("t", "s", [Heading("Levels"), *map(Note, notes)]) for notes in ("ab", "xabc"))
    assert [(one.then, one.now) for one in differences(then, now)] == [("", "x"), ("", "c")]
    then, now = (Paper("t", "s", [Text("a"), Heading("Levels"), Note(note)]) for note in ("b", "c"))
    assert [(one.place, one.then, one.now) for one in differences(then, now)] == [(("Levels",), "b", "c")]
    assert [one.place for one in differences(replace(then, sentence="other", blocks=[Text("b")]), now)] == [
        (), ("",), ("Levels",),
    ]  # fmt: skip


def test_a_drawing_holds_shapes_and_texts_and_nothing_else() -> None:
    html = (
        '<svg class="chart wide" viewBox="0 0 900 230" onload="x()"><title>T</title><script>bad()</script>'
        '<a href="/x"><circle class="dot hot" cx="1" cy="2" r="3" onclick="y()"><title>t</title></circle></a>'
        '<image href="file:///etc/passwd"/><text class="strong" x="1" y="2">&lt;b&gt; &amp; c</text></svg>'
    )
    svg = drawing_of(next(tree(html).every("svg")))
    assert svg == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-16 0 932 230">'
        '<circle fill="#000000" stroke="#000000" stroke-width="1.75" cx="1" cy="2" r="3"></circle>'
        '<text font-family="Inter" font-size="13" fill="#000000" font-weight="600" x="1" y="2">&lt;b&gt; &amp; c</text></svg>'
    )
