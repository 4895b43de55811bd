"""A paper as PDF, drawn by typst: tagged for screen readers (PDF/UA), the same bytes for the same paper."""

import json
import re
from pathlib import Path
from typing import Any, Literal

import fontpkg_inter
import typst

from goodhands.foundation.papers.blocks import Facts, Paper, Table, plain
from goodhands.foundation.papers.columns import LONGEST, terms, widths
from goodhands.foundation.rules.visible import shown

SIZES = {"a4": "a4", "letter": "us-letter"}
BROKEN = 9
"""Rows of short figures from which on a table stands in parts beside each other."""
SHORT = 13
"""Rows of a table that stays on one page."""
_LONG = re.compile(rf"\S{{{LONGEST + 1},}}")
_FONTS = Path(fontpkg_inter.__file__).parent / "files"
_TEMPLATE = Path(__file__).with_name("paper.typ")


def pdf(paper: Paper) -> bytes:
    """The bytes of a PDF.

    A character for which the fonts have no picture is kept as text and shown as an empty box; the standard for screen
    readers allows no such box, so that such a paper is tagged as well and does not claim the standard.
    """
    data = json.dumps(_clean(_said(paper)), ensure_ascii=False)
    try:
        return _compiled(data, "ua-1")
    except typst.TypstError:
        return _compiled(data, None)


def _said(paper: Paper) -> dict[str, Any]:
    """Everything that the template asks for."""
    said = plain(paper)
    for block, one in zip(paper.blocks, said["blocks"], strict=True):
        if isinstance(block, Facts):
            one |= {"terms": terms(block)}
        if isinstance(block, Table):
            one |= {"width": max(block.width, 1), "widths": widths(block), "whole": _fits_whole(block),
                    "beside": _beside(block)}  # fmt: skip
    return {
        **said,
        "made": paper.made,
        "size": SIZES.get(paper.size.lower(), "a4"),
        "language": paper.language.partition("-")[0] or "en",
        "marks": list(paper.marks),
    }


def _fits_whole(table: Table) -> bool:
    """Whether it is so short that it should not be torn apart by the end of a page."""
    rows = [*table.rows, *table.sums]
    return len(rows) <= SHORT and sum(len(cell.text) + len(cell.below) for row in rows for cell in row) <= SHORT * 80


def _beside(table: Table) -> int:
    """How many parts of it stand beside each other: twelve months with a figure each need not be half a page high."""
    fits = table.width == 2 and not table.heading and not table.sums and _fits_whole(table)
    many = fits and len(table.rows) >= BROKEN and all(len(row) == 2 and row[1].figure for row in table.rows)
    return 3 if many and all(len(row[0].text) <= 8 and not row[0].below for row in table.rows) else 1


def _compiled(data: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        _TEMPLATE, format="pdf", sys_inputs={"data": data}, font_paths=[_FONTS], ignore_system_fonts=True,
        pdf_standards=standard, timestamp=0,
    )  # fmt: skip


def _clean(said: Any) -> Any:
    """The same without characters that nobody sees; a drawing stays as it is."""
    if isinstance(said, str):
        return _LONG.sub(_breakable, shown(said))
    if isinstance(said, list | tuple):
        return [_clean(one) for one in said]
    if isinstance(said, dict):
        return {name: value if name == "svg" else _clean(value) for name, value in said.items()}
    return said


def _breakable(word: "re.Match[str]") -> str:
    pieces = (word[0][i : i + LONGEST] for i in range(0, len(word[0]), LONGEST))
    return "\N{ZERO WIDTH SPACE}".join(pieces)
