"""How much money is it? Decimal throughout, rounded once, half up, to the cent."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def rounded(amount: Decimal) -> Decimal:
    """An amount to the cent."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def share_of(amount: Decimal | None, percentage: str) -> Decimal | None:
    """A share such as `10%` of an amount, to the cent; None where the amount is not known."""
    return None if amount is None else rounded(amount * Decimal(percentage.strip("% ")) / 100)
