"""Two pieces of array work at the same time: NumPy and Arrow let go of the interpreter, so two cores do both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def beside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> Iterator[Callable[[], R]]:
    """Run `work` while the body of the `with` runs; the yielded function then gives what it returned or raised."""
    outcome: list[R] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work(*args, **kwargs))
        except BaseException as error:  # handed over to the caller, whatever it is
            raised.append(error)

    def result() -> R:
        if raised:
            raise raised[0]
        return outcome[0]

    thread = Thread(target=run)
    thread.start()
    try:
        yield result
    finally:
        thread.join()
