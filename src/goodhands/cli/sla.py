"""The referee without a server: a ticket export and the terms of the agreement in, an honest verdict out."""

import json
import sys
import tomllib
from argparse import ArgumentTypeError
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from goodhands.cli.files import in_the_way, read_bytes
from goodhands.cli.main import BAD_INPUT, OK, WRONG_USAGE, Parser
from goodhands.cli.progress import Progress
from goodhands.foundation.rules import hours
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.public_holidays import NoHolidaysKnown
from goodhands.foundation.rules.statistics import half_up
from goodhands.foundation.rules.strict import Fault, shown
from goodhands.foundation.rules.together import beside
from goodhands.foundation.spreadsheets.lines import lines_of
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.presets import filled_in
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.scorecard import Referee, Scorecard, Times
from goodhands.stages.operate.rules.sheet import Problem, Sheet, Unreadable, read_sheet
from goodhands.stages.operate.rules.terms import FileTerms, NotBuiltYet, Terms, read_file_terms, read_terms

HEAD = 1 << 16
"""So many bytes of a file tell its headings and how its stamps are written."""


def run(arguments: Sequence[str]) -> int:
    """Judge, and print what was asked for."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.month and given.by:
        parser.error("--month and --by month cannot be used together")
    _refuse_to_lose_a_file(parser, given)
    progress = Progress()
    try:
        return _judge(given, progress)
    except NotBuiltYet as fault:
        return _refuse(f"{given.terms}, {fault}", progress, WRONG_USAGE)
    except Fault as fault:
        return _refuse(f"{given.terms}, {fault}", progress)
    except Unreadable as unreadable:
        return _refuse(str(unreadable), progress)


def _parser() -> Parser:
    parser = Parser(prog="goodhands sla", description="Judge a ticket export by the agreement.")
    parser.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="ticket export: .csv, .xlsx, .json, or a .zip"
    )
    parser.add_argument("--terms", metavar="TERMS.toml", required=True, type=Path, help="what was agreed")
    parser.add_argument("--as-of", metavar="STAMP", type=_stamp, help='the "now" of the judgement, with its offset')
    parser.add_argument("--month", metavar="YYYY-MM", type=_month, help="only this month")
    parser.add_argument("--by", choices=["month"], help="month after month")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--csv", metavar="OUT", type=Path, help="write a row for each ticket and service level")
    parser.add_argument("--pdf", metavar="OUT", type=Path, help="write the scorecard as a paper")
    return parser


def _refuse_to_lose_a_file(parser: Parser, given: Any) -> None:
    """What is written must not replace what is read, nor the other thing that is written."""
    taken = [*given.files, given.terms]
    for option, out in (("--csv", given.csv), ("--pdf", given.pdf)):
        if out and in_the_way(out, taken):
            parser.error(f"{option} {out} would replace a file that this call reads or writes; name another file")
        taken += [out] if out else []


def _stamp(written: str) -> int:
    try:
        return hours.stamp(written, "", fractions=True)
    except Fault as fault:
        raise ArgumentTypeError(fault.message) from None


def _month(written: str) -> Month:
    try:
        return Month.parse(written)
    except ValueError:
        raise ArgumentTypeError(f'must be a month such as "2026-10", not {shown(written)}') from None


def _refuse(sentence: str, progress: Progress, status: int = BAD_INPUT) -> int:
    progress.done()
    sys.stderr.write(f"{sentence}\n")
    return status


def _judge(given: Any, progress: Progress) -> int:
    document = _by_preset(_document(given.terms), given.files[0])
    file_terms = read_file_terms(document)
    with beside(read_terms, document) as terms:  # the dates of holidays are looked up while the files are read
        sheets = _sheets(given.files, file_terms, progress)
    referee = _referee(given, sheets, terms(), progress)
    if given.csv:
        from goodhands.cli.ticket_rows import write_rows

        progress.step("writing the rows", 0.9)
        try:
            write_rows(given.csv, referee, given.month)
        except OSError as error:
            return _refuse(f"{given.csv} cannot be written: {error.strerror or error}", progress)
    cards = list(referee.monthly()) if given.by else [referee.scorecard(given.month)]
    if given.pdf:
        from goodhands.cli.scorecard_paper import write_paper

        progress.step("drawing the paper", 0.95)
        try:
            write_paper(given.pdf, cards, referee, _names(given.files))
        except OSError as error:
            return _refuse(f"{given.pdf} cannot be written: {error.strerror or error}", progress)
    progress.done()
    if given.json:
        objects = [as_json(card, len(given.files) > 1) for card in cards]
        sys.stdout.write(json.dumps(objects if given.by else objects[0], indent=2, ensure_ascii=False) + "\n")
    else:
        from goodhands.cli.scorecard_text import by_month, one_period

        sys.stdout.write(by_month(cards, referee) if given.by else one_period(cards[0], referee))
    return _nothing_read(referee, progress) if referee.log.problems and not len(referee.log.tickets) else OK


def _nothing_read(referee: Referee, progress: Progress) -> int:
    """A file of which no row could be used is bad input, though its rows are listed."""
    rejected = [problem for problem in referee.log.problems if problem.rejected]
    if not rejected or len({(p.file, p.row) for p in rejected}) < len(referee.log.facts.row_of):
        return OK
    first = rejected[0]
    column = f', column "{first.column}"' if first.column else ""
    sentence = f"{first.file}, row {first.row}{column}, {shown(first.value)}: {first.reason}; no row could be used"
    return _refuse(sentence, progress)


def _sheets(paths: Sequence[Path], terms: FileTerms, progress: Progress) -> list[tuple[Sheet, list[Problem]]]:
    sheets = []
    for i, (path, name) in enumerate(zip(paths, _names(paths), strict=True)):
        done, share = 0.6 * i / len(paths), 0.6 / len(paths)
        data = read_bytes(path, partial(_reading, progress, f"reading {name}", done, share))
        lines = lines_of(name, data, terms.sheet)
        sheets.append(read_sheet(lines.data, name, terms.columns.values(), terms.encoding, lines.heading, lines.odd))
    return sheets


def _names(paths: Sequence[Path]) -> list[str]:
    """What each file is called in sentences: its name, or its whole path where two share a name."""
    names = [path.name for path in paths]
    names = [str(path) if names.count(path.name) > 1 else path.name for path in paths]
    return [f"{name} (file {i + 1})" if names.count(name) > 1 else name for i, name in enumerate(names)]


def _reading(progress: Progress, what: str, done: float, share: float, read: float) -> None:
    progress.step(what, done + share * read / 2)


def _referee(given: Any, sheets: list[tuple[Sheet, list[Problem]]], terms: Terms, progress: Progress) -> Referee:
    progress.step("putting events in order", 0.6)
    problems = [problem for _, found in sheets for problem in found]
    log = read_log([sheet for sheet, _ in sheets], problems, terms, given.as_of)
    progress.step(f"judging {len(log.tickets):,} tickets", 0.75)
    try:
        return Referee(log, terms)
    except NoHolidaysKnown as unknown:
        raise Unreadable(f"{given.terms}, calendar.holidays: {unknown}, and the tickets reach into that year") from None


def _by_preset(document: object, path: Path) -> object:
    """The terms with what a preset knows, where they name one as the shape of the file; its first rows say the rest."""
    part = document.get("file") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(part, dict) or part.get("shape") in ("events", "tickets"):
        return document
    from goodhands.stages.operate.presets import presets

    preset = next((one for one in presets() if one.key == part.get("shape")), None)
    if preset is None or not isinstance(part.get("columns", {}), dict):
        return document
    sheet = part.get("sheet")
    lines = lines_of(path.name, read_bytes(path, lambda *_: None), sheet if isinstance(sheet, str) else None)
    head = lines.data[:HEAD]
    whole = head if len(head) < HEAD else head[: head.rfind(b"\n") + 1] or head
    encoding = part.get("encoding")
    first, _ = read_sheet(whole, path.name, (), encoding if isinstance(encoding, str) else None)
    return {**document, "file": filled_in(part, preset, first)}


def _document(path: Path) -> object:
    """The terms file as a parsed document; Unreadable with one plain sentence where it is none."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not text in UTF-8") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Unreadable(f"{path} is not TOML: {error}") from None


def as_json(card: Scorecard, several_files: bool = False) -> dict[str, Any]:
    """The scorecard as the one object that `--json` prints."""
    policy = card.policy
    return {
        "as_of": None if card.as_of is None else hours.stamped(card.as_of),
        "month": None if card.month is None else str(card.month),
        "policy": {
            "opened": policy.opened if isinstance(policy.opened, str) else list(policy.opened),
            "resolution": policy.resolution,
            "closed_resolves": policy.closed_resolves,
            "reopen": policy.reopen,
            "priority": policy.priority,
            "response_pauses": policy.response_pauses,
            **({"holiday": policy.holiday} if policy.closes_whole_days else {}),
        },
        "tickets": card.tickets,
        "resolved": card.resolved,
        "open": card.open,
        "rejected": card.rejected,
        "excluded": [{"ticket": ticket, "reason": reason} for ticket, reason in card.excluded],
        "working_seconds": {
            "resolution": {"gross": card.gross, "net": card.resolution.total, **_percentiles(card.resolution)},
            "first_response": {"total": card.response.total, **_percentiles(card.response)},
        },
        "paused_seconds": dict(card.paused),
        "service_levels": [_level_json(level) for level in card.levels],
        "credits": [{"service_level": credit.service_level, "owed": credit.owed} for credit in card.credits],
        "problems": [
            ({"file": p.file} if several_files else {})
            | {"row": p.row, "column": p.column, "value": p.value, "reason": p.reason}
            for p in card.problems
        ],
        "tzdata": card.tzdata,
    }


def _percentiles(times: Times) -> dict[str, int | None]:
    return {"p50": times.p50, "p90": times.p90, "p95": times.p95}


def _level_json(level: Attainment) -> dict[str, Any]:
    low, high = level.interval or (None, None)
    entry: dict[str, Any] = {
        "name": level.level.name,
        "met": level.met,
        "missed": level.missed,
        "running": level.running,
        "attainment": None if level.share is None else half_up(level.share, 4),
        "low": low,
        "high": high,
        "chance": level.chance,
        "too_few": level.too_few,
        "keeps": level.keeps,
    }
    if level.reported:
        entry["reported"] = {
            "met": level.reported.met,
            "missed": level.reported.missed,
            "differ": level.reported.differ,
        }
    return entry
