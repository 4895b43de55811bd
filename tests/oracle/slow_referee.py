"""A referee in no hurry: the slow, obviously correct answer to `goodhands sla --json` and `--csv`.

One ticket at a time, one function for each rule of the contract, the sentence it carries out in its docstring. The
reading of a file ends in *records*, the records of a ticket in *events*, and three questions are then asked of each
ticket: when did its clocks start and stop, how many working seconds went by, and what does each service level say.

    judge(files, terms)                      the object that `--json` prints
    judge(files, terms, month="2016-05")     the same for one month
    judge_by_month(files, terms)             what `--by month` prints
    rows(files, terms)                       the rows that `--csv` writes

`files` are the contents of comma-separated files, as text or UTF-8 bytes; `terms` is the parsed terms file. Problems
carry a one-word reason; `tzdata` is left out. Country holidays need the `holidays` package, all else is the standard
library.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from statistics import NormalDist
from zoneinfo import ZoneInfo

STAMP_COLUMNS = ("opened_at", "responded_at", "resolved_at", "closed_at")
DEFAULT_POLICY = {
    "opened": "first_event",
    "resolution": "last",
    "closed_resolves": False,
    "reopen": "runs_through",
    "priority": "final",
    "response_pauses": False,
}
SAYS_MET = {"true", "met", "yes"}
SAYS_MISSED = {"false", "missed", "no"}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 24 * 60 * 60
FEWEST_TO_TELL = 12
FEWEST_FOR_P95 = 20

Span = tuple[int, int]
"""A half-open stretch of time between two instants, in seconds of UTC."""


class BadInput(ValueError):
    """Input that cannot be judged at all."""


# The four doors


def judge(files: list[str | bytes], terms: dict, as_of: str | None = None, month: str | None = None) -> dict:
    """`--json` prints one object."""
    return scorecard(hear(files, terms, as_of), month)


def judge_by_month(files: list[str | bytes], terms: dict, as_of: str | None = None) -> list[dict]:
    """`--by month` prints a list of such objects."""
    hearing = hear(files, terms, as_of)
    return [scorecard(hearing, month) for month in months_of(hearing)]


def rows(files: list[str | bytes], terms: dict, as_of: str | None = None, month: str | None = None) -> list[dict]:
    """`--csv` writes a row for each ticket and level that judges it (level blank where none does)."""
    hearing = hear(files, terms, as_of)
    return [row for case in hearing.cases for row in rows_of(case, month)]


def hear(files: list[str | bytes], terms: dict, as_of: str | None = None) -> Hearing:
    """Everything that is true of the tickets, before it is counted."""
    return Hearing(files, terms, as_of)


# Reading the file


@dataclass
class Record:
    """One row of a file, understood."""

    file: int
    row: int
    ticket: str = ""
    at: int | None = None
    event: str | None = None
    values: dict[str, str | int | None] = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)
    rejected: bool = False

    def object_to(self, column: str, value: str | None, reason: str) -> None:
        self.problems.append(
            {"file": self.file, "row": self.row, "column": column, "value": value or "", "reason": reason}
        )

    def reject(self, column: str, value: str | None, reason: str) -> None:
        self.object_to(column, value, reason)
        self.rejected = True


def read_records(files: list[str | bytes], terms: dict) -> list[Record]:
    """Several FILEs are read as one in the order given, identical rows once."""
    records = []
    seen = set()
    for file, content in enumerate(files):
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.removeprefix("\ufeff")
        table = csv.reader(io.StringIO(text, newline=""))
        headings = next(table, [])
        places = places_of_columns(headings, terms["file"]["columns"])
        for row, cells in enumerate(table, start=2):
            if not cells:
                continue
            fingerprint = tuple(sorted(zip(headings, cells, strict=False))) + tuple(cells[len(headings) :])
            if fingerprint in seen:
                continue
            seen.add(fingerprint)
            records.append(read_record(file, row, cells, len(headings), places, terms))
    return records


def places_of_columns(headings: list[str], columns: dict[str, str]) -> dict[str, int]:
    """A heading that occurs twice is an error only where it is mapped."""
    for column, heading in columns.items():
        if headings.count(heading) != 1:
            raise BadInput(f"column {column}: the heading {heading!r} occurs {headings.count(heading)} times")
    return {column: headings.index(heading) for column, heading in columns.items()}


def read_record(file: int, row: int, cells: list[str], width: int, places: dict[str, int], terms: dict) -> Record:
    """A row without a ticket, or without a readable stamp to begin with, is rejected; anything else odd is listed."""
    record = Record(file, row)
    headings = terms["file"]["columns"]
    nulls = terms["file"].get("nulls", ["", "?"])
    if len(cells) != width:
        record.reject("", "", "ragged")
        return record
    texts = {column: None if cells[place] in nulls else cells[place] for column, place in places.items()}
    if texts["ticket"] is None:
        record.reject(headings["ticket"], cells[places["ticket"]], "blank")
    record.ticket = texts["ticket"] or ""
    if shape_of(terms) == "events":
        record.at = read_cell(record, "at", texts, headings, terms)
        record.event = texts["event"] or ""
        if texts["event"] is None:
            record.reject(headings["event"], cells[places["event"]], "blank")
        if record.at is None:
            if texts["at"] is None:
                record.object_to(headings["at"], cells[places["at"]], "blank")
            record.rejected = True
    for column in texts:
        if column in STAMP_COLUMNS:
            record.values[column] = read_cell(record, column, texts, headings, terms)
        elif column not in ("ticket", "at", "event"):
            record.values[column] = texts[column]
    if shape_of(terms) == "tickets":
        unread = [column for column in STAMP_COLUMNS if texts.get(column) and record.values[column] is None]
        record.rejected = record.rejected or bool(unread)
    return record


def read_cell(record: Record, column: str, texts: dict, headings: dict, terms: dict) -> int | None:
    """The instant a cell tells; the row is kept and listed where its stamp is in a fold or gap."""
    text = texts[column]
    if text is None:
        return None
    instant, oddity = read_stamp(text, terms["file"].get("timezone"), terms["file"].get("time_format"))
    if oddity:
        record.object_to(headings[column], text, oddity)
    return instant


STAMPS_READ: dict[tuple, tuple[int | None, str]] = {}


def read_stamp(text: str, zone: str | None, time_format: str | None) -> tuple[int | None, str]:
    key = (text, zone, time_format)
    if key not in STAMPS_READ:
        STAMPS_READ[key] = work_out_stamp(text, zone, time_format)
    return STAMPS_READ[key]


def work_out_stamp(text: str, zone: str | None, time_format: str | None) -> tuple[int | None, str]:
    """Fractions of a second are cut off. `timezone` is required for files with stamps without a zone."""
    try:
        wall = datetime.strptime(text, time_format) if time_format else datetime.fromisoformat(text)
    except ValueError:
        return None, "bad-stamp"
    wall = wall.replace(microsecond=0)
    if wall.tzinfo is not None:
        return int(wall.timestamp()), ""
    if zone is None:
        raise BadInput(f"{text!r} has no zone and file.timezone is not given")
    return place_wall_clock(wall, ZoneInfo(zone))


def place_wall_clock(wall: datetime, zone: ZoneInfo) -> tuple[int, str]:
    """A stamp in a DST fold counts as the earlier, in a gap it is moved forward by the gap.

    Reading the wall clock with the offset that held *before* the change does both: in a fold that is the first time
    round, in a gap 02:30 becomes what 02:30 would have been, which the clocks show as 03:30.
    """
    before = wall.replace(tzinfo=zone, fold=0)
    after = wall.replace(tzinfo=zone, fold=1)
    oddity = ""
    if before.utcoffset() > after.utcoffset():
        oddity = "fold"
    if before.utcoffset() < after.utcoffset():
        oddity = "gap"
    return int((wall - before.utcoffset()).replace(tzinfo=UTC).timestamp()), oddity


def shape_of(terms: dict) -> str:
    shape = terms["file"].get("shape", "events")
    if shape not in ("events", "tickets"):
        raise BadInput(f"unknown shape {shape!r}")
    return shape


# The "now" of the judgement


def find_as_of(records: list[Record], terms: dict, given: str | None) -> int:
    """`as_of` defaults to the latest stamp in any mapped column; --as-of wins."""
    text = given or terms["file"].get("as_of")
    if text:
        instant, _ = read_stamp(str(text), terms["file"].get("timezone"), None)
        if instant is None:
            raise BadInput(f"as_of: {text!r} is no stamp")
        return instant
    stamps = [stamp for record in records if not record.rejected for stamp in stamps_of(record)]
    if not stamps:
        raise BadInput("the file holds no stamp")
    return max(stamps)


def stamps_of(record: Record) -> list[int]:
    stamps = [record.at, *(record.values.get(column) for column in STAMP_COLUMNS)]
    return [stamp for stamp in stamps if stamp is not None]


def forget_what_comes_after(records: list[Record], as_of: int) -> list[Record]:
    """Rows stamped after `as_of` are not read, column stamps after it are blank.

    The opening of a ticket row keeps its stamp: the ticket is left out for it later.
    """
    known = [record for record in records if record.at is None or record.at <= as_of]
    for record in known:
        for column in STAMP_COLUMNS:
            stamp = record.values.get(column)
            if stamp is not None and stamp > as_of and not (column == "opened_at" and record.at is None):
                record.values[column] = None
    return known


# From records to tickets


def gather_tickets(records: list[Record], terms: dict) -> dict[str, list[Record]]:
    """Events are ordered by stamp, then by row; rows out of order are listed."""
    tickets: dict[str, list[Record]] = {}
    for record in records:
        tickets.setdefault(record.ticket, []).append(record)
    for history in tickets.values():
        if shape_of(terms) == "tickets":
            keep_first_row(history, terms)
        else:
            list_rows_out_of_order(history, terms)
            history.sort(key=lambda record: record.at)
    return tickets


def keep_first_row(history: list[Record], terms: dict) -> None:
    """In the `tickets` shape a repeated id keeps the first row and lists the others."""
    for record in history[1:]:
        record.reject(terms["file"]["columns"]["ticket"], record.ticket, "repeated-id")
    del history[1:]


def list_rows_out_of_order(history: list[Record], terms: dict) -> None:
    """A row is out of order when the row before it of the same ticket bears a later stamp."""
    for before, record in pairwise(history):
        if record.at < before.at:
            record.object_to(terms["file"]["columns"]["at"], write_stamp(record.at), "out-of-order")


def list_unknown_events(records: list[Record], terms: dict) -> list[dict]:
    """Other values mean nothing else, and are listed once each with their count and first row."""
    known = {value for values in terms["file"].get("events", {}).values() for value in values}
    unknown: dict[str, dict] = {}
    for record in records:
        if record.event is None or record.event in known:
            continue
        if record.event not in unknown:
            unknown[record.event] = {
                "file": record.file,
                "row": record.row,
                "column": terms["file"]["columns"]["event"],
                "value": record.event,
                "reason": "unknown-event",
                "count": 0,
            }
        unknown[record.event]["count"] += 1
    return list(unknown.values())


def last_value(history: list[Record], column: str) -> str | int | None:
    """The ticket's last non-blank value wins."""
    values = [record.values.get(column) for record in history]
    return next((value for value in reversed(values) if value is not None), None)


def first_value(history: list[Record], column: str) -> str | int | None:
    return next((record.values[column] for record in history if record.values.get(column) is not None), None)


def value_at(history: list[Record], column: str, instant: int) -> str | int | None:
    """What a ticket held at an instant; before the first word on it, what that first word says."""
    so_far = [record for record in history if record.at is None or record.at <= instant]
    held = last_value(so_far, column)
    return first_value(history, column) if held is None else held


# When the clocks start and stop


@dataclass
class Meaning:
    """What the values of the event column mean."""

    responded: frozenset[str]
    paused: frozenset[str]
    resolved: frozenset[str]
    closed: frozenset[str]

    @classmethod
    def of(cls, terms: dict) -> Meaning:
        events = terms["file"].get("events", {})
        return cls(*(frozenset(events.get(kind, [])) for kind in ("responded", "paused", "resolved", "closed")))


def events_of(history: list[Record]) -> list[Record]:
    return [record for record in history if record.at is not None]


def find_opening(history: list[Record], policy: dict) -> int | None:
    """Columns win over policy: `opened` and `resolution` choose among events only.

    `opened` is "first_event" or a list of event values.
    """
    column = last_value(history, "opened_at")
    if column is not None:
        return column
    events = events_of(history)
    if policy["opened"] != "first_event":
        events = [event for event in events if event.event in policy["opened"]]
    return events[0].at if events else None


def resolving_events(history: list[Record], meaning: Meaning, policy: dict) -> list[Record]:
    """`closed` is a resolution only with policy.closed_resolves; otherwise the clock runs on."""
    values = meaning.resolved | meaning.closed if policy["closed_resolves"] else meaning.resolved
    return [event for event in events_of(history) if event.event in values]


def chosen_resolution(history: list[Record], meaning: Meaning, policy: dict) -> Record | None:
    """`resolution` is "last" or "first"."""
    events = resolving_events(history, meaning, policy)
    if not events:
        return None
    return events[0] if policy["resolution"] == "first" else events[-1]


def find_resolution(history: list[Record], meaning: Meaning, policy: dict) -> int | None:
    """The column wins, where it is blank the events decide; a closing column is the last resort of closed_resolves."""
    column = last_value(history, "resolved_at")
    if column is not None:
        return column
    event = chosen_resolution(history, meaning, policy)
    if event is not None:
        return event.at
    return last_value(history, "closed_at") if policy["closed_resolves"] else None


def find_response(history: list[Record], meaning: Meaning, policy: dict, opened: int) -> int | None:
    """First response is the first `responded` at or after the opening; without one the first `resolved` event, without
    that `resolved_at`; `responded_at` wins over all. What resolves under `closed_resolves` stands in like it.
    """
    column = last_value(history, "responded_at")
    if column is not None:
        return column
    for event in events_of(history):
        if event.event in meaning.responded and event.at >= opened:
            return event.at
    resolving = resolving_events(history, meaning, policy)
    return resolving[0].at if resolving else find_resolution(history, meaning, policy)


def find_pauses(history: list[Record], meaning: Meaning, as_of: int) -> list[tuple[str, Span]]:
    """Paused until the ticket's next event of any value."""
    events = events_of(history)
    ends = [*(event.at for event in events[1:]), as_of]
    stretches = [(event.event, (event.at, end)) for event, end in zip(events, ends, strict=False)]
    return [(value, span) for value, span in stretches if value in meaning.paused]


@dataclass
class SolvedSpan:
    """From the first `resolved` event to the event that reopens the ticket."""

    solved_at: int
    reopened_at: int
    reopened_by: Record


def find_solved_spans(history: list[Record], meaning: Meaning, policy: dict) -> list[SolvedSpan]:
    """A reopening is the first `responded` or `paused` event after a `resolved` one."""
    spans = []
    solved_at = None
    resolving = resolving_events(history, meaning, policy)
    for event in events_of(history):
        if solved_at is not None and event.event in meaning.responded | meaning.paused:
            spans.append(SolvedSpan(solved_at, event.at, event))
            solved_at = None
        elif solved_at is None and event in resolving:
            solved_at = event.at
    return spans


def gross_spans(history: list[Record], meaning: Meaning, policy: dict, opened: int, end: int) -> list[Span]:
    """The clock keeps running over a solved span; `excludes_solved` takes out the time from that first `resolved` to
    the reopening, `restarts` starts gross and net at the last reopening before the resolution.
    """
    solved = find_solved_spans(history, meaning, policy)
    if policy["reopen"] == "excludes_solved":
        return take_out((opened, end), [(span.solved_at, span.reopened_at) for span in solved])
    if policy["reopen"] == "restarts":
        before = [span.reopened_at for span in solved if reopens_before_resolution(span, history, meaning, policy)]
        opened = max([opened, *before])
    return [(opened, end)]


def reopens_before_resolution(span: SolvedSpan, history: list[Record], meaning: Meaning, policy: dict) -> bool:
    """Between events the order of events decides, against a column the stamps do."""
    column = last_value(history, "resolved_at")
    if column is not None:
        return span.reopened_at < column
    resolution = chosen_resolution(history, meaning, policy)
    if resolution is None:
        return True
    places = [id(record) for record in history]
    return places.index(id(span.reopened_by)) < places.index(id(resolution))


def take_out(whole: Span, pieces: Iterable[Span]) -> list[Span]:
    """A span without some pieces; what lies outside it, or is empty, changes nothing."""
    start, end = whole
    left = []
    for piece_start, piece_end in sorted(pieces):
        piece_start, piece_end = max(piece_start, start), min(piece_end, end)
        if piece_start < piece_end:
            left.append((start, piece_start))
            start = piece_end
    left.append((start, end))
    return [(start, end) for start, end in left if start < end]


# Working time


class Calendar:
    """The opening hours of some years as instants, found date by date."""

    def __init__(self, terms: dict, first: int, last: int) -> None:
        calendar = terms["calendar"]
        self.zone = ZoneInfo(calendar["timezone"])
        days = [self.date_of(first) + timedelta(days=n) for n in range(-2, (last - first) // DAY + 4)]
        closed = {date.fromisoformat(str(text)) for text in calendar.get("closed", [])}
        closed |= country_holidays(calendar.get("holidays"), {day.year for day in days[1:-1]})
        hours = {day: [read_window(pair) for pair in pairs] for day, pairs in calendar["hours"].items()}
        self.openings: list[Span] = []
        self.shut = closed if terms.get("policy", {}).get("holiday") == "midnight" else set()
        for day in days:
            windows = [] if day in closed - self.shut else hours.get(WEEKDAYS[day.weekday()], [])
            for window in windows:
                self.openings += self.instants_of(day, window)
        self.openings = unite(self.openings)
        self.starts = [start for start, _ in self.openings]
        self.before = [0]
        for start, end in self.openings:
            self.before.append(self.before[-1] + end - start)

    def date_of(self, instant: int) -> date:
        return datetime.fromtimestamp(instant, self.zone).date()

    def month_of(self, instant: int) -> str:
        """Months are in the calendar's zone."""
        return self.date_of(instant).strftime("%Y-%m")

    def instants_of(self, day: date, window: tuple[int, int]) -> list[Span]:
        """The instants at which the wall clock is inside a window; one past midnight is taken in its two dates.

        A date that is shut from midnight to midnight has no part of any window, and takes none from the other date.
        """
        start, end = window
        midnight = DAY // 60
        pieces = [(day, start, min(end, midnight)), (day + timedelta(days=1), max(start - midnight, 0), end - midnight)]
        return [
            span
            for piece in pieces
            if piece[1] < piece[2] and piece[0] not in self.shut
            for span in self.instants_on(*piece)
        ]

    def instants_on(self, day: date, start: int, end: int) -> Iterator[Span]:
        """On a quiet day the wall clock less its offset; near a change of the clocks every minute is looked at."""
        midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        offsets = {
            datetime.fromtimestamp(midnight + hours * 3600, self.zone).utcoffset() for hours in range(-24, 49, 6)
        }
        if len(offsets) == 1:
            offset = int(offsets.pop().total_seconds())
            yield midnight + start * 60 - offset, midnight + end * 60 - offset
            return
        for minute in range(midnight - DAY, midnight + 2 * DAY, 60):
            wall = datetime.fromtimestamp(minute, self.zone)
            if wall.date() == day and start <= wall.hour * 60 + wall.minute < end:
                yield minute, minute + 60

    def seconds_before(self, instant: int) -> int:
        """Working seconds from the beginning of the calendar to an instant."""
        place = bisect_right(self.starts, instant)
        if place == 0:
            return 0
        return self.before[place - 1] + min(instant, self.openings[place - 1][1]) - self.starts[place - 1]

    def seconds(self, spans: Iterable[Span]) -> int:
        """Seconds are real seconds inside wall-clock windows. An end before the start is 0."""
        return sum(self.seconds_before(end) - self.seconds_before(start) for start, end in spans if start < end)

    def deadline(self, start: int, spans: list[Span], limit: int) -> int | None:
        """The least instant at which the limit is used up, while the clock runs over these spans; a limit of 0 gives
        the start; None where the spans end before.
        """
        if limit == 0:
            return start
        left = limit
        for span_start, span_end in spans:
            for opening_start, opening_end in self.openings[max(bisect_right(self.starts, span_start) - 1, 0) :]:
                if opening_start >= span_end:
                    break
                worked_from, worked_to = max(opening_start, span_start), min(opening_end, span_end)
                if worked_from >= worked_to:
                    continue
                if worked_to - worked_from >= left:
                    return worked_from + left
                left -= worked_to - worked_from
        return None


def unite(spans: list[Span]) -> list[Span]:
    """The windows of a date are united."""
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def read_window(pair: list[str]) -> tuple[int, int]:
    """A window that ends at or before its start runs into the next day (equal ends are 24 hours)."""
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in pair)
    return (start, end) if start < end else (start, end + DAY // 60)


def country_holidays(place: str | None, years: set[int]) -> set[date]:
    """`holidays` is a country or country-subdivision; a year without data is an error."""
    if not place:
        return set()
    import holidays

    country, _, subdivision = place.partition("-")
    known = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    for year in sorted(years):
        if not known.start_year <= year <= known.end_year:
            raise BadInput(f"no holidays of {place} are known for {year}")
    return set(known)


# One ticket, judged


@dataclass
class Case:
    """A ticket with its clocks and the verdicts on it."""

    ticket: str
    priority: str | None
    opened_at: int
    responded_at: int | None
    resolved_at: int | None
    resolved_month: str | None
    gross: int
    net: int
    response: int
    paused: dict[str, int]
    reported: str | None
    verdicts: list[Verdict] = field(default_factory=list)


@dataclass
class Verdict:
    """What one service level says of one ticket; `month` is None while it belongs to none."""

    level: str
    verdict: str
    late: int | None
    month: str | None
    priority: str | None


class Hearing:
    """All tickets of some files, judged; nothing is counted yet."""

    def __init__(self, files: list[str | bytes], terms: dict, given_as_of: str | None) -> None:
        self.terms = terms
        self.policy = DEFAULT_POLICY | terms.get("policy", {})
        self.meaning = Meaning.of(terms)
        records = read_records(files, terms)
        self.as_of = find_as_of(records, terms, given_as_of)
        rejected = [record for record in records if record.rejected]
        read = forget_what_comes_after([record for record in records if not record.rejected], self.as_of)
        tickets = gather_tickets(read, terms)
        self.rejected = len(rejected) + sum(record.rejected for record in read)
        self.problems = list_unknown_events(read, terms)
        self.excluded: list[dict] = []
        openings = self.find_openings(tickets)
        self.calendar = Calendar(terms, min([self.as_of, *openings.values()]), self.as_of)
        self.cases = [self.judge_ticket(name, tickets[name], opened) for name, opened in openings.items()]
        self.problems += [problem for record in rejected + read for problem in record.problems]

    def find_openings(self, tickets: dict[str, list[Record]]) -> dict[str, int]:
        """Tickets opened after `as_of` are left out; so is one of which nobody can say when it was opened."""
        openings = {}
        for name, history in tickets.items():
            opened = find_opening(history, self.policy)
            if opened is None:
                self.excluded.append({"ticket": name, "reason": "no-opening"})
            elif opened > self.as_of:
                self.excluded.append({"ticket": name, "reason": "opened-after-as-of"})
            else:
                openings[name] = opened
        return openings

    def judge_ticket(self, name: str, history: list[Record], opened: int) -> Case:
        """A resolved ticket's clock runs from its opening to its resolution, an open one's (also one closed without a
        resolution) to `as_of`; a pause counts only inside that span.
        """
        resolved = find_resolution(history, self.meaning, self.policy)
        responded = find_response(history, self.meaning, self.policy, opened)
        self.list_ends_before_start(history, opened, resolved)
        end = self.as_of if resolved is None else resolved
        pauses = find_pauses(history, self.meaning, self.as_of)
        gross = gross_spans(history, self.meaning, self.policy, opened, end)
        net = without_pauses(gross, pauses)
        response = self.response_spans(opened, responded, pauses)
        case = Case(
            ticket=name,
            priority=self.priority_of(history),
            opened_at=opened,
            responded_at=responded,
            resolved_at=resolved,
            resolved_month=None if resolved is None else self.calendar.month_of(resolved),
            gross=self.calendar.seconds(gross),
            net=self.calendar.seconds(net),
            response=self.calendar.seconds(response),
            paused=self.paused_seconds(gross, pauses),
            reported=self.reported_verdict(history),
        )
        for level in self.terms.get("service_level", []):
            if level["metric"] == "resolution":
                start = gross[0][0] if gross else opened
                verdict = self.judge_level(level, history, case, start, net, resolved, net)
            else:
                until_now = self.response_spans(opened, None, pauses)
                verdict = self.judge_level(level, history, case, opened, response, responded, until_now)
            if verdict:
                case.verdicts.append(verdict)
        return case

    def response_spans(self, opened: int, responded: int | None, pauses: list[tuple[str, Span]]) -> list[Span]:
        """First response is never net of pauses unless `response_pauses`."""
        whole = [(opened, self.as_of if responded is None else responded)]
        return without_pauses(whole, pauses) if self.policy["response_pauses"] else whole

    def paused_seconds(self, gross: list[Span], pauses: list[tuple[str, Span]]) -> dict[str, int]:
        """The working seconds taken out, by event value; they add up to gross minus net."""
        taken: dict[str, int] = {}
        for value, (start, end) in pauses:
            inside = [(max(start, span_start), min(end, span_end)) for span_start, span_end in gross]
            taken[value] = taken.get(value, 0) + self.calendar.seconds(inside)
        return taken

    def priority_of(self, history: list[Record]) -> str | None:
        """`priority` is "final", or "at_opening": the first non-blank value."""
        return (first_value if self.policy["priority"] == "at_opening" else last_value)(history, "priority")

    def priority_for(
        self, level: dict, history: list[Record], case: Case, start: int, spans: list[Span], stopped: int | None
    ) -> str | None:
        """`"at_breach"`: a level judges a ticket that held its priority when the level's limit was used up or, never
        used up, at the end.
        """
        if self.policy["priority"] != "at_breach":
            return case.priority
        moment = self.calendar.deadline(start, spans, read_limit(level["within"]))
        if moment is None:
            moment = self.as_of if stopped is None else stopped
        return value_at(history, "priority", moment)

    def judge_level(
        self,
        level: dict,
        history: list[Record],
        case: Case,
        start: int,
        spans: list[Span],
        stopped: int | None,
        until_now: list[Span],
    ) -> Verdict | None:
        """Judged on every ticket whose priority it names ("*": all); each level by itself.

        Verdicts are taken on seconds used (`used > limit` is a miss), never on a deadline compared with a closing
        time: an open ticket past its limit is missed.
        """
        priority = self.priority_for(level, history, case, start, spans, stopped)
        if level["priority"] not in ("*", priority):
            return None
        limit = read_limit(level["within"])
        used = self.calendar.seconds(spans)
        if used > limit:
            word = "missed"
        else:
            word = "running" if stopped is None else "met"
        return Verdict(
            level=level["name"],
            verdict=word,
            late=used - limit if word == "missed" else None,
            month=self.month_of_verdict(word, case.resolved_at, self.calendar.deadline(start, until_now, limit)),
            priority=priority,
        )

    def month_of_verdict(self, word: str, resolved: int | None, limit_passed: int | None) -> str | None:
        """In a monthly scorecard a ticket belongs to the month in which it was resolved, or in which its limit passed
        (the deadline as `calc worktime` gives it, whether or not it was answered by then) if that came first; running
        tickets belong to no month.
        """
        moments = [moment for moment in (resolved, limit_passed) if moment is not None]
        if word == "running" or not moments:
            return None
        return self.calendar.month_of(min(moments))

    def reported_verdict(self, history: list[Record]) -> str | None:
        """True, met, yes against false, missed, no; anything else is listed."""
        value = last_value(history, "reported_verdict")
        if value is not None and reported_word(value) is None:
            record = next(record for record in reversed(history) if record.values["reported_verdict"] == value)
            record.object_to(self.terms["file"]["columns"]["reported_verdict"], value, "unknown-verdict")
        return value

    def list_ends_before_start(self, history: list[Record], opened: int, resolved: int | None) -> None:
        """An end before the start is 0, and worth a look; a stand-in for the response is not listed twice."""
        for column, instant in (("responded_at", last_value(history, "responded_at")), ("resolved_at", resolved)):
            if instant is not None and instant < opened:
                heading = self.terms["file"]["columns"].get(column, column)
                history[-1].object_to(heading, write_stamp(instant), "ends-before-start")


def without_pauses(spans: list[Span], pauses: list[tuple[str, Span]]) -> list[Span]:
    return [piece for span in spans for piece in take_out(span, [pause for _, pause in pauses])]


def reported_word(value: str) -> str | None:
    word = value.strip().lower()
    if word in SAYS_MET:
        return "met"
    return "missed" if word in SAYS_MISSED else None


def read_limit(text: str) -> int:
    """Working time in hours and minutes ("40h", "1h30m"); days are refused."""
    found = re.fullmatch(r"(?:(\d+)h)?(?:(\d+)m)?", text)
    if not text or not found:
        raise BadInput(f"within: {text!r} is no working time in hours and minutes")
    return int(found[1] or 0) * 3600 + int(found[2] or 0) * 60


# Counting


def scorecard(hearing: Hearing, month: str | None) -> dict:
    """With a month, `tickets`, `resolved`, seconds and pauses cover the tickets resolved in it, each level has its own
    members, `open` is the whole file. Without one the whole file is one period and credits are left out.
    """
    cases = [case for case in hearing.cases if month in (None, case.resolved_month)]
    resolved = [case for case in cases if case.resolved_at is not None]
    levels = [level_result(level, hearing, month) for level in hearing.terms.get("service_level", [])]
    return {
        "as_of": write_stamp(hearing.as_of),
        "month": month,
        "policy": hearing.policy,
        "tickets": len(cases),
        "resolved": len(resolved),
        "open": sum(case.resolved_at is None for case in hearing.cases),
        "rejected": hearing.rejected,
        "excluded": hearing.excluded,
        "working_seconds": working_seconds(cases),
        "paused_seconds": paused_seconds(resolved, hearing.meaning),
        "service_levels": levels,
        "credits": [] if month is None else credits_owed(hearing, month),
        "problems": hearing.problems,
    }


def working_seconds(cases: list[Case]) -> dict:
    """Gross is without pauses taken out; sums and percentiles are over resolved tickets, net unless named gross;
    `first_response` is over tickets that have one, stand-ins included.
    """
    resolved = [case for case in cases if case.resolved_at is not None]
    responses = [case.response for case in cases if case.responded_at is not None]
    return {
        "resolution": {
            "gross": sum(case.gross for case in resolved),
            "net": sum(case.net for case in resolved),
            **percentiles([case.net for case in resolved]),
        },
        "first_response": {"total": sum(responses), **percentiles(responses)},
    }


def percentiles(numbers: list[int]) -> dict[str, int | None]:
    """Nearest rank; null under 20 tickets for p95."""
    return {
        "p50": nearest_rank(numbers, 50),
        "p90": nearest_rank(numbers, 90),
        "p95": nearest_rank(numbers, 95) if len(numbers) >= FEWEST_FOR_P95 else None,
    }


def nearest_rank(numbers: list[int], percent: int) -> int | None:
    """The smallest number that at least so many per cent of the numbers do not exceed."""
    if not numbers:
        return None
    rank = -(-percent * len(numbers) // 100)
    return sorted(numbers)[rank - 1]


def paused_seconds(resolved: list[Case], meaning: Meaning) -> dict[str, int]:
    """The working seconds taken out, by event value, over resolved tickets."""
    return {value: sum(case.paused.get(value, 0) for case in resolved) for value in sorted(meaning.paused)}


def members_of(level: dict, hearing: Hearing, month: str | None) -> list[tuple[Case, Verdict]]:
    """Each level has its own members."""
    return [
        (case, verdict)
        for case in hearing.cases
        for verdict in case.verdicts
        if verdict.level == level["name"] and month in (None, verdict.month)
    ]


def level_result(level: dict, hearing: Hearing, month: str | None) -> dict:
    """Attainment is met / (met + missed), rounded half up (`keeps` uses the exact share); where nothing was judged it,
    `keeps`, `low` and `high` are null. `chance`: low <= target <= high; `too_few`: under twelve judged.
    """
    members = members_of(level, hearing, month)
    met = sum(verdict.verdict == "met" for _, verdict in members)
    missed = sum(verdict.verdict == "missed" for _, verdict in members)
    judged = met + missed
    target = read_share(level["target"])
    low, high = wilson(met, judged) if judged else (None, None)
    result = {
        "name": level["name"],
        "met": met,
        "missed": missed,
        "running": sum(verdict.verdict == "running" for _, verdict in members),
        "attainment": write_share(Fraction(met, judged)) if judged else None,
        "low": low,
        "high": high,
        "chance": bool(judged) and low <= float(target) <= high,
        "too_few": judged < FEWEST_TO_TELL,
        "keeps": Fraction(met, judged) >= target if judged else None,
    }
    if "reported_verdict" in hearing.terms["file"]["columns"]:
        result["reported"] = compare_with_reported(members)
    return result


def compare_with_reported(members: list[tuple[Case, Verdict]]) -> dict[str, int]:
    """What the file says of the same tickets, and of how many it says the opposite of us."""
    words = [(verdict.verdict, reported_word(case.reported or "")) for case, verdict in members]
    return {
        "met": sum(theirs == "met" for _, theirs in words),
        "missed": sum(theirs == "missed" for _, theirs in words),
        "differ": sum({ours, theirs} == {"met", "missed"} for ours, theirs in words),
    }


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """`low` and `high` are unrounded Wilson 95 %."""
    z = NormalDist().inv_cdf(0.975)
    share = successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    reach = z / (1 + z * z / trials) * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def credits_owed(hearing: Hearing, month: str) -> list[dict]:
    """Share of the monthly fee by attainment; of several, the lowest "below" that holds."""
    owed = []
    for level in hearing.terms.get("service_level", []):
        words = [verdict.verdict for _, verdict in members_of(level, hearing, month)]
        met, judged = words.count("met"), words.count("met") + words.count("missed")
        steps = [credit for credit in hearing.terms.get("credit", []) if credit["service_level"] == level["name"]]
        holding = [step for step in steps if judged and Fraction(met, judged) < read_share(step["below"])]
        if holding:
            lowest = min(holding, key=lambda step: read_share(step["below"]))
            owed.append({"service_level": level["name"], "owed": lowest["owed"]})
    return owed


def months_of(hearing: Hearing) -> list[str]:
    """Every month, from the first to the last in which a ticket was resolved or judged."""
    named = {case.resolved_month for case in hearing.cases}
    named |= {verdict.month for case in hearing.cases for verdict in case.verdicts}
    named.discard(None)
    if not named:
        return []
    months = [min(named)]
    while months[-1] < max(named):
        year, month = (int(part) for part in months[-1].split("-"))
        months.append(f"{year}-{month + 1:02}" if month < 12 else f"{year + 1}-01")
    return months


def read_share(text: str) -> Fraction:
    if not text.endswith("%"):
        raise BadInput(f"{text!r} is no percentage")
    return Fraction(text[:-1]) / 100


def write_share(share: Fraction) -> str:
    """Rounded half up."""
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return str(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP))


# Rows


def rows_of(case: Case, month: str | None) -> Iterator[dict]:
    """Stamps in UTC with Z, seconds of open tickets up to `as_of`, `late_seconds` blank unless missed."""
    verdicts = [verdict for verdict in case.verdicts if month in (None, verdict.month)]
    for verdict in verdicts:
        yield row_of(case, verdict)
    if not case.verdicts and month in (None, case.resolved_month):
        yield row_of(case, Verdict(level="", verdict="", late=None, month=None, priority=case.priority))


def row_of(case: Case, verdict: Verdict) -> dict:
    return {
        "ticket": case.ticket,
        "priority": verdict.priority or "",
        "opened_at": write_stamp(case.opened_at),
        "responded_at": "" if case.responded_at is None else write_stamp(case.responded_at),
        "resolved_at": "" if case.resolved_at is None else write_stamp(case.resolved_at),
        "gross_seconds": case.gross,
        "net_seconds": case.net,
        "response_seconds": case.response,
        "level": verdict.level,
        "verdict": verdict.verdict,
        "late_seconds": "" if verdict.late is None else verdict.late,
        "reported_verdict": case.reported or "",
    }


def write_stamp(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
