"""Might rows of another customer, or of another help desk, be among those of this file?

A sign is no proof: it is a sentence that somebody is asked about before anything counts.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.sentences import Sentence, said
from goodhands.stages.operate.rules.presets import folded
from goodhands.stages.operate.rules.sheet import Sheet

WHOSE = frozenset(
    {"account", "account name", "account id", "client", "client name", "client id", "company", "company name",
     "company id", "companyid", "customer account", "instance", "tenant", "brand", "brand name", "organization",
     "organisation", "organizations", "custom field (organizations)", "entities id", "entity", "kunde", "mandant",
     "firma", "organisation des kunden", "société", "entreprise", "entité", "cliente", "empresa", "organización",
     "klant", "bedrijf", "organisatie", "azienda"}
)  # fmt: skip
"""Headings under which a help desk says whose a ticket is."""
MOST_NAMED = 3
MOST_BEGINNINGS = 10
"""Where numbers begin in more ways than this, how they begin says nothing."""
MOST_KEPT = 50
"""So many names of one column are kept to know them again."""


@dataclass(frozen=True, slots=True)
class Former:
    """What earlier files of the provider had: how ticket numbers begin, and whose they were, by heading."""

    beginnings: Sequence[str]
    whose: Mapping[str, Sequence[str]]


def beginnings(tickets: pa.StringArray) -> list[str]:
    """What stands before the digits of ticket numbers, the commonest first; nothing where they are digits alone."""
    return [name for name, _ in _begun(tickets)]


def whose(sheet: Sheet, mapped: Collection[str]) -> dict[str, list[str]]:
    """Whose the tickets are, by the heading that says so, the commonest first; `mapped` have a meaning of their own."""
    return {heading: list(counted)[:MOST_KEPT] for heading, counted in _accounts(sheet, mapped) if counted}


def signs(sheet: Sheet, tickets: pa.StringArray, mapped: Collection[str], former: Former) -> list[Sentence]:
    """What speaks for rows that belong to somebody else, each in a sentence."""
    found = [
        sign for heading, counted in _accounts(sheet, mapped)
        if (sign := _of_accounts(heading, counted, former.whose.get(heading, ())))
    ]  # fmt: skip
    here = _begun(tickets)
    strange = [name for name, _ in here if name not in former.beginnings]
    if former.beginnings and strange:
        found.append(said("Ticket numbers that begin with {here} never came before; those so far begin with {known}",
                          here=_listed(strange), known=_listed(former.beginnings)))  # fmt: skip
    elif strange and len(here) > 1:
        others = ", ".join(f"{_listed([name])} ({rows:,})" for name, rows in here[1 : MOST_NAMED + 1])
        found.append(said("Most ticket numbers begin with {most}, but others with {others}",
                          most=_listed([here[0][0]]), others=others))  # fmt: skip
    return found


def _of_accounts(heading: str, counted: Mapping[str, int], known: Sequence[str]) -> Sentence | None:
    strange = [name for name in counted if name not in known]
    if known and strange:
        return said("The column {heading} names {names}, which never came before; so far it named {known}",
                    heading=f"“{heading}”", names=_listed(strange), known=_listed(known))  # fmt: skip
    if strange and len(counted) > 1:
        return said("The column {heading} names several: {names}", heading=f"“{heading}”", names=_named(counted))
    return None


def _begun(tickets: pa.StringArray) -> list[tuple[str, int]]:
    counted = _counted(pc.replace_substring_regex(tickets, r"(?s)[0-9].*$", ""))
    return counted if len(counted) <= MOST_BEGINNINGS else []


def _accounts(sheet: Sheet, mapped: Collection[str]) -> Iterator[tuple[str, dict[str, int]]]:
    """The columns that say whose a ticket is, with how often each name stands there."""
    for heading, column in zip(sheet.headings, sheet.columns, strict=True):
        if folded(heading) in WHOSE and heading not in mapped:
            yield heading, {name: rows for name, rows in _counted(pc.utf8_trim_whitespace(column)) if name}


def _counted(column: pa.StringArray) -> list[tuple[str, int]]:
    counts = column.value_counts()
    names, rows = counts.field("values").to_pylist(), counts.field("counts").to_numpy()
    return [(names[i], int(rows[i])) for i in np.argsort(-rows, kind="stable").tolist()]


def _named(counted: Mapping[str, int]) -> str:
    shown = ", ".join(f"“{name[:60]}” ({rows:,})" for name, rows in list(counted.items())[:MOST_NAMED])
    more = len(counted) - MOST_NAMED
    return said("{shown} and {more} more", shown=shown, more=more) if more > 0 else shown


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name[:40]}”" if name else said("a digit") for name in names[:MOST_NAMED])
