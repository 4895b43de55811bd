"""What happened to each ticket, according to the file?

Sheets of either shape become one canonical `TicketLog`: events in order of time, and what the file says of a ticket in
columns. Whatever is odd about a row becomes a problem to show; a row that cannot be used is rejected, the rest is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.hours import stamped
from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.together import beside
from goodhands.foundation.rules.working_time import ALWAYS, BLANK
from goodhands.foundation.rules.zones import Flags, Instants
from goodhands.stages.contract.rules.service_levels import FIRST_EVENT
from goodhands.stages.operate.rules.sheet import Problem, Sheet
from goodhands.stages.operate.rules.source import Source, codes_of, instants_of, ticket_codes
from goodhands.stages.operate.rules.terms import CARRIED_COLUMNS, EVENT_KINDS, SECONDS, STAMP_COLUMNS, Terms
from goodhands.stages.operate.rules.ticket_log import (
    OTHER,
    UNREPORTED,
    Codes,
    Events,
    FileFacts,
    Priorities,
    Rows,
    TicketLog,
)
from goodhands.stages.operate.rules.verdict_words import VERDICT_WORDS


def read_log(sheets: Sequence[Sheet], problems: Sequence[Problem], terms: Terms, as_of: int | None = None) -> TicketLog:
    """The log of all sheets, read as one in the order given. `as_of` (UTC) wins over the terms.

    Raises Unreadable where the file leaves open when anything happened.
    """
    source = Source(sheets, terms.file.columns)
    source.problems.extend(problems)
    with beside(ticket_codes, source.columns["ticket"], terms) as encoded:
        instants, clock_changes, to_the_minute = instants_of(source, terms)
    ticket, names = encoded()
    source.reject(ticket < 0, "ticket", said("names no ticket"))
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


def _from_tickets(source: Source, _: Terms, given: _Rows) -> _Chosen:
    """A row a ticket: the first good row of each."""
    kept, identical = _first_rows(source, given.ticket)
    rows = np.flatnonzero(kept)
    whole = len(rows) == len(given.names) and kept.all()
    tickets = given.names if whole else given.names.take(pa.array(given.ticket[rows]))
    index = np.arange(len(rows), dtype=np.int32)
    return _Chosen(given.now(kept), rows, index, tickets, kept, identical, 0, index[:0], [])


def _from_events(source: Source, terms: Terms, given: _Rows) -> _Chosen:
    """A row an event: in order of ticket and time, without rows after `as_of`."""
    event, texts = codes_of(source.columns["event"], terms.file.nulls)
    values, ticket, at = texts.to_pylist(), given.ticket, given.instants["at"]
    source.reject(event < 0, "event", said("names no event"))
    source.reject((at == BLANK) & ~source.rejected, "at", said("is blank, so that nothing tells when"))
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
    source: Source, terms: Terms, instants: Mapping[str, Instants], chosen: _Chosen, to_the_minute: bool
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
    event_ticket, event_row = (ticket, rows) if "at" in instants else (ticket[:0], rows[:0])
    files, headings = [sheet.file for sheet in source.sheets], [terms.file.columns] * len(source.sheets)
    facts = FileFacts(files, source.file_of, source.row_of, headings, terms.file.nulls, chosen.identical, chosen.later,
                      to_the_minute)  # fmt: skip
    log = TicketLog(
        as_of=chosen.as_of,
        known=np.full(count, limit),
        tickets=chosen.tickets,
        rows=first_row,
        stamps=stamps,
        events=Events(event_ticket, at, kinds[chosen.event], chosen.event, chosen.values, event_row),
        priorities=_priorities(source, terms, ticket, rows, instants.get("at")),
        reported=_reported(source, terms, ticket, rows, count),
        carried=_carried(source, terms),
        problems=source.problems,
        excluded=[],
        facts=facts,
    )
    late = instants["opened_at"][rows] > limit if "at" not in instants else np.zeros(count, bool)
    return log.without(late, said("opened after {instant}", instant=stamped(limit))) if late.any() else log


def _carried(source: Source, terms: Terms) -> dict[str, pa.StringArray]:
    """The columns that touch no verdict; seconds that the provider counted say so, and none of them are blank."""
    carried = {role: source.columns[role] for role in CARRIED_COLUMNS if role in source.columns}
    if terms.file.reported_unit == SECONDS and "reported_minutes" in carried:
        digits = pc.utf8_trim_whitespace(carried["reported_minutes"])
        counted = pc.match_substring_regex(digits, r"^0*[1-9][0-9]*$")
        carried["reported_minutes"] = pc.if_else(counted, pc.binary_join_element_wise(digits, "s", " "), "")
    return carried


def _note_clock_changes(source: Source, changes: Sequence[tuple[str, Rows, str]], kept: Flags) -> None:
    for role, rows, reason in changes:
        for row in rows[kept[rows]].tolist():
            source.note(row, role, reason)


def _once(source: Source, order: Rows, ticket: Codes, at: Instants, event: Codes) -> tuple[Flags, int]:
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


def _without_copies(source: Source, copy: Flags) -> tuple[Flags, int]:
    if copy.any():
        dropped = {(source.sheets[source.file_of[row]].file, int(source.row_of[row])) for row in np.flatnonzero(copy)}
        source.problems[:] = [p for p in source.problems if (p.file, p.row) not in dropped]
    return ~source.rejected & ~copy, int(copy.sum())


def _first_rows(source: Source, ticket: Codes) -> tuple[Flags, int]:
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
                earlier = int(source.row_of[first[code]])
                source.note(row, "ticket", said("stands in row {row} already, which is kept", row=earlier), True)
                source.rejected[row] = True
            first.setdefault(code, row)
    return _without_copies(source, copy)


def _note_disorder(source: Source, ticket: Codes, at: Instants, known: Flags) -> None:
    rows = np.flatnonzero(known)
    rows = rows[np.argsort(ticket[rows], kind="stable")]
    back = (np.diff(ticket[rows]) == 0) & (np.diff(at[rows]) < 0)
    for row in rows[1:][back].tolist():
        source.note(row, "at", said("is earlier than the row before it of the same ticket; events are put in order of "
                                    "time"))  # fmt: skip


def _note_unknown_events(source: Source, event: Codes, values: Sequence[str], known: Flags, terms: Terms) -> None:
    meant = set(terms.file.kinds) | set(terms.policy.opened if terms.policy.opened != FIRST_EVENT else ())
    rows = np.flatnonzero(known)
    counts = np.bincount(event[rows], minlength=len(values)).tolist()
    first = np.full(len(values), -1, np.intp)
    first[event[rows][::-1]] = rows[::-1]
    for code, value in enumerate(values):
        if counts[code] and str(value) not in meant:
            source.note(int(first[code]), "event", _no_meaning(counts[code]))


def _no_meaning(rows: int) -> str:
    if rows == 1:
        return said("is an event that the terms give no meaning; it opens a ticket and ends a pause (1 row)")
    return said(
        "is an event that the terms give no meaning; it opens a ticket and ends a pause ({rows:,} rows)", rows=rows
    )


def _kind(value: object, terms: Terms) -> int:
    kind = terms.file.kinds.get(str(value))
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


def _priorities(source: Source, terms: Terms, ticket: Codes, rows: Rows, at: Instants | None) -> Priorities:
    if "priority" not in source.columns:
        nothing = np.empty(0, np.int32)
        return Priorities(nothing, np.empty(0, np.int64), nothing, [])
    codes, names = codes_of(source.columns["priority"], terms.file.nulls)
    codes = codes[rows]
    since = np.broadcast_to(np.int64(ALWAYS), len(rows)) if at is None else at[rows]
    entries = Priorities(ticket, since, codes, names.to_pylist())
    return entries if (codes >= 0).all() else entries.only(codes >= 0, np.arange(len(rows), dtype=np.int32))


def _reported(source: Source, terms: Terms, ticket: Codes, rows: Rows, count: int) -> npt.NDArray[np.int8] | None:
    """The provider's own verdict of each ticket; what is neither met nor missed is listed once each."""
    if "reported_verdict" not in source.columns:
        return None
    codes, texts = codes_of(source.columns["reported_verdict"], terms.file.nulls)
    names = texts.to_pylist()
    verdicts = np.array([VERDICT_WORDS.get(name.casefold(), UNREPORTED) for name in names] or [UNREPORTED], np.int8)
    codes, known = codes[rows], codes[rows] >= 0
    odd = known & (verdicts[codes] == UNREPORTED)
    for code in np.unique(codes[odd]).tolist():
        these = rows[odd & (codes == code)]
        source.note(int(these.min()), "reported_verdict", _neither(len(these)))
    reported = np.full(count, UNREPORTED, np.int8)
    reported[ticket[known]] = verdicts[codes[known]]
    return reported


def _neither(rows: int) -> str:
    if rows == 1:
        return said("is neither met nor missed (known are true, met, yes, false, missed, no) (1 row)")
    return said("is neither met nor missed (known are true, met, yes, false, missed, no) ({rows:,} rows)", rows=rows)
