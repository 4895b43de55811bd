"""What people say of their tickets: no file tells, promises are kept and people discontent, and over a year."""

from collections.abc import Sequence

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def export(liked: Sequence[str], month: str = "2025-10", heading: str = "Satisfaction rating") -> bytes:
    """Tickets of a month, each solved within the hour, with what people said of them."""
    rows = [
        f"{month}/{i},{month}-{i % 3 + 6:02} 09:00,{month}-{i % 3 + 6:02} 09:{i:02},2 - High,{text}"
        for i, text in enumerate(liked, 1)
    ]
    return "\n".join([f"Ticket ID,Created,Solved,Priority,{heading}", *rows, ""]).encode()


def brings(person: Visitor, place: given.Place, name: str, content: bytes, column: str = "") -> None:
    """Upload a file and import it as the last one was, or with a column that says how content people are."""
    person.opens(place.path("operate", "imports/upload/"))
    person.hands_in(name, content)
    person.clicks("Look at it")
    if column:
        person.fills({"Satisfaction": column})
    person.page.get_by_role("button", name="Import").click()
    given.until_it_counts(person)


def test_kept_promises_with_people_who_are_not_content(person: Visitor) -> None:
    # given a company whose first file says nothing of how content people are
    place = given.company()
    given.signed_in(person)
    brings(person, place, "september.csv", export([""] * 4, "2025-09", heading="Remark"))
    person.opens(place.path("operate"))
    person.clicks("Satisfaction")
    assert person.sentence == "The ticket files do not say how content people are."
    person.sees("no answers")

    # when she brings files with a column for it
    said = ["Good"] * 13 + ["Bad"] * 8 + ["Offered"] * 6
    brings(person, place, "october.csv", export(said), "Satisfaction rating")
    brings(person, place, "november.csv", export(["Good"] * 3 + ["Unoffered"], "2025-11"))

    # then the scorecard says at once that promises alone do not tell
    person.opens(place.path("operate", "month/2025-10/"))
    person.reads("The promises were kept, yet only 62 % of the answers were good: ask people what is wrong.")
    person.reads("13 of 21 answers about tickets solved in October 2025 were good (62 %).")
    person.sees("a scorecard with a remark")

    # and each figure opens to its tickets
    person.page.locator("#people table").get_by_role("link", name="8", exact=True).click()
    assert person.sentence == "8 tickets solved in October 2025 with an answer that was not good."
    person.sees("tickets without a good answer")

    # and month by month it says how answers are counted
    person.clicks("Satisfaction", within=".choices")
    assert person.sentence == "13 of 21 answers about tickets solved in October 2025 were good (62 %)."
    assert "too few to tell" in person.rows()[0][4]
    person.reads("Recognised as the words good and bad.")
    assert ["Offered", "6", "no answer"] in [list(row) for row in person.rows("table >> nth=1")]
    person.sees("two months of answers")

    # when a file comes with a value on no scale, then nothing is guessed
    brings(person, place, "december.csv", export(["Good"] * 5 + ["So so"] * 7, "2025-12"))
    person.opens(place.path("operate", "satisfaction/"))
    assert person.sentence == "No answer of the last twelve months can be counted."
    person.reads("On no scale that is known here: “So so”. So nothing in this column is counted.")
    person.sees("a value on no scale")
    person.opens(place.path("operate", "month/2025-12/"))
    person.reads("12 answers are on no scale that is known here, so they are not counted.")


def test_a_year_of_answers(person: Visitor) -> None:
    # given a year of tickets, many with a mark from one to five
    place = given.company()
    given.tickets(place)
    given.signed_in(person)

    # when she looks at what people say
    person.opens(place.path("operate", "satisfaction/"))

    # then there are twelve months, the scale is said, and September shows
    person.reads("Recognised as numbers from 1 to 5, of which 4 and 5 are good.")
    assert len(person.rows("table >> nth=0")) == 12
    person.sees("a year of answers")
