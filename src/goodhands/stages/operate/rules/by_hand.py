"""Tickets that a person typed in are read like a file: a row a ticket, with a column for each thing she said."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from goodhands.stages.operate.rules.sheet import Problem, Sheet, read_sheet
from goodhands.stages.operate.rules.terms import FileTerms

NAME = "entered by hand"
_ROLES = ("ticket", "subject", "requester", "priority", "opened_at", "responded_at", "resolved_at")
FILE = FileTerms(shape="tickets", columns={role: role for role in _ROLES}, kinds={}, nulls=("",))


def sheet(rows: Iterable[Sequence[str | datetime | None]]) -> tuple[Sheet, list[Problem]]:
    """The sheet of some tickets, each given in the order of `_ROLES`; moments carry their zone."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_ROLES)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return read_sheet(out.getvalue().encode(), NAME, _ROLES, "utf-8")


def _cell(cell: str | datetime | None) -> str:
    if cell is None:
        return ""
    return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z" if isinstance(cell, datetime) else cell
