"""What might the columns and event values of a file mean?

A proposal for a person to look at and change, never a decision: what was recognised is shown before anything is kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.compute as pc

from goodhands.stages.operate.rules.presets import Preset, roles_of
from goodhands.stages.operate.rules.sheet import Sheet
from goodhands.stages.operate.rules.source import LONGEST

_THEIR_REPLY = (
    r"(?<!customer )(?<!requester )(?<!user )(?<!client )\breplied\b"  # a reply of our own people is no answer
)
_WORDS: Mapping[str, Sequence[str]] = {
    "closed": ("close", "closed", "archive", "archived", "geschlossen", "ferm[ée]e?", "clos", "cerrad[oa]", "gesloten",
               "fechad[oa]", "chius[oa]"),
    "resolved": ("resolved?", "solved?", "fixed", "done", "completed?", "gelöst", "erledigt", "résolue?", "resuelt[oa]",
                 "opgelost", "resolvid[oa]", "risolt[oa]"),
    "paused": (r"await\w*", r"wait\w*", "pending", "hold", "paused?", r"suspend\w*", "wartet", "wartend",
               "zurückgestellt", "angehalten", "en attente", "en espera", "pendiente", "wacht", "aguarda",
               "em espera", "pendente", "in attesa"),
    "responded": ("answered", "in progress", "in work", "take in charge", "responded", "in bearbeitung", "beantwortet",
                  "en cours", "en curso", "en progreso", "in behandeling", "em curso", "in lavorazione"),
}  # fmt: skip
"""What states of a ticket are called, in several languages, by what they mean."""
_KINDS = {kind: rf"\b(?:{'|'.join(words)})\b" for kind, words in _WORDS.items()}
_KINDS["responded"] += rf"|^active$|{_THEIR_REPLY}"
_STAMP = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})([T ,]+)(\d{1,2}):(\d{2})(:\d{2})?([.,]\d+)?( ?[AaPp][Mm])?")
MOST_VALUES = 60


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the event column: how often it stands there and what it might mean (blank: nothing)."""

    text: str
    rows: int
    kind: str


def propose_columns(generic: Preset, headings: Sequence[str]) -> dict[str, str]:
    """From a role to the heading that might have it, each heading once; one that stands twice is not proposed."""
    found: dict[str, str] = {}
    for role, heading in roles_of(generic, headings).items():
        if heading not in found.values():
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
    return next((kind for kind, pattern in _KINDS.items() if re.search(pattern, value, re.IGNORECASE)), "")


def time_format(sample: str, day_first: bool) -> str | None:
    """The format of a stamp whose order of day and month a person has settled; None where the sample is no such one."""
    found = _STAMP.fullmatch(sample.strip())
    if not found:
        return None
    _, sign, _, _, gap, _, _, seconds, fraction, half = found.groups()
    date = sign.join(("%d", "%m", "%Y") if day_first else ("%m", "%d", "%Y"))
    clock = f"{'%I' if half else '%H'}:%M{':%S' if seconds else ''}{f'{fraction[0]}%f' if fraction else ''}"
    return f"{date}{gap}{clock}{' %p' if half and half[0] == ' ' else '%p' if half else ''}"
