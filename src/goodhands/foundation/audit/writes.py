"""Putting a change on record, inside the transaction of the change."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import models, transaction

from goodhands.foundation.audit import reads
from goodhands.foundation.audit.keys import key
from goodhands.foundation.audit.models import Act, Entry, Head
from goodhands.foundation.audit.reads import HistoryLine
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules import chain
from goodhands.foundation.search import writes as search

_AT_ONCE = 500
Facts = Mapping[str, object]
"""What is known of a thing: names of its fields with their values."""


def facts_of(thing: models.Model, fields: Collection[str]) -> dict[str, object]:
    """The values of some fields."""
    return {name: getattr(thing, name) for name in fields}


@dataclass(frozen=True, slots=True)
class Done:
    """What somebody did to a thing: what it was and what it is now."""

    act: Act
    thing: models.Model
    was: Facts = field(default_factory=dict)
    now: Facts = field(default_factory=dict)


def record(
    act: Act, thing: models.Model, *, by: Person, at: datetime, was: Facts | None = None, now: Facts | None = None
) -> None:
    """Note that somebody did something to a thing; of what it `was` and is `now` only what differs is kept.

    Needs the transaction of the change: an entry without its change, or a change without its entry, must not be.
    The search follows: from here on the thing is found as it is now, and no more once it is removed.
    """
    record_all([Done(act, thing, was or {}, now or {})], by=by, at=at)


def record_all(done: Iterable[Done], *, by: Person, at: datetime) -> None:
    """Note things that somebody did at once, as `record` does, in this order."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a change and its entry are one transaction")
    done = list(done)
    _append([_Said(one.act, one.thing._meta.label_lower, one.thing.pk, _told(one)) for one in done], by, at)
    search.forget([one.thing.pk for one in done if one.act == Act.REMOVED])
    search.renew([one.thing for one in done if one.act != Act.REMOVED])


def _told(one: Done) -> dict[str, object]:
    before, after = _plain(one.was), _plain(one.now)
    changes = {
        name: [before.get(name, ""), after.get(name, "")]
        for name in {**before, **after}
        if before.get(name, "") != after.get(name, "")
    }
    return {"name": str(one.thing), "changes": changes}


class ChangedMeanwhile(Exception):
    """Somebody else changed the thing while a form about it was open; `lines` say what was done."""

    def __init__(self, lines: Sequence[HistoryLine]) -> None:
        super().__init__(f"{len(lines)} entries came in between")
        self.lines = lines


def hold() -> None:
    """From here to the end of the transaction nobody else puts a change of the company in view on record.

    Every write that is on record begins with it, so that two of them never wait for each other: whoever held a row
    first, and then waited for the record, would be waited for by who holds the record and wants that row.
    """
    Head.objects.select_for_update().first()


def refuse_stale(thing: models.Model, seen: int | None) -> None:
    """ChangedMeanwhile where a thing was changed after the entry that somebody has `seen`; None has seen all."""
    hold()
    if seen is not None and (lines := reads.since(thing.pk, seen)):
        raise ChangedMeanwhile(lines)


@transaction.atomic
def erase(*, about: UUID, by: Person, at: datetime) -> int:
    """Erase what the record says of a thing, for ever; how many entries said something. The chain stays whole.

    What the search knows of it is what it holds now, and nothing where it is gone.
    """
    hold()
    mine = Entry.objects.filter(about=about).exclude(payload="", salt="").exclude(act=Act.ERASED)
    numbers = list(mine.values_list("seq", flat=True))
    if numbers:
        kind = str(mine.values_list("kind", flat=True)[0])
        mine.update(payload="", salt="")
        _append([_Said(Act.ERASED, kind, about, {"name": "", "erased": numbers})], by, at)
    search.renew_known(about)
    return len(numbers)


@dataclass(frozen=True, slots=True)
class _Said:
    """What an entry will say of which thing."""

    act: Act
    kind: str
    about: UUID
    payload: Mapping[str, object]


@transaction.atomic
def seal_anew(entries: Iterable[Entry]) -> int:
    """Put entries that were sealed elsewhere on record as the first ones of the company in view; how many they are.

    They keep their numbers and what they say; their seals are ours from here on.
    """
    company, last, sealed = str(scope.current("The record").pk), chain.START, list(entries)
    for seq, entry in enumerate(sealed, start=1):
        entry.seq, entry.key, entry.before = seq, chain.key_id(key()), last
        last = entry.seal = chain.sealed(reads.found_of(entry, company).link, key()).seal
    Entry.objects.bulk_create(sealed, _AT_ONCE)
    end = chain.Anchor(len(sealed), last)
    Head.objects.create(seq=end.seq, last=last, seal=chain.head_seal(company, end, key()))
    return end.seq


def _append(said: Iterable[_Said], by: Person, at: datetime) -> None:
    company = scope.current("The record")
    head, _ = Head.objects.select_for_update().get_or_create(defaults={"seq": 0, "last": chain.START, "seal": ""})
    entries = []
    for one in said:
        payload, salt = json.dumps(one.payload, ensure_ascii=False, sort_keys=True), secrets.token_hex(16)
        link = chain.sealed(
            chain.Link(
                chain=str(company.pk), seq=head.seq + 1, at=chain.instant(at), by=str(by.pk), act=one.act.value,
                kind=one.kind, about=str(one.about), said=chain.hash_of(salt, payload), key=chain.key_id(key()),
                before=head.last,
            ),
            key(),
        )  # fmt: skip
        entries.append(Entry(
            seq=link.seq, made_at=at, by=by, act=one.act, kind=one.kind, about=one.about, payload=payload, salt=salt,
            said=link.said, key=link.key, before=link.before, seal=link.seal,
        ))  # fmt: skip
        head.seq, head.last = link.seq, link.seal
    Entry.objects.bulk_create(entries, _AT_ONCE)
    head.seal = chain.head_seal(str(company.pk), chain.Anchor(head.seq, head.last), key())
    head.save()


def _plain(facts: Facts) -> dict[str, object]:
    return {name: _value(value) for name, value in facts.items()}


def _value(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return chain.instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_value(one) for one in value]
    return str(value)
