"""`goodhands manage make-tickets`: an invented help desk's export, as large as is wanted, to try things out with.

The same options give the same file, byte for byte. It is written part by part, so that its size costs no memory.
"""

import shlex
from argparse import ArgumentTypeError
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from goodhands.cli.files import written_whole
from goodhands.cli.main import OK, Parser, Refused
from goodhands.cli.progress import Progress

MOST, MOST_BAD = 100_000_000, 50


@dataclass
class _Written:
    """What has been written so far."""

    tickets: int = 0
    rows: int = 0
    size: int = 0
    spoilt: Counter[str] = field(default_factory=Counter)


def run(arguments: Sequence[str]) -> int:
    """Write the file, and the terms that fit it where they are asked for."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.until < given.begin:
        parser.error(f"--until {given.until} lies before --from {given.begin}")
    paths = [path for path in (given.out, given.terms) if path]
    if len(set(paths)) < len(paths):
        parser.error("--out and --terms name the same file")
    for path in paths:
        _refuse_to_overwrite(path, given.force)
    progress = Progress()
    try:
        written = _write(given, progress)
    except OSError as error:
        raise Refused(f"{' or '.join(map(str, paths))} cannot be written: {error.strerror or error}.") from None
    finally:
        progress.done()
    print(_summary(given, written))
    return OK


def _parser() -> Parser:
    says = "Write the ticket export of an invented help desk, to try things out with at size."
    parser = Parser(prog="goodhands manage make-tickets", description=says)
    parser.add_argument("--count", metavar="N", required=True, type=_count, help="how many tickets")
    parser.add_argument("--out", metavar="FILE", type=Path, default=Path("tickets.csv"), help="usually tickets.csv")
    parser.add_argument("--terms", metavar="FILE", type=Path, help="also write the terms that fit the file")
    parser.add_argument("--rows", choices=["tickets", "events"], default="tickets", help="what a row is; events tell "
                        "pauses and reopenings")  # fmt: skip
    parser.add_argument("--from", dest="begin", metavar="DATE", type=_date, default=date(2025, 1, 1),
                        help="the first day, such as 2025-01-01")  # fmt: skip
    parser.add_argument("--until", metavar="DATE", type=_date, default=date(2025, 12, 31),
                        help="the last day, such as 2025-12-31")  # fmt: skip
    parser.add_argument("--bad", metavar="PERCENT", type=_percent, default=0.0,
                        help="spoil about that share of the rows, as real exports are spoilt")  # fmt: skip
    parser.add_argument("--seed", metavar="S", type=_seed, default=1, help="another number gives other tickets")
    parser.add_argument("--force", action="store_true", help="replace files that are there already")
    return parser


def _whole(written: str, least: int, most: int, what: str) -> int:
    # The length first: a number of a million digits takes the language minutes to read.
    if not (written.isascii() and written.isdigit() and len(written) < 20 and least <= int(written) <= most):
        raise ArgumentTypeError(f"must be {what} from {least:,} to {most:,}, not {written[:40]}")
    return int(written)


def _count(written: str) -> int:
    return _whole(written, 1, MOST, "a number")


def _seed(written: str) -> int:
    return _whole(written, 0, 2**63 - 1, "a number")


def _percent(written: str) -> float:
    try:
        percent = float(written.removesuffix("%"))
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= MOST_BAD:
        raise ArgumentTypeError(f"must be a percentage from 0 to {MOST_BAD}, not {written[:40]}")
    return percent


def _date(written: str) -> date:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        found = date.min
    if len(written) != 10 or not 1970 < found.year < 2100:
        raise ArgumentTypeError(f"must be a date such as 2025-01-31, from 1971 to 2099, not {written[:40]}")
    return found


def _refuse_to_overwrite(path: Path, force: bool) -> None:
    if path.is_dir():
        raise Refused(f"{path} is a folder; name a file.")
    if path.exists() and not force:
        raise Refused(f"{path} exists already; name another file, or replace it with --force.")


def _write(given: Any, progress: Progress) -> _Written:
    from goodhands.foundation.rules.public_holidays import NoHolidaysKnown
    from goodhands.stages.operate.rules import many_rows, many_tickets

    done, chance = _Written(), _chance(given.seed, 0)
    try:
        desk = many_tickets.open_desk(chance, given.begin, given.until)
    except NoHolidaysKnown as unknown:
        raise Refused(f"No tickets can be made there: {unknown}.") from None
    days, spoiling = many_tickets.days_between(given.begin, given.until), _chance(given.seed, 1)
    with ExitStack() as files:
        out = files.enter_context(written_whole(given.out))
        if given.terms:
            files.enter_context(written_whole(given.terms)).write(many_rows.terms_of(desk, given.rows))
        for part in many_tickets.draw_tickets(chance, desk, days, given.count):
            _write_part(out, many_rows.csv_of(part, desk, given.rows), part.first == 0, given, spoiling, done)
            done.tickets += len(part)
            progress.step("making tickets", done.tickets / given.count)
    return done


def _write_part(out: IO[str], rows: bytes, headings: bool, given: Any, spoiling: Any, done: _Written) -> None:
    from goodhands.stages.operate.rules.spoiling import spoilt

    if given.bad:
        rows, kinds = spoilt(rows, headings, given.rows, given.bad / 100, spoiling)
        done.spoilt.update(kinds)
    out.write(rows.decode())
    done.rows += rows.count(b"\n") - headings
    done.size += len(rows)


def _chance(seed: int, stream: int) -> Any:
    import numpy as np

    # By name, since the language's own choice may become another one. Spoiling has a stream of its own: the other
    # rows are the same with and without it.
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, stream])))


def _summary(given: Any, written: _Written) -> str:
    lines = [f"{given.out} holds {written.tickets:,} tickets, opened from {given.begin} to {given.until}, in "
             f"{written.rows:,} rows and {written.size / 1e6:,.1f} MB."]  # fmt: skip
    if given.bad:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(written.spoilt.items()))
        lines.append(f"{written.spoilt.total():,} rows are spoilt{f': {kinds}' if kinds else ''}.")
    if given.terms:
        lines.append(f"Judge them: goodhands sla {shlex.quote(str(given.out))} "
                     f"--terms {shlex.quote(str(given.terms))}")  # fmt: skip
    return "\n".join(lines)
