"""Excuse and reply: a miss is excused and stays counted, the provider's answer stands beside the verdict for ever."""

from collections.abc import Callable

import pytest

from goodhands.foundation.companies.models import Role
from goodhands.foundation.isolation import scope
from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def test_a_miss_is_excused_and_both_figures_are_shown(visitors: Callable[..., Visitor]) -> None:
    # given a month with misses, an owner, and a member who records
    person, member = visitors("owner"), visitors("member")
    place = given.company()
    given.tickets(place)
    with scope.within(place.company):
        given.somebody(place, "Rita Sousa", "rita@alderfinch.example", Role.MEMBER)
    given.signed_in(person)
    given.signed_in(member, "rita@alderfinch.example")
    person.opens(place.path("operate", "month/2025-09/"))
    before = person.rows()
    level = next(n for n, row in enumerate(before, 1) if "missed" in row[4])

    # when the owner opens a miss and excuses it without saying why, she is asked
    person.opens(place.path("operate", f"tickets/?month=2025-09&level={level}&verdict=missed&sort=-late"))
    number = person.rows()[0][0].split()[0]
    person.clicks(number)
    person.sees("a miss")
    person.clicks("Excuse this miss")
    person.fills({"Why?": "  "})
    person.clicks("Excuse it")
    person.reads("This field is required.")
    person.sees("a miss without a reason")

    # when she says why, it stands on the page of the ticket, with her name
    person.fills({"Why?": "The street was flooded, and nobody got through."})
    person.clicks("Excuse it")
    person.reads("The miss is excused. It stays counted, and both figures are shown.")
    person.reads("The street was flooded, and nobody got through.")
    person.reads("Ana Finch")
    person.sees("an excused miss")

    # then the month says the same as before, and the second figure beside it
    person.opens(place.path("operate", "month/2025-09/"))
    after = person.rows()
    assert [row[1] for row in after] == [row[1] for row in before]
    assert [row[4] for row in after] == [row[4] for row in before]
    person.reads("without one excused miss:")
    person.reads("It stays counted: the share with it decides what was kept and what is owed.")
    person.sees("both figures")

    # and the list of tickets shows the excused one alone where that is asked for
    person.page.locator("table a", has_text="without one excused miss").first.click()
    person.reads("1 excused ticket")
    assert [row[0].split()[0] for row in person.rows()] == [number]
    person.sees("the excused ticket")

    # and a member reads it, but neither excuses nor withdraws
    member.opens(place.path("operate", f"tickets/{number}/?month=2025-09"))
    member.reads("Excused, and counted all the same.")
    assert "Withdraw the excuse" not in member.text
    member.sees("as a member sees it")

    # when the owner withdraws it, there is a way back
    person.clicks(number)
    person.clicks("Withdraw the excuse")
    person.reads("The excuse is withdrawn.")
    person.sees("an excuse withdrawn")
    person.clicks("Put it back")
    person.reads("Excused, and counted all the same.")


def test_the_reply_of_the_provider_is_read_once_more_and_then_stands_for_ever(person: Visitor) -> None:
    # given a missed ticket
    place = given.company()
    given.tickets(place)
    given.signed_in(person)
    person.opens(place.path("operate", "tickets/?month=2025-09&verdict=missed&sort=-late"))
    number = person.rows()[0][0].split()[0]
    person.clicks(number)

    # when she types in what the provider said
    person.clicks("Type in a reply")
    person.sees("an empty reply")
    person.fills({"Who said it?": "Bruno Castilho",
                  "What was the reply?": "The part was ordered the same day.\nIt came a week later."})  # fmt: skip
    person.clicks("Look at it once more")

    # then she sees what will stand for ever, and can still change it
    assert person.sentence == f"This reply to ticket {number} will stand for ever."
    person.sees("once more")
    person.clicks("Change it")
    person.fills({"Who said it?": "Bruno Castilho, team lead"})
    person.clicks("Look at it once more")
    person.clicks("Keep it for ever")

    # then it stands beside the verdict, and nothing offers to change it
    person.reads("The reply stands beside the verdict from now on.")
    person.reads("It came a week later.")
    person.reads("Bruno Castilho, team lead, typed in by Ana Finch")
    person.sees("a reply beside the verdict")

    # when something was wrong with it, a further reply puts it right
    person.clicks("Type in a further reply")
    person.fills({"Who said it?": "Bruno Castilho", "What was the reply?": "Two weeks later, in fact."})
    person.clicks("Look at it once more")
    person.clicks("Keep it for ever")
    person.reads("Two weeks later, in fact.")
    person.reads("It came a week later.")
    person.opens(place.path("operate", f"tickets/?text={number}"))
    person.reads("2 replies")
    person.sees("the list counts replies")
