"""Somebody is invited, comes in with a role, and what everybody did can be read afterwards."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def test_an_owner_invites_a_viewer_who_reads_and_changes_nothing(visitors: Callable[..., Visitor]) -> None:
    # given an owner with a year of tickets
    place = given.company()
    given.tickets(place)
    ana, bea = visitors(), visitors("Bea")
    given.signed_in(ana)
    ana.opens("/alder-finch/")

    # when she invites somebody
    ana.clicks("People")
    assert ana.sentence == "One person belongs to Alder & Finch."
    ana.clicks("Invite somebody")
    ana.sees("invite somebody")
    ana.fills({"E-mail address": "bea@alderfinch.example"})
    ana.page.get_by_label("Viewer: reads everything and changes nothing").check()
    ana.clicks("Make the link")
    assert ana.sentence == "Send this link to bea@alderfinch.example."
    ana.sees("the link to send")
    link = urlsplit(ana.field("The link").input_value()).path
    ana.clicks("I have copied it")
    ana.reads("Invited, and not here yet")
    ana.sees("people with an invitation")

    # then the link is for that address alone, and lets her in once she has said who she is
    ana.opens(link)
    ana.reads("It is for bea@alderfinch.example, and you are signed in as ana@alderfinch.example.")
    ana.sees("an invitation of somebody else")
    bea.opens(link)
    assert bea.sentence == "Ana Finch invites you to Alder & Finch as viewer."
    bea.sees("an invitation")
    bea.fills({"Your name": "Bea Alder", "Password": "short"})
    bea.clicks("Come in to Alder & Finch")
    bea.reads("This password is too short.")
    assert bea.field("Your name").input_value() == "Bea Alder"
    bea.fills({"Password": given.PASSWORD})
    bea.clicks("Come in to Alder & Finch")
    assert bea.path == "/alder-finch/"
    bea.sees("Today of a viewer")

    # and she reads everything, is offered nothing that she may not, and is told so where she tries
    bea.opens(place.path("operate", "month/2025-09/"))
    bea.reads("What is owed")
    bea.opens(place.path("operate", "imports/"))
    assert not bea.found("Upload tickets").count()
    bea.sees("files of a viewer")
    bea.opens("/alder-finch/settings/")
    assert bea.sentence == "You are viewer at Alder & Finch, and that is not enough for this."
    bea.sees("not hers to do", status=403)

    # when the owner makes her a member, it holds from her next page on
    ana.opens("/alder-finch/people/")
    with ana.arriving():
        ana.page.get_by_label("Role of Bea Alder").select_option(label="member")
    ana.reads("Kept. It holds from their next page on.")
    bea.opens(place.path("operate", "imports/"))
    bea.clicks("Upload tickets")
    assert bea.sentence == "Which file did the help desk export?"

    # and nobody can take the only owner away
    ana.clicks("Leave")
    ana.reads("Nothing was changed: a company needs an owner.")
    ana.sees("the last owner stays")
    ana.clicks("Suspend Bea Alder")
    ana.reads("suspended: cannot come in")
    ana.sees("somebody suspended")
    bea.opens("/alder-finch/")
    assert bea.sentence == "There is nothing here for you to see."

    # then all of it stands in the history, in plain sentences
    ana.clicks("History")
    for sentence in ("Ana Finch suspended person “Bea Alder”.", "Person “Bea Alder” came in by invitation.",
                     "Ana Finch sent invitation “bea@alderfinch.example”.", "Ana Finch started company “Alder & Finch”."):  # fmt: skip
        ana.reads(sentence)
    ana.reads("Role: from “viewer” to “member”")
    ana.sees("history")
    ana.clicks("all of it")
    assert ana.sentence == "Ana Finch suspended person “Bea Alder”."
    ana.sees("history of one thing")


def test_what_was_removed_comes_back_from_the_bin(person: Visitor) -> None:
    # given an owner with a provider that nobody needs
    place = given.company()
    given.signed_in(person)
    person.opens("/alder-finch/providers/add/")
    person.fills({"Name": "Nordkabel", "Notes": "Cheap, and far away."})
    person.clicks("Keep")

    # when she removes the one that is needed, she reads why it stays
    person.clicks("Harbourline IT")
    person.clicks("Remove from the list")
    person.reads("Nothing was changed: “Help desk” leads to “Harbourline IT”.")
    person.sees("a provider that is needed")

    # and when she removes the other one, it lies in the bin and comes back as it was
    person.opens("/alder-finch/providers/")
    person.clicks("Nordkabel")
    person.clicks("Remove from the list")
    person.reads("“Nordkabel” is removed. For thirty days it lies in the bin.")
    person.clicks("Bin")
    assert person.sentence == "One thing was removed and can be put back."
    person.sees("the bin")
    person.clicks("Put back Nordkabel")
    person.reads("“Nordkabel” is back.")
    assert person.sentence == "2 firms work for you, or may do so."
    person.clicks("Bin")
    assert person.sentence == "The bin is empty."
    person.sees("an empty bin")
    person.clicks("Providers")
    person.clicks("Nordkabel")
    assert person.field("Notes").input_value() == "Cheap, and far away."
    assert place.company.slug == "alder-finch"


def test_two_people_who_edit_the_same_thing_lose_nothing(visitors: Callable[..., Visitor]) -> None:
    # given the same page open twice
    given.company()
    ana, elsewhere = visitors(), visitors("elsewhere")
    for one in (ana, elsewhere):
        given.signed_in(one)
        one.opens("/alder-finch/providers/")
        one.clicks("Harbourline IT")

    # when one is kept first
    elsewhere.fills({"Telephone of the help desk": "+351 22 1234"})
    elsewhere.clicks("Keep")

    # then the other one reads what changed, with what was typed still there
    ana.fills({"Notes": "They answer on Saturdays, too."})
    ana.clicks("Keep")
    ana.reads("This was changed while you had it open. What you typed is still here, and nothing of it is kept yet.")
    ana.reads("Telephone of the help desk: +351 22 1234")
    assert ana.field("Notes").input_value() == "They answer on Saturdays, too."
    ana.sees("changed meanwhile")

    # and takes over what is worth keeping
    ana.fills({"Telephone of the help desk": "+351 22 1234"})
    ana.clicks("Keep")
    ana.clicks("Harbourline IT")
    assert ana.field("Notes").input_value() == "They answer on Saturdays, too."
    assert ana.field("Telephone of the help desk").input_value() == "+351 22 1234"
