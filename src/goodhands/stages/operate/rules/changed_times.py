"""What does a newer file say otherwise of a ticket than an older one did?

Files that overlap should agree on what both of them can know. Where they do not, somebody changed a ticket between two
exports. What is only new is no change: a ticket that was open and is solved, an event after the older export.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Flags, Instants
from goodhands.stages.operate.rules.terms import EVENT_KINDS, STAMP_COLUMNS
from goodhands.stages.operate.rules.ticket_log import OTHER, UNREPORTED, Codes, Rows, TicketLog

OPENED, RESPONDED, RESOLVED, CLOSED, PRIORITY, REPORTED, EVENT = range(7)
_OF_KIND = np.array(
    [EVENT, *({"responded": RESPONDED, "resolved": RESOLVED, "closed": CLOSED}.get(k, EVENT) for k in EVENT_KINDS)],
    np.int8,
)
_FIRST, _LAST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_NO_NAME = -1


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes, one beside the other in all arrays. `older` and `newer` are what two files say, BLANK for nothing.

    That is a UTC second; of a `PRIORITY` a place in `names`; of a `REPORTED` verdict 1 for met and 0 for missed.
    `event` is the place in `names` of the event that was moved, taken away or added, -1 where a column was changed.
    `older_file` and `newer_file` are places among the logs that were compared.
    """

    tickets: pa.StringArray
    what: npt.NDArray[np.int8]
    event: Codes
    older: Instants
    newer: Instants
    older_file: Codes
    newer_file: Codes
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.what)

    def only(self, which: Flags | Rows) -> "Changes":
        """Some of the changes, flagged or in the order of their places."""
        places = np.flatnonzero(which) if which.dtype == bool else which
        parts = ("what", "event", "older", "newer", "older_file", "newer_file")
        return replace(self, tickets=self.tickets.take(pa.array(places)),
                       **{part: getattr(self, part)[places] for part in parts})  # fmt: skip

    def with_names_behind(self, others: Sequence[str]) -> "Changes":
        """The same changes with places in names that stand behind others."""
        more, told = len(others), self.what == PRIORITY
        return replace(
            self,
            event=np.where(self.event < 0, self.event, self.event + np.int32(more)),
            older=np.where(told & (self.older != BLANK), self.older + more, self.older),
            newer=np.where(told & (self.newer != BLANK), self.newer + more, self.newer),
        )

    @property
    def solved_earlier(self) -> Flags:
        """Which of them say that a ticket was solved earlier than the older file said."""
        both = (self.older != BLANK) & (self.newer != BLANK)
        flags: Flags = (self.what == RESOLVED) & both & (self.newer < self.older)
        return flags


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Each ticket in a file and in the next one that has it, as places among the tickets of all logs."""

    older: Rows
    newer: Rows
    older_log: Codes
    newer_log: Codes
    to_the_minute: Flags

    def known(self, logs: Sequence[TicketLog], newer: bool) -> Instants:
        """Up to when the older or the newer file of each pair knows everything."""
        known = np.array([_FIRST if log.as_of is None else log.as_of for log in logs], np.int64)
        return known[self.newer_log if newer else self.older_log]

    def both_tell(self, logs: Sequence[TicketLog], role: str) -> Flags:
        """Where both files have a column."""
        tells = np.array([role in log.facts.headings[0] for log in logs], bool)
        flags: Flags = tells[self.older_log] & tells[self.newer_log]
        return flags

    def rounded(self, instants: Instants, pairs: Rows | slice = slice(None)) -> Instants:
        """To the minute where one of the two files knows no seconds."""
        return np.where(self.to_the_minute[pairs] & (instants != BLANK), instants - instants % 60, instants)


_Found = tuple[int | npt.NDArray[np.int8], int | Codes, Rows, Instants, Instants]
"""Changes of one sort: what, which event, the pairs, what the older and what the newer file says."""


def changed_times(logs: Sequence[TicketLog]) -> Changes:
    """All changes between logs of one shape that were each read from one file, in the order in which they came in.

    Each ticket is compared in a file and in the next one that has it.
    """
    tickets = pa.concat_arrays([log.tickets for log in logs] or [pa.array([], pa.string())])
    pairs = _pairs(logs, tickets)
    names: dict[str, int] = {}
    found = [_stamps(logs, pairs, place) for place in range(len(STAMP_COLUMNS))]
    if logs and "at" not in logs[0].facts.headings[0]:  # a row a ticket
        found += [_priorities(logs, pairs, names), _reported(logs, pairs)]
    else:
        found.append(_events(logs, pairs, names))
    mine = np.concatenate([of for _, _, of, _, _ in found])
    return Changes(
        tickets=tickets.take(pa.array(pairs.newer[mine])),
        what=np.concatenate([np.broadcast_to(what, len(of)) for what, _, of, _, _ in found]).astype(np.int8),
        event=np.concatenate([np.broadcast_to(event, len(of)) for _, event, of, _, _ in found]).astype(np.int32),
        older=np.concatenate([older for *_, older, _ in found]),
        newer=np.concatenate([newer for *_, newer in found]),
        older_file=pairs.older_log[mine],
        newer_file=pairs.newer_log[mine],
        names=list(names),
    )


def _pairs(logs: Sequence[TicketLog], tickets: pa.StringArray) -> _Pairs:
    log_of = np.repeat(np.arange(len(logs), dtype=np.int32), [len(log.tickets) for log in logs])
    codes = tickets.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    order = np.argsort(codes, kind="stable")  # of one ticket in the order of the files
    again = codes[order][1:] == codes[order][:-1]
    older, newer = order[:-1][again], order[1:][again]
    coarse = np.array([log.facts.to_the_minute for log in logs], bool)
    first, second = log_of[older], log_of[newer]
    return _Pairs(older, newer, first, second, coarse[first] | coarse[second])


def _stamps(logs: Sequence[TicketLog], pairs: _Pairs, place: int) -> _Found:
    """Where a column of stamps says otherwise, or is silent on what its file should know."""
    role = STAMP_COLUMNS[place]
    stamps = np.concatenate([log.stamps[role] for log in logs] or [np.empty(0, np.int64)])
    older, newer = stamps[pairs.older], stamps[pairs.newer]
    differ = pairs.both_tell(logs, role) & (pairs.rounded(older) != pairs.rounded(newer))
    if differ.any():
        differ &= (older != BLANK) | (newer < pairs.known(logs, newer=False))
        differ &= (newer != BLANK) | (older <= pairs.known(logs, newer=True))
    of = np.flatnonzero(differ)
    return place, _NO_NAME, of, older[of], newer[of]


def _priorities(logs: Sequence[TicketLog], pairs: _Pairs, names: dict[str, int]) -> _Found:
    """Where a row a ticket has another priority, or none any more."""
    parts = []
    for log in logs:
        held, code = log.priorities, np.full(len(log.tickets), _NO_NAME, np.int64)
        new = np.array([names.setdefault(name, len(names)) for name in held.names] or [_NO_NAME], np.int64)
        code[held.ticket] = new[held.code]
        parts.append(code)
    codes = np.concatenate(parts)
    older, newer = codes[pairs.older], codes[pairs.newer]
    of = np.flatnonzero(pairs.both_tell(logs, "priority") & (older != newer) & (older != _NO_NAME))
    return PRIORITY, _NO_NAME, of, older[of], np.where(newer[of] == _NO_NAME, BLANK, newer[of])


def _reported(logs: Sequence[TicketLog], pairs: _Pairs) -> _Found:
    """Where the provider's own verdict on a ticket that was solved already is another one, or gone."""
    silent = [np.full(len(log.tickets), UNREPORTED, np.int8) for log in logs]
    parts = [s if log.reported is None else log.reported for log, s in zip(logs, silent, strict=True)]
    said = np.concatenate(parts).astype(np.int64)
    solved = np.concatenate([log.stamps["resolved_at"] for log in logs])[pairs.older] != BLANK
    older, newer = said[pairs.older], said[pairs.newer]
    tell = pairs.both_tell(logs, "reported_verdict") & solved
    of = np.flatnonzero(tell & (older != newer) & (older != UNREPORTED))
    return REPORTED, _NO_NAME, of, older[of], np.where(newer[of] == UNREPORTED, BLANK, newer[of])


@dataclass(frozen=True, slots=True)
class _Told:
    """Events of pairs that one of the two files alone tells, in order of pair, event and time."""

    pair: Rows
    value: npt.NDArray[np.int64]
    at: Instants
    what: npt.NDArray[np.int8]

    def only(self, which: Flags) -> "_Told":
        return _Told(self.pair[which], self.value[which], self.at[which], self.what[which])

    def keys(self, values: int, room: int) -> Instants:
        """A number for each: the same in both files for the first, second ... event of this name of a pair."""
        of = self.pair * values + self.value
        first = np.searchsorted(of, of)
        return of * room + np.arange(len(of)) - first


def _events(logs: Sequence[TicketLog], pairs: _Pairs, names: dict[str, int]) -> _Found:
    """Events that were moved, taken away, or added into a time that the older file knew already."""
    gone, new = _told_by_one(logs, pairs, names)
    starts = np.array([log.events.at.min() if len(log.events.at) else _LAST for log in logs], np.int64)
    until = pairs.known(logs, newer=True)[gone.pair]
    gone = gone.only((starts[pairs.newer_log[gone.pair]] <= gone.at) & (gone.at <= until))
    room = len(gone.pair) + len(new.pair) + 1
    keys = gone.keys(len(names), room), new.keys(len(names), room)
    _, left, right = np.intersect1d(*keys, assume_unique=True, return_indices=True)
    whither = np.full(len(gone.pair), BLANK)
    whither[left] = new.at[right]
    alone = np.ones(len(new.pair), bool)
    alone[right] = False
    added = new.only(alone)
    knew = (starts[pairs.older_log[added.pair]] <= added.at) & (added.at < pairs.known(logs, False)[added.pair])
    added = added.only(knew)
    event = np.concatenate([gone.value, added.value]).astype(np.int32)
    older = np.concatenate([gone.at, np.full(len(added.at), BLANK)])
    return (np.concatenate([gone.what, added.what]), event, np.concatenate([gone.pair, added.pair]), older,
            np.concatenate([whither, added.at]))  # fmt: skip


def _told_by_one(logs: Sequence[TicketLog], pairs: _Pairs, names: dict[str, int]) -> tuple[_Told, _Told]:
    """The events of pairs that only the older, and those that only the newer file tells."""
    sizes = np.array([len(log.tickets) for log in logs], np.intp)
    before = np.cumsum(sizes) - sizes
    ticket = np.concatenate([log.events.ticket + first for log, first in zip(logs, before, strict=True)] or [[]])
    value = np.concatenate([_named(log, names) for log in logs] or [np.empty(0, np.int64)])
    at = np.concatenate([log.events.at for log in logs] or [np.empty(0, np.int64)])
    kind = np.concatenate([log.events.kind for log in logs] or [np.full(0, OTHER, np.int8)])
    sides, count = [], int(sizes.sum())
    for place, own in ((0, pairs.older), (1, pairs.newer)):
        pair_of = np.full(count, -1, np.intp)
        pair_of[own] = np.arange(len(own))
        pair = pair_of[ticket.astype(np.intp)]
        mine = np.flatnonzero(pair >= 0)
        sides.append((np.full(len(mine), place, np.int8), pair[mine], mine))
    side, pair, event = (np.concatenate(parts) for parts in zip(*sides, strict=True))
    key, shown = pair * max(len(names), 1) + value[event], pairs.rounded(at[event], pair)
    order = np.lexsort((shown, key))
    starts = np.ones(len(order), bool)
    starts[1:] = (np.diff(key[order]) != 0) | (np.diff(shown[order]) != 0)
    first = np.flatnonzero(starts)
    newer = np.add.reduceat(side[order], first, dtype=np.intp) if len(first) else first
    length = np.diff(np.append(first, len(order)))
    found = []
    for alone in (newer == 0, newer == length):
        these = order[first[alone]]
        found.append(_Told(pair[these], value[event[these]], at[event[these]], _OF_KIND[kind[event[these]]]))
    return found[0], found[1]


def _named(log: TicketLog, names: dict[str, int]) -> npt.NDArray[np.int64]:
    """The events of a log as places among the names of all logs."""
    new = np.array([names.setdefault(str(value), len(names)) for value in log.events.values] or [0], np.int64)
    return new[log.events.value]
