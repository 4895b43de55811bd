"""Was a record altered since it was written? Each entry of a chain is sealed together with the seal before it.

A seal is an HMAC-SHA256 over all columns of an entry, made with a key that does not lie in the database. What an entry
says is covered by a salted hash, so that it can be erased, salt and all, while the chain stays whole. Whoever has the
database and not the key can change nothing unnoticed; entries cut off at the end are missed where the `Head` says how
far the chain goes, or an `Anchor` that was written down elsewhere does.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime

from goodhands.foundation.rules.sentences import said

START = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it is sealed: everything as text, `at` an instant in ISO form, `said` the hash of what it says."""

    chain: str
    seq: int
    at: str
    by: str
    act: str
    kind: str
    about: str
    said: str
    key: str
    before: str
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """How far a chain goes: the last entry's number and its seal."""

    seq: int
    seal: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a chain, and at which entry."""

    seq: int
    what: str


def instant(at: datetime) -> str:
    """An instant as it is sealed."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def key_id(key: bytes) -> str:
    """By what a key is told from another one."""
    return hashlib.sha256(b"goodhands audit key" + key).hexdigest()[:8]


def hash_of(salt: str, payload: str) -> str:
    """The hash of what an entry says. Without the salt nobody can find out by trying."""
    return hashlib.sha256(f"{salt}\n{payload}".encode()).hexdigest()


def sealed(link: Link, key: bytes) -> Link:
    """The link with the seal that its columns ask for."""
    columns = json.dumps(astuple(replace(link, seal="")), ensure_ascii=False, separators=(",", ":"))
    return replace(link, seal=hmac.new(key, columns.encode(), hashlib.sha256).hexdigest())


def head_seal(chain: str, anchor: Anchor, key: bytes) -> str:
    """The seal of how far a chain goes, so that its end cannot be moved either."""
    return hmac.new(key, f"head\n{chain}\n{anchor.seq}\n{anchor.seal}".encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """An entry as it is found, with what it says: blank, with its salt, once that was erased."""

    link: Link
    salt: str
    payload: str


def faults(
    entries: Iterable[Found],
    end: Anchor | None,
    key: bytes | None,
    erased: Collection[int],
    anchor: Anchor | None = None,
) -> Iterator[Fault]:
    """All that is wrong with a chain, the first entry first. `erased` are the numbers of entries that may say nothing.

    `end` is how far the chain should go, None where nothing says so; `anchor` is what was written down of it elsewhere.
    Without the `key` seals cannot be checked: only that entries follow one another and say what they said.
    """
    before, number = START, 0
    for number, found in enumerate(entries, start=1):
        link = found.link
        if link.seq != number:
            yield Fault(number, said("entry {n} is missing, or in another place", n=number))
            return  # all that follows would be wrong in the same way
        yield from _wrong_with(found, before, key, number in erased)
        if anchor and anchor.seq == number and not hmac.compare_digest(anchor.seal, link.seal):
            yield Fault(number, said("entry {n} is not the one that was written down elsewhere", n=number))
        before = link.seal
    if end is None or end != Anchor(number, before):
        yield Fault(number, said("the record ends with entry {n}, and nothing true says that it ends there", n=number))
    if anchor and anchor.seq > number:
        sentence = said("the record ends with entry {n}; entry {other} was written down", n=number, other=anchor.seq)
        yield Fault(number, sentence)


def _wrong_with(found: Found, before: str, key: bytes | None, erased: bool) -> Iterator[Fault]:
    link = found.link
    if key is None:
        pass
    elif link.key != key_id(key):
        yield Fault(link.seq, said("entry {n} was sealed with another key than the one at hand", n=link.seq))
    elif not hmac.compare_digest(sealed(link, key).seal, link.seal):
        yield Fault(link.seq, said("entry {n} was altered", n=link.seq))
    if link.before != before:
        yield Fault(link.seq, said("entry {n} does not follow the one before it", n=link.seq))
    gone = not found.salt and not found.payload
    if gone and not erased:
        yield Fault(link.seq, said("what entry {n} said is gone, and nothing says that it was erased", n=link.seq))
    if not gone and hash_of(found.salt, found.payload) != link.said:
        yield Fault(link.seq, said("what entry {n} says was altered", n=link.seq))
