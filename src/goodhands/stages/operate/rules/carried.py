"""Who acted, which group had it, who asked and for what?

The carried columns say what no verdict rests on. Nothing of them is looked at before somebody asks here.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from goodhands.stages.operate.rules.source import codes_of
from goodhands.stages.operate.rules.ticket_log import TicketLog


def last_of(log: TicketLog, role: str) -> pa.StringArray:
    """What a carried column says last of each ticket, trimmed; null where it says nothing or is not mapped.

    In the order of `log.tickets`. Where a row is an event, the last one by time whose cell is not blank.
    """
    if role not in log.carried:
        return pa.nulls(len(log.tickets), pa.string())
    last, texts = _last_codes(log, role)
    return texts.take(pa.array(last, mask=last < 0))


def last_codes(log: TicketLog, role: str) -> tuple[npt.NDArray[np.int32], Sequence[str]]:
    """The same as codes, -1 where nothing is said, and the names that they stand for."""
    if role not in log.carried:
        return np.full(len(log.tickets), -1, np.int32), []
    last, texts = _last_codes(log, role)
    return last, texts.to_pylist()


def _last_codes(log: TicketLog, role: str) -> tuple[npt.NDArray[np.int32], pa.StringArray]:
    codes, texts = codes_of(log.carried[role], log.facts.nulls)
    last = codes[log.rows].astype(np.int32)
    later = codes[log.events.row]
    said = later >= 0
    last[log.events.ticket[said]] = later[said]  # of several for one ticket the last one stays
    return last, texts


def last_said(log: TicketLog, role: str, ticket: int) -> str | None:
    """The same of one ticket, without a look at the others."""
    if role not in log.carried:
        return None
    rows = np.append(log.rows[ticket], log.events.row[log.events.of(ticket)])
    codes, texts = codes_of(log.carried[role].take(pa.array(rows)), log.facts.nulls)
    said = codes[codes >= 0].tolist()
    return str(texts[said[-1]]) if said else None


def at_events(log: TicketLog, role: str, ticket: int) -> Sequence[str | None]:
    """What a carried column says at each event of a ticket, in order, trimmed; None where it says nothing."""
    rows = log.events.row[log.events.of(ticket)]
    if role not in log.carried:
        return [None] * len(rows)
    codes, texts = codes_of(log.carried[role].take(pa.array(rows)), log.facts.nulls)
    names = texts.to_pylist()
    return [names[code] if code >= 0 else None for code in codes.tolist()]


def acting(log: TicketLog, events: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.int32], Sequence[str]]:
    """Who acted at some events of the log: codes, -1 where it is not said, and the names that they stand for."""
    if "actor" not in log.carried:
        return np.full(len(events), -1, np.int32), []
    codes, texts = codes_of(log.carried["actor"].take(pa.array(log.events.row[events])), log.facts.nulls)
    return codes.astype(np.int32), texts.to_pylist()
