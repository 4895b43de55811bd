"""Which number did somebody mean who typed one? Nothing is guessed: what could be two numbers is refused."""

import re
from decimal import Decimal

from goodhands.foundation.rules.sentences import said

_NUMBER = re.compile(r"(\d{1,12})(?:([.,])(\d{1,6}))? ?%?", re.ASCII)


class NotANumber(ValueError):
    """What was typed is no number; `sentence` is the end of one that begins with what was typed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def typed_number(text: str, sign: str) -> Decimal:
    """A number that is not negative, such as `12` or `99.5 %`, with the company's decimal `sign` or a point."""
    found = _NUMBER.fullmatch(" ".join(text.split()))
    if not found:
        raise NotANumber(said("is no number such as 12"))
    whole, mark, decimals = found.groups()
    if mark and mark != sign and (mark == "," or len(decimals) == 3):
        raise NotANumber(said("could be two numbers; write it without a sign for thousands"))
    return Decimal(f"{whole}.{decimals or 0}")


def plainly(number: Decimal) -> str:
    """A number without zeros at its end: `99.5`."""
    return f"{number.normalize():f}"
