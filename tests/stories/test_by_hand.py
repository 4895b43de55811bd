"""A ticket by hand: in under a minute, changed, removed and put back."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goodhands.foundation.rules.zones import zone
from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def test_a_ticket_by_hand_takes_three_fields_and_can_be_changed_removed_and_put_back(person: Visitor) -> None:
    # given a company whose provider exports nothing
    place = given.company()
    given.signed_in(person)
    person.opens(place.path("operate"))
    person.sees("no tickets yet")
    now = timezone.now().astimezone(zone("Europe/Lisbon"))
    asked = (now - timedelta(days=8)).replace(hour=9, minute=0)
    asked -= timedelta(days=max(asked.weekday() - 3, 0))  # a working day before a working day

    # when she enters a ticket: what it was about, when it was asked, how much it mattered
    person.clicks("Enter one by hand")
    person.fills({"What was it about?": "No mail on the new laptop", "Asked": f"{asked:%Y-%m-%dT%H:%M}",
                  "Priority": "2 - High"})  # fmt: skip
    person.clicks("Keep")

    # then it counts at once, and runs
    person.reads("Ticket N-1 counts from now on.")
    assert person.sentence == "1 ticket."
    assert person.rows()[0][0] == "N-1 No mail on the new laptop"
    person.sees("the first ticket")

    # when she says what happened since, and slips in the order of it, she is told
    person.clicks("N-1")
    person.clicks("Change")
    person.fills({"Solved": f"{asked - timedelta(hours=1):%Y-%m-%dT%H:%M}"})
    person.clicks("Keep")
    person.reads("It cannot be solved before it was asked.")
    person.sees("solved before it was asked")
    person.fills({"Answered": f"{asked + timedelta(minutes=20):%Y-%m-%dT%H:%M}",
                  "Solved": f"{asked + timedelta(hours=2):%Y-%m-%dT%H:%M}"})  # fmt: skip
    person.clicks("Keep")

    # then the ticket page counts the time between
    assert "No mail on the new laptop" in person.sentence
    assert "2 h" in person.sentence
    person.reads("Working time used")
    person.sees("solved in two hours")

    # when it is removed, although there is no other, there is a way back
    person.clicks("Remove")
    person.reads("The ticket is removed.")
    person.sees("the only one removed")
    person.clicks("Put it back")
    assert person.sentence == "1 ticket."
    assert person.rows()[0][-1] == "met"

    # and a second of the same number is refused with what was typed
    person.clicks("Enter one by hand")
    person.fills({"What was it about?": "Once more", "Asked": f"{asked:%Y-%m-%dT%H:%M}", "Number": "N-1"})
    person.clicks("Keep")
    person.reads("There is a ticket of this number already.")
    person.sees("a number twice")
    person.fills({"Number": ""})
    person.clicks("Keep and enter another")
    person.reads("Ticket N-2 counts from now on.")
    expect(person.field("What was it about?")).to_be_empty()

    # and of several, the removed one is named
    person.opens(place.path("operate", "tickets/N-2/"))
    person.clicks("Remove")
    person.reads("Ticket N-2 is removed.")
    person.sees("one of two removed")
    person.clicks("Put it back")
    assert person.sentence == "2 tickets."


def test_a_ticket_in_the_future_and_one_in_the_skipped_hour_are_asked_about(person: Visitor) -> None:
    # given somebody who enters a ticket
    place = given.company()
    given.signed_in(person)
    person.opens(place.path("operate", "by-hand/add/"))

    # when its times cannot be, then she reads why, and nothing she typed is lost
    person.fills({"What was it about?": "From tomorrow", "Asked": "2025-03-30T01:30", "Solved": "2199-01-01T10:00"})
    person.clicks("Keep")
    person.reads("The clocks change at that time. Please give a time an hour earlier or later.")
    person.reads("This lies in the future.")
    person.sees("two times that cannot be")
    assert person.field("What was it about?").input_value() == "From tomorrow"
