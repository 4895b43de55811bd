"""What does the provider say of its own tickets: its verdict, or the minutes of working time that it counted?

A verdict wins over minutes. Minutes tell of solutions only; they are held against the limit of each promise.
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.zones import Instants
from goodhands.stages.contract.rules.service_levels import ServiceLevel
from goodhands.stages.operate.rules.carried import last_codes
from goodhands.stages.operate.rules.ticket_log import REPORTED_MET, REPORTED_MISSED, UNREPORTED, TicketLog

MINUTES = "reported_minutes"
UNTOLD = -1

_FLAGS = re.ASCII | re.IGNORECASE
_PLAIN = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?(?: ?(?:m|min|mins|minutes))?", _FLAGS)
_CLOCK = re.compile(r"(\d{1,5}):([0-5]\d):([0-5]\d)", _FLAGS)
_SECONDS = re.compile(r"(\d{1,9}) ?(?:s|sec|secs|seconds?)", _FLAGS)
_WORDS = re.compile(r"(\d{1,5}) ?(?:h|hr|hrs|hours?)(?: ?(\d{1,2}) ?(?:m|min|mins|minutes?)?)?", _FLAGS)


@dataclass(frozen=True, slots=True)
class Minutes:
    """The seconds that the provider counted for each ticket, UNTOLD where it says none; and what cannot be read.

    `unread` are values that are no time, each with the number of its tickets.
    """

    seconds: Instants
    unread: dict[str, int]


def seconds_in(text: str) -> int | None:
    """The seconds of `95` or `95.5` (minutes), `1:35:20`, `1 h 35 min` or `90 s`; None for anything else.

    `1:35` may be hours or minutes, and `1,250` one or a thousand minutes, so they are None, too.
    """
    plain = " ".join(text.split())
    if found := _PLAIN.fullmatch(plain):
        return int(found[1]) * 60 + int((found[2] or "").ljust(2, "0")) * 60 // 100
    if found := _CLOCK.fullmatch(plain):
        return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])
    if found := _SECONDS.fullmatch(plain):
        return int(found[1])
    if found := _WORDS.fullmatch(plain):
        return int(found[1]) * 3600 + int(found[2] or 0) * 60
    return None


def minutes_of(log: TicketLog) -> Minutes | None:
    """What the provider counted; None where the files have no such column."""
    if MINUTES not in log.carried:
        return None
    codes, texts = last_codes(log, MINUTES)
    read = [seconds_in(text) for text in texts]
    values = np.array([UNTOLD if one is None else one for one in read] + [UNTOLD], np.int64)
    odd = {text: int(np.count_nonzero(codes == code)) for code, text in enumerate(texts) if read[code] is None}
    return Minutes(values[codes], {text: count for text, count in odd.items() if count})


def theirs(log: TicketLog, level: ServiceLevel, minutes: Minutes | None) -> npt.NDArray[np.int8] | None:
    """The provider's verdict on each ticket under a promise, UNREPORTED for none; None where it says nothing at all."""
    if minutes is None or level.metric != "resolution":
        return log.reported
    by_minutes = np.where(minutes.seconds > level.within, REPORTED_MISSED, REPORTED_MET).astype(np.int8)
    by_minutes[minutes.seconds == UNTOLD] = UNREPORTED
    if log.reported is None:
        return by_minutes
    return np.where(log.reported == UNREPORTED, by_minutes, log.reported)
