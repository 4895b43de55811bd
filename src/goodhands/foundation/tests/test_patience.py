"""How the wait grows with every wrong try."""

from datetime import timedelta

from goodhands.foundation.rules.patience import Patience

MINUTE = timedelta(minutes=1)


def test_the_first_tries_are_free_and_then_the_wait_doubles_up_to_the_longest() -> None:
    patience = Patience(free=3, longest=15 * MINUTE)
    waits = [patience.wait_after(failed) // MINUTE for failed in range(10)]
    assert waits == [0, 0, 0, 1, 2, 4, 8, 15, 15, 15]


def test_the_wait_has_an_end_however_often_somebody_tried() -> None:
    assert Patience(free=1, longest=60 * MINUTE).wait_after(10**9) == 60 * MINUTE
