"""The record of a company as it travels, `record.json`: is it whole, as far as that can be told here?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from goodhands.foundation.audit import reads as audit
from goodhands.foundation.audit.models import Act, Entry
from goodhands.foundation.moving.package import RECORD
from goodhands.foundation.moving.shapes import Row, listed, object_in, refuse_other_names, row_of
from goodhands.foundation.rules import chain


@dataclass(frozen=True, slots=True)
class Sealed:
    """The entries of the record of a company, by its key; `end` is where it says that it ends, and `seal` of that."""

    company: str
    entries: Sequence[Row]
    end: chain.Anchor
    seal: str


def sealed(found: Any) -> Sealed:
    """What stands in such a file; Unfit where it is none."""
    said = object_in(found, RECORD)
    refuse_other_names(said, ("format", "chain", "seq", "last", "seal", "keys", "entries"), RECORD)
    entries = [row_of(Entry, one, place) for place, one in listed(said, "entries", RECORD)]
    seq = said["seq"] if type(said["seq"]) is int else -1
    return Sealed(str(said["chain"]), entries, chain.Anchor(seq, str(said["last"])), str(said["seal"]))


def faults(of: Sealed, key: bytes | None) -> Iterator[chain.Fault]:
    """All that is wrong with it. With the key of the installation that wrote it seals tell; without, only hashes."""
    true = key is None or chain.head_seal(of.company, of.end, key) == of.seal
    found = [audit.found_of(Entry(**row), of.company) for row in of.entries]
    erased = audit.erased_in(row["payload"] for row in of.entries if row["act"] == Act.ERASED)
    return chain.faults(found, of.end if true else None, key, erased)
