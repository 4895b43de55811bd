"""How did each month go under the terms in force in it, is it over, and what is owed for it?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from goodhands.foundation.companies import written
from goodhands.foundation.rules.money import share_of
from goodhands.foundation.rules.periods import Month
from goodhands.stages.contract.rules.service_levels import Credit
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence_of, in_force
from goodhands.stages.operate.rules.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class OwedLine:
    """A credit that is owed: its share as written, and the amount where the monthly fee is known."""

    level: str
    share: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class JudgedMonth:
    """A month with its scorecard; while it is `unfinished`, verdicts and credits can still change."""

    month: Month
    card: Scorecard
    unfinished: bool
    owed: Sequence[OwedLine]

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
        return total(self.owed)


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
    owed = [_owed(credit, found.terms.monthly_fee) for credit in card.credits]
    return JudgedMonth(month, card, is_unfinished(found, month), owed)


def is_unfinished(found: Evidence, month: Month) -> bool:
    """Whether what is known ends within the month, so that its verdict can still change."""
    as_of = found.referee.log.as_of
    if as_of is None:
        return False
    there = written.local(as_of, found.terms.timezone)
    return (there.year - 1970) * 12 + there.month - 1 <= month.number


def total(owed: Sequence[OwedLine]) -> Decimal | None:
    """The sum of the amounts that are known; None where none is."""
    amounts = [line.amount for line in owed if line.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def _owed(credit: Credit, monthly_fee: Decimal | None) -> OwedLine:
    share = written.target(Fraction(credit.owed.rstrip("% ")) / 100)
    return OwedLine(credit.service_level, share, share_of(monthly_fee, credit.owed))
