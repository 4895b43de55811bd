"""What the walkers stand on: two companies and all their forms, made once for a file of tests, undone after it."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from tests.walk import Walk
from tests.world import build

Say = Callable[[str], None]


@pytest.fixture(scope="module")
def whole_walk(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Walk]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield Walk(build("A"), build("B"))
        transaction.set_rollback(True)


@pytest.fixture
def walk(db: None, whole_walk: Walk) -> Walk:
    whole_walk.note()
    return whole_walk


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Tell something that people should see although the test passes."""

    def tell(sentence: str) -> None:
        with capsys.disabled():
            print(f"\n  {sentence}", end=" ")

    return tell
