"""What weight does each criterion get from its order alone?"""

from collections.abc import Callable
from fractions import Fraction


def equal(count: int) -> list[Fraction]:
    """The same weight for all."""
    return [Fraction(1, count)] * count


def rank_sum(count: int) -> list[Fraction]:
    """Gently falling weights: n, n-1, ... 1, as shares of their sum (Stillwell, Seaver and Edwards 1981)."""
    return [Fraction(2 * (count - i), count * (count + 1)) for i in range(count)]


def rank_order_centroid(count: int) -> list[Fraction]:
    """Steeply falling weights: the mean of all weights that keep the order (Barron and Barrett 1996)."""
    weights = [Fraction(0)]
    for rank in range(count, 0, -1):
        weights.append(weights[-1] + Fraction(1, rank * count))
    return weights[:0:-1]


METHODS: dict[str, Callable[[int], list[Fraction]]] = {
    "rank-order-centroid": rank_order_centroid,
    "rank-sum": rank_sum,
    "equal": equal,
}
"""From the name of a method to its weights for a number of criteria: most important first, sum 1."""
