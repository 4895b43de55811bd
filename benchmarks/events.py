"""Made-up logs of a help desk in Lisbon, the same ones for the same seed: a row an event, in order of time, or a row a
ticket.

About four events a ticket over two years, with pauses, priorities and subjects, 84 bytes a row; tickets of the last
days are still open. Drawn column by column, since the desk that `examples/` tells of would take minutes.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from goodhands.foundation.rules.zones import DAY, Instants, spans

ZONE, PLACE = "Europe/Lisbon", "PT"
PRIORITIES = ("1 - Critical", "2 - High", "3 - Normal", "4 - Low")
MAPPING: dict[str, Any] = {
    "shape": "events",
    "timezone": ZONE,
    "nulls": [""],
    "columns": {
        "ticket": "Ticket", "at": "Time", "event": "Event", "priority": "Priority", "actor": "By", "group": "Group",
        "requester": "Requester", "subject": "Subject",
    },
    "events": {"responded": ["Answered"], "paused": ["Waiting for customer"], "resolved": ["Resolved"],
               "closed": ["Closed"]},
}  # fmt: skip

ROW_A_TICKET: dict[str, Any] = {
    "shape": "tickets",
    "timezone": ZONE,
    "nulls": [""],
    "columns": {
        "ticket": "Ticket", "opened_at": "Opened", "responded_at": "Answered", "resolved_at": "Resolved",
        "priority": "Priority", "subject": "Subject",
    },
}  # fmt: skip

_HOUR = 3600
_BEGIN, _END = (int(np.datetime64(day, "s").astype(np.int64)) for day in ("2024-01-01", "2026-01-01"))
_EVENTS = ("Opened", "Answered", "Waiting for customer", "Work resumed", "Resolved", "Closed")
_OPENED, _ANSWERED, _WAITING, _RESUMED, _RESOLVED, _CLOSED = range(len(_EVENTS))
_PAUSED, _CLOSES = 0.45, 0.2
_ANSWER, _SOLUTION = (6, 15, 40, 90), (2, 5, 11, 30)  # minutes and hours by priority, at the median
_THINGS = ("Printer", "Laptop", "Telephone", "Mail", "Wi-Fi", "Tax software", "Backup", "Screen", "Account", "Shop")
_TROUBLES = ("does not start", "is slow", "asks for a password", "lost its settings", "shows an error", "has no update")
_PEOPLE = ("Joana Teles", "Nuno Sequeira", "Inês Barroso", "Tomás Frazão", "Vasco Noronha", "Clara Pinho")
_DESK = ("Iris Valadão", "Hugo Serpa", "Olga Brandt", "Daniel Moura", "Bruno Castilho")
_GROUPS = ("Network", "Workplace", "Applications")


def make_events(tickets: int, seed: int) -> pa.Table:
    """The log of so many tickets."""
    chance = np.random.default_rng(seed)
    priority = chance.choice(len(PRIORITIES), tickets, p=(0.05, 0.2, 0.55, 0.2))
    stamps = _stamps(chance, priority)
    ticket, event = np.nonzero((stamps > 0) & (stamps < _END))  # what would happen after the end is left out
    at = stamps[ticket, event]
    order = np.lexsort((event, ticket, at))
    ticket, event, at = ticket[order], event[order], at[order]
    first, person = event == _OPENED, chance.integers(0, len(_DESK), tickets)[ticket]
    asks = chance.integers(0, len(_PEOPLE), tickets)[ticket]
    clock = spans(ZONE, _BEGIN, _END)
    return pa.table({
        "Ticket": _numbers(ticket),
        "Time": np.char.replace(np.datetime_as_string(clock.wall(at).astype("datetime64[s]")), "T", " "),
        "Event": np.array(_EVENTS)[event],
        "Priority": np.array(PRIORITIES)[priority[ticket]],
        "By": np.where(first, np.array(_PEOPLE)[asks], np.array(_DESK)[person]),
        "Group": np.where(first, "", np.array(_GROUPS)[person % len(_GROUPS)]),
        "Requester": np.where(first, np.array(_PEOPLE)[asks], ""),
        "Subject": np.where(first, _subjects(chance, tickets)[ticket], ""),
    })  # fmt: skip


def make_tickets(tickets: int, seed: int) -> pa.Table:
    """So many tickets, each in a row of its own, without a word about pauses."""
    chance = np.random.default_rng(seed)
    priority = chance.choice(len(PRIORITIES), tickets, p=(0.05, 0.2, 0.55, 0.2))
    stamps, clock = _stamps(chance, priority), spans(ZONE, _BEGIN, _END)

    def column(event: int) -> pa.Array:
        at = stamps[:, event]
        return pa.array(np.datetime_as_string(clock.wall(at).astype("datetime64[s]")), mask=at >= _END)

    return pa.table({
        "Ticket": _numbers(np.arange(tickets)),
        "Opened": column(_OPENED),
        "Answered": column(_ANSWERED),
        "Resolved": column(_RESOLVED),
        "Priority": np.array(PRIORITIES)[priority],
        "Subject": _subjects(chance, tickets),
    })  # fmt: skip


def _numbers(tickets: npt.NDArray[np.intp]) -> npt.NDArray[np.str_]:
    return np.char.add("HL-", (100_000 + tickets).astype("U7"))


def written(log: pa.Table) -> bytes:
    """The log as CSV."""
    out = pa.BufferOutputStream()
    csv.write_csv(log, out, csv.WriteOptions(quoting_style="none"))
    content: bytes = out.getvalue().to_pybytes()
    return content


def _stamps(chance: np.random.Generator, priority: npt.NDArray[np.intp]) -> Instants:
    """UTC seconds of every event of every ticket, 0 for one that did not happen."""
    count = len(priority)
    day = chance.integers(0, (_END - _BEGIN) // DAY, count)
    day -= np.maximum((day % 7) - 4, 0)  # 2024 begins on a Monday; at weekends nobody asks
    stamps = np.zeros((count, len(_EVENTS)), np.int64)
    stamps[:, _OPENED] = np.sort(_BEGIN + np.maximum(day, 0) * DAY + chance.integers(8 * _HOUR, 18 * _HOUR, count))
    answered = stamps[:, _OPENED] + _around(chance, np.array(_ANSWER)[priority] * 60)
    stamps[:, _ANSWERED] = answered
    working = _around(chance, np.array(_SOLUTION)[priority] * _HOUR)
    paused = chance.random(count) < _PAUSED
    pause = np.where(paused, _around(chance, np.full(count, 5 * _HOUR)), 0)
    stamps[:, _WAITING] = np.where(paused, answered + working // 3, 0)
    stamps[:, _RESUMED] = np.where(paused, answered + working // 3 + pause, 0)
    stamps[:, _RESOLVED] = answered + working + pause
    closes = chance.random(count) < _CLOSES
    stamps[:, _CLOSED] = np.where(closes, stamps[:, _RESOLVED] + 2 * DAY, 0)
    return stamps


def _around(chance: np.random.Generator, typical: Instants) -> Instants:
    """Durations around typical ones: half are shorter, a few far longer."""
    return (typical * chance.lognormal(0, 0.9, len(typical))).astype(np.int64) + 1


def _subjects(chance: np.random.Generator, count: int) -> npt.NDArray[np.str_]:
    said = np.array([f"{thing} {trouble}" for thing in _THINGS for trouble in _TROUBLES])
    where = chance.integers(1, 400, count).astype("U3")
    return np.char.add(said[chance.integers(0, len(said), count)], np.char.add(" in room ", where))
