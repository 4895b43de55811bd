"""Other terms, tried before anybody signs them; and the choices of the small print with what they do."""

import pytest
from playwright.sync_api import expect

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story
PROPOSED = "fieldset.group >> nth=0"


def test_dry_run_of_proposed_terms_on_last_year(person: Visitor) -> None:
    # given a company with an agreement and a year of tickets, and nothing proposed
    place = given.company()
    given.tickets(place)
    given.signed_in(person)
    person.opens(place.path("operate", "dry-run/"))
    assert person.sentence == "No other terms are kept here to be tried."
    person.sees("no terms to try")

    # when she writes down what Harbourline IT offers, in the form for new terms, and tries it first
    person.opens(place.path("contract", "agree/"))
    promises = person.page.locator("fieldset.group").count()
    person.fills({"Which tickets": "2 - High", "Within": "4 h", "For which share": "90 %",
                  "Called": "High, answered in 4 h"}, within=PROPOSED)  # fmt: skip
    person.clicks("Add a promise")
    person.fills(
        {"Which tickets": "Blocker", "Within": "1 h", "For which share": "99 %"},
        within=f"fieldset.group >> nth={promises}",
    )
    person.fills({"At most owed for a month": "12 %", "Monthly fee": "1200"})
    person.sees("other terms as they are typed")
    person.clicks("Try it on last year first")

    # then she reads what last year would have been, and which promise judges nothing
    person.reads("Kept to be tried. No month is judged by it.")
    assert person.sentence.startswith("Under the proposed terms Harbourline IT would have kept every promise in ")
    assert "It would have owed you " in person.sentence
    person.reads("nobody can tell from them what this promise is worth")
    assert len(person.rows("table >> nth=1")) >= 12
    person.page.get_by_text("Each proposed promise in each month").click()
    person.sees("the dry run")

    # and a promise opens to the tickets that would have been missed
    person.page.get_by_role("link", name="missed").first.click()
    person.reads("Missed as proposed")
    person.sees("the tickets that would have been missed")

    # and every month opens to what it was
    with person.arriving():
        person.page.get_by_role("link", name="September 2025").first.click()
    assert "in September 2025" in person.sentence

    # when she changes the proposal, then the form has it as it was, and the answer is another one
    person.opens(place.path("operate", "dry-run/"))
    before = person.sentence
    person.clicks("Change the proposal", within="main")
    assert person.field("Within", within=PROPOSED).input_value() == "4 h"
    assert person.field("At most owed for a month").input_value() == "12 %"
    person.fills({"Within": "30 min", "Called": "High, answered in 30 min"}, within=PROPOSED)
    person.clicks(f"Remove promise {promises + 1}")
    person.sees("the proposal as it is changed")
    person.clicks("Try it on last year")
    assert person.sentence != before
    assert "nobody can tell" not in person.text

    # when she agrees to it from a month on, then it is a version, and no proposal any more
    person.clicks("Write it down as agreed", within="main")
    person.fills({"From which month on?": "2027-01"})
    person.clicks("Write it down")
    person.reads("Written down.")
    assert "Other terms are kept here to be tried" not in person.text
    person.opens(place.path("contract", "?version=2"))
    person.reads("12 % of the monthly fee")
    person.sees("the agreement with a limit to credits")
    person.opens(place.path("operate", "dry-run/"))
    assert person.sentence == "No other terms are kept here to be tried."


def test_a_proposal_is_dropped_and_waits_in_its_form(person: Visitor) -> None:
    # given terms that are kept to be tried before anything is agreed
    place = given.company(agreed=False)
    given.tickets(place)
    given.signed_in(person)
    person.opens(place.path("contract"))
    person.clicks("Try other terms")
    person.fills({"Which tickets": "2 - High", "Within": "8 h", "For which share": "90 %"}, within=PROPOSED)
    person.clicks("Try it on last year")
    assert "in place of" not in person.sentence
    person.sees("a dry run before anything is agreed")

    # when she drops them, then nothing is kept, but what she typed waits for her
    person.clicks("Drop the proposal")
    person.reads("What stood in it waits for you")
    person.clicks("Try other terms")
    person.reads("It is unfinished: nothing of it counts yet.")
    assert person.field("Within", within=PROPOSED).input_value() == "8 h"


def test_policy_choice_with_the_effect_of_each_beside_it(person: Visitor) -> None:
    # given a company with an agreement and a year of tickets
    place = given.company()
    given.tickets(place)
    given.signed_in(person)

    # when she looks at the small print of her agreement, then each choice says what it made of the last month
    person.opens(place.path("contract"))
    person.clicks("What each choice did to last month")
    assert person.sentence.startswith("In December 2025, ")
    person.reads("When a solved ticket is opened again, the clock starts anew.")
    person.reads("as it is now")
    person.sees("what each choice did")

    # and in the form for new terms it stands beside the choice
    person.opens(place.path("contract", "agree/"))
    person.page.get_by_text("What happens to a ticket that is paused, opened again").click()
    expect(person.page.locator("#effect-reopen")).to_contain_text("December 2025")
    expect(person.page.locator("#effect-holiday")).to_contain_text("December 2025")
    person.sees("the effect beside each choice")

    # when she chooses another one and writes it down, then every report from then on names it
    person.page.get_by_label(
        "A holiday is closed from midnight to midnight, in the middle of a night if need be."
    ).check()
    person.fills({"From which month on?": "2025-12"})
    person.clicks("Write it down")
    person.opens(place.path("operate", "month/2025-12/"))
    person.reads("A holiday is closed from midnight to midnight.")
    person.opens(place.path("operate", "month/2025-11/"))
    person.reads("On a holiday the hours that begin on it are closed.")


def test_the_small_print_works_without_scripts(visitors: object) -> None:
    # given a browser without scripts
    place = given.company()
    given.tickets(place)
    person = visitors("without scripts", java_script_enabled=False)  # type: ignore[operator]
    given.signed_in(person)

    # then a plain link leads from the form to the same page
    person.opens(place.path("contract", "agree/"))
    person.page.locator("summary", has_text="What happens to a ticket").click()
    person.clicks("What each choice did to last month")
    assert person.sentence.startswith("In December 2025, ")
