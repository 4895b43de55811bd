"""How much will be needed, month by month? What costs depend on: people, devices, tickets, hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Amounts = npt.NDArray[np.float64]
"""By month, and beside that by future."""

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Driver:
    """Something that costs depend on, as it is in the first month and as it changes.

    `growth` is a share a year, above -1. `season` has the factor of each month of a year, the first one that of the
    first month; empty: all alike. `steps` say from which month on (from 0) how many come or go at once. `spread` is how
    far a month may stray from the one before (standard deviation of its logarithm): what strays stays, so that later
    months are less certain.
    """

    name: str
    start: float
    growth: float = 0.0
    season: Sequence[float] = ()
    steps: Sequence[tuple[int, float]] = ()
    spread: float = 0.0


def expected(driver: Driver, months: int) -> Amounts:
    """What is expected in each month; never less than nothing."""
    places = np.arange(months)
    amounts = driver.start * (1 + driver.growth) ** (places / MONTHS)
    for month, more in driver.steps:
        amounts = amounts + np.where(places >= month, more, 0.0)
    if driver.season:
        amounts = amounts * np.asarray(driver.season)[places % MONTHS]
    return np.maximum(amounts, 0.0)


def futures(drivers: Sequence[Driver], months: int, many: int, seed: int) -> dict[str, Amounts]:
    """So many futures of each driver, by its name, months by futures. The same seed gives the same futures.

    They are fair: on average a future is what is expected. Each driver has its own chance, by its place.
    """
    found = {}
    for place, driver in enumerate(drivers):
        amounts = expected(driver, months)[:, None]
        if driver.spread > 0:
            drift = -0.5 * driver.spread**2 * np.arange(1, months + 1)[:, None]
            found[driver.name] = amounts * np.exp(_wandering(place, months, many, seed) * driver.spread + drift)
        else:
            found[driver.name] = np.broadcast_to(amounts, (months, many))
    return found


@lru_cache(maxsize=16)
def _wandering(place: int, months: int, many: int, seed: int) -> Amounts:
    """Sums of chance, month by month; kept, so that another price needs no other futures."""
    steps = np.random.default_rng((seed, place)).standard_normal((months, many))
    return np.cumsum(steps, axis=0, out=steps)
