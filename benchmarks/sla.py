"""A million tickets judged: the whole process, the kernel inside it, and other packages beside it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
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
from goodhands.foundation.rules.working_time import Calendar, CalendarVersion, Pauses, WorkingTime
from goodhands.foundation.rules.zones import Instants

TICKETS, SAMPLE, FEWER_REPETITIONS = 1_000_000, 2_000, 3
MOST_TIMES_READING = 4
LEAST_PER_SECOND, LEAST_WITH_PAUSES = 20_000_000, 9_000_000
MOST_SECONDS_FOR_FIFTY = 0.3

_READ = "import sys; from pyarrow import csv; csv.read_csv(sys.argv[1])"
_PEERS = [
    ("businesstimedelta", peers.businesstimedelta, 1),
    ("pandas CustomBusinessHour, whole hours", peers.pandas_hours, 3600),
    ("business-duration", peers.business_duration, 1),
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
    for i, (name, peer, unit) in enumerate(_PEERS):
        step(name, 0.8 + 0.2 * i / len(_PEERS))
        yield from _beside(name, peer, unit, tickets.first(SAMPLE), ours[:SAMPLE], TICKETS / seconds)


def _whole_process(tickets: Tickets, expected: int, step: Step) -> Iterator[Row]:
    """Pairs of processes in turn, so that what slows the machine for a while slows both."""
    with TemporaryDirectory() as folder:
        export, terms = Path(folder, "tickets.csv"), Path(folder, "terms.toml")
        write_export(tickets, export)
        write_terms(terms)
        read = partial(_process, "-c", _READ, export)
        judge = partial(_process, "-m", "goodhands", "sla", export, "--terms", terms, "--json")
        read()
        found = json.loads(judge())["working_seconds"]["resolution"]["gross"]
        pairs = []
        for i in range(REPETITIONS):
            step("whole processes", 0.1 + 0.5 * i / REPETITIONS)
            pairs.append((seconds_of(read), seconds_of(judge)))
    ratios = [judging / reading for reading, judging in pairs]
    yield Row("a process that only reads the file with pyarrow", f"{median(r for r, _ in pairs):.3f} s")
    yield Row("goodhands sla --json", f"{median(j for _, j in pairs):.3f} s")
    passed = median(ratios) <= MOST_TIMES_READING
    shown = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    yield Row("times as long, pair by pair", shown, f"at most {MOST_TIMES_READING}", passed)
    yield _same("working seconds that differ from the kernel's", abs(found - expected))


def _process(*arguments: str | Path) -> bytes:
    """-P: what happens to lie in the current folder is not imported."""
    return subprocess.run([sys.executable, "-P", *arguments], check=True, stdout=subprocess.PIPE).stdout


def _kernel(tickets: Tickets, seconds: float, ours: Instants) -> Iterator[Row]:
    madrid, pauses = calendar_of_madrid(), make_pauses(tickets)
    table = _table([madrid], tickets)
    yield _per_second("elapsed", seconds, LEAST_PER_SECOND)

    building = median_seconds(lambda: _table([madrid], tickets).elapsed(tickets.opened, tickets.resolved)) - seconds
    yield Row("  building the table comes on top, once", f"{building * 1000:.1f} ms")

    net = partial(_net, table, tickets, pauses)
    yield _per_second("elapsed, less two pauses each", median_seconds(net), LEAST_WITH_PAUSES)

    versions = fifty_calendars()
    calendar = np.random.default_rng(50).integers(0, len(versions), len(tickets))
    several = _table(versions, tickets)
    whole = partial(_of_many, versions, tickets, calendar)
    first, typical = seconds_of(whole), median_seconds(whole)
    alone = median_seconds(lambda: several.elapsed(tickets.opened, tickets.resolved, calendar))
    passed = typical < MOST_SECONDS_FOR_FIFTY
    yield Row("50 calendars, building included", f"{typical:.3f} s", f"under {MOST_SECONDS_FOR_FIFTY} s", passed)
    yield Row("  of which building the table", f"{typical - alone:.3f} s")
    yield Row("  the first time, time zones not looked up yet", f"{first:.3f} s")

    places = calendar[:SAMPLE].tolist()
    yield _checked("elapsed", tickets, ours, [madrid] * SAMPLE)
    yield _checked("less pauses", tickets, net(), [madrid] * SAMPLE, pauses)
    yield _checked("50 calendars", tickets, whole(), [versions[place] for place in places])


def _table(versions: list[CalendarVersion], tickets: Tickets) -> WorkingTime:
    calendars = [Calendar.of(version) for version in versions]
    return WorkingTime(calendars, int(tickets.opened.min()), int(tickets.resolved.max()))


def _net(table: WorkingTime, tickets: Tickets, pauses: Pauses) -> Instants:
    paused = table.paused(tickets.opened, tickets.resolved, pauses)
    return table.elapsed(tickets.opened, tickets.resolved) - paused


def _of_many(versions: list[CalendarVersion], tickets: Tickets, calendar: np.ndarray) -> Instants:
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


def _beside(
    name: str, peer: Callable[[Tickets], peers.Count], unit: int, sample: Tickets, ours: Instants, our_rate: float
) -> Iterator[Row]:
    """How fast a package is, and for how many tickets it finds something else, in whole units of so many seconds."""
    try:
        count = peer(sample)
    except ImportError as missing:
        yield Row(name, f"not installed: {missing.name}")
        return
    rate = len(sample) / median_seconds(count, FEWER_REPETITIONS)
    differ = np.count_nonzero(np.asarray(count()) // unit != ours // unit)
    yield Row(name, f"{rate:,.0f}/s, {our_rate / rate:,.0f} times slower, {differ:,} differ")
