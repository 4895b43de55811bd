"""A cost comparison in ten thousand futures: two ways of having it done, over the same demand."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from benchmarks.timing import median_seconds, seconds_of
from goodhands.cli.bench import Row, Step
from goodhands.stages.assess.rules.costing import Line, Staff, Way, over_futures
from goodhands.stages.assess.rules.demand import Driver, futures
from goodhands.stages.assess.rules.pricing import Block, Flat, Graduated, PerUnit, Retainer, Tier, Volume, checked

MONTHS, FUTURES, LINES, MOST = 60, 10_000, 12, 50.0
DRIVERS = (
    Driver("people", 40, growth=0.06, steps=((18, 6.0),), spread=0.02),
    Driver("devices", 55, growth=0.05, spread=0.02),
    Driver("tickets", 90, season=(1.1,) * 3 + (1.0,) * 6 + (0.9,) * 3, spread=0.1),
)
TIERS = checked([Tier(Decimal(25), Decimal("48")), Tier(Decimal(50), Decimal("44")), Tier(None, Decimal("39"))])
RISES = Decimal("0.03")
IN_HOUSE: Way = (
    Staff("help desk", "tickets", Decimal("1.4"), Decimal(115), Decimal(38_000), Decimal("0.3"), least=1, there=1,
          hiring=Decimal(4000), ramp=Decimal(3), leavers=Decimal("0.15"), replacing=Decimal("0.21"), indexation=RISES),
    Line("licences", PerUnit(Decimal("21.50")), "people", indexation=RISES),
    Line("tools", Graduated(TIERS), "devices", per=Decimal("0.2")),
    Line("cover in holidays", Retainer(Decimal(300), Decimal(4), Decimal(95)), "tickets", per=Decimal("0.05")),
    Line("training", Flat(Decimal(120))),
    Line("devices set up", Block(Decimal(5), Decimal(240)), "devices", per=Decimal("0.03")),
)  # fmt: skip
PROVIDER: Way = (
    Line("users", Volume(TIERS), "people", ratchet=Decimal("0.1"), indexation=RISES),
    Line("devices", PerUnit(Decimal("9.90")), "devices", minimum=Decimal(400), indexation=RISES),
    Line("hours", Retainer(Decimal(0), Decimal(20), Decimal(98)), "tickets", per=Decimal("0.3"), cap=Decimal(4000)),
    Line("projects", Block(Decimal(10), Decimal(950)), "people", per=Decimal("0.2")),
    Line("our own time", Flat(Decimal(650))),
    Line("transition", Flat(Decimal(2500)), first=0, last=2),
)  # fmt: skip


def run(step: Step) -> Iterator[str | Row]:
    """The time of one comparison with futures that are there already, as while a price is changed, and of new ones."""
    assert len(IN_HOUSE) + len(PROVIDER) == LINES
    step("ten thousand futures", 0.1)
    fresh = seconds_of(lambda: futures(DRIVERS, MONTHS, FUTURES, 1))
    demand = futures(DRIVERS, MONTHS, FUTURES, 1)

    def compared() -> float:
        inside, outside = (over_futures(way, demand, MONTHS, FUTURES).sum(axis=0) for way in (IN_HOUSE, PROVIDER))
        return float(np.mean(outside < inside))

    step("the comparison", 0.4)
    milliseconds = median_seconds(compared) * 1000
    yield f"{FUTURES:,} futures of {len(DRIVERS)} drivers, {MONTHS} months, {LINES} lines on two sides"
    yield Row("the comparison", f"{milliseconds:.0f} ms", f"under {MOST:.0f} ms", milliseconds < MOST)
    yield Row("drawing the futures, once for a seed", f"{fresh * 1000:.0f} ms")
    yield Row("the provider is cheaper in", f"{compared() * 100:.0f} of 100")
