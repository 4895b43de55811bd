"""Every main page once, with nothing in it and with a year of tickets: to be looked at, not only to be there."""

import re
from collections.abc import Callable

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def test_every_page_says_what_it_is_for_while_there_is_nothing_on_it(person: Visitor) -> None:
    # given a company that has only just begun
    place = given.company(agreed=False, started=None)
    given.signed_in(person)
    pages = {
        "Today": f"/{place.company.slug}/",
        "engagement": f"/{place.company.slug}/engagements/{place.engagement.slug}/",
        "hours": f"/{place.company.slug}/calendars/",
        "add hours": f"/{place.company.slug}/calendars/add/",
        "agreement": place.path("contract"),
        "agree": place.path("contract", "agree/"),
        "operate without an agreement": place.path("operate"),
        "no files": place.path("operate", "imports/"),
        "upload": place.path("operate", "imports/upload/"),
        "by hand": place.path("operate", "by-hand/add/"),
        "start another": f"/{place.company.slug}/engagements/start/",
        "a stage that is not built": f"/{place.company.slug}/stages/exit/{place.engagement.slug}/",
    }

    # when she opens one after the other, then each looks well and offers a first step
    for name, address in pages.items():
        person.opens(address)
        person.sees(name)
        assert person.sentence


def test_every_page_looks_well_with_a_year_of_tickets(person: Visitor) -> None:
    # given a company with an agreement, a year of tickets, and one entered by hand
    place = given.company()
    given.tickets(place)
    given.ticket_by_hand(place)
    given.signed_in(person)
    inside = f"/{place.company.slug}"
    pages = {
        "Today": f"{inside}/",
        "engagements": f"{inside}/engagements/",
        "engagement": f"{inside}/engagements/{place.engagement.slug}/",
        "change the engagement": f"{inside}/engagements/{place.engagement.slug}/change/",
        "providers": f"{inside}/providers/",
        "add a provider": f"{inside}/providers/add/",
        "hours": f"{inside}/calendars/",
        "settings": f"{inside}/settings/",
        "agreement": place.path("contract"),
        "agree": place.path("contract", "agree/"),
        "months": place.path("operate"),
        "scorecard": place.path("operate", "month/2025-09/"),
        "scorecard of a quiet month": place.path("operate", "month/2024-02/"),
        "tickets": place.path("operate", "tickets/"),
        "missed tickets of a month": place.path("operate", "tickets/?month=2025-09&verdict=missed&sort=-late"),
        "tickets that there are not": place.path("operate", "tickets/?text=no+such+thing"),
        "at risk": place.path("operate", "at-risk/"),
        "backlog": place.path("operate", "backlog/?by=group"),
        "satisfaction": place.path("operate", "satisfaction/"),
        "differences": place.path("operate", "month/2025-09/differences/"),
        "pauses": place.path("operate", "month/2025-09/pauses/"),
        "tickets that came back": place.path("operate", "tickets/?month=2025-09&state=back"),
        "files": place.path("operate", "imports/"),
        "there is no such page": place.path("operate", "month/2025-13/"),
    }

    # when she opens one after the other, then each looks well
    for name, address in pages.items():
        person.opens(address)
        person.sees(name, status=404 if name.startswith("there is no") else 200)

    # and so do those that are a click away
    for name, page, first in (
        ("the hours of the help desk", f"{inside}/calendars/", "td a"),
        ("a provider", f"{inside}/providers/", "td a"),
        ("a ticket that was late", place.path("operate", "tickets/?verdict=missed&sort=-late"), "td a"),
        ("a ticket by hand", place.path("operate", "tickets/?text=printer+in+the+hall"), "td a"),
        ("a file", place.path("operate", "imports/"), "td a"),
    ):
        person.opens(page)
        with person.arriving():
            person.page.locator(first).first.click()
        person.sees(name)


def test_the_gallery_shows_every_component(person: Visitor) -> None:
    # when somebody opens the gallery without being known, then every piece of a page is there and looks well
    person.opens("/ui/")
    person.sees("gallery")


def test_a_scorecard_prints_without_what_paper_cannot_do(person: Visitor) -> None:
    # given a month
    place = given.company()
    given.tickets(place)
    given.signed_in(person)
    person.opens(place.path("operate", "month/2025-09/"))

    # when it is printed
    person.page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 points an inch
    person.page.emulate_media(media="print")
    if person.shots:
        person.page.screenshot(path=person.shots / "01-printed-794-light.png", full_page=True)
    pages = person.page.pdf(prefer_css_page_size=True, format="A4")

    # then neither menu nor buttons are on it, nothing is cut at the side, and it fits on few pages
    for gone in (".rail", ".next", ".choices", ".crumbs", "nav.pages"):
        assert not person.page.locator(gone).first.is_visible(), gone
    assert person.page.evaluate("document.documentElement.scrollWidth") <= 794
    assert len(re.findall(rb"/Type\s*/Page\b", pages)) <= 3
    person.reads("29 of 35")
    person.hears_nothing()


def test_somebody_with_two_companies_is_asked_which(visitors: Callable[..., Visitor]) -> None:
    person = visitors()
    first = given.company()
    given.another_company(first.owner, "Bramble & Sons")
    given.signed_in(person)
    person.sees("companies")
    person.clicks("Bramble & Sons", within="main")
    person.sees("Today, empty")
    person.reads("Welcome. Which piece of your IT is in somebody else's hands?")
