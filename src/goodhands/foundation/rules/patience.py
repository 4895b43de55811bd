"""How many wrong tries are met at once, and how long does the wait grow after them?"""

from dataclasses import dataclass
from datetime import timedelta

FIRST_WAIT = timedelta(minutes=1)
FORGOTTEN_AFTER = timedelta(days=1)
"""Once nobody has tried for so long, tries are counted anew."""


@dataclass(frozen=True, slots=True)
class Patience:
    """So many tries are free. After them each one costs twice the wait of the one before, up to the longest."""

    free: int
    longest: timedelta

    def wait_after(self, failed: int) -> timedelta:
        """How long to wait after so many failed tries."""
        if failed < self.free:
            return timedelta(0)
        doublings = min(failed - self.free, 20)  # more would be a very long number, and the longest wait anyway
        return min(self.longest, FIRST_WAIT * (1 << doublings))
