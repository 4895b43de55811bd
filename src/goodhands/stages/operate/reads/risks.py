"""Which open tickets are about to be late?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.reads.month_card import tickets_address
from goodhands.stages.operate.reads.ticket_list import TicketLine, lines_of
from goodhands.stages.operate.rules.choosing import Wanted
from goodhands.stages.operate.rules.deadlines import Running, still_running
from goodhands.stages.operate.rules.judging import MISSED

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class RiskLine:
    """An open ticket under a service level that it may still keep; `left` in working seconds."""

    ticket: TicketLine
    level: str
    used: int
    within: int
    left: int
    share: int
    passes_at: int | None
    paused: bool
    timezone: str


@dataclass(frozen=True, slots=True)
class AtRiskPage:
    """Open tickets by the time that is left to them, as of the last word from the help desk."""

    sentence: str
    lines: Sequence[RiskLine]
    as_of: int | None
    running: int
    open_missed: int
    missed_address: str
    evidence: Evidence


def at_risk(engagement: Engagement, at: datetime) -> AtRiskPage | Missing:
    """Open tickets that have used three quarters of a limit or more come first; the others follow."""
    found = evidence(engagement, at)
    if isinstance(found, Missing):
        return found
    running = still_running(found.referee)
    shown = running[:MOST_SHOWN]
    lines = lines_of(found, np.array([one.ticket for one in shown], np.intp), Wanted())
    risky = sum(one.used * 4 >= one.level.within * 3 for one in running)
    open_missed = int(np.count_nonzero(~found.referee.resolved & (found.index.verdict == MISSED).any(axis=0)))
    return AtRiskPage(
        sentence=_sentence(risky, len({one.ticket for one in running})),
        lines=[_line(found, one, line) for one, line in zip(shown, lines, strict=True)],
        as_of=found.referee.log.as_of,
        running=len(running),
        open_missed=open_missed,
        missed_address=tickets_address(engagement, verdict="missed", sort="-solved"),
        evidence=found,
    )


def _line(found: Evidence, one: Running, ticket: TicketLine) -> RiskLine:
    return RiskLine(
        ticket=ticket,
        level=one.level.name,
        used=one.used,
        within=one.level.within,
        left=one.level.within - one.used,
        share=min(100 * one.used // one.level.within, 100),
        passes_at=one.passes_at,
        paused=one.paused,
        timezone=(one.level.hours or found.terms.hours).timezone,
    )


def _sentence(risky: int, running: int) -> str:
    if not running:
        return _("No open ticket can still be late: all are solved, or past their limit already.")
    if not risky:
        sentence = ngettext("One open ticket has time left.", "{n} open tickets have plenty of time left.", running)
        return sentence.format(n=written.number(running))
    sentence = ngettext(
        "One promise on an open ticket has used three quarters of its time or more.",
        "{n} promises on open tickets have used three quarters of their time or more.",
        risky,
    )
    return sentence.format(n=written.number(risky))
