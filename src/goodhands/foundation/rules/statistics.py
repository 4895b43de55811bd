"""How sure can one be of a share, and what is typical?"""

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt


def wilson(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927; Newcombe 1998, method 3), an estimate, unrounded.

    Needs 0 <= successes <= trials, trials >= 1 and 0 < confidence < 1.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    half = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    low = 0.0 if successes == 0 else (middle - half) / scale
    high = 1.0 if successes == trials else (middle + half) / scale
    return low, high


def nearest_ranks(values: npt.NDArray[np.int64], percents: Sequence[int]) -> list[int | None]:
    """Percentiles by nearest rank: the least value that at least so many in a hundred do not exceed.

    Always values that occur; None where there are no values.
    """
    if not len(values):
        return [None for _ in percents]
    places = [max(-(-percent * len(values) // 100), 1) - 1 for percent in percents]
    ordered = np.sort(values)
    return [int(ordered[place]) for place in places]


def half_up(share: Fraction, digits: int) -> str:
    """A share that is not negative, rounded half up to so many decimals: `0.6121`."""
    scaled = (share * 10**digits * 2 + 1) // 2
    return f"{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}" if digits else str(scaled)
