"""What might the columns and event values of a file mean?

A proposal for a person to look at and change, never a decision: what was recognised is shown before anything is kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from goodhands.stages.operate.rules.sheet import Sheet
from goodhands.stages.operate.rules.source import LONGEST

# Headings as help desks write them, lower case, spaces for underscores; the first that is there is proposed.
_HEADINGS: Mapping[str, Sequence[str]] = {
    "ticket": ("ticket", "ticket id", "ticket no", "ticket no.", "ticket number", "case id", "number", "no.", "no",
               "id", "issue key", "key", "case", "incident", "ref", "reference"),
    "at": ("time", "timestamp", "complete timestamp", "event time", "at", "sys updated at", "updated at", "updated",
           "date", "when"),
    "event": ("event", "activity", "incident state", "state", "status", "action", "what"),
    "priority": ("priority", "seriousness 2", "seriousness", "urgency", "severity"),
    "opened_at": ("opened at", "opened", "raised", "created at", "created", "created time", "date opened", "reported"),
    "responded_at": ("responded at", "first reply", "first response", "answered", "initial response time",
                     "first response at", "date responded"),
    "resolved_at": ("resolved at", "resolved", "solved at", "solved", "completed", "resolved time", "date resolved",
                    "resolution date"),
    "closed_at": ("closed at", "closed", "closed time", "date closed"),
    "reported_verdict": ("sla", "made sla", "within target", "within sla", "resolution status", "sla met"),
    "actor": ("by", "agent", "assignee", "assigned to", "resource", "updated by", "owner", "technician"),
    "group": ("group", "team", "assignment group", "queue", "workgroup", "department"),
    "requester": ("requester", "raised by", "caller", "caller id", "reporter", "requester name", "customer", "contact"),
    "subject": ("subject", "summary", "title", "short description", "description"),
    "asset": ("asset", "asset tag", "configuration item", "cmdb ci", "ci", "device", "computer", "hostname"),
    "service": ("service", "affected service", "business service", "product", "category"),
    "reported_minutes": ("sla minutes", "working minutes", "business minutes", "resolution time in minutes",
                         "resolution minutes", "time to resolution (minutes)"),
    "satisfaction": ("satisfaction", "satisfaction score", "survey results", "satisfaction rating", "rating"),
}  # fmt: skip
_THEIR_REPLY = (
    r"(?<!customer )(?<!requester )(?<!user )(?<!client )\breplied\b"  # a reply of our own people is no answer
)
_KINDS: Sequence[tuple[str, str]] = (
    ("closed", r"\bclosed?\b|\barchived?\b"),
    ("resolved", r"\bresolved?\b|\bsolved?\b|\bfixed\b|\bdone\b|\bcompleted?\b"),
    ("paused", r"\bawait|\bwait|\bpending\b|\bhold\b|\bpaused?\b|\bsuspend"),
    (
        "responded",
        r"^active$|\banswered\b|\bin progress\b|\bin work\b|\btake in charge\b|\bresponded\b|" + _THEIR_REPLY,
    ),
)
_STAMP = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})([T ,]+)(\d{1,2}):(\d{2})(:\d{2})?([.,]\d+)?( ?[AaPp][Mm])?")
MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the event column: how often it stands there and what it might mean (blank: nothing)."""

    text: str
    rows: int
    kind: str


def propose_columns(sheet: Sheet) -> dict[str, str]:
    """From a role to the heading that might have it. A heading that stands twice is not proposed."""
    folded: dict[str, str] = {}
    for heading in sheet.headings:
        key = " ".join(heading.replace("_", " ").split()).casefold()
        folded[key] = "" if key in folded else heading
    found: dict[str, str] = {}
    for role, names in _HEADINGS.items():
        heading = next((folded[name] for name in names if folded.get(name)), "")
        if heading and heading not in found.values():
            found[role] = heading
    return found


def propose_shape(sheet: Sheet, ticket: str) -> str:
    """`tickets` where no ticket stands in two rows, else `events`."""
    column = sheet.columns[list(sheet.headings).index(ticket)]
    return "tickets" if len(pc.unique(column)) == len(column) else "events"


def event_values(sheet: Sheet, place: int) -> list[Value]:
    """The values of a column, the commonest first, at most `MOST_VALUES`."""
    column = pc.utf8_trim_whitespace(sheet.columns[place])
    counts = column.value_counts()
    texts, rows = counts.field("values").to_pylist(), counts.field("counts").to_numpy()
    order = np.argsort(-rows, kind="stable")[:MOST_VALUES]
    short = [i for i in order.tolist() if 0 < len(texts[i]) <= LONGEST]
    return [Value(texts[i], int(rows[i]), propose_kind(texts[i])) for i in short]


def propose_kind(value: str) -> str:
    """What an event value might mean: `responded`, `paused`, `resolved`, `closed` or nothing."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, value, re.IGNORECASE)), "")


def time_format(sample: str, day_first: bool) -> str | None:
    """The format of a stamp whose order of day and month a person has settled; None where the sample is no such one."""
    found = _STAMP.fullmatch(sample.strip())
    if not found:
        return None
    _, sign, _, _, gap, _, _, seconds, fraction, half = found.groups()
    date = sign.join(("%d", "%m", "%Y") if day_first else ("%m", "%d", "%Y"))
    clock = f"{'%I' if half else '%H'}:%M{':%S' if seconds else ''}{f'{fraction[0]}%f' if fraction else ''}"
    return f"{date}{gap}{clock}{' %p' if half and half[0] == ' ' else '%p' if half else ''}"
