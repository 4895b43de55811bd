"""Might rows of another customer, or of another help desk, be among those of this file?

A sign is no proof: it is a sentence that somebody is asked about before anything counts.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.sentences import Sentence, said
from goodhands.stages.operate.rules.presets import folded
from goodhands.stages.operate.rules.sheet import Sheet

WHOSE = frozenset(
    {"account", "account name", "client", "client name", "company", "company name", "customer account", "instance",
     "tenant", "brand", "kunde", "mandant", "société", "cliente", "klant"}
)  # fmt: skip
"""Headings under which a help desk says whose ticket it is."""
MOST_NAMED = 3
MOST_BEGINNINGS = 50


def beginnings(tickets: pa.StringArray) -> list[str]:
    """What stands before the digits of ticket numbers, the commonest first; nothing where they are digits alone."""
    before = pc.replace_substring_regex(tickets, r"(?s)[0-9].*$", "")
    return [name for name, _ in _counted(before)][:MOST_BEGINNINGS]


def signs(sheet: Sheet, tickets: pa.StringArray, mapped: Collection[str], known: Sequence[str]) -> list[Sentence]:
    """What speaks for rows that belong to somebody else, each in a sentence.

    `mapped` are headings with a meaning of their own; `known` is how the numbers of earlier files begin.
    """
    found = list(_several_customers(sheet, mapped))
    here = beginnings(tickets)
    strange = [one for one in here if one not in known]
    if known and strange:
        found.append(said("Ticket numbers that begin with {here} never came before; those so far begin with {known}",
                          here=_listed(strange), known=_listed(known)))  # fmt: skip
    return found


def _several_customers(sheet: Sheet, mapped: Collection[str]) -> Iterator[Sentence]:
    for heading, column in zip(sheet.headings, sheet.columns, strict=True):
        if folded(heading) in WHOSE and heading not in mapped:
            counted = {name: rows for name, rows in _counted(pc.utf8_trim_whitespace(column)) if name}
            if len(counted) > 1:
                yield said("The column {heading} names several: {names}", heading=f"“{heading}”", names=_named(counted))


def _counted(column: pa.StringArray) -> list[tuple[str, int]]:
    counts = column.value_counts()
    names, rows = counts.field("values").to_pylist(), counts.field("counts").to_numpy()
    return [(names[i], int(rows[i])) for i in np.argsort(-rows, kind="stable").tolist()]


def _named(counted: Mapping[str, int]) -> str:
    shown = ", ".join(f"“{name[:60]}” ({rows:,})" for name, rows in list(counted.items())[:MOST_NAMED])
    more = len(counted) - MOST_NAMED
    return said("{shown} and {more} more", shown=shown, more=more) if more > 0 else shown


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name[:20]}”" if name else said("a digit") for name in names[:MOST_NAMED])
