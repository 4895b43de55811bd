"""How long does a piece of work take?

Always several times over and the median of them: a machine does other things as well, and now and then that shows.
"""

import statistics
from collections.abc import Callable, Sequence
from time import perf_counter

REPETITIONS = 9


def seconds_of(work: Callable[[], object]) -> float:
    """How long one run takes."""
    begin = perf_counter()
    work()
    return perf_counter() - begin


def median_seconds(work: Callable[[], object], repetitions: int = REPETITIONS) -> float:
    """How long a run typically takes, after one that warms up."""
    work()
    return statistics.median(seconds_of(work) for _ in range(repetitions))


def rank(ordered: Sequence[float], percent: int) -> float:
    """The percentile by nearest rank."""
    return ordered[-(-percent * len(ordered) // 100) - 1]
