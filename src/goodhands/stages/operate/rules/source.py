"""What stands in the mapped columns of all sheets, one below the other, and what is odd about it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.strict import shown
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Flags, Instants, spans
from goodhands.stages.operate.rules.sheet import Problem, Sheet, Unreadable
from goodhands.stages.operate.rules.stamps import EMPTY, READ, REASONS, OrderUnknown, Stamps, read_stamps
from goodhands.stages.operate.rules.terms import STAMP_COLUMNS, Terms
from goodhands.stages.operate.rules.ticket_log import Codes, Rows

LONGEST = 1000


@dataclass(slots=True)
class Source:
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
                self.reject(lengths > LONGEST, role, said("is longer than {most:,} characters", most=LONGEST))

    def place(self, row: int, role: str) -> str:
        """Where a cell is and what it says, as a sentence begins."""
        file, heading = self.sheets[self.file_of[row]].file, shown(self.headings[role])
        value = shown(self.columns[role][row].as_py())
        return said("{file}, row {row}, column {heading}, {value}", file=file, row=int(self.row_of[row]),
                    heading=heading, value=value)  # fmt: skip

    def whole_row(self, row: int) -> tuple[tuple[str, str], ...]:
        """All cells of a row with their headings, to tell whether two rows are identical."""
        sheet = self.sheets[self.file_of[row]]
        local = row - int(np.searchsorted(self.file_of, self.file_of[row]))
        cells = zip(sheet.headings, sheet.columns, strict=True)
        return tuple(sorted((heading, column[local].as_py()) for heading, column in cells))


def ticket_codes(column: pa.StringArray, terms: Terms) -> tuple[Codes, pa.StringArray]:
    """The code of each row's ticket. Where a row is a ticket, telling that all ids differ saves encoding them."""
    if terms.file.shape == "tickets" and _all_differ(column, terms.file.nulls):
        return np.arange(len(column), dtype=np.int32), column
    return codes_of(column, terms.file.nulls)


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


def codes_of(column: pa.StringArray, nulls: Sequence[str]) -> tuple[Codes, pa.StringArray]:
    """Each cell as the code of its trimmed text, -1 where it is blank; texts in order of first appearance."""
    encoded = column.dictionary_encode()
    codes, texts = encoded.indices.to_numpy(), encoded.dictionary
    trimmed = pc.utf8_trim_whitespace(texts)
    if not trimmed.equals(texts):
        again = trimmed.dictionary_encode()
        codes, texts = again.indices.to_numpy()[codes], again.dictionary
    blank = pc.is_in(texts, pa.array(["", *(null.strip() for null in nulls)], pa.string())).to_numpy(False)
    return (np.where(blank[codes], -1, codes) if blank.any() else codes), texts


def instants_of(source: Source, terms: Terms) -> tuple[dict[str, Instants], list[tuple[str, Rows, str]], bool]:
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


def _order_sentence(source: Source, roles: Sequence[str], unknown: OrderUnknown) -> str:
    column, row = unknown.examples[0]
    place = source.place(row, roles[column])
    if len(unknown.examples) == 1:
        return said(
            "{place}: leaves open whether the day or the month comes first, and so does every stamp of the file; say "
            'which with time_format under [file], for example time_format = "%d/%m/%Y %H:%M"',
            place=place,
        )
    column, row = unknown.examples[1]
    return said(
        "{place}: has the day first, but the month comes first in {other}; say which with time_format under [file], "
        'for example time_format = "%d/%m/%Y %H:%M"',
        place=place, other=source.place(row, roles[column]),
    )  # fmt: skip


def _utc(source: Source, role: str, stamps: Stamps, terms: Terms, changes: list[tuple[str, Rows, str]]) -> Instants:
    readable = stamps.state == READ
    naive = readable & ~stamps.zoned
    seconds = stamps.seconds
    if naive.any():
        if terms.file.timezone is None:
            row = int(naive.argmax())
            raise Unreadable(_no_time_zone(source.place(row, role)))
        wall = seconds if naive.all() else seconds[naive]
        offsets = spans(terms.file.timezone, int(wall.min()), int(wall.max()))
        utc, gap, fold = offsets.utc(wall)
        for flags, reason in ((gap, _skipped(source.headings[role])), (fold, _came_twice(source.headings[role]))):
            if flags.any():
                changes.append((role, np.flatnonzero(naive)[flags], reason))
        if naive.all():
            return utc
        seconds = seconds.copy()
        seconds[naive] = utc
    return np.where(readable, seconds, BLANK)


def _skipped(heading: str) -> str:
    return said(
        "was skipped by a clock change and is moved forward by the gap ({heading} is on the clock of the file)",
        heading=heading,
    )


def _came_twice(heading: str) -> str:
    return said(
        "came twice at a clock change and is taken as the earlier ({heading} is on the clock of the file)",
        heading=heading,
    )


def _no_time_zone(place: str) -> str:
    return said(
        '{place}: has no time zone; say which with timezone under [file], for example timezone = "Europe/Rome"',
        place=place,
    )
