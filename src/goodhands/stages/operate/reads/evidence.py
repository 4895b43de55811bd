"""What do all files of an engagement say together, judged by its agreement?

The log is read from the files as they were handed in, the first time that it is needed; what was read and judged is
kept in memory and found again by a key made of everything that it rests on, so that it can never be out of date.
"""

import json
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from goodhands.foundation.documents import reads as documents
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.public_holidays import NoHolidaysKnown
from goodhands.foundation.rules.sentences import retold
from goodhands.foundation.rules.zones import VERSION
from goodhands.foundation.spreadsheets.lines import Lines, lines_of
from goodhands.stages.contract import reads as contract
from goodhands.stages.contract.reads import Agreed, AgreedTerms
from goodhands.stages.operate.models import HandTicket, Import, ImportState
from goodhands.stages.operate.reads import keeping
from goodhands.stages.operate.rules import by_hand
from goodhands.stages.operate.rules.archive import unpacked
from goodhands.stages.operate.rules.choosing import TicketIndex
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.sheet import Problem, Sheet, Unreadable, read_sheet
from goodhands.stages.operate.rules.terms import FileTerms, Terms, file_terms
from goodhands.stages.operate.rules.ticket_log import TicketLog
from goodhands.stages.operate.rules.uniting import united

LARGEST_FILE = 200 << 20
ALIKE = ("shape", "columns", "timezone", "time_format", "nulls", "reported_unit")
"""What two mappings must agree on for their files to be read as one; the meanings of event values are united."""

OWN = ("encoding", "sheet")
"""What each file may have of its own all the same."""

kept = keeping.Keeper()


@dataclass(frozen=True, slots=True)
class Papers:
    """What the figures of an engagement rest on: its agreement, imports that count, oldest first, tickets by hand."""

    engagement: Engagement
    agreed: Agreed
    sources: Sequence[Import]
    hand: Sequence[HandTicket]

    @property
    def key(self) -> Hashable:
        """Differs where other files count or other tickets were entered by hand."""
        entered = tuple((ticket.number, ticket.entered_at) for ticket in self.hand)
        return tuple(source.pk for source in self.sources), entered


@dataclass(frozen=True, slots=True)
class Evidence:
    """The judged log of an engagement: `index` answers questions, `terms` are what it was judged by.

    `sources` are the imports that it was read from, oldest first, `by_hand` counts tickets entered by hand.
    """

    papers: Papers
    terms: AgreedTerms
    index: TicketIndex

    @property
    def engagement(self) -> Engagement:
        """Whose log it is."""
        return self.papers.engagement

    @property
    def sources(self) -> Sequence[Import]:
        """The imports that it was read from, oldest first."""
        return self.papers.sources

    @property
    def by_hand(self) -> int:
        """How many tickets entered by hand are among it."""
        return len(self.papers.hand)

    @property
    def tells_pauses(self) -> bool:
        """Whether any of its files has a history of pauses."""
        return any(source.mapping.get("events", {}).get("paused") for source in self.sources)

    @property
    def referee(self) -> Referee:
        """The judge of this log."""
        return self.index.referee


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still needed before anything can be judged: `terms`, `tickets`, `proposal`, or what hinders it."""

    what: str
    sentence: str = ""


def evidence(engagement: Engagement, at: datetime, month: Month | None = None) -> Evidence | Missing:
    """The log of an engagement judged by the terms in force in a month, else by the latest, or what is missing."""
    return evidence_of(papers([engagement])[engagement.pk], at, month)


def papers(engagements: Collection[Engagement]) -> dict[UUID, Papers]:
    """What the figures of several engagements rest on, by their keys, in as many questions as for one."""
    agreed = contract.agreed(engagements)
    found = {one.pk: Papers(one, agreed[one.pk], [], []) for one in engagements}
    imports = Import.objects.filter(engagement__in=engagements, state=ImportState.PUBLISHED)
    sources: dict[UUID, list[Import]] = {key: [] for key in found}
    for source in imports.select_related("document").order_by("published_at", "made_at"):
        sources[source.engagement_id].append(source)
    hand: dict[UUID, list[HandTicket]] = {key: [] for key in found}
    for ticket in HandTicket.objects.filter(engagement__in=engagements):
        hand[ticket.engagement_id].append(ticket)
    return {key: replace(one, sources=sources[key], hand=hand[key]) for key, one in found.items()}


def evidence_of(
    of: Papers, at: datetime, month: Month | None = None, otherwise: AgreedTerms | None = None
) -> Evidence | Missing:
    """The log judged by the terms in force in a month, else by the latest. Asks the database nothing.

    Where nothing was agreed yet, the terms that it is judged by `otherwise`, if any.
    """
    terms = (of.agreed.in_force(month) if month else of.agreed.latest()) or otherwise
    return Missing("terms") if terms is None else evidence_by(of, terms, at)


def evidence_by(of: Papers, terms: AgreedTerms, at: datetime) -> Evidence | Missing:
    """The log judged by any terms, be they agreed or only proposed. Asks the database nothing."""
    if not of.sources and not of.hand:
        return Missing("tickets")
    try:
        index = _judged(of, terms, at)
    except Unreadable as unreadable:
        return Missing("readable", retold(unreadable.sentence, gettext))
    except NoHolidaysKnown as unknown:
        return Missing("holidays", retold(getattr(unknown, "sentence", str(unknown)), gettext))
    except documents.Damaged as damaged:
        return Missing("readable", str(damaged))
    return Evidence(of, terms, index)


def in_force(versions: Sequence[AgreedTerms], month: Month | None) -> AgreedTerms | None:
    """The terms that judge a month: the last that began by its first day; without a month the latest."""
    begun = [one for one in versions if month is None or one.valid_from is None or one.valid_from <= month]
    return begun[-1] if begun else None


def in_memory(of: Papers, terms: AgreedTerms, at: datetime) -> TicketIndex | None:
    """The judged log if it is in memory, else None: no file is read, and nothing judged."""
    found: TicketIndex | None = kept.there(_key(of, terms, at))
    return found


def _judged(of: Papers, terms: AgreedTerms, at: datetime) -> TicketIndex:
    def judge() -> TicketIndex:
        return TicketIndex(_referee(terms, of.sources, of.hand, _minute(of, at)))

    return kept.get(_key(of, terms, at), judge, keeping.weight_of_index)


def _key(of: Papers, terms: AgreedTerms, at: datetime) -> Hashable:
    """All that a judged log rests on."""
    judging = (terms.hours, terms.levels, terms.policy, terms.credits)
    return (of.engagement.pk, judging, of.key, _minute(of, at), VERSION)


def _minute(of: Papers, at: datetime) -> int | None:
    """The minute up to which tickets by hand are known; None where nothing hangs on it.

    That is where all of them are solved, and files tell how far everything is known.
    """
    running = any(ticket.resolved_at is None for ticket in of.hand)
    return int(at.timestamp()) // 60 * 60 if of.hand and (running or not of.sources) else None


def _referee(terms: AgreedTerms, sources: Sequence[Import], hand: Sequence[HandTicket], minute: int | None) -> Referee:
    groups: dict[str, list[Import]] = {}
    for source in sources:  # files read alike are read as one
        key = json.dumps([source.mapping.get(part) for part in ALIKE], sort_keys=True)
        groups[key] = [*groups.pop(key, []), source]
    logs = [_log(group, terms) for group in groups.values()]
    said_until = max((log.as_of for log in logs if log.as_of is not None), default=minute)
    kinds: dict[str, str] = {}
    for source in sources:
        kinds |= file_terms(source.mapping).kinds
    if hand:
        logs.append(_hand_log(hand, terms, minute))
    log = replace(united(logs), as_of=said_until)  # a ticket by hand says nothing of what the files have not told yet
    return Referee(log, judged_by(terms, replace(by_hand.FILE, kinds=kinds)))


def _log(group: Sequence[Import], terms: AgreedTerms) -> TicketLog:
    """The log of files that are read alike. Where a row is a ticket, the newest file has the first word."""
    kinds: dict[str, str] = {}
    for source in group:  # a month in which something did not happen says nothing of what it means
        kinds |= file_terms(source.mapping).kinds
    exported = [file_terms(source.mapping).as_of for source in group]
    known = max(one for one in exported if one is not None) if None not in exported else None
    file = replace(file_terms(group[-1].mapping), kinds=kinds, as_of=known)
    ordered = group if file.shape == "events" else group[::-1]
    names = names_apart([source.document.name for source in ordered])

    def read() -> TicketLog:
        sheets = [
            sheet_of(source, replace(file, **{part: source.mapping.get(part) for part in OWN}), name)
            for source, name in zip(ordered, names, strict=True)
        ]
        problems = [p for _, found in sheets for p in found]
        return read_log([sheet for sheet, _ in sheets], problems, judged_by(terms, file))

    key = ("log", *(source.pk for source in ordered), terms.policy.opened)  # no other choice changes what is read
    return kept.get(key, read, keeping.weight_of_log)


def names_apart(names: Sequence[str]) -> list[str]:
    """The names of files, with a number behind those that several have."""
    return [f"{name} ({names[: i + 1].count(name)})" if names.count(name) > 1 else name for i, name in enumerate(names)]


def sheet_of(source: Import, file: FileTerms, name: str) -> tuple[Sheet, list[Problem]]:
    """The rows of an import's file."""
    lines = lines_in(source, file.sheet)
    return read_sheet(lines.data, name, file.columns.values(), file.encoding, lines.heading, lines.odd)


def looked_at(source: Import, file: FileTerms, name: str) -> tuple[Sheet, list[Problem]]:
    """The rows of an import's file while somebody says what they mean: asked for again and again, so kept in memory."""
    key = ("looked at", source.document_id, tuple(file.columns.values()), file.encoding, file.sheet)
    found: tuple[Sheet, list[Problem]] = kept.get(key, lambda: sheet_of(source, file, name), keeping.weight_of_sheet)
    return found


def lines_in(source: Import, sheet: str | None) -> Lines:
    """The table in an import's file. What had to be turned into one is kept in memory."""
    name = source.document.name

    def read() -> Lines:
        return lines_of(name, unpacked(documents.content(source.document), name, LARGEST_FILE), sheet)

    if name.lower().endswith((".csv", ".txt")):
        return read()
    found: Lines = kept.get(("lines", source.document_id, sheet), read, lambda lines: len(lines.data))
    return found


def _hand_log(hand: Sequence[HandTicket], terms: AgreedTerms, minute: int | None) -> TicketLog:
    rows = [
        (t.number, t.subject, t.requester, t.priority, t.opened_at, t.responded_at, t.resolved_at) for t in hand
    ]  # fmt: skip
    sheet, problems = by_hand.sheet(rows)
    return read_log([sheet], problems, judged_by(terms, by_hand.FILE), minute)


def judged_by(terms: AgreedTerms, file: FileTerms) -> Terms:
    """Agreed terms together with the way a file is read."""
    return Terms(file, terms.hours, terms.levels, terms.policy, terms.credits)
