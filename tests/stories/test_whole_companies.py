"""An adviser sees what her companies need; an owner lays a company aside, takes it with her, and brings it elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from goodhands.cli.tests.running import ANA, Server, free_port, start_command
from goodhands.cli.tests.running import Browser as PlainBrowser
from tests.stories import given
from tests.stories.conftest import _shots
from tests.stories.visitor import WIDE, Visitor

pytestmark = [pytest.mark.story, pytest.mark.database]


@dataclass
class Installation:
    """A server of its own, set up by somebody else, with a browser at it."""

    server: Server
    visitor: Visitor


@pytest.fixture
def elsewhere(
    browser: Browser, live_server: Any, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Installation]:
    """Goodhands on another machine, where Dora has a company of her own."""
    port = free_port()
    process = start_command("serve", "--data", tmp_path / "data", "--port", port)
    server = Server(process, folder=tmp_path / "data", port=port)
    link = server.wait_for(r"http\S+/set-up/\S+")
    plain, dora = PlainBrowser(), {"name": "Dora Reis", "email": "dora@reis.example", "company": "Reis Advisers"}
    plain.open(link)
    assert plain.open(link, ANA | dora)[0] == 200
    context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="en-GB")
    yield Installation(server, Visitor(context.new_page(), server.address, _shots(request.node.name, "elsewhere")))
    context.close()
    server.stop()


def test_an_adviser_sees_what_each_of_her_companies_needs(person: Visitor) -> None:
    # given somebody with a company of her own that has a year of tickets, and two more that have just begun
    place = given.company()
    given.tickets(place)
    given.another_company(place.owner, "Bramble & Sons")
    given.signed_in(person)

    # then the one that needs her stands first, with what it is and what is owed
    assert person.sentence == "Alder & Finch needs you."
    first, second = person.rows()
    assert first[0].startswith("Alder & Finch")
    assert "Upload the newer tickets of Harbourline IT." in first[1]
    assert "and one thing more" in first[1]
    assert "EUR" in first[3]
    assert second[1] == "nothing"
    person.sees("companies")

    # when she starts another one, it is hers and empty
    person.clicks("Start another company")
    person.sees("start another company")
    person.fills({"Name of the company": "Cedar Dental", "Country": "Italy"})
    person.clicks("Start")
    assert person.path == "/cedar-dental/"
    person.clicks("Companies")
    assert [row[0].split(" you are")[0] for row in person.rows()] == ["Alder & Finch", "Bramble & Sons", "Cedar Dental"]


def test_an_owner_lays_a_company_aside_and_takes_it_out_again(person: Visitor) -> None:
    # given an owner of two companies
    place = given.company()
    given.tickets(place)
    given.another_company(place.owner, "Bramble & Sons")
    given.signed_in(person)
    person.opens("/alder-finch/settings/")
    person.sees("settings")

    # when she archives one, she reads what will happen first
    person.clicks("Archive it")
    assert person.sentence == "Lay Alder & Finch aside?"
    person.sees("what archiving does")
    person.clicks("Archive it")
    assert person.sentence == "Laid aside as it was; it needs nobody."
    person.reads("Archived on")
    person.sees("an archived company")

    # then every page of it can be read, and nothing can be changed
    person.opens(place.path("operate", "month/2025-09/"))
    person.reads("What is owed")
    person.sees("a scorecard of an archived company")
    person.opens("/alder-finch/people/invite/")
    assert person.sentence == "Alder & Finch is archived, so nothing was changed."
    person.sees("nothing can be changed", status=403)
    person.opens("/companies/")
    assert [row[0] for row in person.rows()] == ["Bramble & Sons you are owner"]
    person.page.get_by_text("One is archived").click()
    person.sees("companies, one archived")

    # and when she takes it out, everything is as it was
    person.clicks("Alder & Finch", within="main")
    person.clicks("Take it out of the archive")
    person.reads("It is out of the archive. Everything is as it was.")
    assert not person.page.get_by_text("Archived on").count()
    person.opens("/alder-finch/people/invite/")
    assert person.sentence == "Who comes in, and what may they do?"
    person.opens("/alder-finch/history/")
    person.reads("Ana Finch took company “Alder & Finch” out of the archive.")


def test_a_company_is_taken_away_whole_and_brought_elsewhere(
    person: Visitor, elsewhere: Installation, tmp_path: Path
) -> None:
    # given a month that was judged here
    place = given.company()
    given.tickets(place)
    given.signed_in(person)
    person.opens(place.path("operate", "month/2025-09/"))
    judged, figures = person.sentence, person.rows()

    # when its owner exports the company
    person.opens("/alder-finch/settings/")
    person.clicks("Export it whole")
    assert person.sentence == "Take Alder & Finch with you, whole, in one file."
    person.sees("what an export holds")
    with person.page.expect_download() as download:
        person.found("Make the file").click()
    download.value.save_as(tmp_path / "export.zip")

    # and somebody brings it in elsewhere
    dora = elsewhere.visitor
    dora.opens("/sign-in/")
    dora.fills({"E-mail address": "dora@reis.example", "Password": ANA["password"]})
    dora.clicks("Sign in", within="main")
    dora.opens("/reis-advisers/settings/")
    dora.clicks("Bring one from elsewhere")
    dora.sees("bring a company")
    dora.field("Export of a company").set_input_files(tmp_path / "export.zip")
    dora.clicks("Look at it")
    assert dora.sentence == "Alder & Finch can come in."
    dora.reads("Ana Finch")
    dora.sees("what would come in")
    dora.clicks("Bring it in")

    # then the same month says the same, to her alone, and its history is there
    assert dora.path == "/alder-finch/"
    dora.reads("It is here, and you are its owner. Nobody else has come with it.")
    dora.opens("/alder-finch/operate/help-desk/month/2025-09/")
    assert (dora.sentence, dora.rows()) == (judged, figures)
    dora.sees("the scorecard elsewhere")
    dora.opens("/alder-finch/people/")
    assert dora.sentence == "One person belongs to Alder & Finch."
    dora.reads("Was a member before")
    dora.sees("people after a move")
    dora.clicks("Invite Ana Finch")
    assert dora.field("E-mail address").input_value() == given.EMAIL
    dora.opens("/alder-finch/history/")
    dora.reads("Dora Reis brought company “Alder & Finch” here from elsewhere")
    dora.reads("Ana Finch started company “Alder & Finch”.")
    dora.sees("history after a move")

    # and a second time it does not come
    dora.opens("/companies/bring/")
    dora.field("Export of a company").set_input_files(tmp_path / "export.zip")
    dora.clicks("Look at it")
    assert dora.sentence == "Nothing was brought in."
    dora.reads("“Alder & Finch” is here already.")
    dora.sees("it is here already", status=400)
