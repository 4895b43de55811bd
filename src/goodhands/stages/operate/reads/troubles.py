"""What keeps coming back: tickets that are the same trouble again, and what somebody decided about them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.paging import cut
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.words import words_of
from goodhands.foundation.rules.zones import zone
from goodhands.stages.operate.models import TroubleChoice
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence, kept
from goodhands.stages.operate.reads.ticket_list import TicketLine, lines_of
from goodhands.stages.operate.rules.carried import last_said
from goodhands.stages.operate.rules.choosing import Wanted
from goodhands.stages.operate.rules.recurring import Recurring, Trouble, Troubles, Window, troubles_of, united_in
from goodhands.stages.operate.rules.recurring import recurring as came_back

OFTEN = 3
TICKETS_SHOWN, TICKETS_LISTED = 2, 200
LONGEST_IN_A_SENTENCE = 80
QUARTERS_SHOWN = 8
MOST_CANDIDATES = 50


class NoSuchTrouble(LookupError):
    """There is no trouble of this mark, or it has a single ticket."""


@dataclass(frozen=True, slots=True)
class TroubleLine:
    """A trouble in the list: `mark` stands in its address, `about` is the device or person; instants in UTC seconds."""

    mark: str
    key: str
    name: str
    about: str
    times: int
    solved: int
    in_all: int
    first_at: int
    last_at: int
    last_date: date
    used: int
    tickets: Sequence[tuple[str, str]]
    more: int


@dataclass(frozen=True, slots=True)
class RecurringPage:
    """What came back in a window. `quarters` are others to look at: address, words, and whether it is this one.

    `choices` are decisions with the mark of the trouble where that came back as well, else a blank.
    """

    sentence: str
    during: str
    quarter: str
    quarters: Sequence[tuple[str, str, bool]]
    lines: Sequence[TroubleLine]
    general: Sequence[TroubleLine]
    choices: Sequence[tuple[TroubleChoice, str]]
    number: int
    last: int
    query: Mapping[str, str]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class TroublePage:
    """One trouble with its tickets. `choice` says that it was dismissed, `parts` what was merged into it."""

    sentence: str
    line: TroubleLine
    during: str
    quarter: str
    tickets: Sequence[TicketLine]
    more: int
    choice: TroubleChoice | None
    parts: Sequence[TroubleChoice]
    candidates: Sequence[tuple[str, str]]
    evidence: Evidence


def recurring(engagement: Engagement, quarter: Month | None, number: int, at: datetime) -> RecurringPage | Missing:
    """What came back in a quarter, by its first month, else in the last three months that are known."""
    found = _evidence(engagement, at)
    if isinstance(found, Missing):
        return found
    window, during = _window(found, quarter, at)
    choices = _choices(engagement)
    what = _recurring(found, window, choices, at)
    page = cut(len(what.troubles), number)
    lines = [_line(found, one) for one in what.troubles[page.start : page.stop]]
    marks = {one.key: mark_of(one.key) for one in (*what.troubles, *what.general, *what.dismissed)}
    first = lines[0] if page.number == 1 and lines else _line(found, what.troubles[0]) if what.troubles else None
    return RecurringPage(
        sentence=_sentence([one.times for one in what.troubles], first, during),
        during=during,
        quarter=_name_of(quarter),
        quarters=_quarters(found, quarter),
        lines=lines,
        general=[_line(found, one) for one in what.general[: cut(len(what.general), 1).stop]],
        choices=[(choice, marks.get(united_in(choice.key, merged_by(choices)), "")) for choice in choices],
        number=page.number,
        last=page.last,
        query={"quarter": _name_of(quarter)} if quarter else {},
        evidence=found,
    )


def trouble(engagement: Engagement, mark: str, quarter: Month | None, at: datetime) -> TroublePage | Missing:
    """One trouble, in a quarter or the last three months; in all the time that is known where it came back earlier.

    NoSuchTrouble where there is none of this mark.
    """
    found = _evidence(engagement, at)
    if isinstance(found, Missing):
        return found
    window, during = _window(found, quarter, at)
    choices = _choices(engagement)
    what = _recurring(found, window, choices, at)
    one = _of_mark(what, mark)
    if one is None:
        opened = found.referee.clocks.opened
        window = Window(
            int(opened.min(initial=0)), max(int(found.referee.clocks.known.max(initial=0)), _until(found, at))
        )
        during, quarter = _("all the time that is known"), None
        what = _recurring(found, window, choices, at)
        one = _of_mark(what, mark)
    if one is None:
        raise NoSuchTrouble(mark)
    line = _line(found, one)
    return TroublePage(
        sentence=_one_sentence(line, during),
        line=line,
        during=during,
        quarter=_name_of(quarter),
        tickets=lines_of(found, one.tickets[:TICKETS_LISTED], Wanted()),
        more=max(len(one.tickets) - TICKETS_LISTED, 0),
        choice=next((choice for choice in choices if choice.key == one.key and not choice.into), None),
        parts=[choice for choice in choices if choice.into and choice.key in one.keys],
        candidates=_candidates(found, what, line),
        evidence=found,
    )


def trouble_choice(engagement: Engagement, key: UUID) -> TroubleChoice | None:
    """A decision about a trouble that stands."""
    found: TroubleChoice | None = TroubleChoice.objects.filter(engagement=engagement, pk=key).first()
    return found


def _evidence(engagement: Engagement, at: datetime) -> Evidence | Missing:
    found = evidence(engagement, at)
    if isinstance(found, Evidence) and "subject" not in found.referee.log.carried:
        return Missing("subjects")
    return found


def _choices(engagement: Engagement) -> Sequence[TroubleChoice]:
    return list(TroubleChoice.objects.filter(engagement=engagement).select_related("made_by"))


def merged_by(choices: Sequence[TroubleChoice]) -> dict[str, str]:
    """The keys of troubles that were merged into others, with the keys of those."""
    return {choice.key: choice.into for choice in choices if choice.into}


def mark_of(key: str) -> str:
    """A trouble as it stands in an address."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _of_mark(what: Recurring, mark: str) -> Trouble | None:
    every = (*what.troubles, *what.general, *what.dismissed)
    return next((one for one in every if mark_of(one.key) == mark), None)


def _recurring(found: Evidence, window: Window, choices: Sequence[TroubleChoice], at: datetime) -> Recurring:
    """What came back, kept in memory: a log of a million tickets takes seconds to be looked through."""
    merged = merged_by(choices)
    dismissed = frozenset(choice.key for choice in choices if not choice.into)
    log, papers = found.referee.log, found.papers
    of: Troubles = kept.get(
        ("troubles", found.engagement.pk, found.terms.policy, papers.key),
        lambda: troubles_of(log),
        lambda one: one.weight,
    )
    minute = int(at.timestamp()) // 60 if papers.hand else 0
    key = (
        "recurring",
        found.engagement.pk,
        found.terms.key,
        papers.key,
        minute,
        window,
        tuple(merged.items()),
        dismissed,
    )
    clocks = found.referee.clocks
    return kept.get(key, lambda: came_back(of, clocks, window, merged, dismissed), _weight)


def _weight(what: Recurring) -> int:
    every = (*what.troubles, *what.general, *what.dismissed)
    return sum(600 + one.tickets.nbytes for one in every)


def _until(found: Evidence, at: datetime) -> int:
    """The second after the last one that is known."""
    as_of = found.referee.log.as_of
    return (int(at.timestamp()) if as_of is None else as_of) + 1


def _window(found: Evidence, quarter: Month | None, at: datetime) -> tuple[Window, str]:
    """The time in question and how it is called: a quarter, by its first month, or the last three months."""
    place = zone(found.terms.timezone)
    if quarter is not None:
        begins, ends = (_begins(quarter.number + more, place) for more in (0, 3))
        return Window(begins, ends), _called_in_full(quarter)
    until = _until(found, at)
    there = written.local(until - 1, found.terms.timezone)
    earlier = Month((there.year - 1970) * 12 + there.month - 1 - 3)
    begins = int(datetime.combine(_same_day(earlier, there.day), time(), place).timestamp())
    return Window(begins, until), _("the last three months")


def _begins(month: int, place: ZoneInfo) -> int:
    first = Month(month)
    return int(datetime.combine(date(first.year, month % 12 + 1, 1), time(), place).timestamp())


def _same_day(month: Month, day: int) -> date:
    """A day of a month, or the last one of a shorter month."""
    year, number = month.year, month.number % 12 + 1
    while True:
        try:
            return date(year, number, day)
        except ValueError:
            day -= 1


def _name_of(quarter: Month | None) -> str:
    """A quarter as it stands in an address, such as `2026-Q1`; blank for the last three months."""
    return "" if quarter is None else f"{quarter.year}-Q{quarter.number % 12 // 3 + 1}"


def _called_in_full(quarter: Month) -> str:
    sentences = (
        _("the first quarter of {year}"), _("the second quarter of {year}"), _("the third quarter of {year}"),
        _("the fourth quarter of {year}"),
    )  # fmt: skip
    return sentences[quarter.number % 12 // 3].format(year=quarter.year)


def _quarters(found: Evidence, chosen: Month | None) -> list[tuple[str, str, bool]]:
    """The last three months, and the newest quarters in which anything happened."""
    active = {Month(number // 3 * 3) for number in found.index.active_months}
    shown = sorted(active, reverse=True)[:QUARTERS_SHOWN]
    shown += [chosen] if chosen and chosen not in shown else []
    short = _("Q{n} {year}")
    words = [
        (f"?quarter={_name_of(one)}", short.format(n=one.number % 12 // 3 + 1, year=one.year), one == chosen)
        for one in shown
    ]
    return [("?", _("Last three months"), chosen is None), *words]


def _line(found: Evidence, one: Trouble) -> TroubleLine:
    log, index = found.referee.log, found.index
    newest = one.tickets[0]
    same_time = [
        t for t in one.tickets.tolist() if found.referee.clocks.opened[t] == found.referee.clocks.opened[newest]
    ]
    name, ticket = max((index.subjects[t].as_py() or "", t) for t in same_time)
    place = reverse("operate:tickets", args=[scope.current().slug, found.engagement.slug])
    numbers = [log.tickets[t].as_py() for t in one.tickets[:TICKETS_SHOWN].tolist()]
    anchor = one.key.partition("|")[2].partition(":")[0]
    return TroubleLine(
        mark=mark_of(one.key),
        key=one.key,
        name=name[:200],
        about=(last_said(log, anchor, ticket) or "")[:90] if anchor else "",
        times=one.times,
        solved=one.solved,
        in_all=one.in_all,
        first_at=one.first_at,
        last_at=one.last_at,
        last_date=written.local(one.last_at).date(),
        used=one.used,
        tickets=[(number, f"{place}{quote(number, safe='')}/") for number in numbers],
        more=max(one.times - TICKETS_SHOWN, 0),
    )


def _candidates(found: Evidence, what: Recurring, line: TroubleLine) -> list[tuple[str, str]]:
    """Other troubles into which one could be merged, those with the same words first: mark and name."""
    mine = set(words_of(line.key.partition("|")[0]))
    others = [one for one in (*what.troubles, *what.general) if one.key != line.key]
    others.sort(key=lambda one: -len(mine & set(one.key.partition("|")[0].split())))
    lines = [_line(found, one) for one in others[:MOST_CANDIDATES]]
    return [(one.mark, f"{called(one)} ({written.number(one.times)})") for one in lines]


def called(line: TroubleLine) -> str:
    """How a trouble is called outside its page."""
    return f"{line.name} · {line.about}" if line.about else line.name


def _sentence(times: Sequence[int], first: TroubleLine | None, during: str) -> str:
    """What comes back, the troubles that came three times or more before those that came twice."""
    if first is None:
        return _("Nothing came back in {during}: no two tickets were about the same trouble.").format(during=during)
    often = _how_often(first)
    if len(times) == 1:
        return _("One trouble keeps coming back: “{name}” was {often} in {during}.").format(
            name=_short(first.name), often=often, during=during
        )
    count = sum(one >= OFTEN for one in times)
    if not count:
        return _("{n} troubles came twice in {during}, and none more often.").format(
            n=written.number(len(times)), during=during
        )
    sentence = ngettext(
        "One trouble came {least} times or more in {during}: “{name}”, {often}.",
        "{n} troubles came {least} times or more in {during}, above all “{name}”: {often}.",
        count,
    )
    facts = {"n": written.number(count), "least": OFTEN, "name": _short(first.name), "often": often, "during": during}
    return sentence.format(**facts)


def _one_sentence(line: TroubleLine, during: str) -> str:
    return _("“{name}” was {often} in {during}.").format(name=_short(line.name), often=_how_often(line), during=during)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_IN_A_SENTENCE else f"{name[: LONGEST_IN_A_SENTENCE - 1].rstrip()}…"


def _how_often(line: TroubleLine) -> str:
    """How often it was solved, which says most; else how often it was reported."""
    if line.solved > 1:
        return ngettext("solved once", "solved {n} times", line.solved).format(n=written.number(line.solved))
    return ngettext("reported once", "reported {n} times", line.times).format(n=written.number(line.times))
