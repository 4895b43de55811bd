"""It keeps coming back: which trouble was solved again and again, what is none, and what belongs together."""

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def test_what_keeps_coming_back_is_seen_dismissed_and_merged(person: Visitor) -> None:
    # given a year of tickets
    place = given.company()
    given.tickets(place)
    given.signed_in(person)
    person.opens(place.path("operate"))

    # when she asks what keeps coming back
    person.clicks("It keeps coming back")

    # then one sentence names the worst, and the table the others
    assert "times or more in" in person.sentence
    assert "above all “Printer on second floor offline”: solved" in person.sentence
    person.sees("what keeps coming back")
    times = int(person.rows()[0][1].split()[0])
    person.clicks("Q3 2025")
    assert "in the third quarter of 2025" in person.sentence
    person.sees("another quarter")
    person.clicks("Last three months")

    # when she opens it, she sees its tickets
    person.clicks("Printer on second floor offline")
    assert person.sentence.startswith("“Printer on second floor offline” was solved")
    assert len(person.rows()) == times
    person.sees("one trouble")

    # when another one turns out to be part of it, both are counted as one
    person.opens(place.path("operate", "recurring/"))
    person.clicks("Printer on second floor jams on envelopes")
    person.clicks("Merge with another one")
    person.sees("merge with which one")
    person.fills({"Which one is it part of?": "Printer on second floor offline"})
    person.clicks("Merge")
    person.reads("“Printer on second floor jams on envelopes · Rita Meireles” counts as part of")
    person.reads("Counted together with it")
    person.sees("two troubles as one")

    # when one is none, she says why, and it leaves the list
    person.opens(place.path("operate", "recurring/"))
    assert int(person.rows()[0][1].split()[0]) > times
    person.clicks("Wi-Fi in the meeting room too weak")
    person.clicks("Dismiss")
    person.sees("why it is none")
    person.fills({"Why?": "The room is rebuilt in March."})
    person.clicks("Dismiss")
    person.reads("“Wi-Fi in the meeting room too weak · Tomás Frazão” is not listed any more.")
    person.page.get_by_text("What was dismissed or merged?").click()
    person.reads("The room is rebuilt in March.")
    person.sees("what was decided")

    # and all of it can be undone
    person.page.get_by_role("button", name="Undo Wi-Fi in the meeting room too weak").click()
    person.reads("is listed by itself again.")
    assert person.page.get_by_role("link", name="Wi-Fi in the meeting room too weak").count() == 1


def test_tickets_that_say_too_little_are_listed_apart(person: Visitor) -> None:
    # given tickets by hand whose subjects say little
    place = given.company()
    for subject in ("Help", "Help!", "The scanner is stuck"):
        given.ticket_by_hand(place, subject)
    given.signed_in(person)

    # when she asks what keeps coming back, then nothing that is known does
    person.opens(place.path("operate", "recurring/"))
    assert person.sentence.startswith("Nothing came back in the last three months")
    person.reads("Too general to be one trouble")
    person.sees("too general")

    # when a trouble comes back whose subject is as long as it can be, every page still fits
    long = (
        "The scanner on the second floor says that the lamp is warming up and never stops " * 2
        + "Donaudampfschifffahrt"
    )
    for _ in range(2):
        given.ticket_by_hand(place, long[:200])
    person.opens(place.path("operate", "recurring/"))
    assert person.sentence.startswith("One trouble keeps coming back: “The scanner on the second floor")
    person.sees("a very long subject")
    person.page.locator("table a").first.click()
    person.sees("a very long trouble")
