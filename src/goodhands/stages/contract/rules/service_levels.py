"""What was promised, and which choices change a verdict?

A service level, the credit owed for its breach and the policies of the judgement, as plain values; and the two figures
in which people write them down, working time and percentages.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

from goodhands.foundation.rules import strict
from goodhands.foundation.rules.agreed_hours import AgreedHours
from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.strict import Fault

ANY_PRIORITY = "*"
FIRST_EVENT = "first_event"
METRICS = ("resolution", "first_response")
HOLIDAYS = ("start", "midnight")

_DURATION = re.compile(r"(?:(\d{1,6})h)? ?(?:(\d{1,6})m)?", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?%", re.ASCII)


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices that change a verdict. Every report names them."""

    opened: str | tuple[str, ...] = FIRST_EVENT
    resolution: str = "last"
    closed_resolves: bool = False
    reopen: str = "runs_through"
    priority: str = "final"
    response_pauses: bool = False
    holiday: str = "start"

    @property
    def closes_whole_days(self) -> bool:
        """Whether a holiday is closed from midnight to midnight, in place of the hours that begin on it."""
        return self.holiday == "midnight"


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """One promise: how fast (`within`, working seconds), for which tickets, and for which share of them.

    `hours` are the agreed hours in which its clock runs, None for the main hours of the agreement.
    """

    name: str
    metric: str
    priority: str
    within: int
    target: Fraction
    hours: AgreedHours | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A share of the monthly fee owed when a level's attainment is under a limit; `owed` is kept as written."""

    service_level: str
    below: Fraction
    owed: str


def working_duration(value: object, path: str) -> int:
    """Working seconds of a duration such as `40h` or `1h30m`."""
    written = strict.text(value, path).strip()
    found = _DURATION.fullmatch(written)
    if not found:
        raise Fault(path, _no_duration(written))
    seconds = int(found[1] or 0) * 3600 + int(found[2] or 0) * 60
    if not seconds:
        raise Fault(path, said("must be longer than nothing, not {found}", found=strict.shown(written)))
    return seconds


def _no_duration(written: str) -> str:
    found = strict.shown(written)
    if not re.search(r"\d ?[dw]", written):
        return said('must be working time such as "40h" or "1h30m", not {found}', found=found)
    return said(
        'must be working time such as "40h" or "1h30m", not {found}; days are refused, since a working day has no '
        "fixed length",
        found=found,
    )


def percent(value: object, path: str) -> Fraction:
    """A share written as a percentage such as `99.5%`."""
    written = strict.text(value, path).strip()
    found = _PERCENT.fullmatch(written)
    if not found or Fraction(found[1]) > 100:
        needed = said('must be a percentage such as "90%" or "99.5%", not {found}', found=strict.shown(written))
        raise Fault(path, needed)
    return Fraction(found[1]) / 100
