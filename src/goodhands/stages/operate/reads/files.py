"""Which files were handed in, and what would be read in one of them?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from goodhands.foundation.companies import written
from goodhands.foundation.documents import reads as documents
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.jobs.models import Job
from goodhands.foundation.jobs.reads import open_job
from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.foundation.rules.delimited import matching, told_apart
from goodhands.foundation.rules.sentences import retold
from goodhands.foundation.rules.strict import Fault
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.spreadsheets.lines import Lines, SeveralTables
from goodhands.stages.contract import reads as contract
from goodhands.stages.contract.rules.service_levels import Policy
from goodhands.stages.operate.models import HandTicket, Import, ImportState
from goodhands.stages.operate.presets import GENERIC, generic, preset, presets, recognised
from goodhands.stages.operate.reads.changed import tickets_changed
from goodhands.stages.operate.reads.evidence import kept, lines_in, looked_at
from goodhands.stages.operate.reads.keeping import weight_of_sheet
from goodhands.stages.operate.rules.carried import last_of
from goodhands.stages.operate.rules.presets import Preset, Recognised, fits, roles_of
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.recognising import Value, event_values, propose_columns, propose_shape
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.sheet import Problem, Sheet, Unreadable, read_sheet
from goodhands.stages.operate.rules.strangers import Former, beginnings, signs, whose
from goodhands.stages.operate.rules.terms import Terms, file_terms

READING = "reading"
"""The kind of job that reads a ticket file."""
SAMPLE = 6
KINDS_SHOWN = 8
MOST_COLUMNS = 1000
SHOWN_OF_A_CELL = 200
_ALWAYS_OPEN = Hours("UTC", (((0, 1440),),) * 7)


def _silent(_: float) -> None:
    """For those whom nobody waits for."""


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A handed-in file in the list."""

    source: Import
    tone: str
    word: str
    tickets: int | None
    rows: int | None
    problems: int | None


@dataclass(frozen=True, slots=True)
class ImportsPage:
    """All files of an engagement, the newest first, and how many tickets were entered by hand.

    `changed` is how many tickets were changed between files, None where no two could be compared.
    """

    lines: Sequence[ImportLine]
    by_hand: int
    latest_draft: Import | None
    changed: int | None


@dataclass(frozen=True, slots=True)
class FileShape:
    """What a file holds before anybody says what it means."""

    headings: Sequence[str]
    rows: int
    sample: Sequence[Sequence[str]]
    columns: Mapping[str, str]
    shape: str
    sheet: Sheet
    preset: Preset | None
    chosen: bool = False

    @property
    def fits(self) -> bool:
        """Whether the file has the headings of its help desk, which a person may have chosen against all signs."""
        return self.preset is not None and fits(self.preset, self.headings)

    @property
    def desks(self) -> Sequence[Preset]:
        """The help desks that can be chosen."""
        return sorted((one for one in presets() if one.key != GENERIC), key=lambda one: one.name.casefold())

    @property
    def kinds(self) -> Mapping[str, Sequence[str]]:
        """What the event values mean where the help desk is known; nothing otherwise."""
        return self.preset.kinds if self.preset else {}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables in a file that holds several, with how many rows each has; `last` had the tickets last time."""

    rows: Mapping[str, int]
    last: str = ""


@dataclass(frozen=True, slots=True)
class SampleTicket:
    """A ticket as it was understood; instants are UTC seconds or None."""

    number: str
    subject: str
    opened_at: int | None
    responded_at: int | None
    resolved_at: int | None
    priority: str
    events: int


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """Problems of one kind: how many, and the first of them."""

    count: int
    first: Problem

    @property
    def others(self) -> int:
        """How many more there are."""
        return self.count - 1


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be read. `refusal` is a sentence where nothing can be read yet, and the rest is then empty.

    `signs` are what speaks for rows of somebody else, `beginnings` how its ticket numbers begin, `whose` who is named.
    """

    refusal: str = ""
    rows: int = 0
    tickets: int = 0
    resolved: int = 0
    rejected: int = 0
    identical: int = 0
    first_at: int | None = None
    last_at: int | None = None
    sample: Sequence[SampleTicket] = ()
    kinds: Sequence[ProblemKind] = ()
    problems: Sequence[Problem] = ()
    beginnings: Sequence[str] = ()
    whose: Mapping[str, Sequence[str]] = field(default_factory=dict)
    signs: Sequence[str] = ()


def imports(engagement: Engagement, at: datetime) -> ImportsPage:
    """All files that were handed in for an engagement."""
    found = Import.objects.filter(engagement=engagement).select_related("document", "made_by")
    lines = [_line(source) for source in found]
    draft = next((line.source for line in lines if line.source.state == ImportState.DRAFT), None)
    counting = sum(line.source.state == ImportState.PUBLISHED for line in lines)
    changed = tickets_changed(engagement, at) if counting > 1 else None
    return ImportsPage(lines, HandTicket.objects.filter(engagement=engagement).count(), draft, changed)


@dataclass(frozen=True, slots=True)
class ImportingPage:
    """A handed-in file, and the job that reads it, if it is to be read."""

    source: Import
    job: Job | None


def importing(engagement: Engagement, key: UUID) -> ImportingPage:
    """How far the reading of a file has come; Import.DoesNotExist where there is none."""
    return ImportingPage(handed_in(engagement, key), open_job(READING, key))


def handed_in(engagement: Engagement, key: UUID) -> Import:
    """One handed-in file; Import.DoesNotExist where there is none."""
    found: Import = Import.objects.select_related("document", "engagement").get(engagement=engagement, pk=key)
    return found


def import_tickets(
    source: Import, encoding: str | None = None, sheet: str | None = None, desk: str | None = None
) -> FileShape | Tables | str:
    """What stands in a handed-in file, which tables it has, or the sentence that says why nothing can be read.

    `desk` is the key of the help desk that somebody has chosen, blank where it is none of those that are known.
    """
    try:
        found = _whole(source, encoding or source.mapping.get("encoding"), sheet or source.mapping.get("sheet"))
    except SeveralTables as several:
        return Tables(several.rows, _last_table(source.engagement, several.names))
    except (Unreadable, documents.Damaged) as unreadable:
        return plain(unreadable)
    if len(found.headings) > MOST_COLUMNS:
        sentence = _("{name} has {n} columns, more than can be chosen from. Please export only those that are needed.")
        return sentence.format(name=source.document.name, n=written.number(len(found.headings)))
    headings = told_apart(found.headings)
    known = recognised(found.headings) if desk is None else _chosen(desk, found.headings)
    columns = known.columns if known else propose_columns(generic(), found.headings)
    if known and not fits(known.preset, found.headings):  # chosen against all signs: what words alone say helps out
        columns = {**propose_columns(generic(), found.headings), **columns}
    ticket = columns.get("ticket")
    sample = [[column[i].as_py()[:SHOWN_OF_A_CELL] for column in found.columns] for i in range(min(3, len(found.rows)))]
    shape = known.preset.shape if known else propose_shape(found, ticket) if ticket else "tickets"
    return FileShape(headings, len(found.rows), sample, columns, shape, found, known.preset if known else None,
                     desk is not None)  # fmt: skip


def _chosen(desk: str, headings: Sequence[str]) -> Recognised | None:
    """The help desk that somebody has chosen, with whatever of its headings is there."""
    found = preset(desk)
    return Recognised(found, roles_of(found, headings)) if found and desk != GENERIC else None


def _whole(source: Import, encoding: str | None, sheet: str | None) -> Sheet:
    def read() -> tuple[Sheet, None]:
        return _sheet(lines_in(source, sheet), source.document.name, encoding), None

    found: tuple[Sheet, None] = kept.get(("whole", source.document_id, encoding, sheet), read, weight_of_sheet)
    return found[0]


def _sheet(lines: Lines, name: str, encoding: str | None) -> Sheet:
    """The rows of a file. Where its encoding is still to be chosen, as they look in one that takes any byte."""
    try:
        return read_sheet(lines.data, name, (), encoding, lines.heading)[0]
    except Unreadable as unreadable:
        if encoding or "save the file as UTF-8" not in str(unreadable):
            raise
        return read_sheet(lines.data, name, (), "latin-1", lines.heading)[0]


def values_in(shape: FileShape, heading: str) -> list[Value]:
    """The values of the event column."""
    places = matching(heading, shape.sheet.headings)
    return event_values(shape.sheet, places[0]) if len(places) == 1 else []


def remembered(engagement: Engagement, headings: Sequence[str]) -> Mapping[str, Any]:
    """How the last file of this provider with the same headings was read, else nothing."""
    known = set(headings)
    return next((one for one in _mappings(engagement) if set(one["columns"].values()) <= known), {})


def _last_table(engagement: Engagement, names: Sequence[str]) -> str:
    """The one of some tables that had the tickets in the last file of this provider; blank where none had."""
    return next((one["sheet"] for one in _mappings(engagement) if one.get("sheet") in names), "")


def _mappings(engagement: Engagement) -> Sequence[Mapping[str, Any]]:
    """How the last files of this provider were read, the newest first."""
    found = _of_the_provider(engagement).exclude(mapping={}).order_by("-made_at")
    return list(found.values_list("mapping", flat=True)[:10])


def _of_the_provider(engagement: Engagement) -> QuerySet[Import]:
    """The files of this engagement, and of others with the same provider."""
    ours = Q(engagement=engagement) | Q(engagement__provider=engagement.provider_id, engagement__provider__isnull=False)
    found: QuerySet[Import] = Import.objects.filter(ours)
    return found


def previewed(source: Import, mapping: Mapping[str, Any], say: Callable[[float], None] = _silent) -> Preview:
    """What would be read of a file with this mapping. `say` is told now and then how far it is, from 0 to 1."""
    try:
        return _preview(source, mapping, say)
    except (Unreadable, documents.Damaged) as unreadable:
        return Preview(refusal=plain(unreadable))
    except Fault as fault:
        return Preview(refusal=f"{retold(fault.message, _)}.")


def import_problems(source: Import) -> list[Problem]:
    """Every row of a file that a person should look at."""
    return list(previewed(source, source.mapping).problems)


def _preview(source: Import, mapping: Mapping[str, Any], say: Callable[[float], None]) -> Preview:
    file = file_terms(dict(mapping))
    say(0.1)
    sheet, problems = looked_at(source, file, source.document.name)
    say(0.5)
    latest = next(iter(contract.versions(source.engagement)[::-1]), None)
    policy = latest.policy if latest else Policy()
    log = read_log([sheet], problems, Terms(file, _ALWAYS_OPEN, (), policy))
    say(0.7)
    referee = Referee(log, Terms(file, _ALWAYS_OPEN, (), policy))
    say(0.9)
    log, clocks = referee.log, referee.clocks
    rejected = len({(p.file, p.row) for p in log.problems if p.rejected})
    return Preview(
        rows=len(sheet.rows) + len({p.row for p in problems if p.rejected}),
        tickets=len(log.tickets),
        resolved=int(referee.resolved.sum()),
        rejected=rejected,
        identical=log.facts.identical,
        first_at=int(clocks.opened.min()) if len(log.tickets) else None,
        last_at=log.as_of,
        sample=_sample(referee),
        kinds=_kinds(log.problems),
        problems=log.problems,
        beginnings=beginnings(log.tickets),
        whose=whose(sheet, file.columns.values()),
        signs=signs(sheet, log.tickets, file.columns.values(), _former(source)),
    )


def _former(source: Import) -> Former:
    """What the other files of this provider have that count."""
    others = _of_the_provider(source.engagement).filter(state=ImportState.PUBLISHED).exclude(pk=source.pk)
    begun: dict[str, None] = {}
    names: dict[str, dict[str, None]] = {}
    for found in others.values_list("found", flat=True):
        begun |= dict.fromkeys(found.get("beginnings", ()))
        for heading, some in found.get("whose", {}).items():
            names.setdefault(heading, {}).update(dict.fromkeys(some))
    return Former(list(begun), {heading: list(some) for heading, some in names.items()})


def _sample(referee: Referee) -> list[SampleTicket]:
    log, clocks = referee.log, referee.clocks
    subjects, names = last_of(log, "subject"), log.priorities.names
    found = []
    for i in range(min(SAMPLE, len(log.tickets))):
        code = int(referee.priority[i])
        mine = log.events.of(i)
        opened, responded, resolved = (
            None if int(stamps[i]) == BLANK else int(stamps[i])
            for stamps in (clocks.opened, clocks.responded, clocks.resolved)
        )
        priority = names[code] if code >= 0 else ""
        number, subject = log.tickets[i].as_py(), (subjects[i].as_py() or "")[:SHOWN_OF_A_CELL]
        found.append(SampleTicket(number, subject, opened, responded, resolved, priority, mine.stop - mine.start))
    return found


def _kinds(problems: Sequence[Problem]) -> list[ProblemKind]:
    """Problems by what they say, numbers aside; those that lose a row first."""
    alike: dict[tuple[str | None, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.column, re.sub(r"[\d,]+|“.*?”|\".*?\"", "#", problem.reason)), []).append(problem)
    kinds = [ProblemKind(len(found), found[0]) for found in alike.values()]
    return sorted(kinds, key=lambda kind: (not kind.first.rejected, -kind.count))


def _line(source: Import) -> ImportLine:
    tones = {
        ImportState.PUBLISHED: "kept",
        ImportState.FAILED: "missed",
        ImportState.WAITING: "unsure",
    }
    state = ImportState(source.state)
    found = source.found
    return ImportLine(source, tones.get(state, "none"), str(state.label), found.get("tickets"), found.get("rows"),
                      found.get("problems"))  # fmt: skip


def spoken(reason: Exception) -> str:
    """What a rule says, in the language of the page."""
    return retold(getattr(reason, "sentence", str(reason)), _)


def plain(reason: Exception) -> str:
    """A refusal in the words of the page: what a terms file would need is chosen on the form instead."""
    sentence = spoken(reason)
    if "; say which with time_format" in sentence:
        return _("{what}. Please choose below which comes first.").format(what=sentence.partition("; say which")[0])
    if "; say which with timezone" in sentence:
        return _("{what}. Please choose the time zone below.").format(what=sentence.partition("; say which")[0])
    if "; save the file as UTF-8" in sentence:
        start = sentence.partition("; save the file")[0]
        return _("{what}. Save the file as UTF-8, or choose its encoding below.").format(what=start)
    return f"{sentence}."


def nothing_usable(preview: Preview) -> str:
    """Why a file of which no row could be used is refused."""
    if not preview.problems:
        return _("The file has headings and no rows.")
    first = preview.problems[0]
    return _("No row could be used. The first is row {row}: {value} {reason}.").format(
        row=first.row, value=f"“{first.value[:80]}”", reason=retold(first.reason, _)
    )
