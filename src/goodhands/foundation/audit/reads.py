"""What was changed, by whom, and is the record whole? History in plain sentences."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from goodhands.foundation.audit.keys import key
from goodhands.foundation.audit.models import Act, Entry, Head
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules import chain

A_PAGE = 50
_LONGEST = 600
_NOT_SHOWN = {"mapping", "sha256", "size"}
"""On record, and of no use to a reader."""
_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Change:
    """A field that changed: what it is called, what it was and what it is, blank for nothing."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry: when, a sentence, and what changed; `about` is the key of the thing."""

    seq: int
    about: UUID
    at: datetime
    sentence: str
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class History:
    """Entries, the newest first; `before` is the number to go on from, None at the end."""

    lines: Sequence[HistoryLine]
    before: int | None


def history(before: int | None = None, without: Collection[str] = ()) -> History:
    """What was done in the company in view, the newest first; `before` goes on from an entry.

    `without` leaves out kinds of things that are not for everybody.
    """
    return _page(Entry.objects.exclude(kind__in=without), before)


def history_of(about: UUID, before: int | None = None, without: Collection[str] = ()) -> History:
    """What was done to one thing; no lines where nothing is on record."""
    return _page(Entry.objects.filter(about=about).exclude(kind__in=without), before)


def latest(about: UUID) -> int:
    """The number of the last entry about a thing, 0 where there is none."""
    return Entry.objects.filter(about=about).order_by("-seq").values_list("seq", flat=True).first() or 0


def since(about: UUID, seen: int) -> Sequence[HistoryLine]:
    """What was done to a thing after an entry, in the order in which it was done."""
    entries = Entry.objects.filter(about=about, seq__gt=seen).select_related("by").order_by("seq")
    return [_line(entry) for entry in entries]


def _page(entries: QuerySet[Entry], before: int | None) -> History:
    if before is not None:
        entries = entries.filter(seq__lt=before)
    found = list(entries.select_related("by").order_by("-seq")[: A_PAGE + 1])
    shown = found[:A_PAGE]
    return History([_line(entry) for entry in shown], shown[-1].seq if len(found) > A_PAGE else None)


def _line(entry: Entry) -> HistoryLine:
    said = _said(entry.payload)
    noun, name = _noun(entry.kind), said.get("name", "")
    thing = f"{noun} “{_short(name)}”" if name else noun
    told = str(Act(entry.act).label) if entry.act in Act.values else _("{who} did something to {thing}.")
    sentence = told.format(who=entry.by.name or _("Somebody"), thing=thing)
    changes = [
        Change(_label(entry.kind, field), _in_words(entry.kind, field, was), _in_words(entry.kind, field, now))
        for field, (was, now) in said.get("changes", {}).items()
        if field not in _NOT_SHOWN
    ]
    return HistoryLine(entry.seq, entry.about, entry.made_at, sentence[:1].upper() + sentence[1:], changes)


def _said(payload: str) -> Mapping[str, Any]:
    """What an entry says; nothing where it was erased, or is not what this version writes."""
    try:
        said = json.loads(payload)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _noun(kind: str) -> str:
    """What a thing of a model is called; the model may be one that an earlier version had."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        return kind.rpartition(".")[2]


def _label(kind: str, field: str) -> str:
    """What people call a field."""
    found = _field(kind, field)
    words = str(getattr(found, "verbose_name", "")) or field.replace("_", " ")
    return words[:1].upper() + words[1:]


def _in_words(kind: str, field: str, value: object) -> str:
    """A value as people read it: of a choice its words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(getattr(_field(kind, field), "flatchoices", ()) or ())
    return _short(choices.get(value, value) if isinstance(value, str) else value)


def _field(kind: str, field: str) -> object:
    try:
        return apps.get_model(kind)._meta.get_field(field)
    except (LookupError, FieldDoesNotExist):
        return None


def _short(value: object) -> str:
    text = _joined(list(map(str, value))) if isinstance(value, list) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _joined(parts: Sequence[str]) -> str:
    """Sentences one after the other; anything else as a list."""
    return (" " if all(part.endswith(".") for part in parts) else "; ").join(parts)


def last_change() -> datetime | None:
    """When something of the company in view was changed last."""
    latest: datetime | None = Entry.objects.order_by("-seq").values_list("made_at", flat=True).first()
    return latest


def anchor() -> chain.Anchor:
    """How far the record of the company in view goes."""
    return _end_of(Head.objects.first())


def _end_of(head: Head | None) -> chain.Anchor:
    return chain.Anchor(head.seq, head.last) if head else chain.Anchor(0, chain.START)


def faults(written_down: chain.Anchor | None = None) -> list[chain.Fault]:
    """All that is wrong with the record of the company in view; `written_down` is how far it went once."""
    company, head = str(scope.current().pk), Head.objects.first()
    end = _end_of(head)
    true = head is not None and head.seal == chain.head_seal(company, end, key())
    return list(chain.faults(_found(company), end if true else None, key(), erased_in(_erasures()), written_down))


def erased_in(erasures: Iterable[str]) -> set[int]:
    """Which entries may say nothing, by what entries about erasures say."""
    return {number for payload in erasures for number in _numbers_in(payload)}


def _numbers_in(payload: str) -> Sequence[int]:
    """Which entries an erasure names; one that makes no sense names none."""
    numbers = _said(payload).get("erased")
    return [number for number in numbers if isinstance(number, int)] if isinstance(numbers, list) else []


def _erasures() -> Iterator[str]:
    erasures = Entry.objects.filter(act=Act.ERASED).exclude(payload="")
    yield from erasures.values_list("payload", flat=True).iterator(_AT_ONCE)


def _found(company: str) -> Iterator[chain.Found]:
    for entry in Entry.objects.order_by("seq").iterator(_AT_ONCE):
        yield found_of(entry, company)


def found_of(entry: Entry, company: str) -> chain.Found:
    """An entry as the rules of the chain know it."""
    link = chain.Link(
        chain=company, seq=entry.seq, at=chain.instant(entry.made_at), by=str(entry.by_id), act=entry.act,
        kind=entry.kind, about=str(entry.about), said=entry.said, key=entry.key, before=entry.before, seal=entry.seal,
    )  # fmt: skip
    return chain.Found(link, entry.salt, entry.payload)
