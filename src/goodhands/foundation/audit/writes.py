"""Putting a change on record, inside the transaction of the change."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from goodhands.foundation.audit import reads
from goodhands.foundation.audit.keys import key
from goodhands.foundation.audit.models import Act, Entry, Head
from goodhands.foundation.audit.reads import HistoryLine
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules import chain

_AT_ONCE = 500
Facts = Mapping[str, object]
"""What is known of a thing: names of its fields with their values."""


def facts_of(thing: models.Model, fields: Collection[str]) -> dict[str, object]:
    """The values of some fields."""
    return {name: getattr(thing, name) for name in fields}


def record(
    act: Act, thing: models.Model, *, by: Person, at: datetime, was: Facts | None = None, now: Facts | None = None
) -> None:
    """Note that somebody did something to a thing; of what it `was` and is `now` only what differs is kept.

    Needs the transaction of the change: an entry without its change, or a change without its entry, must not be.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a change and its entry are one transaction")
    before, after = _plain(was or {}), _plain(now or {})
    changes = {
        name: [before.get(name, ""), after.get(name, "")]
        for name in {**before, **after}
        if before.get(name, "") != after.get(name, "")
    }
    said = {"name": str(thing), "changes": changes}
    _append(act, thing._meta.label_lower, thing.pk, said, by, at)


class ChangedMeanwhile(Exception):
    """Somebody else changed the thing while a form about it was open; `lines` say what was done."""

    def __init__(self, lines: Sequence[HistoryLine]) -> None:
        super().__init__(f"{len(lines)} entries came in between")
        self.lines = lines


def hold() -> None:
    """From here to the end of the transaction nobody else puts a change of the company in view on record."""
    Head.objects.select_for_update().first()


def refuse_stale(thing: models.Model, seen: int | None) -> None:
    """ChangedMeanwhile where a thing was changed after the entry that somebody has `seen`; None has seen all."""
    hold()
    if seen is not None and (lines := reads.since(thing.pk, seen)):
        raise ChangedMeanwhile(lines)


@transaction.atomic
def erase(*, about: UUID, by: Person, at: datetime) -> int:
    """Erase what the record says of a thing, for ever; how many entries said something. The chain stays whole."""
    hold()
    mine = Entry.objects.filter(about=about).exclude(payload="", salt="").exclude(act=Act.ERASED)
    numbers = list(mine.values_list("seq", flat=True))
    if numbers:
        kind = str(mine.values_list("kind", flat=True)[0])
        mine.update(payload="", salt="")
        _append(Act.ERASED, kind, about, {"name": "", "erased": numbers}, by, at)
    return len(numbers)


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


def _append(act: Act, kind: str, about: Any, said: Mapping[str, object], by: Person, at: datetime) -> None:
    company = scope.current("The record")
    head, _ = Head.objects.select_for_update().get_or_create(defaults={"seq": 0, "last": chain.START, "seal": ""})
    payload, salt = json.dumps(said, ensure_ascii=False, sort_keys=True), secrets.token_hex(16)
    link = chain.sealed(
        chain.Link(
            chain=str(company.pk), seq=head.seq + 1, at=chain.instant(at), by=str(by.pk), act=act.value, kind=kind,
            about=str(about), said=chain.hash_of(salt, payload), key=chain.key_id(key()), before=head.last,
        ),
        key(),
    )  # fmt: skip
    Entry.objects.create(
        seq=link.seq, made_at=at, by=by, act=act, kind=kind, about=about, payload=payload, salt=salt, said=link.said,
        key=link.key, before=link.before, seal=link.seal,
    )  # fmt: skip
    head.seq, head.last = link.seq, link.seal
    head.seal = chain.head_seal(link.chain, chain.Anchor(link.seq, link.seal), key())
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
