"""Which month is it? Periods are half-open and lie in the zone of a calendar."""

import re
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.zones import Instants, Spans

_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, `number` being the months since January 1970."""

    number: int

    @classmethod
    def parse(cls, written: str) -> Self:
        """The month of a text such as `2026-10`; ValueError for anything else."""
        found = re.fullmatch(r"(?!0000)(\d{4})-(0[1-9]|1[0-2])", written, re.ASCII)
        if not found:
            raise ValueError(written)
        return cls((int(found[1]) - 1970) * 12 + int(found[2]) - 1)

    @property
    def year(self) -> int:
        return 1970 + self.number // 12

    @property
    def name(self) -> str:
        """As it is spoken: `October 2026`."""
        return f"{_NAMES[self.number % 12]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number % 12 + 1:02d}"


def months_of(utc: Instants, offsets: Spans) -> npt.NDArray[np.int64]:
    """The number of the month (since January 1970) in which each UTC second lies on the wall clock of a zone."""
    return offsets.wall(utc).astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
