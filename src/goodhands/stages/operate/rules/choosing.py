"""Which tickets does somebody want to see, and in which order?

`TicketIndex` lays the verdicts of all service levels side by side, once for a log; a question is then a few comparisons
over whole columns, however many tickets there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Flags, Instants
from goodhands.stages.operate.rules.carried import last_codes, last_of
from goodhands.stages.operate.rules.judging import MET, MISSED, NO_MONTH, RUNNING
from goodhands.stages.operate.rules.satisfaction import GOOD, NOT_GOOD, SILENT, Answers, Satisfaction, answers
from goodhands.stages.operate.rules.satisfaction import satisfaction as counted
from goodhands.stages.operate.rules.scorecard import Referee, Scorecard

UNJUDGED = -1
VERDICTS = {"met": MET, "missed": MISSED, "running": RUNNING, "unjudged": UNJUDGED}
OPEN, OPENED, SOLVED, BACK, AT_ONCE = STATES = ("open", "opened", "solved", "back", "at_once")
"""What became of a ticket: still open; opened, or solved, in the month; of those solved, opened again, or solved with
the first answer."""
OPINIONS = {"any": (GOOD, NOT_GOOD), "good": (GOOD,), "not_good": (NOT_GOOD,), "none": (SILENT,)}
"""What people said of a ticket: anything, something good, something else, nothing."""
SAID = ("service", "group", "actor")
ASKED = (*SAID, "satisfaction")
"""Carried columns whose last words can be asked for; open tickets are told apart by the first of them."""
SORTS = ("ticket", "opened", "solved", "used", "late", "priority")

Tickets = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question to the list of tickets. `level` is a place among the levels, `text` part of number or subject.

    `state` is one of `STATES`; `said` a carried column of `ASKED` and what stands there last,
    `opinion` one of `OPINIONS`.
    """

    month: Month | None = None
    level: int | None = None
    verdict: str | None = None
    priority: str | None = None
    state: str | None = None
    said: tuple[str, str] | None = None
    opinion: str | None = None
    text: str = ""
    sort: str = "-opened"


class TicketIndex:
    """Verdict, seconds used and month of every ticket under every service level: arrays of level by ticket."""

    def __init__(self, referee: Referee) -> None:
        count, levels = len(referee.log.tickets), referee.judged
        self.referee = referee
        self._cards: dict[Month, Scorecard] = {}
        self.verdict = np.full((len(levels), count), UNJUDGED, np.int8)
        self.used = np.zeros((len(levels), count), np.int64)
        self.month = np.full((len(levels), count), NO_MONTH)
        for place, (judged, months) in enumerate(zip(levels, referee.months_judged, strict=True)):
            self.verdict[place, judged.tickets] = judged.verdict
            self.used[place, judged.tickets] = judged.used
            self.month[place, judged.tickets] = months

    @cached_property
    def active_months(self) -> Sequence[int]:
        """The numbers of all months from the first to the last in which anything was resolved or ran out."""
        return self.referee.active_months()

    def card(self, month: Month) -> Scorecard:
        """The scorecard of a month, counted once where there is something to count."""
        if month.number not in self.active_months:
            return self.referee.scorecard(month)
        if month not in self._cards:
            self._cards[month] = self.referee.scorecard(month)
        return self._cards[month]

    @cached_property
    def subjects(self) -> pa.StringArray:
        """The last subject of each ticket, null where there is none."""
        return last_of(self.referee.log, "subject")

    @cached_property
    def answers(self) -> Answers:
        """What people say of each ticket, as the files tell."""
        return answers(self.referee.log)

    def satisfaction(self, month: Month) -> Satisfaction | None:
        """How content people are with the tickets solved in a month; None where no file has a column for it."""
        return counted(self.answers, self.referee.resolved_in(month)) if self.answers.columns else None

    @cached_property
    def late(self) -> Instants:
        """By how many working seconds each ticket is late under each level; 0 where it is not."""
        within = np.array([judged.level.within for judged in self.referee.judged], np.int64).reshape(-1, 1)
        return np.where(self.verdict == MISSED, self.used - within, 0)

    def place_of(self, number: str) -> int | None:
        """The index of the ticket of this number, None where there is none."""
        place = pc.index(self.referee.log.tickets, number).as_py()
        return None if place < 0 else int(place)

    def worst(self, wanted: Wanted) -> npt.NDArray[np.int8]:
        """The verdict of each ticket over the levels in question: missed before running before met."""
        verdict = self._in_question(wanted)
        worst = np.full(verdict.shape[1], UNJUDGED, np.int8)
        for one in (MET, RUNNING, MISSED):
            worst[(verdict == one).any(axis=0)] = one
        return worst

    def chosen(self, wanted: Wanted) -> Tickets:
        """The indices of the tickets that are wanted, in the order that is wanted."""
        log = self.referee.log
        kept = self._of_period(wanted) if wanted.state is None else self._became(wanted.state, wanted.month)
        if wanted.state is not None and wanted.level is not None:
            kept = kept & (self._in_question(replace(wanted, month=None)) != UNJUDGED).any(axis=0)
        if wanted.verdict is not None:
            kept &= self.worst(wanted) == VERDICTS[wanted.verdict]
        if wanted.priority is not None:
            names = list(log.priorities.names)
            code = names.index(wanted.priority) if wanted.priority in names else -2
            kept &= self.referee.priority == code
        if wanted.said is not None:
            kept &= self._said_last(*wanted.said)
        if wanted.opinion is not None:
            kept &= np.isin(self.answers.meaning, OPINIONS[wanted.opinion])
        if wanted.text:
            kept &= self._says(wanted.text)
        return self._in_order(np.flatnonzero(kept), wanted)

    def _of_period(self, wanted: Wanted) -> Flags:
        """Which tickets belong to the month and the level asked for."""
        kept: Flags = np.ones(len(self.referee.resolved), bool)
        if wanted.month is not None or wanted.level is not None:
            kept &= (self._in_question(wanted) != UNJUDGED).any(axis=0)
        if wanted.month is not None and wanted.level is None:
            kept |= self.referee.resolved_in(wanted.month)
        return kept

    def _became(self, state: str, month: Month | None) -> Flags:
        """Which tickets are in a state, of those opened or solved in a month where one is asked for."""
        referee = self.referee
        if state == OPEN:
            return ~referee.resolved
        when = referee.month_opened if state == OPENED else referee.month_of_solution
        kept: Flags = when != NO_MONTH if month is None else when == month.number
        if state == BACK:
            kept &= referee.clocks.reopened
        return kept & solved_at_once(referee) if state == AT_ONCE else kept

    def _said_last(self, role: str, text: str) -> Flags:
        codes, names = last_codes(self.referee.log, role)
        flags: Flags = codes == (list(names).index(text) if text in names else -2)
        return flags

    def _in_question(self, wanted: Wanted) -> npt.NDArray[np.int8]:
        """The verdicts of the levels and the month asked for, UNJUDGED elsewhere."""
        verdict, month = self.verdict, self.month
        if wanted.level is not None:
            part = slice(wanted.level, wanted.level + 1)
            verdict, month = verdict[part], month[part]
        return verdict if wanted.month is None else np.where(month == wanted.month.number, verdict, UNJUDGED)

    def _says(self, text: str) -> Flags:
        found = pc.match_substring(self.referee.log.tickets, text, ignore_case=True)
        subjects = pc.fill_null(pc.match_substring(self.subjects, text, ignore_case=True), False)
        flags: Flags = pc.or_(found, subjects).to_numpy(zero_copy_only=False)
        return flags

    def _in_order(self, tickets: Tickets, wanted: Wanted) -> Tickets:
        turned, key = wanted.sort.startswith("-"), wanted.sort.removeprefix("-")
        order: Tickets
        if key == "ticket":
            order = pc.sort_indices(self.referee.log.tickets.take(pa.array(tickets))).to_numpy()
        else:
            order = np.argsort(self._key(key, wanted)[tickets], kind="stable")
        ordered: Tickets = tickets[order[::-1] if turned else order]
        return ordered

    def _key(self, key: str, wanted: Wanted) -> Instants:
        clocks = self.referee.clocks
        if key == "late":
            return self.lateness(wanted)
        if key == "used":
            return clocks.net if wanted.level is None else self.used[wanted.level]
        if key == "priority":
            ranks: Instants = _ranks(self.referee.log.priorities.names)[self.referee.priority]
            return ranks
        solved: Instants = np.where(clocks.resolved == BLANK, 1 << 62, clocks.resolved)
        return solved if key == "solved" else clocks.opened

    def lateness(self, wanted: Wanted) -> Instants:
        """By how many working seconds each ticket is late, at most over the levels in question."""
        late: Instants = self.late.max(axis=0, initial=0) if wanted.level is None else self.late[wanted.level]
        return late


def solved_at_once(referee: Referee) -> Flags:
    """Which tickets were solved with the first answer, and never opened again."""
    clocks = referee.clocks
    found: Flags = referee.resolved & (clocks.responded >= clocks.resolved) & ~clocks.reopened
    return found


def _ranks(names: Sequence[str]) -> Instants:
    """The place of each name in the order of the alphabet, and behind them that of no name, for the code -1."""
    ranks = np.empty(len(names) + 1, np.int64)
    ranks[np.array(sorted(range(len(names)), key=lambda i: names[i]), np.intp)] = np.arange(len(names))
    ranks[-1] = len(names)
    return ranks
