"""With the keyboard alone, and without JavaScript: everything that decides something still works."""

from collections.abc import Callable

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story

_FOCUSED = """() => {
  const here = document.activeElement, ring = getComputedStyle(here), box = here.getBoundingClientRect();
  return [(here.innerText || here.getAttribute("aria-label") || here.name || "").trim(),
    ring.outlineStyle !== "none" && parseFloat(ring.outlineWidth) >= 2, box.width > 0 && box.left >= 0];
}"""


def tabs_to(person: Visitor, words: str, most: int = 60) -> None:
    """Press Tab until something with these words has the focus; on the way, the focus is always to be seen."""
    for _ in range(most):
        person.page.keyboard.press("Tab")
        said, ring, there = person.page.evaluate(_FOCUSED)
        assert ring, f"no focus to be seen on “{said}” at {person.path}"
        assert there, f"the focus is out of sight on “{said}” at {person.path}"
        if said.split("\n")[-1] == words or said == words:
            return
    raise AssertionError(f"{most} times Tab did not reach “{words}” at {person.path}")


def test_the_keyboard_alone_reaches_the_scorecard_and_what_explains_itself(person: Visitor) -> None:
    # given a year of tickets, and somebody without a mouse
    place = given.company()
    given.tickets(place)
    keys = person.page.keyboard
    person.opens("/sign-in/")

    # when she signs in
    tabs_to(person, "email")
    keys.type(given.EMAIL)
    keys.press("Tab")
    keys.type(given.PASSWORD)
    with person.arriving():
        keys.press("Enter")
    assert person.path == "/alder-finch/"

    # then the first stop of every page leads past its menu
    keys.press("Tab")
    assert person.page.evaluate(_FOCUSED)[0] == "Skip to the page"
    person.sees("the way past the menu")
    keys.press("Enter")
    tabs_to(person, "Help desk")
    with person.arriving():
        keys.press("Enter")
    tabs_to(person, "See the verdict")
    with person.arriving():
        keys.press("Enter")
    assert "/month/" in person.path
    person.sees("the scorecard")

    # and what explains itself opens with a key, and leads back to where she was
    tabs_to(person, "The table behind this")
    keys.press("Enter")
    assert person.page.locator("details.how[open] table").is_visible()
    person.sees("the table behind the chart")
    person.opens("/ui/")
    tabs_to(person, "could be chance")
    keys.press("Enter")
    assert person.page.locator("details.term[open]").is_visible()
    person.sees("a term explained")
    keys.press("Escape")
    assert person.page.locator("details.term[open]").count() == 0
    assert person.page.evaluate(_FOCUSED)[0] == "could be chance"


def test_without_javascript_a_file_is_uploaded_looked_at_and_imported(visitors: Callable[..., Visitor]) -> None:
    # given a browser that runs no scripts
    place = given.company()
    person = visitors(java_script_enabled=False)
    given.signed_in(person)

    # when she uploads a file, says what an event means, and looks
    person.opens(place.path("operate", "imports/upload/"))
    person.hands_in("helpdesk-2025.csv", (given.EXAMPLES / "helpdesk-2025.csv").read_bytes())
    person.clicks("Look at it")
    person.page.get_by_label("Waiting for parts").select_option(label="the clock stops until the next event")
    person.clicks("Show what would be read")
    assert "1 793 tickets in 11 451 rows" in person.text
    person.fits("what would be read")
    person.clicks("Import 1 793 tickets")

    # then it counts, and every page is there: the menu, a month, a ticket
    given.until_it_counts(person)
    person.clicks("See the verdict")
    person.fits("months")
    person.opens(place.path("operate", "month/2025-09/"))
    assert person.sentence.startswith("Harbourline IT solved 29 of 35 tickets in time in September 2025")
    person.fits("a scorecard")
    person.opens(place.path("operate", "tickets/?verdict=missed&month=2025-09"))
    person.clicks("HL-101246")
    assert "HL-101246" in person.sentence

    # and so is marking a stage, and the menu on a phone
    person.opens(f"/{place.company.slug}/engagements/{place.engagement.slug}/")
    person.page.get_by_label("How far: Assess").select_option(label="done")
    with person.arriving():
        person.page.get_by_role("button", name="keep").first.click()
    assert person.page.get_by_label("How far: Assess").input_value() == "done"
    person.page.set_viewport_size({"width": 390, "height": 844})
    assert not person.page.get_by_role("link", name="Today at Alder & Finch").is_visible()
    person.page.get_by_text("Menu", exact=True).click()
    assert person.page.get_by_role("link", name="Today at Alder & Finch").is_visible()
    person.fits("the menu on a phone")
