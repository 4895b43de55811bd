"""Somebody looks for a thing by its words, with the keyboard, and finds it where it lives; nobody finds what is not hers."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from goodhands.foundation.companies import reads as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.companies.writes import invite, join_as_newcomer
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.registers import Providers
from tests.stories import given
from tests.stories.visitor import NARROW, Visitor

pytestmark = pytest.mark.story
TICKET = "HL-10001"


def firms(company: Company, owner: Person, *names: str) -> None:
    with scope.within(company):
        for name in names:
            what = dict.fromkeys(Providers.columns, "") | {
                "name": name,
                "notes": "Mends the café's cash desks and printers",
            }
            providers.add_provider(given=what, by=owner, at=timezone.now())


def viewer(place: given.Place) -> None:
    """Bea, who reads and changes nothing."""
    with scope.within(place.company):
        secret = invite(email="bea@alderfinch.example", role="viewer", by=place.owner, at=timezone.now())
        invitation = companies.invitation(secret, timezone.now())
        assert invitation is not None
        join_as_newcomer(invitation=invitation, name="Bea Alder", password=given.PASSWORD, at=timezone.now())


def test_somebody_finds_things_with_the_keyboard_alone(person: Visitor) -> None:
    # given a year of tickets, and two more firms
    place = given.company()
    given.tickets(place)
    given.ticket_by_hand(place)
    firms(place.company, place.owner, "Atelier São João", "Nordkabel")
    given.signed_in(person)
    keys, field = person.page.keyboard, person.page.locator("#find")
    person.opens(place.path("operate"))

    # when she presses / and types, then what fits stands below as she types
    keys.press("/")
    expect(field).to_be_focused()
    keys.type("sao j")
    found = person.page.locator("#found")
    expect(found.get_by_role("status")).to_have_text("One thing fits “sao j”.")
    keys.press("Control+A")
    keys.type("cafe")
    expect(found.get_by_role("status")).to_have_text("2 things fit “cafe”.")
    person.sees("what fits while she types")

    # and the arrows move among it, Escape goes back to what she typed
    keys.press("ArrowDown")
    expect(found.get_by_role("link").first).to_be_focused()
    keys.press("ArrowDown")
    expect(found.get_by_role("link").nth(1)).to_be_focused()
    keys.press("ArrowDown")
    expect(field).to_be_focused()
    keys.press("ArrowUp")
    expect(found.get_by_role("link").nth(1)).to_be_focused()
    keys.press("Escape")
    expect(field).to_be_focused()
    expect(found.get_by_role("link")).to_have_count(0)

    # and a click elsewhere closes what was found
    keys.press("Control+A")
    keys.type("cafe")
    expect(found.get_by_role("link")).to_have_count(2)
    person.page.locator("h1").click()
    expect(found.get_by_role("link")).to_have_count(0)
    person.sees("the field while nobody searches")
    keys.press("/")

    # and Enter on a line opens it
    keys.press("Control+A")
    keys.type("atelier")
    expect(found.get_by_role("link")).to_have_count(1)
    keys.press("ArrowDown")
    with person.arriving():
        keys.press("Enter")
    assert person.field("Name").input_value() == "Atelier São João"

    # and Enter in the field opens the page of all that fits, from which a ticket is found by its number
    keys.press("Escape")
    person.page.locator("h1").click()
    keys.press("/")
    keys.type("printer")
    with person.arriving():
        keys.press("Enter")
    assert person.path == "/alder-finch/search/?q=printer"
    person.reads("The printer in the hall prints stripes")
    person.reads("provider")
    person.sees("all that fits printer")
    person.page.locator("h1").click()
    keys.press("/")
    expect(person.page.locator("main [data-find]")).to_be_focused()
    keys.type(TICKET)
    with person.arriving():
        keys.press("Enter")
    assert person.sentence.endswith(f"things fit “{TICKET}”.")
    person.sees("tickets by how their number begins")
    number = person.page.locator("main section a").first.inner_text().split(" ")[0]
    with person.arriving():
        person.page.locator("main section a").first.click()
    assert number in person.text


def test_search_finds_nothing_of_another_company_and_no_people_for_a_viewer(visitors: Callable[..., Visitor]) -> None:
    # given two companies, one with a viewer
    place = given.company()
    viewer(place)
    rui = given.people.join(name="Rui Alves", email="rui@other.example", password=given.PASSWORD, at=timezone.now())
    given.another_company(rui, "Other")
    ana, bea, away = visitors(), visitors("Bea"), visitors("Rui")
    for person, email in ((ana, given.EMAIL), (bea, "bea@alderfinch.example"), (away, "rui@other.example")):
        person.opens("/sign-in/")
        person.fills({"E-mail address": email, "Password": given.PASSWORD})
        person.clicks("Sign in", within="main")

    # then the owner finds people and firms
    ana.opens("/alder-finch/search/?q=bea")
    assert ana.sentence == "One thing fits “bea”."
    ana.sees("an owner finds people")

    # and the viewer finds firms, led to where she may go, but no people
    bea.opens("/alder-finch/search/?q=bea")
    assert bea.sentence == "Nothing fits “bea”."
    bea.sees("a viewer finds no people")
    bea.opens("/alder-finch/search/?q=harbour")
    bea.clicks("Harbourline IT", within="main section")
    assert bea.path == "/alder-finch/providers/"

    # and somebody of another company finds nothing of all that
    away.opens("/other/search/?q=harbour")
    assert away.sentence == "Nothing fits “harbour”."
    away.opens("/alder-finch/search/?q=harbour")
    away.sees("another company's search", status=404)


def test_on_a_phone_the_search_stands_in_the_menu(person: Visitor) -> None:
    # given somebody at a phone
    place = given.company()
    firms(place.company, place.owner, "Nordkabel")
    given.signed_in(person)
    person.opens("/alder-finch/")
    person.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})

    # when she opens the menu and types
    assert not person.page.locator("#find").is_visible()
    person.page.get_by_text("Menu").click()
    person.page.locator("#find").press_sequentially("nord")

    # then what fits stands there
    expect(person.page.locator("#found").get_by_role("link")).to_have_count(1)
    person.sees("search in the menu of a phone")
    with person.arriving():
        person.page.locator("#found a").click()
    assert person.field("Name").input_value() == "Nordkabel"


def test_search_works_without_javascript(visitors: Callable[..., Visitor]) -> None:
    # given a browser that runs no script
    given.company()
    plain = visitors(java_script_enabled=False)
    given.signed_in(plain)
    plain.opens("/alder-finch/search/")
    assert plain.sentence == "What are you looking for?"
    plain.fits("nothing asked yet")

    # when she types and sends it
    plain.page.locator("main [name=q]").fill("harbour")
    plain.clicks("Search", within="main")

    # then she finds what fits
    assert plain.sentence == "One thing fits “harbour”."
    plain.clicks("Harbourline IT", within="main section")
    assert plain.field("Name").input_value() == "Harbourline IT"
