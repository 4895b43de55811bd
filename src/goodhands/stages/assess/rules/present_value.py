"""What are payments of later periods worth now?"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def present_value(rate: Decimal, flows: Sequence[Decimal]) -> Fraction:
    """The sum of payments, each divided by (1 + rate) as often as whole periods lie before it; the first is due now.

    Exact. `rate` is a share a period, above -1.
    """
    factor, worth = 1 + Fraction(rate), Fraction(0)
    for flow in reversed(flows):
        worth = worth / factor + Fraction(flow)
    return worth


def written(amount: Fraction, digits: int) -> str:
    """An amount with so many decimals, half rounded away from zero; nothing is never written with a minus."""
    scaled = int(abs(amount) * 10**digits * 2 + 1) // 2
    sign = "-" if amount < 0 and scaled else ""
    return f"{sign}{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}"
