"""The verdict on every ticket, a row for each service level that judges it, as CSV."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from goodhands.cli.files import written_whole
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Instants
from goodhands.stages.operate.rules.judging import MET, MISSED, RUNNING
from goodhands.stages.operate.rules.reading import REPORTED_MET, REPORTED_MISSED
from goodhands.stages.operate.rules.scorecard import Referee

HEADINGS = (
    "ticket", "priority", "opened_at", "responded_at", "resolved_at", "gross_seconds", "net_seconds",
    "response_seconds", "level", "verdict", "late_seconds", "reported_verdict",
)  # fmt: skip
WORDS = {MET: "met", MISSED: "missed", RUNNING: "running"}
_REPORTED = {REPORTED_MET: "met", REPORTED_MISSED: "missed"}
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def write_rows(path: Path, referee: Referee) -> None:
    """Write the rows of all tickets; the file appears only when it is whole."""
    with written_whole(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADINGS)
        writer.writerows(rows(referee))


def rows(referee: Referee) -> Iterator[Sequence[object]]:
    """In the order of tickets and then of service levels; a ticket that none judges has one row without a level."""
    log, clocks = referee.log, referee.clocks
    count = len(log.tickets)
    tickets = [harmless(ticket) for ticket in log.tickets.to_pylist()]
    opened, responded, resolved = (_stamps(s) for s in (clocks.opened, clocks.responded, clocks.resolved))
    measured = (clocks.gross.tolist(), clocks.net.tolist(), clocks.response.tolist())
    reported = [""] * count if log.reported is None else [_REPORTED.get(r, "") for r in log.reported.tolist()]
    names = [harmless(name) for name in log.priorities.names]
    verdicts: list[list[tuple[str, str, str, object]]] = [[] for _ in range(count)]
    for judged in referee.judged:
        level, limit = harmless(judged.level.name), judged.level.within
        entries = (judged.tickets.tolist(), judged.verdict.tolist(), judged.used.tolist(), judged.priority.tolist())
        for ticket, verdict, used, priority in zip(*entries, strict=True):
            late = used - limit if verdict == MISSED else ""
            verdicts[ticket].append((names[priority] if priority >= 0 else "", level, WORDS[verdict], late))
    final = referee.final_priority.tolist()
    for i in range(count):
        unjudged = (names[final[i]] if final[i] >= 0 else "", "", "", "")
        for priority, level, word, late in verdicts[i] or [unjudged]:
            yield (tickets[i], priority, opened[i], responded[i], resolved[i], *(seconds[i] for seconds in measured),
                   level, word, late, reported[i])  # fmt: skip


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what would begin one."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _stamps(instants: Instants) -> list[str]:
    written = np.datetime_as_string(np.where(instants == BLANK, 0, instants).astype("datetime64[s]"), timezone="UTC")
    return np.where(instants == BLANK, "", written).tolist()
