"""What was read and judged is kept in memory while there is room for it, and made once however many ask at once.

Room is counted in bytes, as near as can be told without weighing: a log is as dear to read again as it is large, so
whatever was not looked at for the longest time goes first, be it one large log or very many small ones.
"""

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from goodhands.stages.operate.rules.choosing import TicketIndex
from goodhands.stages.operate.rules.sheet import Sheet
from goodhands.stages.operate.rules.ticket_log import TicketLog

LEAST_ROOM, PART_OF_MEMORY = 256 << 20, 4
_LIMIT_OF_A_CONTAINER = Path("/sys/fs/cgroup/memory.max")
_FOR_A_ROW, _FOR_A_TICKET, _FOR_A_LEVEL, _FOR_ITSELF = 100, 100, 50, 100_000

Thing = TypeVar("Thing")


def room(memory: int) -> int:
    """How many bytes may be kept on a machine with so many: a quarter, and never less than a small company needs.

    A million tickets take half a gigabyte under each version of their agreement. Where they do not fit beside the next
    company that is looked at, both are judged anew each time.
    """
    return max(memory // PART_OF_MEMORY, LEAST_ROOM)


def memory_of_the_machine() -> int:
    """The bytes of memory that there are, or that a container may have; 0 where the system does not say so."""
    try:
        there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (OSError, ValueError):
        return 0
    try:
        return min(int(_LIMIT_OF_A_CONTAINER.read_text()), there)
    except (OSError, ValueError):  # no container, or one without a limit ("max")
        return there


class Keeper:
    """Keeps things under keys that are made of everything they rest on, so that none can be out of date."""

    def __init__(self, most: int | None = None) -> None:
        self.most, self.held = room(memory_of_the_machine()) if most is None else most, 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making: dict[Hashable, Future[Any]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def there(self, key: Hashable) -> Any:
        """The thing of a key if it is kept, else None."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def get(self, key: Hashable, make: Callable[[], Thing], weigh: Callable[[Thing], int]) -> Thing:
        """The thing of a key. Who asks while another one makes it waits, and gets the same thing or the same error."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                there: Thing = self._kept[key][0]
                return there
            waited_for = self._making.get(key)
            mine: Future[Thing] = Future()
            if waited_for is None:
                self._making[key] = mine
        if waited_for is not None:
            made: Thing = waited_for.result()
            return made
        return self._made(key, make, weigh, mine)

    def _made(
        self, key: Hashable, make: Callable[[], Thing], weigh: Callable[[Thing], int], told: "Future[Thing]"
    ) -> Thing:
        try:
            thing = make()
        except BaseException as error:
            with self._lock:
                del self._making[key]
            told.set_exception(error)
            raise
        with self._lock:
            del self._making[key]
            self._keep(key, thing, weigh(thing))
        told.set_result(thing)
        return thing

    def _keep(self, key: Hashable, thing: object, weight: int) -> None:
        """The newest stays, even where it is too large for all the room."""
        self._kept[key] = thing, weight
        self.held += weight
        while self.held > self.most and len(self._kept) > 1:
            _, (_, less) = self._kept.popitem(last=False)
            self.held -= less


def weight_of_log(log: TicketLog) -> int:
    """About how many bytes a log takes."""
    texts: int = sum(column.nbytes for column in log.carried.values())
    return _FOR_ITSELF + max(_FOR_A_ROW * len(log.facts.row_of), texts)


def weight_of_sheet(read: tuple[Sheet, object]) -> int:
    """About how many bytes the rows of a file take."""
    texts: int = sum(column.nbytes for column in read[0].columns)
    return _FOR_ITSELF + texts


def weight_of_index(index: TicketIndex) -> int:
    """About how many bytes a judged log takes, together with the log that it may be the last to hold."""
    log, levels = index.referee.log, len(index.referee.judged)
    return weight_of_log(log) + (_FOR_A_TICKET + _FOR_A_LEVEL * levels) * len(log.tickets)
