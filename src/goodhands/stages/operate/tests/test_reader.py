"""What does the reader in the background do when it is not alone, or when a file is too much for it?"""

from datetime import timedelta

import pytest

from goodhands.foundation.isolation import scope
from goodhands.stages.operate import writes
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.reads import files
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, TERMS, Desk
from goodhands.stages.operate.writes import reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def state(made: Import) -> str:
    return str(Import.objects.get(pk=made.pk).state)


def test_a_file_that_is_never_read_to_its_end_is_given_up_and_can_be_tried_again(desk: Desk) -> None:
    made = desk.bring()
    with scope.within(desk.company):
        Import.objects.filter(pk=made.pk).update(state=ImportState.WAITING, found={})
        at = NOW
        for _ in range(reader.MOST_TRIES):  # each time its process ends in the middle
            at += reader.SILENT + timedelta(seconds=1)
            assert reader._claim(made.pk, at) is not None
        assert reader.read(desk.company.pk, made.pk, at + reader.SILENT * 2)
        made.refresh_from_db()
        assert (made.state, made.refusal) == (
            ImportState.FAILED,
            "Reading this file was broken off 5 times. The log of the server says more.",
        )
        writes.import_tickets(source=made, mapping=TERMS["file"], by=desk.owner, at=at)
        assert reader.read(desk.company.pk, made.pk, at)
        assert state(made) == ImportState.PUBLISHED


def test_a_reader_that_was_given_up_too_early_still_ends_its_work(desk: Desk) -> None:
    made = desk.bring()
    with scope.within(desk.company):
        Import.objects.filter(pk=made.pk).update(state=ImportState.WAITING)
        claimed = reader._claim(made.pk, NOW)
        assert claimed is not None
        Import.objects.filter(pk=made.pk).update(state=ImportState.WAITING)  # another server gave up on it
        reader._finish(claimed, files.previewed(claimed, claimed.mapping), NOW)
        assert state(made) == ImportState.PUBLISHED


def test_of_two_readers_the_second_changes_nothing_any_more(desk: Desk) -> None:
    """Between the two the file was read in another way, and that counts."""
    made = desk.bring()
    with scope.within(desk.company):
        Import.objects.filter(pk=made.pk).update(state=ImportState.WAITING)
        slow = reader._claim(made.pk, NOW)
        assert slow is not None
        preview = files.previewed(slow, slow.mapping)
        reader._finish(slow, preview, NOW)
        other = writes.read_again(source=made, by=desk.owner, at=NOW)
        writes.import_tickets(source=other, mapping=TERMS["file"] | {"nulls": ["", "?"]}, by=desk.owner, at=NOW)
        assert reader.read(desk.company.pk, other.pk, NOW)
        reader._finish(slow, preview, NOW)
        assert (state(made), state(other)) == (ImportState.UNDONE, ImportState.PUBLISHED)
