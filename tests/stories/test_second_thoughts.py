"""Nothing is lost by a slip: what is typed is kept, what was removed or taken back returns, two people lose nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from goodhands.foundation.isolation import scope
from goodhands.foundation.unfinished.models import Unfinished
from tests.stories import given
from tests.stories.visitor import PATIENCE, Visitor

pytestmark = pytest.mark.story
FIRST = {"Which tickets": "2 - High", "Within": "8 h", "For which share": "95"}


def promise(person: Visitor, number: int) -> str:
    """Where a promise stands in the form."""
    return f"fieldset.group >> nth={number - 1}"


def is_kept(person: Visitor) -> None:
    """She waits until the line below the form says that what she typed is kept."""
    expect(person.page.locator("p.kept")).to_contain_text("Kept as you type", timeout=PATIENCE)


def test_a_form_that_is_half_filled_survives_a_reload_a_lost_network_and_a_closed_browser(
    visitors: Callable[..., Visitor],
) -> None:
    # given somebody who writes down a long agreement
    place = given.company(agreed=False)
    given.tickets(place)
    person = visitors()
    given.signed_in(person)
    agree = place.path("contract", "agree/")
    person.opens(agree)
    person.reads("The tickets so far have these priorities: “1 - Critical”, “2 - High”, “3 - Normal”, “4 - Low”")
    person.fills({"Monthly fee": "1 400,00"})
    person.fills(FIRST, within=promise(person, 1))
    is_kept(person)
    person.sees("kept as she types")

    # when she adds promises and reloads in the middle of it, then all of it is still there
    person.clicks("Add a promise")
    person.fills({"Which tickets": "3 - Normal", "Within": "16"}, within=promise(person, 4))
    is_kept(person)
    person.page.reload()
    person.reads("It is unfinished: nothing of it counts yet.")
    assert person.field("Within", within=promise(person, 4)).input_value() == "16"
    assert person.field("Which tickets", within=promise(person, 1)).input_value() == "2 - High"
    person.sees("still there after a reload")

    # when the network is gone, then she reads that it is not kept, and a moment after it is back, that it is
    person.page.context.set_offline(True)
    person.fills({"Monthly fee": "1 500,00"})
    expect(person.page.locator("p.kept")).to_have_text("Not kept as you type: no connection. Stay on this page.")
    person.complaints.clear()
    person.sees("no connection")
    person.page.context.set_offline(False)
    expect(person.page.locator("p.kept")).to_contain_text("Kept as you type", timeout=15_000)
    person.complaints.clear()

    # when her session ends, then she is told, signs in in another tab, and goes on in this one
    person.page.context.clear_cookies(name="goodhands-session")
    person.fills({"Monthly fee": "1 600,00"})
    expect(person.page.locator("p.kept")).to_contain_text("please sign in again in another tab")
    other_tab = Visitor(person.page.context.new_page(), person.home, None)
    given.signed_in(other_tab)
    expect(person.page.locator("p.kept")).to_contain_text("Kept as you type", timeout=15_000)
    person.complaints.clear()

    # when she closes the browser and comes back with another one, then all of it is there
    person.page.context.close()
    person = visitors("with another browser")
    given.signed_in(person)
    person.opens(agree)
    assert person.field("Monthly fee").input_value() == "1 600,00"
    person.fills({"Within": "16 h", "For which share": "90"}, within=promise(person, 4))
    person.sees("with another browser")

    # and once it is written down, the form is as new
    person.clicks("Write it down")
    person.reads("Written down.")
    with scope.within(place.company):
        assert not Unfinished.objects.exists()
    person.opens(agree)
    assert "unfinished" not in person.text
    assert person.field("Monthly fee").input_value() == "1600,00"


def test_what_was_typed_can_be_started_over_and_what_was_left_in_a_hurry_is_there(person: Visitor) -> None:
    # given somebody who leaves a form at the very moment in which she has typed something
    place = given.company()
    given.signed_in(person)
    start = f"/{place.company.slug}/engagements/start/"
    person.opens(start)
    person.fills({"What is it about?": "Backups", "Which services?": "Laptops\nServers"})
    person.page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true}); document.dispatchEvent(new Event('visibilitychange'))"
    )
    person.page.wait_for_timeout(300)
    person.opens(start)
    assert person.field("What is it about?").input_value() == "Backups"
    person.sees("left in a hurry")

    # when she starts over, then the form is empty, and nobody asks again
    person.clicks("Start over")
    assert person.field("What is it about?").input_value() == ""
    person.opens(start)
    assert "unfinished" not in person.text

    # and a form that is sent while it is being kept is taken once, and leaves nothing behind
    person.fills({"What is it about?": "Backups"})
    person.page.wait_for_timeout(790)
    person.clicks("Start", within="main")
    assert person.path == f"/{place.company.slug}/engagements/backups/"
    person.page.wait_for_timeout(1000)
    with scope.within(place.company):
        assert not Unfinished.objects.exists()


def test_without_scripts_a_button_keeps_what_was_typed(visitors: Callable[..., Visitor]) -> None:
    # given a browser that runs no scripts
    place = given.company()
    person = visitors(java_script_enabled=False)
    given.signed_in(person)
    hours = f"/{place.company.slug}/calendars/add/"
    person.opens(hours)
    person.fills({"Name": "Nights", "Other days that do not count": "2026-12-24 Christmas Eve"})

    # when she keeps it as unfinished, then she finds it again
    person.clicks("Keep as unfinished")
    person.reads("It is unfinished: nothing of it counts yet.")
    person.opens(hours)
    assert person.field("Name").input_value() == "Nights"
    person.fits("kept without scripts")
    person.clicks("Keep")
    person.opens(hours)
    assert person.field("Name").input_value() == ""


def test_two_people_who_write_down_the_same_agreement_lose_nothing(visitors: Callable[..., Visitor]) -> None:
    # given an owner and a manager who both write down new terms
    place = given.company()
    with scope.within(place.company):
        bea = given.somebody(place, "Bea Alder", "bea@alderfinch.example", "manager")
    ana, other = visitors(), visitors("Bea")
    given.signed_in(ana)
    given.signed_in(other, bea.email)
    agree = place.path("contract", "agree/")
    for one in (ana, other):
        one.opens(agree)
    ana.fills({"From which month on?": "2027-01", "Monthly fee": "1 600,00"})
    other.fills({"From which month on?": "2026-12", "Monthly fee": "1 550,00"})

    # when one of them is faster
    other.clicks("Write it down")
    other.reads("Written down.")

    # then the other one reads so, with what was typed still there, looks at it and comes back
    ana.clicks("Write it down")
    ana.reads("This was changed while you had it open. What you typed is still here, and nothing of it is kept yet.")
    ana.reads("The newest terms are version 2 by Bea Alder.")
    assert ana.field("Monthly fee").input_value() == "1 600,00"
    ana.sees("somebody was faster")
    ana.clicks("Look at them")
    ana.reads("1 550,00")
    ana.opens(agree)
    ana.reads("The newest terms are version 2 by Bea Alder.")
    ana.sees("back at her own")

    # and decides that hers follow
    ana.clicks("Write it down")
    ana.reads("Written down.")
    assert [row[0].split()[0] for row in ana.rows("table.cards >> nth=-1")] == ["3", "2", "1"]


def test_an_import_is_undone_whole_from_its_page_and_done_again(person: Visitor) -> None:
    # given a year of tickets that count
    place = given.company()
    source = given.tickets(place)
    given.signed_in(person)
    person.opens(place.path("operate"))
    before = person.rows("table.cards")

    # when the import is undone on its own page, then nothing of it counts
    person.opens(place.path("operate", f"imports/{source.pk}/progress/"))
    person.clicks("Undo this import")
    person.opens(place.path("operate"))
    assert person.sentence == "There are no tickets here yet."

    # and when it is done again, then every figure is as it was, and the history tells of both
    person.opens(place.path("operate", f"imports/{source.pk}/progress/"))
    person.reads("This import is undone. Its file counts for nothing.")
    person.sees("an import that is undone")
    person.clicks("Import it again")
    person.opens(place.path("operate"))
    assert person.rows("table.cards") == before
    person.opens(place.path("operate", f"imports/{source.pk}/progress/"))
    person.clicks("Who changed this, and when?")
    person.reads("Ana Finch took ticket file “helpdesk-2025.csv” back.")
    person.reads("Ana Finch let ticket file “helpdesk-2025.csv” count again.")
    person.sees("undone and done again, on record")
