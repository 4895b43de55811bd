"""Where the clock was stopped in a month, by whom, and what it made of the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.rules.pause_audit import OnePause, PauseAudit, Paused, pause_audit

CLOSE_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A pause in a list, with the number and address of its ticket."""

    number: str
    address: str
    pause: OnePause


@dataclass(frozen=True, slots=True)
class Part:
    """Pauses of one sort and their share of all paused time."""

    of: Paused
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class PausesPage:
    """The pauses of a service level in a month. `levels` are those about solutions; `more` close ones are not shown."""

    month: Month | None
    level: str
    sentence: str
    audit: PauseAudit
    by_reason: Sequence[Part]
    by_actor: Sequence[Part]
    longest: Sequence[PauseLine]
    close: Sequence[PauseLine]
    more: int
    levels: Sequence[tuple[int, str, bool]]
    evidence: Evidence


def pauses(engagement: Engagement, month: Month | None, place: int | None, at: datetime) -> PausesPage | Missing:
    """The pauses of a month; `place` is that of the service level, None for the first about solutions."""
    found = evidence(engagement, at, month)
    if isinstance(found, Missing):
        return found
    levels = [i for i, one in enumerate(found.terms.levels) if one.metric == "resolution"]
    if not levels:
        return Missing("solutions")
    place = place if place in levels else levels[0]
    audit = pause_audit(found.referee, place, found.referee.members(month)[place][1])
    return PausesPage(
        month=month,
        level=found.terms.levels[place].name,
        sentence=_sentence(audit, month),
        audit=audit,
        by_reason=_parts(audit.by_reason, audit.paused),
        by_actor=_parts(audit.by_actor, audit.paused),
        longest=_lines(audit.longest, found, month),
        close=_lines(audit.close[:CLOSE_SHOWN], found, month),
        more=max(len(audit.close) - CLOSE_SHOWN, 0),
        levels=[(i + 1, found.terms.levels[i].name, i == place) for i in levels],
        evidence=found,
    )


def _parts(of: Sequence[Paused], whole: int) -> list[Part]:
    return [Part(one, Fraction(one.seconds, whole) if whole else None) for one in of]


def _lines(pauses: Sequence[OnePause], found: Evidence, month: Month | None) -> list[PauseLine]:
    place = reverse("operate:tickets", args=[scope.current().slug, found.engagement.slug])
    numbers = found.referee.log.tickets
    lines = []
    for one in pauses:
        number = numbers[one.ticket].as_py()
        asked = f"?month={month}" if month else ""
        lines.append(PauseLine(number, f"{place}{quote(number, safe='')}/{asked}", one))
    return lines


def _sentence(audit: PauseAudit, month: Month | None) -> str:
    """How much of the time the clock stood still, and what that made of the share in time."""
    if not audit.paused:
        return _("In {month} no clock was stopped.").format(month=written.period(month))
    facts = {
        "month": written.period(month), "part": written.share(Fraction(audit.paused, audit.gross)),
        "share": written.share(audit.with_pauses.share), "without": written.share(audit.without.share),
    }  # fmt: skip
    if audit.with_pauses.share == audit.without.share:
        same = _("In {month} the clock stood still for {part} of the working time; {share} were in time either way.")
        return same.format(**facts)
    told = _(
        "In {month} the clock stood still for {part} of the working time: {share} were in time; "
        "had it run on, {without} would have been."
    )
    return told.format(**facts)
