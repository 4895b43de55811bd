"""How is the room of a line shared out among the columns of a table?

By estimates of how wide words are, in small letters of the usual size. No word should run into the next column.
"""

import re
from collections.abc import Iterator, Sequence

from goodhands.foundation.papers.blocks import Cell, Facts, Table

ROOM = 97
"""Small letters in a line of the narrower of the two sizes of paper."""
MOST = 40
"""What a column wants at most."""
LONGEST = 24
"""Letters after which a word may break; a longer one would run into the next column."""
_EDGE, _MARK, _SMALL = 2.0, 2.0, 0.85
"""What the edges of a column and a mark take, and how wide small print is."""
_BREAKS = re.compile("[ \t\n\u200b]+")
_NARROW, _DIGITS, _WIDE = (re.compile(signs) for signs in ("[ \u00a0.,:;'|!ijltfr()-]", "[0-9]", "[A-Zmw%—✓✗]"))


def widths(table: Table) -> list[int]:
    """The share of the room for each column of text; 0 for figures: as much as they need."""
    columns = [_cells(table, place) for place in range(table.width)]
    figures = [bool(cells) and all(cell.figure for cell in cells) for cells in columns]
    headings = [_heading(table, place) for place in range(table.width)]
    least = [max(_least(cells), heading) for cells, heading in zip(columns, headings, strict=True)]
    wanted = [max(_wanted(cells), low) for cells, low in zip(columns, least, strict=True)]
    # A heading over figures is not broken.
    taken = sum(max(wanted[i], _long(table, i)) for i in range(table.width) if figures[i])
    texts = [i for i in range(table.width) if not figures[i]]
    shared = _shared([least[i] for i in texts], [wanted[i] for i in texts], ROOM - taken)
    found = dict(zip(texts, shared, strict=True))
    return [max(round(found[i] * 10), 1) if i in found else 0 for i in range(table.width)]


def terms(facts: Facts) -> float:
    """How wide the column of the terms is, in small letters."""
    return min(max((wide(name) for name, _ in facts.pairs), default=0) + _EDGE, MOST)


def _shared(least: Sequence[float], wanted: Sequence[float], room: float) -> Sequence[float]:
    """What each gets: at least its longest word; what is left goes first to those that want little beyond that."""
    given, left = list(least), max(room - sum(least), 0)
    modest = sorted(range(len(given)), key=lambda i: wanted[i] - least[i])
    for waiting, i in zip(range(len(given), 0, -1), modest, strict=True):
        more = min(wanted[i] - least[i], left / waiting)
        given[i], left = given[i] + more, left - more
    return given


def _cells(table: Table, place: int) -> Sequence[Cell]:
    """The cells of a column, of rows in which each cell is one column wide."""
    rows = (row for row in (*table.rows, *table.sums) if place < len(row))
    return [row[place] for row in rows if all(cell.span == 1 for cell in row)]


def _heading(table: Table, place: int) -> float:
    """How wide the longest word of a heading is."""
    cell = table.heading[place] if place < len(table.heading) and table.heading[place].span == 1 else Cell("")
    return _longest_word(cell.text) + _EDGE if cell.text else 0


def _long(table: Table, place: int) -> float:
    text = table.heading[place].text if place < len(table.heading) else ""
    return wide(text) * _SMALL + _EDGE if text else 0


def _least(cells: Sequence[Cell]) -> float:
    """How wide the longest word of a column is."""
    return max((size for cell in cells for text, scale, extra in _texts(cell)
                for size in [_longest_word(text) * scale + extra]), default=0.0)  # fmt: skip


def _wanted(cells: Sequence[Cell]) -> float:
    """How wide nine in ten cells of a column are in one line."""
    sizes = sorted(max((max(map(wide, text.split("\n"))) * scale + extra for text, scale, extra in _texts(cell)),
                       default=0.0) for cell in cells)  # fmt: skip
    return min(sizes[len(sizes) * 9 // 10], MOST) if sizes else 0


def _texts(cell: Cell) -> Iterator[tuple[str, float, float]]:
    """What stands in a cell: the text, how wide its letters are, and what else is in the line."""
    if cell.text:
        yield cell.text, 1, _EDGE + (_MARK if cell.mark else 0)
    if cell.below:
        yield cell.below, _SMALL, _EDGE


def _longest_word(text: str) -> float:
    return max(wide(word[:LONGEST]) for word in _BREAKS.split(text))


def wide(text: str) -> float:
    """How wide a text is, in small letters."""
    narrow, digits, capitals = (len(signs.findall(text)) for signs in (_NARROW, _DIGITS, _WIDE))
    return len(text) - 0.45 * narrow + 0.15 * digits + 0.25 * capitals
