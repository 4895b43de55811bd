"""Which instant does each stamp of a column name?

Stamps are recognised, never guessed. All stamps with the same layout (digits in the same places) are read in one
vectorised step, so a million cost little more than one. Whether day or month comes first is settled only by stamps
that allow one order alone; where none does, the terms must say.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from goodhands.foundation.rules.sentences import Refused, said
from goodhands.foundation.rules.strict import shown
from goodhands.foundation.rules.zones import DAY, Flags, Instants

Bytes = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.intp]
Numbers = npt.NDArray[np.int32]

READ, EMPTY, NOT_A_STAMP, NO_SUCH_TIME, NO_TIME_OF_DAY = range(5)
REASONS = {
    NOT_A_STAMP: said("is not a date with a time of day"),
    NO_SUCH_TIME: said("is a date or time that does not exist"),
    NO_TIME_OF_DAY: said("has a date but no time of day"),
}

_SLAB = 1 << 16  # cells read at once: what fits the cache is read several times as fast
_LONGEST = 64
_MOST_LAYOUTS = 48
_SENTINEL_DAY = -25_567  # 1900-01-01: several help desks write it for "not set"
_ALWAYS_BLANK = {b"", b"1900-01-01", b"01/01/1900", b"1/1/1900", b"01.01.1900", b"1.1.1900"}
_SPACE = rb"(?: |\xc2\xa0|\xe2\x80\xaf)"
_TIME = (
    rb"(?:[Tt]|,?" + _SPACE + rb"+)(?P<H>\d{1,2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,]\d+)?)?"
    rb"(?:" + _SPACE + rb"?(?P<p>[AaPp])\.?[Mm]\.?)?" + _SPACE + rb"?(?P<z>[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?"
)
_YEAR_FIRST = rb"(?P<Y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
_YEAR_LAST = rb"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<Y>\d{4})"
_KNOWN = [re.compile(date + _TIME) for date in (_YEAR_FIRST, _YEAR_LAST)]
_DATE_ONLY = re.compile(_YEAR_FIRST + b"|" + _YEAR_LAST.replace(b"sep", b"sep2").replace(b"<Y>", b"<Y2>"))
_NAME = rb"(?P<b3>(?:[A-Za-z]|[\xc3-\xc5][\x80-\xbf]){3,12}\.?)"
_DIRECTIVES = {
    "Y": rb"(?P<Y>\d{4})", "y": rb"(?P<y>\d{2})", "m": rb"(?P<m>\d{1,2})", "d": rb"(?P<d>\d{1,2})",
    "b": _NAME, "B": _NAME, "H": rb"(?P<H>\d{1,2})", "I": rb"(?P<H>\d{1,2})",
    "M": rb"(?P<M>\d{1,2})", "S": rb"(?P<S>\d{1,2})", "f": rb"\d{1,9}",
    "p": rb"(?P<p>[AaPp])\.?" + _SPACE + rb"?[Mm]\.?",
    "z": rb"(?P<z>[Zz]|[+-]\d{2}(?::?\d{2})?)", "%": b"%",
}  # fmt: skip
_MONTHS = (
    "jan jän ene gen", "feb fév fev", "mar mär mrz maa mrt", "apr avr abr", "may mai mei mag", "jun juin giu",
    "jul juil lug", "aug aoû ago", "sep set", "oct okt out ott", "nov", "dec dez déc dic",
)  # fmt: skip
"""How the names of months begin in English, German, French, Spanish, Dutch, Portuguese and Italian."""
_MONTH = {start: number for number, starts in enumerate(_MONTHS, 1) for start in starts.split()}


class UnclearFormat(Refused):
    """A `time_format` names no instant."""


class OrderUnknown(ValueError):
    """Nothing tells whether day or month comes first, or the stamps contradict each other.

    `examples` are the (column, row) of one stamp that leaves it open, or of two that contradict.
    """

    def __init__(self, examples: Sequence[tuple[int, int]]) -> None:
        super().__init__("day or month first")
        self.examples = examples


@dataclass(frozen=True, slots=True)
class Stamps:
    """A column of stamps: `state` says READ, EMPTY or what is wrong; `seconds` are UTC where `zoned`, else wall clock.

    `to_the_minute` is true when no stamp carries seconds: a difference of two may then be off by under a minute.
    """

    seconds: Instants
    state: npt.NDArray[np.int8]
    zoned: Flags
    to_the_minute: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Stamps of one layout of which the order is open: `first` and `second` are day and month in either order."""

    column: int
    rows: Rows
    year: Numbers
    first: Numbers
    second: Numbers
    rest: Numbers
    good: Flags


def read_stamps(
    columns: Sequence[pa.StringArray], time_format: str | None = None, nulls: Sequence[str] = ("",)
) -> list[Stamps]:
    """All stamp columns of a file at once, so that one column may settle the order of day and month for another."""
    known = [format_pattern(time_format)] if time_format else _KNOWN
    blanks = {null.strip().encode() for null in nulls} | _ALWAYS_BLANK
    found: list[Stamps] = []
    undecided: list[_Group] = []
    for number, column in enumerate(columns):
        count = len(column)
        stamps = Stamps(np.zeros(count, np.int64), np.zeros(count, np.int8), np.zeros(count, bool), False)
        with_seconds = False
        for begin in range(0, count, _SLAB):
            for sample, rows, matrix in _layouts(column[begin : begin + _SLAB]):
                with_seconds |= _read_group(number, sample, rows + begin, matrix, known, blanks, stamps, undecided)
        found.append(Stamps(stamps.seconds, stamps.state, stamps.zoned, not with_seconds))
    if undecided:
        _settle(undecided, found)
    return found


@cache
def format_pattern(time_format: str) -> re.Pattern[bytes]:
    """The pattern of a `time_format` written in the directives of strptime; UnclearFormat where it names no instant."""
    parts, seen = [], set()
    for token in re.findall(r"%.?|[^%]+", time_format):
        if not token.startswith("%"):
            if re.search(r"\d", token):
                raise UnclearFormat(said("holds the digits {found}, which no directive explains", found=shown(token)))
            parts.append(re.sub(r"(?:\\ )+", lambda _: "\0", re.escape(token)).encode().replace(b"\0", _SPACE + b"+"))
            continue
        letter = token[1:]
        if letter not in _DIRECTIVES:
            known = ", ".join(f"%{known}" for known in _DIRECTIVES)
            raise UnclearFormat(said("holds {found}; known are {known}", found=shown(token), known=known))
        if letter in seen and letter != "%":
            raise UnclearFormat(said("holds {found} twice", found=shown(token)))
        seen.add(letter)
        parts.append(_DIRECTIVES[letter])
    if len(seen & set("Yy")) != 1 or len(seen & set("mbB")) != 1 or "d" not in seen:
        raise UnclearFormat(said("must name year, month and day once each, as in %d/%m/%Y %H:%M, not {found}",
                                 found=shown(time_format)))  # fmt: skip
    if len(seen & set("HI")) > 1 or ("I" in seen) != ("p" in seen):
        raise UnclearFormat(said("must name the hour as %H, or as %I with %p, not {found}", found=shown(time_format)))
    return re.compile(b"".join(parts))


def _layouts(column: pa.StringArray) -> Iterator[tuple[bytes, Rows, Bytes]]:
    """The cells of a column by layout: a sample, the rows, and their bytes as a matrix (length x rows)."""
    _, offsets_buffer, data_buffer = column.buffers()
    if not len(column):
        return
    offsets = np.frombuffer(offsets_buffer, np.int32)[column.offset : column.offset + len(column) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.empty(0, np.uint8)
    lengths = np.diff(offsets)
    for length in np.unique(lengths) if lengths.min() != lengths.max() else lengths[:1]:
        rows = np.flatnonzero(lengths == length)
        if length > _LONGEST:
            yield (b"\xff" * (_LONGEST + 1), rows, np.zeros((0, len(rows)), np.uint8))
            continue
        whole = len(rows) == len(column)
        cells = data[offsets[0] : offsets[-1]] if whole else data[offsets[rows][:, None] + np.arange(length)]
        yield from _by_pattern(rows, np.ascontiguousarray(cells.reshape(len(rows), length).T))


def _by_pattern(rows: Rows, matrix: Bytes) -> Iterator[tuple[bytes, Rows, Bytes]]:
    """Cells of one length by what stands where there is no digit, and by where the digits are."""
    for _ in range(_MOST_LAYOUTS):
        if not len(rows):
            return
        sample = matrix[:, 0].tobytes()
        same = np.ones(len(rows), bool)
        for place, byte in zip(matrix, sample, strict=True):
            same &= place - 48 < 10 if 48 <= byte < 58 else place == byte  # unsigned: below "0" wraps round
        if same.all():
            yield sample, rows, matrix
            return
        yield sample, rows[same], matrix[:, same]
        rows, matrix = rows[~same], matrix[:, ~same]
    for i in range(len(rows)):  # a column of many layouts is hardly one of stamps: one by one
        yield matrix[:, i].tobytes(), rows[i : i + 1], matrix[:, i : i + 1]


def _read_group(
    number: int,
    sample: bytes,
    rows: Rows,
    matrix: Bytes,
    known: Sequence[re.Pattern[bytes]],
    blanks: set[bytes],
    stamps: Stamps,
    undecided: list[_Group],
) -> bool:
    """Read the stamps of one layout into `stamps`; true when they carry seconds."""
    match = next((m for m in (pattern.fullmatch(sample.strip()) for pattern in known) if m), None)
    if not match:
        empty = sample.strip() in blanks and not re.search(rb"\d", sample)
        dated = _DATE_ONLY.fullmatch(sample.strip())
        stamps.state[rows] = EMPTY if empty else NO_TIME_OF_DAY if dated else NOT_A_STAMP
        _blank_out(rows, matrix, blanks, stamps)
        return False
    matrix = matrix[len(sample) - len(sample.lstrip()) :]
    numbers = {name: _number(matrix, match.span(name)) for name in "HMSYymdab" if match.groupdict().get(name)}
    rest, good = _time_of_day(matrix, match, numbers)
    stamps.zoned[rows] = bool(match.groupdict().get("z"))
    year = numbers["Y"] if "Y" in numbers else numbers["y"] + np.where(numbers["y"] < 69, 2000, 1900)
    if "a" in numbers:
        undecided.append(_Group(number, rows, year, numbers["a"], numbers["b"], rest, good))
    else:
        month = numbers["m"] if "m" in numbers else np.full_like(year, _month_named(match["b3"]))
        _date(stamps, rows, year, month, numbers["d"], rest, good)
    _blank_out(rows, matrix, blanks, stamps)
    return "S" in numbers


def _time_of_day(matrix: Bytes, match: re.Match[bytes], numbers: dict[str, Numbers]) -> tuple[Numbers, Flags]:
    """Seconds after midnight, less the offset from UTC where there is one, and which of them are possible."""
    zero = np.zeros(matrix.shape[1], np.int32)
    hour, minute, second = (numbers.get(name, zero) for name in "HMS")
    good = (hour < 24) & (minute < 60) & (second < 60)
    half = match.groupdict().get("p")
    if half:
        good &= (hour >= 1) & (hour <= 12)
        hour = hour % 12 + (12 if half in b"Pp" else 0)
    rest = hour * 3600 + minute * 60 + second
    if not match.groupdict().get("z"):
        return rest, good
    offset, sound = _offset(matrix, match)
    return rest - offset, good & sound


def _blank_out(rows: Rows, matrix: Bytes, blanks: set[bytes], stamps: Stamps) -> None:
    """Cells that hold one of the words for blank are blank even where they could be read."""
    for blank in blanks:
        if len(blank) == len(matrix) and blank:
            stamps.state[rows[(np.frombuffer(blank, np.uint8) == matrix.T).all(axis=1)]] = EMPTY


def _number(matrix: Bytes, span: tuple[int, int]) -> Numbers:
    value: Numbers = (matrix[span[0]] - 48).astype(np.int32)
    for place in range(span[0] + 1, span[1]):
        value *= 10
        value += matrix[place] - 48
    return value


def _offset(matrix: Bytes, match: re.Match[bytes]) -> tuple[Numbers, Flags]:
    """Seconds by which the stamps are ahead of UTC, and which of them are possible."""
    start, stop = match.span("z")
    written = match["z"]
    if written[:1] not in b"+-":
        return np.zeros(matrix.shape[1], np.int32), np.ones(matrix.shape[1], bool)
    hours = _number(matrix, (start + 1, start + 3))
    minutes = _number(matrix, (stop - 2, stop)) if stop - start > 3 else np.zeros(matrix.shape[1], np.int32)
    seconds = hours * 3600 + minutes * 60
    return (-seconds if written[:1] == b"-" else seconds), (hours < 24) & (minutes < 60)


def _month_named(name: bytes) -> int:
    """The number of a month from its name, 0 for anything else."""
    text = name.decode("utf-8", "replace").casefold()
    return _MONTH.get(text[:3]) or _MONTH.get(text[:4], 0)


@cache
def _month_starts() -> Instants:
    """The day since 1970 on which each month of the years 0 to 10,000 begins."""
    return np.arange("0000-01", "10000-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _exists(year: Numbers, month: Numbers, day: Numbers) -> Flags:
    starts = _month_starts()
    index = year * 12 + np.clip(month, 1, 12) - 1
    return (year > 0) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= starts[index + 1] - starts[index])


def _date(stamps: Stamps, rows: Rows, year: Numbers, month: Numbers, day: Numbers, rest: Numbers, good: Flags) -> None:
    good = good & _exists(year, month, day)
    days = _month_starts()[year * 12 + np.clip(month, 1, 12) - 1] + day - 1
    stamps.seconds[rows] = days * DAY + rest
    stamps.state[rows] = np.where(good, np.where(days == _SENTINEL_DAY, EMPTY, READ), NO_SUCH_TIME)


def _settle(undecided: Sequence[_Group], found: Sequence[Stamps]) -> None:
    """Decide whether day or month comes first, from stamps that allow only one of them."""
    proof: dict[bool, tuple[int, int]] = {}
    open_at: tuple[int, int] | None = None
    for group in undecided:
        judged = group.good & (found[group.column].state[group.rows] != EMPTY)
        day_first = judged & _exists(group.year, group.second, group.first)
        month_first = judged & _exists(group.year, group.first, group.second)
        for order, alone in ((True, day_first & ~month_first), (False, month_first & ~day_first)):
            if alone.any():
                proof.setdefault(order, (group.column, int(group.rows[alone.argmax()])))
        either = day_first & month_first & (group.first != group.second)
        if either.any() and open_at is None:
            open_at = (group.column, int(group.rows[either.argmax()]))
    if len(proof) == 2:
        raise OrderUnknown([proof[True], proof[False]])
    if not proof and open_at:
        raise OrderUnknown([open_at])
    for group in undecided:
        day, month = (group.second, group.first) if False in proof else (group.first, group.second)
        empty = group.rows[found[group.column].state[group.rows] == EMPTY]
        _date(found[group.column], group.rows, group.year, month, day, group.rest, group.good)
        found[group.column].state[empty] = EMPTY
