"""What happened to each ticket, according to the file?

Sheets of either shape become one canonical `TicketLog`: events in order of time, and what the file says of a ticket in
columns. Whatever is odd about a row becomes a problem to show; a row that cannot be used is rejected, the rest is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.hours import stamped
from goodhands.foundation.rules.strict import shown
from goodhands.foundation.rules.together import beside
from goodhands.foundation.rules.working_time import ALWAYS, BLANK
from goodhands.foundation.rules.zones import Flags, Instants, spans
from goodhands.stages.operate.rules.sheet import Problem, Sheet, Unreadable
from goodhands.stages.operate.rules.stamps import EMPTY, READ, REASONS, OrderUnknown, Stamps, read_stamps
from goodhands.stages.operate.rules.terms import EVENT_KINDS, FIRST_EVENT, STAMP_COLUMNS, Terms

Codes = npt.NDArray[np.int32]
Rows = npt.NDArray[np.intp]

OTHER = 0
RESPONDED, PAUSED, RESOLVED, CLOSED = (EVENT_KINDS.index(kind) + 1 for kind in EVENT_KINDS)
UNREPORTED, REPORTED_MISSED, REPORTED_MET = -1, 0, 1

LONGEST = 1000

_REPORTED = {"true": 1, "met": 1, "yes": 1, "false": 0, "missed": 0, "no": 0}


@dataclass(frozen=True, slots=True)
class Events:
    """What happened, in order of ticket, time and row: index of the ticket, UTC second, kind, and the value's code."""

    ticket: Codes
    at: Instants
    kind: npt.NDArray[np.int8]
    value: Codes
    values: Sequence[str]

    def only(self, mine: Flags, index: Codes) -> "Events":
        """Some of the events, with `index` from old to new indices of tickets."""
        return Events(index[self.ticket[mine]], self.at[mine], self.kind[mine], self.value[mine], self.values)


@dataclass(frozen=True, slots=True)
class Priorities:
    """Which priority each ticket held from when on, in order of ticket and time; only values that are not blank."""

    ticket: Codes
    since: Instants
    code: Codes
    names: Sequence[str]

    def only(self, held: Flags, index: Codes) -> "Priorities":
        """Some of the entries, with `index` from old to new indices of tickets."""
        return Priorities(index[self.ticket[held]], self.since[held], self.code[held], self.names)


@dataclass(frozen=True, slots=True)
class TicketLog:
    """All that the files say. The arrays of stamps have an entry per ticket, BLANK where the file says nothing."""

    as_of: int | None
    tickets: pa.StringArray
    rows: Rows
    stamps: Mapping[str, Instants]
    events: Events
    priorities: Priorities
    reported: npt.NDArray[np.int8] | None
    problems: list[Problem]
    excluded: list[tuple[str, str]]
    facts: "FileFacts"

    def without(self, tickets: Flags, reason: str) -> "TicketLog":
        """The log without some tickets, which are listed as excluded for this reason."""
        index = (np.cumsum(~tickets) - 1).astype(np.int32)
        mine, held = ~tickets[self.events.ticket], ~tickets[self.priorities.ticket]
        return replace(
            self,
            tickets=self.tickets.filter(pa.array(~tickets)),
            rows=self.rows[~tickets],
            stamps={role: stamps[~tickets] for role, stamps in self.stamps.items()},
            events=self.events.only(mine, index),
            priorities=self.priorities.only(held, index),
            reported=None if self.reported is None else self.reported[~tickets],
            excluded=[*self.excluded, *((t, reason) for t in self.tickets.filter(pa.array(tickets)).to_pylist())],
        )


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was found in the files, for the notes of a report and for naming a row."""

    files: Sequence[str]
    file_of: npt.NDArray[np.int32]
    row_of: npt.NDArray[np.int64]
    headings: Mapping[str, str]
    identical: int
    later: int
    to_the_minute: bool


@dataclass(slots=True)
class _Source:
    """The mapped columns of all sheets, one below the other."""

    sheets: Sequence[Sheet]
    headings: Mapping[str, str]
    columns: dict[str, pa.StringArray] = field(default_factory=dict)
    file_of: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))
    row_of: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    problems: list[Problem] = field(default_factory=list)
    rejected: Flags = field(default_factory=lambda: np.empty(0, bool))

    def __post_init__(self) -> None:
        for role, heading in self.headings.items():
            parts = [sheet.columns[sheet.found[heading]] for sheet in self.sheets]
            self.columns[role] = parts[0] if len(parts) == 1 else pa.concat_arrays(parts)
        self.row_of = np.concatenate([sheet.rows for sheet in self.sheets])
        self.file_of = np.repeat(np.arange(len(self.sheets), dtype=np.int32), [len(s.rows) for s in self.sheets])
        self.rejected = np.zeros(len(self.row_of), bool)

    def note(self, row: int, role: str, reason: str, rejected: bool = False) -> None:
        """List the cell of a row."""
        file = self.sheets[self.file_of[row]].file
        value = self.columns[role][row].as_py()
        self.problems.append(Problem(file, int(self.row_of[row]), self.headings[role], value[:200], reason, rejected))

    def reject(self, rows: Flags, role: str, reason: str, whole_row: bool = True) -> None:
        """List the cells of these rows and leave the rows out, or the cells alone."""
        for row in np.flatnonzero(rows).tolist():
            self.note(row, role, reason, rejected=whole_row)
        if whole_row:
            self.rejected |= rows

    def reject_overlong(self, role: str) -> None:
        """Leave out rows with a cell so long that it cannot be what the column is for."""
        if role in self.columns:
            lengths = pc.binary_length(self.columns[role]).to_numpy(zero_copy_only=False)
            if (lengths > LONGEST).any():
                self.reject(lengths > LONGEST, role, f"is longer than {LONGEST:,} characters")

    def place(self, row: int, role: str) -> str:
        """Where a cell is and what it says, as a sentence begins."""
        value = self.columns[role][row].as_py()
        heading = shown(self.headings[role])
        return f"{self.sheets[self.file_of[row]].file}, row {self.row_of[row]}, column {heading}, {shown(value)}"

    def whole_row(self, row: int) -> tuple[tuple[str, str], ...]:
        """All cells of a row with their headings, to tell whether two rows are identical."""
        sheet = self.sheets[self.file_of[row]]
        local = row - int(np.searchsorted(self.file_of, self.file_of[row]))
        cells = zip(sheet.headings, sheet.columns, strict=True)
        return tuple(sorted((heading, column[local].as_py()) for heading, column in cells))


def read_log(sheets: Sequence[Sheet], problems: Sequence[Problem], terms: Terms, as_of: int | None = None) -> TicketLog:
    """The log of all sheets, read as one in the order given. `as_of` (UTC) wins over the terms.

    Raises Unreadable where the file leaves open when anything happened.
    """
    source = _Source(sheets, terms.file.columns)
    source.problems.extend(problems)
    with beside(_tickets, source.columns["ticket"], terms) as encoded:
        instants, clock_changes, to_the_minute = _instants(source, terms)
    ticket, names = encoded()
    source.reject(ticket < 0, "ticket", "names no ticket")
    for role in ("ticket", "event", "priority", "reported_verdict"):
        source.reject_overlong(role)
    shape = _from_events if terms.file.shape == "events" else _from_tickets
    chosen = shape(source, terms, _Rows(ticket, names, instants, as_of if as_of is not None else terms.file.as_of))
    _note_clock_changes(source, clock_changes, chosen.kept)
    log = _log(source, terms, instants, chosen, to_the_minute)
    log.problems.sort(key=lambda p: (log.facts.files.index(p.file), p.row))
    return log


@dataclass(frozen=True, slots=True)
class _Rows:
    """All rows of the files: the code of the ticket, what codes stand for, the stamp columns, the given `as_of`."""

    ticket: Codes
    names: pa.StringArray
    instants: Mapping[str, Instants]
    as_of: int | None

    def now(self, kept: Flags) -> int | None:
        """The given `as_of`, else the latest stamp of the kept rows in any column."""
        if self.as_of is not None or not kept.any():
            return self.as_of
        whole = bool(kept.all())
        latest = max(int((stamps if whole else stamps[kept]).max()) for stamps in self.instants.values())
        return None if latest == BLANK else latest


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The rows that count, in order of ticket and time, and the index of the ticket of each.

    `kept` flags them among all rows, `later` counts the good rows after `as_of`, which are not read.
    """

    as_of: int | None
    rows: Rows
    ticket: Codes
    tickets: pa.StringArray
    kept: Flags
    identical: int
    later: int
    event: Codes
    values: Sequence[str]


def _from_tickets(source: _Source, _: Terms, given: _Rows) -> _Chosen:
    """A row a ticket: the first good row of each."""
    kept, identical = _first_rows(source, given.ticket)
    rows = np.flatnonzero(kept)
    whole = len(rows) == len(given.names) and kept.all()
    tickets = given.names if whole else given.names.take(pa.array(given.ticket[rows]))
    index = np.arange(len(rows), dtype=np.int32)
    return _Chosen(given.now(kept), rows, index, tickets, kept, identical, 0, index[:0], [])


def _from_events(source: _Source, terms: Terms, given: _Rows) -> _Chosen:
    """A row an event: in order of ticket and time, without rows after `as_of`."""
    event, texts = _codes(source.columns["event"], terms.file.nulls)
    values, ticket, at = texts.to_pylist(), given.ticket, given.instants["at"]
    source.reject(event < 0, "event", "names no event")
    source.reject((at == BLANK) & ~source.rejected, "at", "is blank, so that nothing tells when")
    order = np.lexsort((at, ticket))
    kept, identical = _once(source, order, ticket, at, event)
    as_of = given.now(kept)
    known = kept if as_of is None else kept & (at <= as_of)
    _note_disorder(source, ticket, at, known)
    _note_unknown_events(source, event, values, known, terms)
    rows = order[known[order]]
    seen = np.zeros(len(given.names), bool)
    seen[ticket[rows]] = True
    index = (np.cumsum(seen) - 1).astype(np.int32)
    tickets, later = given.names.filter(pa.array(seen)), int(np.count_nonzero(kept & ~known))
    return _Chosen(as_of, rows, index[ticket[rows]], tickets, known, identical, later, event[rows], values)


def _log(
    source: _Source, terms: Terms, instants: Mapping[str, Instants], chosen: _Chosen, to_the_minute: bool
) -> TicketLog:
    count, rows, ticket = len(chosen.tickets), chosen.rows, chosen.ticket
    limit = BLANK if chosen.as_of is None else chosen.as_of
    stamps = {
        role: _last(ticket, _until(instants[role], limit), rows, count)
        if role in instants
        else np.broadcast_to(np.int64(BLANK), count)
        for role in STAMP_COLUMNS
    }
    first_row = np.empty(count, np.intp)
    first_row[ticket[::-1]] = rows[::-1]  # of several for one ticket the last assigned, which is the first row, stays
    kinds = np.array([_kind(value, terms) for value in chosen.values] or [OTHER], np.int8)
    at = instants["at"][rows] if "at" in instants else np.empty(0, np.int64)
    event_ticket = ticket if "at" in instants else ticket[:0]
    facts = FileFacts([sheet.file for sheet in source.sheets], source.file_of, source.row_of, terms.file.columns,
                      chosen.identical, chosen.later, to_the_minute)  # fmt: skip
    log = TicketLog(
        as_of=chosen.as_of,
        tickets=chosen.tickets,
        rows=first_row,
        stamps=stamps,
        events=Events(event_ticket, at, kinds[chosen.event], chosen.event, chosen.values),
        priorities=_priorities(source, terms, ticket, rows, instants.get("at")),
        reported=_reported(source, terms, ticket, rows, count),
        problems=source.problems,
        excluded=[],
        facts=facts,
    )
    late = instants["opened_at"][rows] > limit if "at" not in instants else np.zeros(count, bool)
    return log.without(late, f"opened after {stamped(limit)}") if late.any() else log


def _tickets(column: pa.StringArray, terms: Terms) -> tuple[Codes, pa.StringArray]:
    """The code of each row's ticket. Where a row is a ticket, telling that all ids differ saves encoding them."""
    if terms.file.shape == "tickets" and _all_differ(column, terms.file.nulls):
        return np.arange(len(column), dtype=np.int32), column
    return _codes(column, terms.file.nulls)


def _all_differ(column: pa.StringArray, nulls: Sequence[str]) -> bool:
    """Whether ids of one width certainly differ, and none is blank or has space to trim.

    Different hashes mean different ids; equal ones mean nothing, and then the answer is no. A sort of hashes is ten
    times as fast as the table of texts that encoding builds.
    """
    _, offsets_buffer, data_buffer = column.buffers()
    if not len(column) or data_buffer is None:
        return False
    offsets = np.frombuffer(offsets_buffer, np.int32)[column.offset : column.offset + len(column) + 1]
    width = int(offsets[1] - offsets[0])
    if not 1 <= width <= 16 or (np.diff(offsets) != width).any() or width in {len(null.encode()) for null in nulls}:
        return False
    cells = np.frombuffer(data_buffer, np.uint8)[offsets[0] : offsets[-1]].reshape(-1, width)
    if any(((edge <= 32) | (edge >= 127)).any() for edge in (cells[:, 0], cells[:, -1])):
        return False
    padded = np.zeros((len(cells), 16), np.uint8)
    padded[:, :width] = cells
    first, second = padded.view(np.uint64).T
    hashes = first * np.uint64(0x9E3779B97F4A7C15) ^ second * np.uint64(0xC2B2AE3D27D4EB4F)
    hashes.sort()
    return not (hashes[1:] == hashes[:-1]).any()


def _codes(column: pa.StringArray, nulls: Sequence[str]) -> tuple[Codes, pa.StringArray]:
    """Each cell as the code of its trimmed text, -1 where it is blank; texts in order of first appearance."""
    encoded = column.dictionary_encode()
    codes, texts = encoded.indices.to_numpy(), encoded.dictionary
    trimmed = pc.utf8_trim_whitespace(texts)
    if not trimmed.equals(texts):
        again = trimmed.dictionary_encode()
        codes, texts = again.indices.to_numpy()[codes], again.dictionary
    blank = pc.is_in(texts, pa.array(["", *(null.strip() for null in nulls)], pa.string())).to_numpy(False)
    return (np.where(blank[codes], -1, codes) if blank.any() else codes), texts


def _instants(source: _Source, terms: Terms) -> tuple[dict[str, Instants], list[tuple[str, Rows, str]], bool]:
    """Each mapped stamp column in UTC seconds, BLANK where blank; what hits a clock change; whether seconds are absent.

    A stamp that cannot be read is listed. The row is rejected where nothing else tells when: a row a ticket, and the
    stamp of an event. Of other stamps in an event's row only the cell is left out.
    """
    roles = [role for role in ("at", *STAMP_COLUMNS) if role in source.columns]
    decisive = ("at",) if terms.file.shape == "events" else STAMP_COLUMNS
    try:
        read = read_stamps([source.columns[role] for role in roles], terms.file.time_format, terms.file.nulls)
    except OrderUnknown as unknown:
        raise Unreadable(_order_sentence(source, roles, unknown)) from None
    changes: list[tuple[str, Rows, str]] = []
    instants = {}
    for role, stamps in zip(roles, read, strict=True):
        if not (stamps.state <= EMPTY).all():
            for state, reason in REASONS.items():
                source.reject(stamps.state == state, role, reason, role in decisive)
        instants[role] = _utc(source, role, stamps, terms, changes)
    return instants, changes, all(stamps.to_the_minute for stamps in read)


def _order_sentence(source: _Source, roles: Sequence[str], unknown: OrderUnknown) -> str:
    column, row = unknown.examples[0]
    sentence = f"{source.place(row, roles[column])}: "
    if len(unknown.examples) == 1:
        sentence += "leaves open whether the day or the month comes first, and so does every stamp of the file"
    else:
        column, row = unknown.examples[1]
        sentence += f"has the day first, but the month comes first in {source.place(row, roles[column])}"
    return sentence + '; say which with time_format under [file], for example time_format = "%d/%m/%Y %H:%M"'


def _utc(source: _Source, role: str, stamps: Stamps, terms: Terms, changes: list[tuple[str, Rows, str]]) -> Instants:
    readable = stamps.state == READ
    naive = readable & ~stamps.zoned
    seconds = stamps.seconds
    if naive.any():
        if terms.file.timezone is None:
            row = int(naive.argmax())
            raise Unreadable(f'{source.place(row, role)}: has no time zone; say which with timezone under [file], for '
                             'example timezone = "Europe/Rome"')  # fmt: skip
        wall = seconds if naive.all() else seconds[naive]
        offsets = spans(terms.file.timezone, int(wall.min()), int(wall.max()))
        utc, gap, fold = offsets.utc(wall)
        for flags, reason in ((gap, "was skipped by a clock change and is moved forward by the gap"),
                              (fold, "came twice at a clock change and is taken as the earlier")):  # fmt: skip
            if flags.any():
                changes.append((role, np.flatnonzero(naive)[flags], reason))
        if naive.all():
            return utc
        seconds = seconds.copy()
        seconds[naive] = utc
    return np.where(readable, seconds, BLANK)


def _note_clock_changes(source: _Source, changes: Sequence[tuple[str, Rows, str]], kept: Flags) -> None:
    for role, rows, reason in changes:
        for row in rows[kept[rows]].tolist():
            source.note(row, role, f"{reason} ({source.headings[role]} is on the clock of the file)")


def _once(source: _Source, order: Rows, ticket: Codes, at: Instants, event: Codes) -> tuple[Flags, int]:
    """Which rows are neither rejected nor an identical copy of an earlier row, and how many copies there are."""
    same = (ticket[order][1:] == ticket[order][:-1]) & (at[order][1:] == at[order][:-1])
    copy = np.zeros(len(order), bool)
    if same.any():
        near = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        rows = order[near]
        rows = rows[np.lexsort((rows, event[rows], at[rows], ticket[rows]))]
        alike = (np.diff(ticket[rows]) == 0) & (np.diff(at[rows]) == 0) & (np.diff(event[rows]) == 0)
        seen: set[tuple[tuple[str, str], ...]] = set()
        for i in np.flatnonzero(np.append(alike, False) | np.insert(alike, 0, False)).tolist():
            if i and not alike[i - 1]:
                seen.clear()
            cells = source.whole_row(int(rows[i]))
            copy[rows[i]] = cells in seen
            seen.add(cells)
    return _without_copies(source, copy)


def _without_copies(source: _Source, copy: Flags) -> tuple[Flags, int]:
    if copy.any():
        dropped = {(source.sheets[source.file_of[row]].file, int(source.row_of[row])) for row in np.flatnonzero(copy)}
        source.problems[:] = [p for p in source.problems if (p.file, p.row) not in dropped]
    return ~source.rejected & ~copy, int(copy.sum())


def _first_rows(source: _Source, ticket: Codes) -> tuple[Flags, int]:
    """In the shape of a row a ticket: the first good row of each; others are copies, or listed and rejected."""
    repeated = np.zeros(len(ticket), bool)
    if len(ticket):
        repeated[1:] = ticket[1:] <= np.maximum.accumulate(ticket)[:-1]
    repeated &= ticket >= 0
    copy = np.zeros(len(ticket), bool)
    if repeated.any():
        seen: dict[int, set[tuple[tuple[str, str], ...]]] = {}
        first: dict[int, int] = {}
        for row in np.flatnonzero(np.isin(ticket, ticket[repeated])).tolist():
            code, cells = int(ticket[row]), source.whole_row(row)
            if cells in seen.setdefault(code, set()):
                copy[row] = True
                continue
            seen[code].add(cells)
            if source.rejected[row]:
                continue
            if code in first:
                source.note(row, "ticket", f"stands in row {source.row_of[first[code]]} already, which is kept", True)
                source.rejected[row] = True
            first.setdefault(code, row)
    return _without_copies(source, copy)


def _note_disorder(source: _Source, ticket: Codes, at: Instants, known: Flags) -> None:
    rows = np.flatnonzero(known)
    rows = rows[np.argsort(ticket[rows], kind="stable")]
    back = (np.diff(ticket[rows]) == 0) & (np.diff(at[rows]) < 0)
    for row in rows[1:][back].tolist():
        source.note(row, "at", "is earlier than the row before it of the same ticket; events are put in order of time")


def _note_unknown_events(source: _Source, event: Codes, values: Sequence[str], known: Flags, terms: Terms) -> None:
    meant = set(terms.file.kinds) | set(terms.policy.opened if terms.policy.opened != FIRST_EVENT else ())
    rows = np.flatnonzero(known)
    counts = np.bincount(event[rows], minlength=len(values)).tolist()
    first = np.full(len(values), -1, np.intp)
    first[event[rows][::-1]] = rows[::-1]
    for code, value in enumerate(values):
        if counts[code] and str(value) not in meant:
            what = "is an event that the terms give no meaning; it opens a ticket and ends a pause"
            source.note(int(first[code]), "event", f"{what} ({counts[code]:,} row{'s' * (counts[code] != 1)})")


def _kind(value: object, terms: Terms) -> int:
    kind = terms.file.kinds.get(str(value))
    if kind == "closed" and terms.policy.closed_resolves:
        return RESOLVED
    return OTHER if kind is None else EVENT_KINDS.index(kind) + 1


def _last(ticket: Codes, column: Instants, rows: Rows, count: int) -> Instants:
    """The last value of each ticket in a column that is not BLANK."""
    if len(rows) == len(column) == count:
        return column  # a row a ticket, in the order of tickets
    value = column[rows]
    last = np.full(count, BLANK)
    known = value != BLANK
    last[ticket[known]] = value[known]  # of several for one ticket the last one stays
    return last


def _until(stamps: Instants, limit: int) -> Instants:
    """The stamps with those after `limit` blank."""
    after = stamps > limit
    return np.where(after, BLANK, stamps) if after.any() else stamps


def _priorities(source: _Source, terms: Terms, ticket: Codes, rows: Rows, at: Instants | None) -> Priorities:
    if "priority" not in source.columns:
        nothing = np.empty(0, np.int32)
        return Priorities(nothing, np.empty(0, np.int64), nothing, [])
    codes, names = _codes(source.columns["priority"], terms.file.nulls)
    codes = codes[rows]
    since = np.broadcast_to(np.int64(ALWAYS), len(rows)) if at is None else at[rows]
    entries = Priorities(ticket, since, codes, names.to_pylist())
    return entries if (codes >= 0).all() else entries.only(codes >= 0, np.arange(len(rows), dtype=np.int32))


def _reported(source: _Source, terms: Terms, ticket: Codes, rows: Rows, count: int) -> npt.NDArray[np.int8] | None:
    """The provider's own verdict of each ticket; what is neither met nor missed is listed once each."""
    if "reported_verdict" not in source.columns:
        return None
    codes, texts = _codes(source.columns["reported_verdict"], terms.file.nulls)
    names = texts.to_pylist()
    verdicts = np.array([_REPORTED.get(name.lower(), UNREPORTED) for name in names] or [UNREPORTED], np.int8)
    codes, known = codes[rows], codes[rows] >= 0
    odd = known & (verdicts[codes] == UNREPORTED)
    for code in np.unique(codes[odd]).tolist():
        these = rows[odd & (codes == code)]
        what = "is neither met nor missed (known are true, met, yes, false, missed, no)"
        source.note(int(these.min()), "reported_verdict", f"{what} ({len(these):,} row{'s' * (len(these) != 1)})")
    reported = np.full(count, UNREPORTED, np.int8)
    reported[ticket[known]] = verdicts[codes[known]]
    return reported
