"""A million tickets judged: the whole process, the kernel inside it, and other packages beside it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import peers
from benchmarks.tickets import (
    Tickets,
    calendar_of_madrid,
    fifty_calendars,
    make_pauses,
    make_tickets,
    write_export,
    write_terms,
)
from benchmarks.timing import REPETITIONS, median_seconds, seconds_of
from goodhands.cli.bench import Row, Step
from goodhands.foundation.rules.working_time import Calendar, CalendarVersion, Pauses, Places, WorkingTime
from goodhands.foundation.rules.zones import Instants

TICKETS, SAMPLE = 1_000_000, 2_000
PAIRS, PEER_REPETITIONS = 15, 3
MOST_TIMES_READING = 4
LEAST_PER_SECOND, LEAST_WITH_PAUSES = 20_000_000, 9_000_000
MOST_SECONDS_FOR_FIFTY = 0.3

_READ = "import sys; from pyarrow import csv; csv.read_csv(sys.argv[1])"


@dataclass(frozen=True, slots=True)
class _Peer:
    """A package that counts in whole units of so many seconds."""

    name: str
    prepare: Callable[[Tickets], peers.Count]
    unit: int = 1


_PEERS = [
    _Peer("businesstimedelta", peers.businesstimedelta),
    _Peer("business-duration", peers.business_duration),
    _Peer("pandas CustomBusinessHour, in whole hours", peers.pandas_hours, 3600),
]


def run(step: Step) -> Iterator[str | Row]:
    """All figures, one after the other."""
    step("making a million tickets", 0)
    tickets = make_tickets(TICKETS)
    table = _table([calendar_of_madrid()], tickets)
    ours = table.elapsed(tickets.opened, tickets.resolved)
    yield "1,000,000 tickets, CSV to scorecard, whole process"
    yield from _whole_process(tickets, int(ours.sum()), step)
    yield "1,000,000 tickets, the working-time kernel"
    step("the kernel", 0.6)
    seconds = median_seconds(lambda: table.elapsed(tickets.opened, tickets.resolved))
    yield from _kernel(tickets, seconds, ours)
    yield f"{SAMPLE:,} of the same tickets, other packages in one process with the kernel"
    for i, peer in enumerate(_PEERS):
        step(peer.name, 0.8 + 0.2 * i / len(_PEERS))
        yield from _beside(peer, tickets.first(SAMPLE), ours[:SAMPLE], TICKETS / seconds)


def _whole_process(tickets: Tickets, expected: int, step: Step) -> Iterator[Row]:
    """Pairs of processes in turn, so that what slows the machine for a while slows both."""
    with TemporaryDirectory() as folder:
        export, terms = Path(folder, "tickets.csv"), Path(folder, "terms.toml")
        write_export(tickets, export)
        write_terms(terms)
        settings = _without_pandas(Path(folder, "path"))
        read = partial(_process, settings, "-c", _READ, export)
        judge = partial(_process, settings, "-m", "goodhands", "sla", export, "--terms", terms, "--json")
        read()
        found = json.loads(judge())["working_seconds"]["resolution"]["gross"]
        pairs = []
        for i in range(PAIRS):
            step("whole processes", 0.1 + 0.5 * i / PAIRS)
            pairs.append((seconds_of(read), seconds_of(judge)))
    ratios = [judging / reading for reading, judging in pairs]
    yield Row("a process that only reads the file with pyarrow", f"{median(r for r, _ in pairs):.3f} s")
    yield Row("goodhands sla --json", f"{median(j for _, j in pairs):.3f} s")
    passed = median(ratios) <= MOST_TIMES_READING
    shown = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    yield Row("times as long, pair by pair", shown, f"at most {MOST_TIMES_READING}", passed)
    yield _same("working seconds that differ from the kernel's", abs(found - expected))


def _process(settings: Mapping[str, str], *arguments: str | Path) -> bytes:
    """-P: what happens to lie in the current folder is not imported."""
    command = [sys.executable, "-P", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, env=settings).stdout


def _without_pandas(folder: Path) -> Mapping[str, str]:
    """Settings under which a process does not find pandas, which is here to be compared with only.

    pyarrow loads it wherever it is installed, and an installed Goodhands does not bring it.
    """
    folder.mkdir()
    (folder / "pandas.py").write_text('raise ImportError("left out")\n', encoding="utf-8")
    path = filter(None, [str(folder), os.environ.get("PYTHONPATH")])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def _kernel(tickets: Tickets, seconds: float, ours: Instants) -> Iterator[Row]:
    madrid, pauses = calendar_of_madrid(), make_pauses(tickets)
    table = _table([madrid], tickets)
    yield _per_second("elapsed", seconds, LEAST_PER_SECOND)

    building = _building([madrid], tickets, 0)
    yield Row("  building the table comes on top, once", f"{building * 1000:.1f} ms")

    net = partial(_net, table, tickets, pauses)
    yield _per_second("elapsed, less two pauses each", median_seconds(net), LEAST_WITH_PAUSES)

    versions = fifty_calendars()
    calendar = np.random.default_rng(50).integers(0, len(versions), len(tickets))
    whole = partial(_of_many, versions, tickets, calendar)
    first, typical = seconds_of(whole), median_seconds(whole)
    passed = max(first, typical) < MOST_SECONDS_FOR_FIFTY
    yield Row("50 calendars, building included", f"{typical:.3f} s", f"under {MOST_SECONDS_FOR_FIFTY} s", passed)
    yield Row("  of which building the table", f"{_building(versions, tickets, calendar):.3f} s")
    yield Row("  the first time, clock changes not looked up yet", f"{first:.3f} s")

    places = calendar[:SAMPLE].tolist()
    yield _checked("elapsed", tickets, ours, [madrid] * SAMPLE)
    yield _checked("less pauses", tickets, net(), [madrid] * SAMPLE, pauses)
    yield _checked("50 calendars", tickets, whole(), [versions[place] for place in places])


def _table(versions: list[CalendarVersion], tickets: Tickets) -> WorkingTime:
    calendars = [Calendar.of(version) for version in versions]
    return WorkingTime(calendars, int(tickets.opened.min()), int(tickets.resolved.max()))


def _building(versions: list[CalendarVersion], tickets: Tickets, calendar: Places | int) -> float:
    """How much longer the first answer of a new table takes than the second one."""

    def once() -> float:
        tables: list[WorkingTime] = []

        def answer() -> None:
            tables[0].elapsed(tickets.opened, tickets.resolved, calendar)

        def build_and_answer() -> None:
            tables.append(_table(versions, tickets))
            answer()

        return seconds_of(build_and_answer) - seconds_of(answer)

    return median(once() for _ in range(REPETITIONS))


def _net(table: WorkingTime, tickets: Tickets, pauses: Pauses) -> Instants:
    paused = table.paused(tickets.opened, tickets.resolved, pauses)
    return table.elapsed(tickets.opened, tickets.resolved) - paused


def _of_many(versions: list[CalendarVersion], tickets: Tickets, calendar: Places) -> Instants:
    return _table(versions, tickets).elapsed(tickets.opened, tickets.resolved, calendar)


def _per_second(what: str, seconds: float, least: int) -> Row:
    rate = TICKETS / seconds
    return Row(what, f"{rate / 1e6:.1f} M/s", f"at least {least / 1e6:.0f} M/s", rate >= least)


def _checked(
    what: str, tickets: Tickets, ours: Instants, versions: list[CalendarVersion], pauses: Pauses | None = None
) -> Row:
    """The first tickets once more, counted by hand."""
    spans = zip(versions, tickets.opened.tolist(), tickets.resolved.tolist(), strict=False)
    expected = [peers.by_hand(version, start, end) for version, start, end in spans]
    if pauses is not None:
        cuts = zip(pauses.owner.tolist(), pauses.start.tolist(), pauses.end.tolist(), strict=True)
        for owner, start, end in cuts:
            if owner < len(versions):
                expected[owner] -= peers.by_hand(versions[owner], start, end)
    differ = np.count_nonzero(ours[: len(expected)] != expected)
    return _same(f"{what}: differ from a count by hand, of {len(expected):,}", int(differ))


def _same(what: str, differ: int) -> Row:
    return Row(what, f"{differ:,}", "none", differ == 0)


def _beside(peer: _Peer, sample: Tickets, ours: Instants, our_rate: float) -> Iterator[Row]:
    """How fast a package is, and for how many tickets it finds something else."""
    try:
        count = peer.prepare(sample)
    except ImportError as missing:
        yield Row(peer.name, f"cannot be loaded: {missing}")
        return
    rate = len(sample) / median_seconds(count, PEER_REPETITIONS)
    differ = np.count_nonzero(np.asarray(count()) // peer.unit != ours // peer.unit)
    yield Row(peer.name, f"{rate:,.0f}/s, {our_rate / rate:,.0f} times slower, {differ:,} differ")
