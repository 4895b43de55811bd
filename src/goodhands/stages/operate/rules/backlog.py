"""What is still open, how old is it, and does more come in than goes out?

A ticket counts as open until the solution that the agreement counts, so that one that came back is open in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.statistics import nearest_ranks
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Flags
from goodhands.stages.operate.rules.carried import last_codes
from goodhands.stages.operate.rules.choosing import SAID, TicketIndex, solved_at_once
from goodhands.stages.operate.rules.judging import MISSED, NO_MONTH
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.ticket_log import RESPONDED

PRIORITY = "priority"
WAYS = (PRIORITY, *SAID)
"""What open tickets can be told apart by; all but the priority are carried columns."""
MONTHS = 12
OLDEST, NAMES = 10, 50

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Pile:
    """Open tickets of one sort: how many, how many past a limit, the oldest, and the median age in seconds.

    `name` is None where the files say nothing. Age is counted by the clock, day and night.
    """

    name: str | None
    open: int
    late: int
    oldest: int
    median: int


@dataclass(frozen=True, slots=True)
class Flow:
    """A month: tickets opened and solved in it, and open at its end (or as far as is known).

    `back` of the solved were opened again, be it later; `at_once` were solved with the first answer and stayed so.
    """

    month: Month
    opened: int
    solved: int
    open_at_end: int
    back: int
    at_once: int

    @property
    def share_back(self) -> Fraction | None:
        """The reopen rate; None where nothing was solved."""
        return Fraction(self.back, self.solved) if self.solved else None

    @property
    def share_at_once(self) -> Fraction | None:
        """The first-contact share; None where nothing was solved."""
        return Fraction(self.at_once, self.solved) if self.solved else None


@dataclass(frozen=True, slots=True)
class Backlog:
    """All that is open as far as is known, and the flow of the last months, the newest first.

    `names` are the sorts by which tickets are told apart, those with most tickets first; the flow is that `of` one of
    them, None for all tickets. `ways` are those of `WAYS` that the files tell anything about. Where they do not say
    when somebody answered, `tells_answers` is False, and nothing can be said of first contact.
    """

    whole: Pile | None
    piles: Sequence[Pile]
    ways: Sequence[str]
    oldest: Places
    names: Sequence[str]
    of: str | None
    flows: Sequence[Flow]
    tells_answers: bool


def backlog(index: TicketIndex, way: str = PRIORITY, of: str | None = None) -> Backlog:
    """The backlog of a log, its open tickets told apart in one of `WAYS`; the flow of one sort, or of all tickets."""
    referee = index.referee
    clocks = referee.clocks
    found = np.flatnonzero(~referee.resolved)
    age = np.maximum(clocks.known - clocks.opened, 0)
    late = (index.verdict == MISSED).any(axis=0)
    codes, names = _sorts(referee, way)
    chosen = list(names).index(of) if of and of in names else -1
    piles = [_pile(names[code] if code >= 0 else None, found[codes[found] == code], age, late)
             for code in np.unique(codes[found]).tolist()]  # fmt: skip
    order = found[np.argsort(clocks.opened[found], kind="stable")]
    return Backlog(
        whole=_pile(None, found, age, late) if len(found) else None,
        piles=sorted(piles, key=lambda pile: (-pile.open, pile.name is None, pile.name or "")),
        ways=[one for one in WAYS if one in referee.log.carried or (one == PRIORITY and referee.priorities_held)],
        oldest=order[:OLDEST],
        names=[names[code] for code in _by_number(codes)],
        of=names[chosen] if chosen >= 0 else None,
        flows=_flows(referee, codes == chosen if chosen >= 0 else codes >= -1),
        tells_answers=_tells_answers(referee),
    )


def _sorts(referee: Referee, way: str) -> tuple[npt.NDArray[np.int32], Sequence[str]]:
    """A code for each ticket, -1 where nothing is said, and the names that codes stand for."""
    if way == PRIORITY:
        return referee.priority, referee.log.priorities.names
    return last_codes(referee.log, way)


def _by_number(codes: npt.NDArray[np.int32]) -> list[int]:
    """The codes that occur, those of most tickets first."""
    found, numbers = np.unique(codes[codes >= 0], return_counts=True)
    order: list[int] = found[np.argsort(-numbers, kind="stable")][:NAMES].tolist()
    return order


def _pile(name: str | None, mine: Places, age: npt.NDArray[np.int64], late: Flags) -> Pile:
    median = nearest_ranks(age[mine], [50])[0] or 0
    return Pile(name, len(mine), int(np.count_nonzero(late[mine])), int(mine[np.argmax(age[mine])]), median)


def _flows(referee: Referee, mine: Flags) -> list[Flow]:
    """The last months in which anything was opened or solved, the newest first: of others nothing is known."""
    opened, solved = referee.month_opened, referee.month_of_solution
    active = np.unique(np.concatenate([opened, solved[solved != NO_MONTH]]))[-MONTHS:]
    back, at_once = referee.clocks.reopened[mine], solved_at_once(referee)[mine]
    opened, solved = opened[mine], solved[mine]
    done = solved != NO_MONTH
    return [
        Flow(
            month=Month(number), opened=_count(opened == number), solved=_count(solved == number),
            open_at_end=_count(opened <= number) - _count(done & (solved <= number)),
            back=_count(back & (solved == number)), at_once=_count(at_once & (solved == number)),
        )
        for number in active[::-1].tolist()
    ]  # fmt: skip


def _tells_answers(referee: Referee) -> bool:
    log = referee.log
    told = (log.events.kind == RESPONDED).any() or (log.stamps["responded_at"] != BLANK).any()
    return bool(told)


def _count(flags: Flags) -> int:
    return int(np.count_nonzero(flags))
