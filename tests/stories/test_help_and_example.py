"""Somebody who has only just begun looks at an example, finds help where she is stuck, and clears the example again."""

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def sets_up(person: Visitor) -> None:
    person.opens(given.set_up_link())
    person.fills({
        "Country": "Italy", "Name of your company": "Bramble & Sons", "Your name": "Ana Finch",
        "Your e-mail address": given.EMAIL, "Password": given.PASSWORD,
    })  # fmt: skip
    person.clicks("Start")
    assert person.path == "/bramble-sons/"


def test_somebody_new_looks_at_an_example_and_clears_it_again(person: Visitor) -> None:
    # given a company with nothing in it
    sets_up(person)
    person.sees("Today, empty")

    # when she opens the example
    person.clicks("See it filled: open the example")

    # then it is a company in mid-engagement, which says on each page that it is invented
    assert person.path == "/alder-finch-example/"
    person.reads("Help desk and network")
    person.sees("Today of the example")
    person.clicks("Help desk and network")
    person.clicks("See the verdict")
    assert person.page.get_by_text("This is an invented example.").is_visible()
    person.sees("scorecard of the example")

    # and words explain themselves where they stand
    share = person.page.locator("th summary", has_text="Share")
    share.click()
    assert person.page.get_by_text("The share of judged tickets that were met in a period.").is_visible()
    person.sees("a word that explains itself")
    person.page.keyboard.press("Escape")

    # when she asks for help, then it is about this stage, and leads on to its words
    person.clicks("Help on this stage")
    assert person.sentence == "Is the provider keeping its promises?"
    person.sees("help on a stage")
    person.clicks("attainment")
    assert person.path == "/alder-finch-example/glossary/#attainment"
    person.sees("words")
    person.clicks("Help", within="main")
    person.sees("all help")
    person.clicks("Exit")
    person.reads("This stage is not built yet.")
    person.sees("help on a stage that is not built")

    # when she goes back to her own company, then it is as empty as it was, and both are listed
    person.clicks("Back to Bramble & Sons")
    assert person.path == "/bramble-sons/"
    person.reads("Welcome. Which piece of your IT is in somebody else's hands?")
    person.opens("/companies/")
    person.reads("Alder & Finch (example) invented")
    person.sees("companies with an example")

    # when she clears the example, then nothing of it is left
    person.clicks("Alder & Finch (example)", within="main")
    person.clicks("Clear it")
    assert person.path == "/bramble-sons/"
    person.reads("The example is gone, with everything in it.")
    person.sees("the example is gone")
    person.opens("/alder-finch-example/")
    assert person.sentence == "There is nothing here for you to see."
    person.opens("/alder-finch-example/operate/help-desk-and-network/")
    assert person.status == 404
    person.hears_nothing(404)


def test_an_example_is_opened_and_cleared_by_keyboard_alone(person: Visitor) -> None:
    # given a company with nothing in it
    sets_up(person)
    keyboard = person.page.keyboard

    def goes_to(words: str) -> None:
        for _ in range(40):
            keyboard.press("Tab")
            if person.page.evaluate("document.activeElement.innerText") == words:
                return
        pytest.fail(f"the Tab key never comes to “{words}” at {person.path}")

    # when she walks to the example with the Tab key and opens it
    goes_to("See it filled: open the example")
    with person.arriving():
        keyboard.press("Enter")
    assert person.path == "/alder-finch-example/"

    # then the way out is the first thing that she comes to
    keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.innerText") == "Skip to the page"
    goes_to("Clear it")
    with person.arriving():
        keyboard.press("Enter")
    assert person.path == "/bramble-sons/"
    person.reads("The example is gone, with everything in it.")


def test_every_page_of_a_new_company_says_what_it_is_for_and_how_to_begin(person: Visitor) -> None:
    # given a company with nothing in it
    sets_up(person)

    # when she opens every entry of the menu, then each says what it is for
    for entry, says in (
        ("Engagements", "An engagement is one piece of your IT in somebody else's hands."),
        ("Providers", "Firms that do IT work for you, or may do so, stand here."),
        ("Agreed hours", "For example: “Office hours”"),
        ("People", "Ana Finch"),
        ("Settings", "Name"),
        ("History", "Ana Finch started company “Bramble & Sons”."),
        ("Bin", "What is removed lies here for thirty days."),
        ("Help", "Ten stages from need to exit"),
        ("Words", "One word for one thing"),
    ):
        person.clicks(entry, within=".rail")
        person.reads(says)
        person.sees(f"{entry} of a new company")

    # and where nothing is to be seen yet, it leads to the example
    for path in ("engagements/", "providers/", "calendars/", ""):
        person.opens(f"/bramble-sons/{path}")
        assert person.found("See it filled: open the example").is_visible(), path

    # and so do the pages of a stage
    person.opens("/bramble-sons/engagements/start/")
    person.fills({"What is it about?": "Help desk", "Which services?": "Help desk"})
    person.clicks("Start")
    for path in ("contract/help-desk/", "operate/help-desk/", "operate/help-desk/imports/"):
        person.opens(f"/bramble-sons/{path}")
        assert person.found("See it filled: open the example").is_visible(), path
        person.sees(path)
