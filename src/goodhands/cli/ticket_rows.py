"""The verdict on every ticket, a row for each service level that judges it, as CSV."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from goodhands.cli.files import written_whole
from goodhands.foundation.rules.cells import harmless
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Instants
from goodhands.stages.operate.rules.judging import MET, MISSED, RUNNING
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.ticket_log import REPORTED_MET, REPORTED_MISSED

HEADINGS = (
    "ticket", "priority", "opened_at", "responded_at", "resolved_at", "gross_seconds", "net_seconds",
    "response_seconds", "level", "verdict", "late_seconds", "reported_verdict",
)  # fmt: skip
WORDS = {MET: "met", MISSED: "missed", RUNNING: "running"}
_REPORTED = {REPORTED_MET: "met", REPORTED_MISSED: "missed"}


def write_rows(path: Path, referee: Referee, month: Month | None = None) -> None:
    """Write the rows of all tickets, or of a month; the file appears only when it is whole."""
    with written_whole(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(rows(referee, month))


def rows(referee: Referee, month: Month | None = None) -> Iterator[Sequence[object]]:
    """In the order of tickets and then of service levels; a ticket that none judges has one row without a level.

    Of a month, each level has its own tickets, and those that none judges are the ones resolved in it.
    """
    log = referee.log
    facts = _facts_of_tickets(referee)
    names = [harmless(name) for name in log.priorities.names]
    verdicts = _verdicts(referee, names, month)
    judged = np.zeros(len(log.tickets), bool)
    for one in referee.judged:
        judged[one.tickets] = True
    unjudged = ~judged if month is None else ~judged & referee.resolved_in(month)
    priorities, reported = referee.priority.tolist(), facts.pop()
    for i in np.flatnonzero(unjudged | np.array([bool(v) for v in verdicts], bool)).tolist():
        nothing = (names[priorities[i]] if priorities[i] >= 0 else "", "", "", "")
        for priority, level, word, late in verdicts[i] or [nothing]:
            ticket, *measured = (fact[i] for fact in facts)
            yield (ticket, priority, *measured, level, word, late, reported[i])


def _facts_of_tickets(referee: Referee) -> list[list[Any]]:
    """The columns that are the same in every row of a ticket; the provider's verdict last."""
    log, clocks = referee.log, referee.clocks
    reported = (
        [""] * len(log.tickets) if log.reported is None else [_REPORTED.get(r, "") for r in log.reported.tolist()]
    )
    return [
        [harmless(ticket) for ticket in log.tickets.to_pylist()],
        *(_stamps(instants) for instants in (clocks.opened, clocks.responded, clocks.resolved)),
        *(seconds.tolist() for seconds in (clocks.gross, clocks.net, clocks.response)),
        reported,
    ]


def _verdicts(referee: Referee, names: Sequence[str], month: Month | None) -> list[list[tuple[str, str, str, object]]]:
    """Of each ticket the priority, level, verdict and lateness for every level that judges it."""
    found: list[list[tuple[str, str, str, object]]] = [[] for _ in range(len(referee.log.tickets))]
    for judged, members in referee.members(month):
        level, limit = harmless(judged.level.name), judged.level.within
        columns = (judged.tickets, judged.verdict, judged.used, judged.priority)
        for ticket, verdict, used, priority in zip(*(column[members].tolist() for column in columns), strict=True):
            late = used - limit if verdict == MISSED else ""
            found[ticket].append((names[priority] if priority >= 0 else "", level, WORDS[verdict], late))
    return found


def _stamps(instants: Instants) -> list[str]:
    written = np.datetime_as_string(np.where(instants == BLANK, 0, instants).astype("datetime64[s]"), timezone="UTC")
    stamps: list[str] = np.where(instants == BLANK, "", written).tolist()
    return stamps
