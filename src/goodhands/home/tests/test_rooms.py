"""Today says what needs somebody; the front door leads to where a person belongs."""

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import escape

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.ui import words
from goodhands.home import reads, views
from goodhands.stages.lifecycle import STAGES, Stage
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def test_front_leads_to_the_sign_in_page_or_to_ones_companies(desk: Desk) -> None:
    assert Client().get("/")["Location"] == "/sign-in/"
    assert desk.client.get("/", follow=True).request["PATH_INFO"] == "/alder-finch/"


def test_companies_lists_those_of_the_person_alone(desk: Desk) -> None:
    companies.start_company(name="Second", country="PT", timezone="UTC", by=desk.owner, at=NOW)
    desks.make(name="Somebody else's")
    page = desk.client.get("/companies/").content.decode()
    assert "Second" in page
    assert "Somebody" not in page


def test_today_asks_for_what_is_missing_and_then_for_a_talk(desk: Desk) -> None:
    with scope.within(desk.company):
        assert "Upload the tickets of Harbourline IT." in [one.what for one in reads.today(NOW).due]
    desk.bring()
    with scope.within(desk.company):
        page = reads.today(NOW)
    assert page.sentence == "2 things need you."
    newer, talk = page.due
    assert newer.what == "Upload the newer tickets of Harbourline IT."
    assert newer.why == "Those that are here end on 1\N{NO-BREAK SPACE}Jan\N{NO-BREAK SPACE}2026."
    assert talk.what.startswith("Talk with Harbourline IT about December 2025")
    assert page.engagements[0].standing.tone == "missed"
    assert "Talk with Harbourline IT" in desk.client.get("/alder-finch/").content.decode()


def test_today_of_a_new_company_says_where_to_begin() -> None:
    new = desks.make(agreed=False, name="New Ltd")
    with scope.within(new.company):
        new.engagement.delete()
    page = new.client.get("/new-ltd/").content.decode()
    assert "Which piece of your IT is in somebody else" in page
    assert reverse("engagements:start_engagement", args=["new-ltd"]) in page


def test_help_pages_lists_the_ten_stages_and_leads_to_the_glossary(desk: Desk) -> None:
    page = desk.client.get("/alder-finch/help/").content.decode()
    for stage in STAGES:
        assert f'href="/alder-finch/help/{stage.key}/"' in page
    assert 'href="/alder-finch/glossary/"' in page


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.key)
def test_help_page_of_a_stage_begins_where_it_is_built_and_says_so_where_not(desk: Desk, stage: Stage) -> None:
    page = desk.client.get(f"/alder-finch/help/{stage.key}/").content.decode()
    assert escape(str(stage.question)) in page
    if stage.built:
        assert f'href="{reverse(stage.entry, args=["alder-finch", desk.engagement.slug])}">Help desk</a>' in page
    else:
        assert "This stage is not built yet." in page
        assert escape(str(stage.will_answer)) in page


def test_help_page_of_a_stage_that_there_is_not_is_not_there(desk: Desk) -> None:
    assert desk.client.get("/alder-finch/help/nothing/").status_code == 404


def test_help_stands_beside_every_page_of_a_stage(desk: Desk) -> None:
    for path, stage in (("contract", "contract"), ("operate", "operate"), ("stages/exit", "exit")):
        page = desk.client.get(f"/alder-finch/{path}/{desk.engagement.slug}/").content.decode()
        assert f'<a href="/alder-finch/help/{stage}/">Help on this stage</a>' in page


def test_glossary_has_every_word_in_order_and_help_leads_to_it(desk: Desk) -> None:
    page = desk.client.get("/alder-finch/glossary/").content.decode()
    anchors = re.findall(r'<dt id="([\w-]+)">', page)
    assert anchors == [one.key for one in words.in_order()]
    led = set(re.findall(r'glossary/#([\w-]+)"', desk.client.get("/alder-finch/help/operate/").content.decode()))
    assert led == {"attainment", "kept", "could-be-chance", "pause", "gross", "net"}


def test_engagement_shows_ten_stages_and_the_next_step(desk: Desk) -> None:
    page = desk.client.get("/alder-finch/engagements/help-desk/").context["page"]
    assert [line.stage.key for line in page.lines] == [stage.key for stage in STAGES]
    assert page.next_words == "Upload tickets"
    assert next(line.state for line in page.lines if line.stage.key == "contract") == "done"


def test_stage_that_is_not_built_says_so_in_one_line(desk: Desk) -> None:
    for stage in STAGES:
        answer = desk.client.get(f"/alder-finch/stages/{stage.key}/help-desk/")
        assert answer.status_code == (404 if stage.built else 200)
        if not stage.built:
            assert "This stage is not built yet." in answer.content.decode()


def test_nobody_yet_means_nothing_to_ask_for(desk: Desk) -> None:
    with scope.within(desk.company):
        outline = engagements.Outline("Backups", None, "", [], None)
        engagements.start_engagement(outline=outline, by=desk.owner, at=NOW)
        assert not [one for one in reads.today(NOW).due if "Backups" in one.what]


def test_what_was_typed_is_offered_again_when_a_form_went_stale(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.owner)
    ours = {"Origin": "http://testserver"}
    answer = strict.post("/alder-finch/providers/add/", {"name": "Atelier Norte"}, headers=ours)
    assert answer.status_code == 403
    assert 'name="name" value="Atelier Norte"' in answer.content.decode()


def test_not_found_and_broken_tell_nothing(desk: Desk) -> None:
    request = RequestFactory().get("/x/")
    request.user = desk.owner  # type: ignore[attr-defined]
    assert views.not_found(request, ValueError("secret")).status_code == 404
    broken = views.broken(request)
    assert broken.status_code == 500
    assert "secret" not in broken.content.decode()


@pytest.mark.parametrize("sender", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_what_another_site_has_typed_is_never_offered(desk: Desk, sender: dict[str, str]) -> None:
    """Otherwise one click on a page of ours would do what a page of theirs has filled in."""
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/alder-finch/providers/add/", {"name": "Planted"}, headers=sender)
    assert answer.status_code == 403
    assert "Planted" not in answer.content.decode()
    assert "<form" not in answer.content.decode()
    assert not answer.cookies


def test_every_answer_stays_out_of_every_cache(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    answers = [
        Client().get("/"), Client().get("/sign-in/"), Client().get("/alder-finch/"), Client().get("/no/such/page/"),
        strict.post("/sign-in/", {"password": "secret"}, headers={"Origin": "http://testserver"}),
        desk.client.get("/alder-finch/"), views.broken(desk.client.get("/").wsgi_request),
    ]  # fmt: skip
    assert ["no-store" in answer.get("Cache-Control", "") for answer in answers] == [True] * len(answers)


def test_static_files_come_with_the_policy_too() -> None:
    answer = Client().get("/static/ui/mark.svg")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    answer.close()
