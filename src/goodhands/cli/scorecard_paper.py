"""The scorecard that `sla` prints, as a paper: the same figures and the same words."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from goodhands.cli import scorecard_text
from goodhands.cli.files import written_whole
from goodhands.cli.scorecard_text import (
    doubt_of,
    duration,
    headline,
    how_judged,
    what_was_read,
)
from goodhands.foundation.papers.blocks import Cell, Heading, Paper, Part, Table, Text
from goodhands.foundation.papers.drawing import pdf
from goodhands.foundation.papers.figures import figures_of, hash_of
from goodhands.foundation.papers.versions import rules_version
from goodhands.foundation.rules.hours import stamped
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.scorecard import Referee, Scorecard
from goodhands.stages.operate.rules.sheet import Problem

MOST_ROWS = 200
"""Rows to look at that a paper lists; `--json` has all of them."""
_MARKS = {True: ("✓", "kept"), False: ("✗", "not kept"), None: ("\N{EN DASH}", "no tickets")}


def write_paper(path: Path, cards: Sequence[Scorecard], referee: Referee, files: Sequence[str]) -> None:
    """Write the scorecards of one period or of several months; the file appears only when it is whole. OSError."""
    made = pdf(paper_of(cards, referee, files))
    with written_whole(path) as file:
        file.buffer.write(made)


def paper_of(cards: Sequence[Scorecard], referee: Referee, files: Sequence[str]) -> Paper:
    """The paper of a period, or of months that follow each other."""
    whole = cards[0] if len(cards) == 1 else referee.scorecard()
    blocks: list[Part] = [*(_one(whole) if len(cards) == 1 else _months(cards)), *_rests_on(whole, referee)]
    title = whole.month.name if whole.month else ", ".join(files)
    until = f"judged as of {stamped(whole.as_of).replace('T', ' ').replace('Z', ' UTC')}" if whole.as_of else ""
    paper = Paper(title, headline(whole), blocks, of=", ".join(files) if whole.month else "", made=until)
    marks = (f"figures {hash_of(figures_of(paper))[:8]}", f"rules {rules_version()}")
    return Paper(title, paper.sentence, blocks, of=paper.of, made=until, marks=marks)


def _one(card: Scorecard) -> Iterator[Part]:
    yield Heading("Service levels")
    names = ("Service level", "In time", "Share", "Agreed", "Verdict")
    yield Table([Cell(name, figure=0 < i < 4) for i, name in enumerate(names)], [_level(one) for one in card.levels])
    if card.credits:
        yield Heading("Owed", "share of the monthly fee")
        yield Table([], [[Cell(one.service_level), Cell(one.owed, figure=True)] for one in card.credits])
    yield Heading("How long it took", "working time")
    times_of = ("What was measured", "Half within", "9 in 10 within", "19 in 20 within")
    measured = (("To the solution, without pauses", card.resolution), ("To the first answer", card.response))
    rows = [[Cell(name), *map(_lasting, (times.p50, times.p90, times.p95))] for name, times in measured]
    yield Table([Cell(name, figure=i > 0) for i, name in enumerate(times_of)], rows)
    if paused := {value: seconds for value, seconds in card.paused.items() if seconds}:
        yield Text("How long did the clock stand still?")
        yield Table([], [[Cell(value), _lasting(seconds)] for value, seconds in paused.items()])


def _level(one: Attainment) -> list[Cell]:
    mark, word = _MARKS[one.keeps]
    between = " to ".join(_percent(Fraction(bound)) for bound in one.interval) if one.interval else ""
    running = f"{one.running:,} still running" if one.running else ""
    return [
        Cell(one.level.name), Cell(f"{one.met:,} of {one.judged:,}", figure=True),
        Cell(_percent(one.share), between, figure=True), Cell(_percent(one.level.target, 2), figure=True),
        Cell(word, "\n".join(filter(None, [doubt_of(one), running])), mark=mark),
    ]  # fmt: skip


def _percent(share: Fraction | None, digits: int = 1) -> str:
    """As it is printed, but that no line breaks before the sign."""
    return scorecard_text.percent(share, digits).replace(" ", "\N{NO-BREAK SPACE}")


def _lasting(seconds: int | None) -> Cell:
    return Cell("\N{EN DASH}" if seconds is None else duration(seconds), figure=True)


def _months(cards: Sequence[Scorecard]) -> Iterator[Part]:
    yield Heading("Month by month", "share in time under each service level")
    levels = [level.level for level in cards[0].levels] if cards else []
    heading = [Cell("Month"), Cell("Solved", figure=True), *(Cell(one.name) for one in levels)]
    yield Table(heading, [_month(card) for card in cards])
    yield Text("? could be chance, or too few tickets to tell more")


def _month(card: Scorecard) -> list[Cell]:
    name = card.month.name if card.month else ""
    return [Cell(name), Cell(f"{card.resolved:,}", figure=True), *map(_share, card.levels)]


def _share(one: Attainment) -> Cell:
    if one.keeps is None:
        return Cell("\N{EN DASH}")
    doubt = " ?" if doubt_of(one) else ""
    return Cell(f"{_percent(one.share)}{doubt}", f"{one.met:,} of {one.judged:,}", mark=_MARKS[one.keeps][0])


def _rests_on(card: Scorecard, referee: Referee) -> Iterator[Part]:
    yield Heading("What was read")
    yield from (Text(line) for line in what_was_read(card, referee))
    if problems := referee.log.problems:
        yield Heading("Rows to look at", f"the first {MOST_ROWS} of {len(problems):,}" if problems[MOST_ROWS:] else "")
        yield _problems(problems[:MOST_ROWS], several_files=len(referee.log.facts.files) > 1)
    yield Heading("How it was judged")
    yield from (Text(line) for line in how_judged(card, referee))


def _problems(problems: Sequence[Problem], several_files: bool) -> Table:
    names = ["Row", "Column", "Value", "What is the matter", *(["File"] if several_files else [])]
    rows = [
        [Cell(f"{p.row:,}", figure=True), Cell(p.column or ""), Cell(p.value), Cell(p.reason), Cell(p.file)]
        for p in problems
    ]
    return Table([Cell(name, figure=name == "Row") for name in names], [row[: len(names)] for row in rows])
