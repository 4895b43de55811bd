"""What do several exports say together that each have to be read in their own way?

Logs that were read with different mappings (another help desk, another shape, new names for the same things) become one
log, so that one referee judges all of their tickets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.zones import Flags
from goodhands.stages.operate.rules.source import codes_of
from goodhands.stages.operate.rules.terms import CARRIED_COLUMNS, STAMP_COLUMNS
from goodhands.stages.operate.rules.ticket_log import UNREPORTED, Codes, Events, FileFacts, Priorities, TicketLog

Places = TypeVar("Places", npt.NDArray[np.int32], npt.NDArray[np.intp])


def united(logs: Sequence[TicketLog]) -> TicketLog:
    """One log of several, the oldest first. Of a ticket that stands in several the newest says everything.

    Tickets are told apart by their ids. What is open runs to the `as_of` of its own log, for another says nothing of
    it. Where files share a name, each but the first gets its place among all files behind it, in `problems` too. Needs
    at least one log; one alone is given back.
    """
    if len(logs) == 1:
        return logs[0]
    logs = _without_superseded(_with_names_apart(logs))
    as_of = [log.as_of for log in logs if log.as_of is not None]
    return TicketLog(
        as_of=max(as_of, default=None),
        known=np.concatenate([log.known for log in logs]),
        tickets=pa.concat_arrays([log.tickets for log in logs]),
        rows=_rebased([log.rows for log in logs], _before(len(log.facts.row_of) for log in logs)),
        stamps={role: np.concatenate([log.stamps[role] for log in logs]) for role in STAMP_COLUMNS},
        events=_events(logs),
        priorities=_priorities(logs),
        reported=_reported(logs),
        carried=_carried(logs),
        problems=[problem for log in logs for problem in log.problems],
        excluded=[entry for log in logs for entry in log.excluded],
        facts=_facts(logs),
    )


def _with_names_apart(logs: Sequence[TicketLog]) -> list[TicketLog]:
    """The logs with names of files that are all different."""
    taken: set[str] = set()
    found = []
    for log, before in zip(logs, _before(len(log.facts.files) for log in logs), strict=True):
        old = log.facts.files
        new = [f"{file} (file {before + i})" if file in taken else file for i, file in enumerate(old, start=1)]
        taken.update(new)
        names = dict(zip(old, new, strict=True))
        problems = [replace(problem, file=names.get(problem.file, problem.file)) for problem in log.problems]
        found.append(log if new == old else replace(log, facts=replace(log.facts, files=new), problems=problems))
    return found


def _without_superseded(logs: Sequence[TicketLog]) -> list[TicketLog]:
    """The logs without tickets of which a newer one speaks, be it to count them or to leave them out."""
    newer = pa.array([], pa.string())
    found = []
    for log in reversed(logs):
        excluded = pa.array([ticket for ticket, _ in log.excluded], pa.string())
        kept: Flags = ~pc.is_in(log.tickets, value_set=newer).to_numpy(False)
        still = ~pc.is_in(excluded, value_set=newer).to_numpy(False)
        one = log if kept.all() else log.only(kept)
        found.append(replace(one, excluded=[log.excluded[i] for i in np.flatnonzero(still)]))
        newer = pa.concat_arrays([newer, log.tickets, excluded])
    return found[::-1]


def _before(sizes: Iterable[int]) -> Iterable[int]:
    """How many stand before each of several parts."""
    *most, _ = accumulate(sizes, initial=0)
    return most


def _codes(names: Sequence[Sequence[str]], codes: Sequence[Codes]) -> tuple[Codes, list[str]]:
    """Codes that stand for names of several lists, one list after the other, as codes of one list of all names."""
    place: dict[str, int] = {}
    found = []
    for listed, mine in zip(names, codes, strict=True):
        new = np.array([place.setdefault(name, len(place)) for name in listed] or [0], np.int32)
        found.append(new[mine])
    return np.concatenate(found), list(place)


def _events(logs: Sequence[TicketLog]) -> Events:
    each = [log.events for log in logs]
    value, values = _codes([events.values for events in each], [events.value for events in each])
    tickets, rows = _before(len(log.tickets) for log in logs), _before(len(log.facts.row_of) for log in logs)
    return Events(
        ticket=_rebased([events.ticket for events in each], tickets),
        at=np.concatenate([events.at for events in each]),
        kind=np.concatenate([events.kind for events in each]),
        value=value,
        values=values,
        row=_rebased([events.row for events in each], rows),
    )


def _priorities(logs: Sequence[TicketLog]) -> Priorities:
    each = [log.priorities for log in logs]
    code, names = _codes([held.names for held in each], [held.code for held in each])
    ticket = _rebased([held.ticket for held in each], _before(len(log.tickets) for log in logs))
    return Priorities(ticket, np.concatenate([held.since for held in each]), code, names)


def _rebased(parts: Sequence[Places], before: Iterable[int]) -> Places:
    """Indices into several lists as indices into one, given how many stand before each."""
    return np.concatenate([part + part.dtype.type(first) for part, first in zip(parts, before, strict=True)])


def _reported(logs: Sequence[TicketLog]) -> npt.NDArray[np.int8] | None:
    if all(log.reported is None for log in logs):
        return None
    silent = [np.full(len(log.tickets), UNREPORTED, np.int8) for log in logs]
    parts = [s if log.reported is None else log.reported for log, s in zip(logs, silent, strict=True)]
    return np.concatenate(parts)


def _carried(logs: Sequence[TicketLog]) -> dict[str, pa.StringArray]:
    roles = [role for role in CARRIED_COLUMNS if any(role in log.carried for log in logs)]
    return {role: pa.concat_arrays([_cells(log, role) for log in logs]) for role in roles}


def _cells(log: TicketLog, role: str) -> pa.StringArray:
    """A carried column with nothing where it is blank: what counts as blank may differ from log to log."""
    if role not in log.carried:
        return pa.array([""] * len(log.facts.row_of), pa.string())
    codes, texts = codes_of(log.carried[role], log.facts.nulls)
    return texts.take(pa.array(codes, mask=codes < 0)).fill_null("")


def _facts(logs: Sequence[TicketLog]) -> FileFacts:
    each = [log.facts for log in logs]
    return FileFacts(
        files=[file for facts in each for file in facts.files],
        file_of=_rebased([facts.file_of for facts in each], _before(len(facts.files) for facts in each)),
        row_of=np.concatenate([facts.row_of for facts in each]),
        headings=[headings for facts in each for headings in facts.headings],
        nulls=("",),
        identical=sum(facts.identical for facts in each),
        later=sum(facts.later for facts in each),
        to_the_minute=all(facts.to_the_minute for facts in each),
    )
