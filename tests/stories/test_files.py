"""Ticket files come, count, are taken back and come again; two at once wait for each other."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import expect

from goodhands.foundation.isolation import scope
from goodhands.stages.operate.models import Import, ImportState
from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story

EXAMPLE = "helpdesk-2025.csv"


def bring(person: Visitor, place: given.Place, name: str, content: bytes) -> None:
    """Upload a file and import it as it was recognised."""
    person.opens(place.path("operate", "imports/upload/"))
    person.hands_in(name, content)
    person.clicks("Look at it")


def months(person: Visitor, place: given.Place) -> Sequence[Sequence[str]]:
    person.opens(place.path("operate"))
    return person.rows("table.cards")


def test_the_same_file_twice_changes_nothing_and_an_import_is_undone_and_done_again_whole(person: Visitor) -> None:
    # given a company with an agreement
    place = given.company()
    given.signed_in(person)
    example = (given.EXAMPLES / EXAMPLE).read_bytes()

    # when she brings a year of tickets
    bring(person, place, EXAMPLE, example)
    assert person.sentence == f"{EXAMPLE} has 11\N{NARROW NO-BREAK SPACE}451 rows. What do its columns mean?".replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    person.sees("recognised")
    person.clicks("Import 1 793 tickets")
    person.sees("importing")
    given.until_it_counts(person)
    person.sees("it counts")
    before = months(person, place)
    assert len(before) >= 12

    # then the same file again is told apart from news, and changes nothing
    bring(person, place, "the-same-by-another-name.csv", example)
    person.reads(f"“{EXAMPLE}” is this very file, imported on")
    person.reads("Nothing has changed.")
    person.sees("the same file")
    assert months(person, place) == before

    # when she takes the import back, then all figures are as if it had never come
    person.opens(place.path("operate", "imports/"))
    person.clicks("undo the import")
    person.reads("The import is undone. All figures are as if the file had never come.")
    person.sees("undone")
    person.opens(place.path("operate"))
    assert person.sentence == "There are no tickets here yet."

    # and when she imports it again, then they are the same as before
    person.opens(place.path("operate", "imports/"))
    person.clicks("import it again")
    assert months(person, place) == before

    # and it can be read in another way, which then takes the place of the first
    person.opens(place.path("operate", "imports/"))
    person.clicks("read it differently")
    person.field("Waiting for parts").select_option(label="nothing: it only happened")
    person.clicks("Show what would be read")
    person.clicks("Import 1 793 tickets")
    given.until_it_counts(person)
    assert months(person, place) != before
    person.opens(place.path("operate", "imports/"))
    assert [row[1] for row in person.rows()] == ["imported", "undone"]
    person.sees("read differently")


def test_reading_goes_on_in_the_background_and_can_be_called_off_and_tried_again(person: Visitor) -> None:
    # given a company in which a file is being read, as slowly as can be
    place = given.company()
    given.signed_in(person)
    example = (given.EXAMPLES / EXAMPLE).read_bytes()
    head, *rows = example.splitlines(keepends=True)
    first, second = (head + b"".join(row for row in rows if row[8] % 2 == odd) for odd in (0, 1))
    busy = given.being_read(place, "first-half.csv", first)

    # when she looks how far it is, then she sees it and may leave
    person.opens(place.path("operate", f"imports/{busy.pk}/progress/"))
    person.reads("The file is being read. You can leave this page.")
    expect(person.page.get_by_role("progressbar")).to_have_attribute("value", "10")
    person.sees("being read")
    person.opens(f"/{place.company.slug}/jobs/")
    assert person.sentence == "One thing is under way. You can go on working meanwhile."
    person.sees("under way")

    # and meanwhile another file is read, and counts
    bring(person, place, "second-half.csv", second)
    with person.arriving():
        person.page.locator("button[value=import]").click()
    given.until_it_counts(person)

    # when she calls the first one off, then it stands where it stood
    person.opens(place.path("operate", f"imports/{busy.pk}/progress/"))
    person.clicks("Cancel")
    assert person.sentence == "This file is not imported yet."
    person.opens(f"/{place.company.slug}/jobs/")
    assert person.sentence == "Nothing is under way."
    person.sees("called off")

    # and when she tries it again, then both count, and nothing is left to do
    person.clicks("Try again first-half.csv")
    given.until_it_counts(person)
    with scope.within(place.company):
        assert Import.objects.filter(state=ImportState.PUBLISHED).count() == 2
    person.opens(place.path("operate", "tickets/"))
    assert person.sentence == "1 793 tickets."
    person.opens(f"/{place.company.slug}/jobs/")
    assert person.sentence == "Nothing is under way."
    person.sees("all done")


def test_a_file_whose_worker_died_is_read_by_another_one(person: Visitor) -> None:
    # given a file that a worker has taken up
    place = given.company()
    given.signed_in(person)
    busy = given.being_read(place, EXAMPLE, (given.EXAMPLES / EXAMPLE).read_bytes())
    person.opens(place.path("operate", f"imports/{busy.pk}/progress/"))
    person.reads("The file is being read.")

    # when that one dies, then the page that she has open tells of the end
    given.let_it_be_read(place, busy)
    given.until_it_counts(person)
