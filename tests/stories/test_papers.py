"""Papers: a month leaves as PDF and CSV, is kept, and says later what has changed since."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from goodhands.foundation.companies.models import Role
from goodhands.foundation.isolation import scope
from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def downloaded(person: Visitor, words: str, folder: Path) -> Path:
    with person.page.expect_download() as waiting:
        person.found(words).click()
    place = folder / waiting.value.suggested_filename
    waiting.value.save_as(place)
    return place


def text_of(paper: Path) -> str:
    document = pypdfium2.PdfDocument(paper.read_bytes())
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_a_month_is_taken_along_kept_and_compared(visitors: Callable[..., Visitor], tmp_path: Path) -> None:
    # given a month with misses, an owner, and a viewer
    person, viewer = visitors("owner"), visitors("viewer")
    place = given.company()
    given.tickets(place)
    with scope.within(place.company):
        given.somebody(place, "Rita Sousa", "rita@alderfinch.example", Role.VIEWER)
    given.signed_in(person)
    given.signed_in(viewer, "rita@alderfinch.example")
    person.opens(place.path("operate", "month/2025-09/"))
    person.sees("a month with ways to take it along")

    # when she takes it along, the paper says what the page says
    paper, table = downloaded(person, "As PDF", tmp_path), downloaded(person, "As CSV", tmp_path)
    assert (paper.name, table.name) == ("september-2025.pdf", "september-2025.csv")
    assert " ".join(person.sentence.split()) in text_of(paper)
    assert "29 of 35" in table.read_text("utf-8-sig")

    # when she keeps it, it is there with its hash, and nothing has changed
    person.clicks("Keep as a paper")
    person.reads("The paper is kept as it is now.")
    assert person.sentence == "Nothing has changed since this paper was kept."
    person.sees("a paper that was kept")
    kept = downloaded(person, "Download the paper", tmp_path)
    assert "29 of 35" in text_of(kept)

    # when a miss is excused afterwards, the paper says what is different today
    person.opens(place.path("operate", "tickets/?month=2025-09&level=3&verdict=missed&sort=-late"))
    person.clicks(person.rows()[0][0].split()[0])
    person.clicks("Excuse this miss")
    person.fills({"Why?": "The street was flooded, and nobody got through."})
    person.clicks("Excuse it")
    person.clicks("Today at Alder & Finch")
    person.clicks("Papers", within=".rail")
    assert person.sentence == "One paper is kept as it was."
    person.sees("the papers that were kept")
    person.clicks("September 2025", within="main")
    assert "different today from what this paper says" in person.sentence
    person.reads("without one excused miss:")
    person.sees("a paper and what has changed since")

    # and the file is the same to the last byte
    assert downloaded(person, "Download the paper", tmp_path / "again").read_bytes() == kept.read_bytes()

    # and a viewer takes along what she can see, and keeps and removes nothing
    viewer.opens(person.path)
    viewer.reads("different today from what this paper says")
    assert "Remove" not in viewer.text
    viewer.sees("as a viewer sees it")
    viewer.opens(place.path("operate", "month/2025-09/"))
    assert "Keep as a paper" not in viewer.text
    assert "29 of 35" in text_of(downloaded(viewer, "As PDF", tmp_path / "viewer"))

    # when she lays it aside, there is a way back
    person.clicks("Remove")
    person.reads("is in the bin for thirty days.")
    person.sees("no paper kept")
