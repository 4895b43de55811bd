"""A newer export says otherwise what an older one said; she sees both values, and what it made of the verdict."""

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story

HEADING = "Ticket,Opened,Answered,Resolved,Priority,Subject\n"
MARCH = """\
HL-401,2025-03-03 09:12,2025-03-03 09:20,2025-03-03 11:05,2 - High,Mail does not send
HL-402,2025-03-04 10:02,2025-03-04 10:41,2025-03-07 16:30,2 - High,The tax software loses its settings
HL-403,2025-03-06 08:40,2025-03-06 08:59,2025-03-10 12:15,2 - High,Two screens stay dark
HL-404,2025-03-12 14:11,2025-03-12 14:30,2025-03-14 09:05,3 - Normal,A new telephone for Rita Sousa
HL-405,2025-03-31 16:50,2025-03-31 17:04,,3 - Normal,The scanner asks for a password
"""
MOVED = {
    "2025-03-07 16:30": "2025-03-04 16:30",
    "2025-03-10 12:15": "2025-03-06 12:15",
    "2025-03-14 09:05": "2025-03-14 08:35",
}
MORE = "HL-406,2025-04-02 09:00,2025-04-02 09:15,2025-04-02 12:40,2 - High,No network on the second floor\n"


def hands_in(person: Visitor, place: given.Place, name: str, rows: str, tickets: str) -> None:
    """Upload a file and import it as it was recognised."""
    person.opens(place.path("operate", "imports/upload/"))
    person.hands_in(name, (HEADING + rows).encode())
    person.clicks("Look at it")
    person.clicks(f"Import {tickets} tickets")
    given.until_it_counts(person)


def test_what_was_changed_between_two_files_stands_side_by_side(person: Visitor) -> None:
    # given an export of March, with two tickets that were missed
    place = given.company()
    given.signed_in(person)
    hands_in(person, place, "march.csv", MARCH, "5")
    person.opens(place.path("operate", "changed/"))
    assert person.sentence == "There are no two files yet that could be compared."
    person.sees("one file only")

    # when she hands in an export of April that overlaps and agrees, then nothing was changed
    april = MARCH.replace("17:04,,", "17:04,2025-04-01 10:20,") + MORE
    hands_in(person, place, "april.csv", april, "6")
    person.opens(place.path("operate", "imports/"))
    person.clicks("Nothing was changed between these files.")
    assert person.sentence == "Your files agree: what one of them says, no newer one says otherwise."
    person.sees("files that agree")

    # when another export says that three tickets were solved earlier
    changed = april
    for before, after in MOVED.items():
        changed = changed.replace(before, after)
    hands_in(person, place, "april again.csv", changed, "6")

    # then the page of files says so, and leads to both values, what moved a verdict first
    person.opens(place.path("operate", "imports/"))
    person.reads("3 tickets were changed between these files.")
    person.sees("files with a note")
    person.clicks("See what was changed")
    assert person.sentence == "3 tickets were changed between your files, and 2 misses became met by that."
    rows = person.rows("table.cards >> nth=0")
    assert [row[0].split()[0] for row in rows] == ["HL-403", "HL-402", "HL-404"]
    assert rows[1][1:] == [
        "Solved", "Fri 7 Mar 2025, 16:30 april.csv", "Tue 4 Mar 2025, 16:30 april again.csv", "missed before, met now High, solved in 8 h"
    ]  # fmt: skip
    assert rows[2][4] == "the same"
    person.sees("what was changed")

    # and the ticket's own page has the change with both values
    person.clicks("HL-402")
    person.reads("Changed between files")
    person.reads("Fri 7 Mar 2025, 16:30")
    person.sees("a changed ticket")
