"""What does a paper say otherwise than it did?"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from goodhands.foundation.papers.blocks import Cell, Facts, Heading, Note, Paper, Table, Text


@dataclass(frozen=True, slots=True)
class Difference:
    """A place of a paper and what stood and stands there; blank where nothing did or does."""

    place: Sequence[str]
    then: str
    now: str

    @property
    def where(self) -> str:
        """The place in one line; blank for what stands above the first heading, as the first sentence does."""
        return " · ".join(filter(None, self.place))


def differences(then: Paper, now: Paper) -> list[Difference]:
    """Every place at which two papers differ, in the order of the later one, then what has gone; charts aside."""
    found = [*_cells_that_differ(then, now), *_texts_that_differ(then, now)]
    headings = [*dict.fromkeys([*_texts(now), *_texts(then)])]
    return sorted(found, key=lambda one: headings.index(one.place[0]) if one.place else -1)


def _cells_that_differ(then: Paper, now: Paper) -> Iterator[Difference]:
    before, after = _places(then), _places(now)
    for place in [*after, *(place for place in before if place not in after)]:
        was, is_now = before.get(place, ""), after.get(place, "")
        if was != is_now:
            yield Difference(place, was, is_now)


def _texts_that_differ(then: Paper, now: Paper) -> Iterator[Difference]:
    """Sentences have no place but the heading above them: what both say there is the same wherever it stands."""
    before, after = _texts(then), _texts(now)
    for above in dict.fromkeys([*after, *before]):
        was, is_now = Counter(before.get(above, ())), Counter(after.get(above, ()))
        gone, come = (was - is_now).elements(), (is_now - was).elements()
        yield from (Difference((above,), *pair) for pair in zip_longest(gone, come, fillvalue=""))


def _texts(paper: Paper) -> Mapping[str, Sequence[str]]:
    """The sentences below each heading, all headings in their order; blank is the heading of what stands above them."""
    found: dict[str, list[str]] = {"": []}
    above = ""
    for block in paper.blocks:
        if isinstance(block, Heading):
            above = block.text
            found.setdefault(above, [])
        elif isinstance(block, Text | Note):
            found[above].append(block.text)
    return found


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
