"""What the files say of the tickets, in canonical form: the same whatever help desk and shape they came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from goodhands.foundation.rules.zones import Flags, Instants
from goodhands.stages.operate.rules.sheet import Problem
from goodhands.stages.operate.rules.terms import EVENT_KINDS

Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]

OTHER = 0
RESPONDED, PAUSED, RESOLVED, CLOSED = (EVENT_KINDS.index(kind) + 1 for kind in EVENT_KINDS)
UNREPORTED, REPORTED_MISSED, REPORTED_MET = -1, 0, 1


def part_of(owner: Codes | Rows, ticket: int) -> slice:
    """Where the entries of a ticket stand among entries in the order of their tickets."""
    first, after = np.searchsorted(owner, np.array([ticket, ticket + 1], owner.dtype)).tolist()
    return slice(first, after)


@dataclass(frozen=True, slots=True)
class Events:
    """What happened, in order of ticket, time and row: index of the ticket, UTC second, kind, and the value's code.

    `row` is the row of the source, counted over all files, that says so.
    """

    ticket: Codes
    at: Instants
    kind: npt.NDArray[np.int8]
    value: Codes
    values: Sequence[str]
    row: Rows

    def only(self, mine: Flags, index: Codes) -> "Events":
        """Some of the events, with `index` from old to new indices of tickets."""
        ticket, value = index[self.ticket[mine]], self.value[mine]
        return Events(ticket, self.at[mine], self.kind[mine], value, self.values, self.row[mine])

    def with_closing_as_solution(self) -> "Events":
        """The same events, those that closed a ticket as solutions of it."""
        return replace(self, kind=np.where(self.kind == CLOSED, RESOLVED, self.kind).astype(np.int8))

    def of(self, ticket: int) -> slice:
        """Where the events of a ticket stand."""
        return part_of(self.ticket, ticket)


@dataclass(frozen=True, slots=True)
class Priorities:
    """Which priority each ticket held from when on, in order of ticket and time; only values that are not blank."""

    ticket: Codes
    since: Instants
    code: Codes
    names: Sequence[str]

    def only(self, held: Flags, index: Codes) -> "Priorities":
        """Some of the entries, with `index` from old to new indices of tickets."""
        return Priorities(index[self.ticket[held]], self.since[held], self.code[held], self.names)


@dataclass(frozen=True, slots=True)
class TicketLog:
    """All that the files say. The arrays of stamps have an entry per ticket, BLANK where the file says nothing.

    `as_of` is the moment up to which all is known, `known` that of each ticket: several sources end at different times.
    `rows` are the first row of each ticket. `carried` are the mapped columns that no verdict rests on, as they stand
    in all rows of the source: actor, group, requester, subject, asset, service, satisfaction,
    reported_minutes.
    """

    as_of: int | None
    known: Instants
    tickets: pa.StringArray
    rows: Rows
    stamps: Mapping[str, Instants]
    events: Events
    priorities: Priorities
    reported: npt.NDArray[np.int8] | None
    carried: Mapping[str, pa.StringArray]
    problems: list[Problem]
    excluded: list[tuple[str, str]]
    facts: "FileFacts"

    def without(self, tickets: Flags, reason: str) -> "TicketLog":
        """The log without some tickets, which are listed as excluded for this reason."""
        listed = [(ticket, reason) for ticket in self.tickets.filter(pa.array(tickets)).to_pylist()]
        return replace(self.only(~tickets), excluded=[*self.excluded, *listed])

    def only(self, tickets: Flags) -> "TicketLog":
        """The log of some tickets."""
        index = (np.cumsum(tickets) - 1).astype(np.int32)
        return replace(
            self,
            known=self.known[tickets],
            tickets=self.tickets.filter(pa.array(tickets)),
            rows=self.rows[tickets],
            stamps={role: stamps[tickets] for role, stamps in self.stamps.items()},
            events=self.events.only(tickets[self.events.ticket], index),
            priorities=self.priorities.only(tickets[self.priorities.ticket], index),
            reported=None if self.reported is None else self.reported[tickets],
        )


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was found in the files, for the notes of a report and for naming a row.

    `headings` say for each file under which heading a column stands, `nulls` which texts are blank in all of them.
    """

    files: Sequence[str]
    file_of: npt.NDArray[np.int32]
    row_of: npt.NDArray[np.int64]
    headings: Sequence[Mapping[str, str]]
    nulls: Sequence[str]
    identical: int
    later: int
    to_the_minute: bool
