"""Everything that a person may see is found by its words, with the kind of thing and where it lives; nothing else is."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils.html import escape

from goodhands.foundation.companies.access import May
from goodhands.foundation.companies.models import Role
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.registers import Providers
from goodhands.foundation.rules.words import question
from goodhands.foundation.search import cards
from goodhands.home import reads
from goodhands.home.finding import ON_A_PAGE, WHILE_TYPING, SearchPage
from goodhands.home.places import PLACES
from goodhands.stages.assess.models import System
from goodhands.stages.operate import reads as operate_reads
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.reads.evidence import kept
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk
from tests.world import World, build

pytestmark = pytest.mark.django_db
NOTHING = dict.fromkeys(Providers.columns, "")


@pytest.fixture
def desk() -> Desk:
    return desks.make()


@pytest.fixture
def nothing_in_memory() -> Iterator[None]:
    kept._kept.clear()
    yield
    kept._kept.clear()


def page_of(desk: Desk, typed: str, number: int = 1, typing: bool = False, role: str = Role.OWNER) -> SearchPage:
    with scope.within(desk.company):
        return reads.search(typed, number, May(role), NOW, typing)


def titles(page: SearchPage) -> list[str]:
    return ["".join(text for text, _ in line.title) for line in page.lines]


def html(desk: Desk, typed: str, **more: str) -> str:
    return str(desk.client.get(f"/{desk.company.slug}/search/", {"q": typed, **more}).content.decode())


def add(desk: Desk, name: str, **more: str) -> None:
    with scope.within(desk.company):
        providers.add_provider(given=NOTHING | {"name": name} | more, by=desk.owner, at=NOW)


def test_search_names_the_kind_of_thing_and_where_it_lives(desk: Desk) -> None:
    page = page_of(desk, "harb")
    assert page.sentence == "One thing fits “harb”."
    (line,) = page.lines
    assert (line.kind, line.where, line.title) == ("provider", "Providers", [("Harb", True), ("ourline IT", False)])
    desk.bring()
    assert [(line.kind, line.where) for line in page_of(desk, "helpdesk 2025").lines] == [
        ("ticket file", "Help desk / Ticket files")
    ]


def test_search_page_marks_what_fits_and_shows_what_was_typed_as_text(desk: Desk) -> None:
    add(desk, "<b>Nord</b> & Co", notes="They <i>repair</i> cables & more")
    page = html(desk, "nord")
    assert "&lt;b&gt;<mark>Nord</mark>&lt;/b&gt; &amp; Co" in page
    assert "They &lt;i&gt;<mark>repair</mark>&lt;/i&gt; cables" in html(desk, "repair")
    odd = '"><script>alert(1)</script>'
    assert "<script>alert" not in html(desk, odd)
    assert escape('Nothing fits “"><script>alert(1)</script>”.') in html(desk, odd)


def test_search_says_what_can_be_found_while_nothing_was_asked(desk: Desk) -> None:
    page = html(desk, "")
    assert "What are you looking for?" in page
    assert "Everything that you may see here can be found by its words." in page
    assert page_of(desk, " \u200b ").sentence == "What are you looking for?"
    assert page_of(desk, "?!").sentence == "“?!” has no letter and no digit to look for."
    assert page_of(desk, "nowhere").sentence == "Nothing fits “nowhere”."


def test_ten_thousand_characters_are_cut_with_a_sentence(desk: Desk) -> None:
    page = html(desk, "harbourline " * 900)
    assert "only the first words were" in page
    assert "One thing fits “harbourline harbourline" in page
    assert len(page) < 20_000
    assert "only the first words" not in html(desk, "harbourline")


@pytest.mark.parametrize("typed", ["\u202eharb", "ha\u200brb\u200f", "\ufeffHARB", "hárb\0", "harb%'"])
def test_characters_that_nobody_sees_do_no_harm(desk: Desk, typed: str) -> None:
    page = page_of(desk, typed)
    assert titles(page) == ["Harbourline IT"]
    assert not set("\u202e\u200b\u200f\ufeff\0") & set(page.sentence)


def test_a_page_shows_so_many_and_leads_to_the_others(desk: Desk) -> None:
    for number in range(ON_A_PAGE + 3):
        add(desk, f"Firm {number:02d}")
    first, second = page_of(desk, "firm"), page_of(desk, "firm", 2)
    assert (first.count, len(first.lines), first.last) == (ON_A_PAGE + 3, ON_A_PAGE, 2)
    assert titles(second) == [f"Firm {number}" for number in range(ON_A_PAGE, ON_A_PAGE + 3)]
    assert "?q=firm&amp;page=2" in html(desk, "firm")
    assert titles(page_of(desk, "firm", 99)) == titles(second)
    assert len(page_of(desk, "firm", typing=True).lines) == WHILE_TYPING
    answer = html(desk, "firm", page="x\0")
    assert "Firm 00" not in answer.split("<main")[0]


def test_tickets_of_files_are_found_by_number_and_by_subject(desk: Desk, nothing_in_memory: None) -> None:
    desk.bring()
    number, subject = ticket_of(desk, 10)
    page = page_of(desk, number)
    assert titles(page) == [f"{number} {subject}"]
    assert (page.lines[0].kind, page.lines[0].where) == ("ticket", "Help desk / Tickets")
    assert desk.client.get(page.lines[0].address).status_code == 200
    assert titles(page_of(desk, number[:-1]))[0].startswith(number[:-1])
    assert page_of(desk, number[:-1]).count > 1
    assert all(title.endswith(subject) for title in titles(page_of(desk, subject)))
    first, second = page_of(desk, number[:2]), page_of(desk, number[:2], 2)
    assert (first.last > 1, len(first.lines)) == (True, ON_A_PAGE)
    assert not {line.address for line in first.lines} & {line.address for line in second.lines}


def ticket_of(desk: Desk, place: int) -> tuple[str, str]:
    """Number and subject of one of the tickets of the files."""
    with scope.within(desk.company):
        words = operate_reads.found_tickets(question("x"), NOW, 5)[0].words
    assert words is not None
    return words.numbers[place].as_py(), words.subjects[place].as_py()


def test_while_somebody_types_no_file_is_read_and_she_is_told(desk: Desk, nothing_in_memory: None) -> None:
    desk.bring()
    kept._kept.clear()
    typing = page_of(desk, "printer", typing=True)
    assert (typing.unread, len(kept)) == (["Help desk"], 0)
    part = desk.client.get(
        "/alder-finch/search/", {"q": "printer"}, headers={"HX-Request": "true", "HX-Target": "found"}
    )
    assert "Look through the tickets of Help desk, too" in part.content.decode()
    assert "<html" not in part.content.decode()
    whole = page_of(desk, "printer")
    assert (whole.unread, whole.count > 0) == ([], True)
    assert page_of(desk, "printer", typing=True).count == whole.count


def test_a_ticket_by_hand_takes_the_place_of_one_of_the_files_and_leaves_with_its_removal(desk: Desk) -> None:
    desk.bring()
    number, _ = ticket_of(desk, 3)
    with scope.within(desk.company):
        entry = operate.HandEntry(number, "Typed in", "", "", NOW - timedelta(days=9), None, NOW - timedelta(days=8))
        ticket = operate.add_ticket(engagement=desk.engagement, entry=entry, above=0, by=desk.owner, at=NOW)
    assert titles(page_of(desk, number)) == [f"{number} Typed in"]
    with scope.within(desk.company):
        operate.remove_ticket(ticket=ticket, by=desk.owner, at=NOW)
    assert "Typed in" not in "".join(titles(page_of(desk, number)))
    assert page_of(desk, number).count == 1


def test_a_number_that_can_stand_in_no_address_leads_to_the_list(desk: Desk) -> None:
    for number in ("A\nB", "50%/2?", "../x"):
        with scope.within(desk.company):
            entry = operate.HandEntry(number, "Odd one", "", "", NOW, None, None)
            operate.add_ticket(engagement=desk.engagement, entry=entry, above=0, by=desk.owner, at=NOW)
    addresses = [line.address for line in page_of(desk, "odd one").lines]
    assert len(addresses) == 3
    assert "/alder-finch/operate/help-desk/tickets/" in addresses
    assert "/alder-finch/operate/help-desk/tickets/50%25/2%3F/" in addresses


def test_files_that_cannot_be_read_are_told_of(desk: Desk, nothing_in_memory: None) -> None:
    source = desk.bring()
    kept._kept.clear()
    with scope.within(desk.company):
        (Path(settings.FILES) / source.document.path).write_bytes(b"other")
    assert "There was no time to look through the tickets of Help desk" in html(desk, "printer")


def test_every_kind_that_is_indexed_has_a_place_and_only_those() -> None:
    assert {model._meta.label_lower for model in cards.findable_models()} == set(PLACES)


@pytest.mark.parametrize("role", Role.values)
def test_each_thing_that_a_role_finds_opens_for_it_and_people_are_found_by_owners_alone(role: str) -> None:
    world = build("A")
    client = Client()
    client.force_login(world.people[role])
    found = []
    for number in (1, 2):
        found += client.get(f"/{world.company.slug}/search/", {"q": "canary", "page": number}).context["page"].lines
    assert {line.kind for line in found} >= {"provider", "engagement", "agreed hours", "ticket file", "ticket"}
    assert ("person" in {line.kind for line in found}) == (role == Role.OWNER)
    for address in {line.address for line in found}:
        assert client.get(address).status_code == 200, address
    main = client.get(f"/{world.company.slug}/search/", {"q": "canary"}).content.decode().split("<main")[1]
    assert ("Person-member" in main) == (role == Role.OWNER)


def test_nothing_of_another_company_is_found_whatever_is_asked() -> None:
    a, b = build("A"), build("B")
    client = Client()
    client.force_login(b.owner)
    for typed in _asked_by_a_thief(a):
        for headers in ({}, {"HX-Request": "true", "HX-Target": "found"}):
            answer = client.get(f"/{b.company.slug}/search/", {"q": typed}, headers=headers).content.decode()
            assert not re.search(rf"{a.canary}[\w-]*|{a.owner.email}", answer.replace(escape(typed), "")), typed
            assert f"CANARY-{a.letter}-" not in _links(answer)
    assert client.get(f"/{a.company.slug}/search/", {"q": "canary"}).status_code == 404


def _asked_by_a_thief(world: World) -> list[str]:
    key = world.company.pk.hex
    return [
        "canary",
        "canary a",
        f"{key}canary",
        f'" OR "{key}canary',
        f"canary' | '{key}canary",
        f"{key}",
        world.ticket,
    ]


def _links(page: str) -> str:
    return " ".join(re.findall(r"<a [^>]*>.*?</a>", page, re.DOTALL))


def test_search_asks_the_database_as_often_for_much_as_for_little(desk: Desk) -> None:
    def asked(typed: str) -> int:
        with CaptureQueriesContext(connection) as statements:
            html(desk, typed)
        return len(statements)

    desk.bring()
    html(desk, "e")
    few = asked("harbourline")
    for number in range(60):
        add(desk, f"Harbourline {number}")
    assert asked("harbourline") <= few + 1  # one more for the engagements that things are part of
    assert asked("e") <= 25


def test_search_field_stands_on_every_page_of_a_company(desk: Desk) -> None:
    for path in ("", "engagements/help-desk/", "providers/", "operate/help-desk/"):
        assert 'role="search"' in desk.client.get(f"/alder-finch/{path}").content.decode()
    assert resolve(reverse("home:search", args=["alder-finch"])).url_name == "search"


def test_a_file_and_a_line_of_a_list_are_found_until_they_lie_aside(desk: Desk) -> None:
    slug = desk.company.slug
    file = SimpleUploadedFile("insurance policy.txt", b"Nothing in particular.\n")
    desk.client.post(f"/{slug}/documents/hand-in/", {"file": file})
    desk.client.post(f"/{slug}/assess/systems/add/", {"name": "Insurance portal", "kind": "program"})
    found = page_of(desk, "insurance")
    assert [(line.kind, line.where) for line in found.lines] == [("file", "Files"), ("system", "Systems")]
    for line in found.lines:
        assert desk.client.get(line.address).status_code == 200
    with scope.within(desk.company):
        system, document = System.objects.get(), Document.objects.get()
    desk.client.post(f"/{slug}/assess/systems/{system.pk}/remove/")
    desk.client.post(f"/{slug}/documents/{document.pk}/remove/")
    assert page_of(desk, "insurance").lines == []
    desk.client.post(f"/{slug}/bin/{system.pk}/put-back/")
    assert [line.where for line in page_of(desk, "insurance").lines] == ["Systems"]
