"""One ticket: how its clock ran under each service level, to the second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.ui.charts import ClockChart, Stretch, clock_chart
from goodhands.stages.contract.rules.service_levels import ServiceLevel
from goodhands.stages.operate.models import LONGEST_NUMBER, Excuse, HandTicket, Reply
from goodhands.stages.operate.reads.both_sides import excuses_of, judged_in_its_month, just_withdrawn, replies_of
from goodhands.stages.operate.reads.changed import ChangeLine, changes_of
from goodhands.stages.operate.reads.evidence import Evidence, Missing
from goodhands.stages.operate.reads.ticket_list import verdict_words
from goodhands.stages.operate.rules.carried import last_said
from goodhands.stages.operate.rules.clock_story import OUTSIDE, PAUSED, RAN, SOLVED, Span, spans_of, timeline_of
from goodhands.stages.operate.rules.deadlines import limit_passes_at
from goodhands.stages.operate.rules.judging import MISSED, RUNNING


@dataclass(frozen=True, slots=True)
class SpanLine:
    """A stretch of the ticket's life in words; `seconds` is None where nothing was counted, and `why` says why."""

    begins: str
    ends: str
    state: str
    holder: str
    seconds: int | None
    why: str


@dataclass(frozen=True, slots=True)
class LevelPart:
    """The ticket under one service level."""

    level: ServiceLevel
    hours: str
    tone: str
    word: str
    used: int
    late: int
    left: int
    open: bool
    limit_passes: str
    lines: Sequence[SpanLine]
    chart: ClockChart | None
    timezone: str
    excuse: Excuse | None
    may_excuse: bool


@dataclass(frozen=True, slots=True)
class TicketPage:
    """The page of a ticket. `moot` are excuses of what is not missed any more, `withdrawn` one that can come back.

    `speakable` says that its number is short enough for anything to be said about it.
    """

    number: str
    sentence: str
    subject: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[LevelPart]
    changes: Sequence[ChangeLine]
    by_hand: HandTicket | None
    source: str
    row: int
    evidence: Evidence
    replies: Sequence[Reply]
    moot: Sequence[Excuse]
    withdrawn: Excuse | None
    speakable: bool


def ticket(
    engagement: Engagement, number: str, month: Month | None, at: datetime, withdrawn: str = ""
) -> TicketPage | Missing:
    """One ticket by its number, by the terms of a month, else of the one in which it was solved.

    NoSuchTicket where there is none.
    """
    in_its_month = judged_in_its_month(engagement, number, month, at)
    if isinstance(in_its_month, Missing):
        return in_its_month
    found, place = in_its_month
    judged = [k for k in range(len(found.terms.levels)) if found.index.verdict[k, place] != -1]
    excuses = excuses_of(engagement, number)
    parts = sorted((_part(found, k, place, excuses) for k in judged), key=lambda part: part.tone != "missed")
    subject = found.index.subjects[place].as_py() or ""
    by_hand = HandTicket.objects.filter(engagement=engagement, number=number).first()
    facts, log = found.referee.log.facts, found.referee.log
    row = int(log.rows[place])
    return TicketPage(
        number=number,
        sentence=_sentence(number, subject, parts),
        subject=subject,
        facts=_facts(found, place),
        parts=parts,
        changes=[] if by_hand else changes_of(found, number),
        by_hand=by_hand,
        source=facts.files[facts.file_of[row]],
        row=int(facts.row_of[row]),
        evidence=found,
        replies=replies_of(engagement, number),
        moot=[one for one in excuses.values() if all(part.excuse != one for part in parts)],
        withdrawn=just_withdrawn(engagement, withdrawn),
        speakable=len(number) <= LONGEST_NUMBER,
    )


def _part(found: Evidence, k: int, place: int, excuses: Mapping[str, Excuse]) -> LevelPart:
    level, index, referee = found.referee.judged[k].level, found.index, found.referee
    verdict, used = int(index.verdict[k, place]), int(index.used[k, place])
    tone, word = verdict_words()[verdict]
    timezone = (level.hours or found.terms.hours).timezone
    passes = limit_passes_at(referee, place, level)
    return LevelPart(
        level=level,
        hours=found.terms.hours_in_words.get(level.name, ""),
        tone=tone,
        word=word,
        used=used,
        late=used - level.within if verdict == MISSED else 0,
        left=level.within - used if verdict == RUNNING else 0,
        open=_is_open(found, level, place),
        limit_passes=written.moment(passes, timezone) if passes is not None else "",
        lines=[_line(span, timezone) for span in spans_of(referee, place, level)],
        chart=_chart(timeline_of(referee, place, level), level, timezone),
        timezone=timezone,
        excuse=excuses.get(level.metric) if verdict == MISSED else None,
        may_excuse=verdict == MISSED and level.metric not in excuses,
    )


def _is_open(found: Evidence, level: ServiceLevel, place: int) -> bool:
    """Whether what the level asks for has not happened yet."""
    clocks = found.referee.clocks
    ends = clocks.resolved if level.metric == "resolution" else clocks.responded
    return int(ends[place]) == BLANK


def _line(span: Span, timezone: str) -> SpanLine:
    why = {
        RAN: "",
        PAUSED: _("stopped by agreement"),
        SOLVED: _("solved in between"),
        OUTSIDE: _("outside the agreed hours"),
    }[span.clock]
    holder = " · ".join(part for part in (span.actor, span.group) if part)
    return SpanLine(
        begins=written.moment_short(span.start, timezone),
        ends=written.moment_short(span.end, timezone),
        state=span.state or _("opened"),
        holder=holder,
        seconds=span.seconds if span.clock == RAN else None,
        why=why,
    )


def _chart(spans: Sequence[Span], level: ServiceLevel, timezone: str) -> ClockChart | None:
    if not spans:
        return None
    stretches = []
    for span in spans:
        begins = written.moment_short(span.start, timezone)
        says = f"{span.state or _('opened')}, {begins}: {written.exact_duration(span.seconds)}"
        length = span.seconds if span.clock == RAN else span.end - span.start
        stretches.append(Stretch(span.clock, length if span.clock != PAUSED else min(length, 8 * 3600), says, begins))
    title = _("How the clock ran for “{level}”").format(level=level.name)
    return clock_chart(stretches, title, "; ".join(stretch.says for stretch in stretches[:40]))


def _sentence(number: str, subject: str, parts: Sequence[LevelPart]) -> str:
    name = _("Ticket {number}, “{subject}”,") if subject else _("Ticket {number}")
    name = name.format(number=number, subject=subject)
    if not parts:
        return _("{ticket} is judged by no service level of the agreement.").format(ticket=name)
    part = parts[0]
    facts = {"ticket": name, "used": written.duration(part.used), "limit": written.duration(part.level.within),
             "late": written.duration(part.late), "left": written.duration(part.left)}  # fmt: skip
    if part.late and part.open:
        sentence = _(
            "{ticket} has used {used} of working time and is not done. The limit is {limit}, so it is late by {late}."
        )
    elif part.late:
        sentence = _("{ticket} took {used} of working time. The limit is {limit}, so it is late by {late}.")
    elif part.left:
        sentence = _("{ticket} has used {used} of working time. The limit is {limit}, so {left} are left.")
    else:
        sentence = _("{ticket} took {used} of working time. The limit is {limit}, so it was in time.")
    return sentence.format(**facts)


def _facts(found: Evidence, place: int) -> list[tuple[str, str]]:
    log, clocks = found.referee.log, found.referee.clocks
    code = int(found.referee.priority[place])
    zone = found.terms.hours.timezone
    pairs = [
        (_("Opened"), written.moment(int(clocks.opened[place]), zone)),
        (_("First answer"), _moment(int(clocks.responded[place]), zone)),
        (_("Solved"), _moment(int(clocks.resolved[place]), zone)),
        (_("Priority"), str(log.priorities.names[code]) if code >= 0 else ""),
        (_("Asked by"), last_said(log, "requester", place) or ""),
        (_("Last held by"), last_said(log, "actor", place) or ""),
        (_("Group"), last_said(log, "group", place) or ""),
        (_("People said"), last_said(log, "satisfaction", place) or ""),
    ]
    return [(name, value) for name, value in pairs if value]


def _moment(instant: int, zone: str) -> str:
    return _("not yet") if instant == BLANK else written.moment(instant, zone)
