"""What does a paper say otherwise than it did?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from goodhands.foundation.papers.blocks import Cell, Facts, Heading, Note, Paper, Table, Text


@dataclass(frozen=True, slots=True)
class Difference:
    """A place of a paper and what stood and stands there; blank where nothing did or does."""

    place: Sequence[str]
    then: str
    now: str


def differences(then: Paper, now: Paper) -> list[Difference]:
    """Every place at which two papers differ, in the order of the later one, then what has gone; charts aside."""
    before, after = _places(then), _places(now)
    places = [*after, *(place for place in before if place not in after)]
    pairs = [(place, before.get(place, ""), after.get(place, "")) for place in places]
    return [Difference(place, was, is_now) for place, was, is_now in pairs if was != is_now]


def _places(paper: Paper) -> Mapping[tuple[str, ...], str]:
    """What stands at each place; several alike are numbered."""
    found: dict[tuple[str, ...], str] = {(): paper.sentence}
    for place, text in _said(paper):
        number, free = 1, place
        while free in found:
            number += 1
            free = (*place, str(number))
        found[free] = text
    return found


def _said(paper: Paper) -> Iterator[tuple[tuple[str, ...], str]]:
    above = ""
    for block in paper.blocks:
        if isinstance(block, Heading):
            above = block.text
        elif isinstance(block, Text | Note):
            yield (above,), block.text
        elif isinstance(block, Facts):
            yield from (((above, name), value) for name, value in block.pairs)
        elif isinstance(block, Table):
            yield from _cells(above, block)


def _cells(above: str, table: Table) -> Iterator[tuple[tuple[str, ...], str]]:
    names = [cell.text for cell in table.heading]
    for row in (*table.rows, *table.sums):
        first = row[0].text if row else ""
        if row and row[0].below:
            yield (above, first), row[0].below
        for i, cell in enumerate(row[1:], start=1):
            yield (above, first, names[i] if i < len(names) else ""), _whole(cell)


def _whole(cell: Cell) -> str:
    return " · ".join(filter(None, [cell.text, *cell.below.split("\n")]))
