"""How did each month go under the terms in force in it, is it over, and what is owed for it?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from goodhands.foundation.companies import written
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence_of, in_force
from goodhands.stages.operate.rules.credits import Owed, owed_for, share
from goodhands.stages.operate.rules.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A credit that is owed: its share as written, and the amount where the monthly fee is known."""

    level: str
    share: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class JudgedMonth:
    """A month with its scorecard; while it is `unfinished`, verdicts and credits can still change.

    `bill` is what its credits come to, `owed` the same in lines to be shown.
    """

    month: Month
    card: Scorecard
    unfinished: bool
    owed: Sequence[OwedLine]
    bill: Owed

    @property
    def kept(self) -> bool | None:
        """Whether every promise with something due was kept; None where nothing was due."""
        due = [level.keeps for level in self.card.levels if level.keeps is not None]
        return all(due) if due else None

    @property
    def broken(self) -> int:
        """How many promises were not kept."""
        return sum(level.keeps is False for level in self.card.levels)

    @property
    def amount(self) -> Decimal | None:
        """All that is owed for it together, where the monthly fee is known."""
        return self.bill.amount

    @property
    def in_words(self) -> str:
        """What is owed: the amount, or the shares of a fee that is not known; blank for nothing."""
        if not self.owed:
            return ""
        if self.bill.amount is not None:
            return written.money(self.bill.amount)
        if self.bill.capped:
            return written.target(self.bill.share)
        return " + ".join(line.share for line in self.owed)


def judged_months(found: Evidence, at: datetime) -> Iterator[JudgedMonth]:
    """The months from the newest to the first in which anything was due or solved, each judged when it is asked for.

    A month without terms in force, or one whose terms judge nothing any more, is left out.
    """
    by_version: dict[str, Evidence | Missing] = {found.terms.key: found}
    versions = found.papers.agreed.versions()
    for number in reversed(found.index.active_months):
        month = Month(number)
        terms = in_force(versions, month)
        if terms is None:
            continue
        if terms.key not in by_version:
            by_version[terms.key] = evidence_of(found.papers, at, month)
        then = by_version[terms.key]
        if isinstance(then, Evidence):
            yield judged_month(then, month)


def judged_month(found: Evidence, month: Month) -> JudgedMonth:
    """A month by the terms of the evidence."""
    card = found.index.card(month)
    bill = owed_for(card.credits, found.terms.monthly_fee, found.terms.credit_cap)
    owed = [OwedLine(credit.service_level, written.target(share(credit)), amount) for credit, amount in bill.lines]
    return JudgedMonth(month, card, is_unfinished(found, month), owed, bill)


def is_unfinished(found: Evidence, month: Month) -> bool:
    """Whether what is known ends within the month, so that its verdict can still change."""
    as_of = found.referee.log.as_of
    if as_of is None:
        return False
    there = written.local(as_of, found.terms.timezone)
    return (there.year - 1970) * 12 + there.month - 1 <= month.number
