"""How are the rows of real exports spoilt?

Takes rows that are in order and spoils some of them, each in one of the ways in which a cell is lost, shortened by a
spreadsheet, typed by hand or written without its quotes. Every spoilt row is one that the reading lists.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence

from goodhands.stages.operate.rules.many_tickets import Chance

Cells = list[str]


def spoilt(rows: bytes, headings: bool, shape: str, share: float, chance: Chance) -> tuple[bytes, Counter[str]]:
    """The rows of a CSV of `many_rows` with about that share of them spoilt, and how many of each kind.

    The first row is left alone where it has the `headings`.
    """
    lines = rows.decode().splitlines()
    kinds = list(_WAYS[shape].items())
    found: Counter[str] = Counter()
    good = ""
    which, how = chance.random(len(lines)), chance.random(len(lines))
    for i in range(headings, len(lines)):
        if which[i] >= share:
            good = lines[i]
            continue
        name, way = kinds[int(how[i] * len(kinds))]
        if way is _as_before and not good:
            name, way = kinds[0]
        lines[i] = _written(way(_cells(lines[i]), _cells(good)))
        found[name] += 1
    return "".join(f"{line}\n" for line in lines).encode(), found


def _cells(line: str) -> Cells:
    return next(csv.reader([line]), [])


def _written(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _without(place: int) -> Callable[[Cells, Cells], Cells]:
    return lambda cells, _: [*cells[:place], "", *cells[place + 1 :]]


def _typed_by_hand(cells: Cells, _: Cells) -> Cells:
    return [cells[0], "yesterday, about noon", *cells[2:]]


def _no_such_day(cells: Cells, _: Cells) -> Cells:
    return [cells[0], f"{cells[1][:4]}-02-30{cells[1][10:]}", *cells[2:]]


def _only_the_day(cells: Cells, _: Cells) -> Cells:
    return [cells[0], cells[1][:10], *cells[2:]]


def _cut_off(cells: Cells, _: Cells) -> Cells:
    return cells[:-3]


def _unquoted(cells: Cells, _: Cells) -> Cells:
    """The comma of a text has become one between cells."""
    return [*cells, "as I said"]


def _as_before(cells: Cells, good: Cells) -> Cells:
    """A ticket that stands in the file already, told otherwise."""
    return [*good[:1], *cells[1:]]


_EVERY: dict[str, Callable[[Cells, Cells], Cells]] = {
    "without a ticket number": _without(0),
    "with a stamp typed by hand": _typed_by_hand,
    "with a day that does not exist": _no_such_day,
    "with a day and no time": _only_the_day,
    "cut off": _cut_off,
    "with a cell too many": _unquoted,
}
_WAYS = {
    "tickets": _EVERY | {"with the number of another ticket": _as_before},
    "events": _EVERY | {"without a stamp": _without(1), "without an event": _without(2)},
}
