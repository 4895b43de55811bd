"""The benchmarks: what was measured, what it must reach, and whether it does.

They are not part of the installed package but lie beside it in the source tree.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from goodhands.cli.main import BAD_INPUT, OK, WRONG_USAGE, Parser
from goodhands.cli.progress import Progress

BENCHMARKS = {
    "sla": "a million tickets judged, beside other packages that count working time",
    "pages": "pages of a company with 100,000 tickets, among 300 other companies",
    "scorecard": "the scorecards of a company with 1,000,000 tickets, four people at once",
    "cost": "two ways of having it done, in ten thousand futures",
    "import": "a million rows come in through the pages while people look at others and write",
    "paper": "a PDF of ten pages with charts",
}

Step = Callable[[str, float], None]
"""Says what is being measured now, and which share of the whole is done."""

_SOURCE_TREE = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `passed` is None where there is no bar to reach."""

    what: str
    measured: str
    bar: str = ""
    passed: bool | None = None

    def __str__(self) -> str:
        verdict = {None: "", True: "pass", False: "FAIL"}[self.passed]
        return f"  {self.what:<52}  {self.measured:<22}  {self.bar:<16}  {verdict}".rstrip()


def run(arguments: Sequence[str]) -> int:
    """Run one benchmark; the status tells whether every bar was reached."""
    names = "; ".join(f"{name}: {what}" for name, what in BENCHMARKS.items())
    parser = Parser(prog="goodhands bench", description="Measure how fast it is, and whether that is fast enough.")
    parser.add_argument("name", metavar="NAME", choices=list(BENCHMARKS), help=names)
    given = parser.parse_args(arguments)
    if not (_SOURCE_TREE / "benchmarks").is_dir():
        sys.stderr.write("goodhands bench works in a clone of the source only, which holds the benchmarks\n")
        return WRONG_USAGE
    sys.path.insert(0, str(_SOURCE_TREE))
    return _show(import_module(f"benchmarks.{given.name}").run)


def _show(benchmark: Callable[[Step], Iterator[str | Row]]) -> int:
    """Print headings and rows as they come."""
    progress = Progress()
    print(Row("what", "measured", "bar"))
    status = OK
    for line in benchmark(progress.step):
        progress.done()
        print(line if isinstance(line, Row) else f"\n{line}", flush=True)
        if isinstance(line, Row) and line.passed is False:
            status = BAD_INPUT
    progress.done()
    return status
