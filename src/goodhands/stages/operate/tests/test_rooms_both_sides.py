"""Excuse and reply: who may, what stays counted, what stands for ever."""

import csv
import io
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goodhands.foundation.audit.models import Entry
from goodhands.foundation.companies import reads as company_reads
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Role
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.models import Excuse, Reply
from goodhands.stages.operate.reads.month_card import ScorecardPage
from goodhands.stages.operate.reads.one_ticket import TicketPage
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
SEPTEMBER = Month.parse("2025-09")
ODD = "A/17 ?#%é"
"""A number that an address has to write in another way."""


@pytest.fixture
def desk() -> Desk:
    made = desks.make()
    made.bring()
    return made


def card(desk: Desk) -> ScorecardPage:
    with scope.within(desk.company):
        page = reads.scorecard(desk.engagement, SEPTEMBER, None, NOW)
    assert isinstance(page, ScorecardPage)
    return page


def missed(desk: Desk, verdict: str = "missed") -> list[str]:
    """The numbers of the tickets of September under the first promise about solutions, as the list has them."""
    place = next(i for i, line in enumerate(card(desk).levels) if line.attainment.level.metric == "resolution")
    rows = csv_of(desk, month="2025-09", level=str(place + 1), verdict=verdict)
    return [row["Ticket"] for row in rows]


def csv_of(desk: Desk, **query: str) -> list[dict[str, str]]:
    answer = b"".join(desk.get("tickets.csv", **query).streaming_content) if hasattr(
        desk.get("tickets.csv", **query), "streaming_content") else desk.get("tickets.csv", **query).content  # fmt: skip
    text = answer.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))


def excuse(desk: Desk, number: str, reason: str = "The street was flooded") -> Any:
    return desk.post(f"excuse/resolution/{number}/", {"reason": reason})


def client_of(desk: Desk, role: str) -> Client:
    """Somebody else in the company."""
    with scope.within(desk.company):
        secret = companies.invite(email=f"{role}@example.org", role=role, by=desk.owner, at=NOW)
        invitation = company_reads.invitation(secret, NOW)
        assert invitation is not None
        person = companies.join_as_newcomer(
            invitation=invitation, name=role.title(), password="four words in a row", at=NOW
        )
    client = Client()
    client.force_login(person)
    return client


def text_of(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def test_an_excused_miss_stays_counted_and_both_figures_are_shown(desk: Desk) -> None:
    before, numbers = card(desk), missed(desk)
    assert len(numbers) > 2
    for number in numbers[:2]:
        assert excuse(desk, number).status_code == 302
    after = card(desk)
    assert [line.attainment for line in after.levels] == [line.attainment for line in before.levels]
    assert (after.owed, after.sentence, after.owed_total) == (before.owed, before.sentence, before.owed_total)
    line = next(line for line in after.levels if line.without)
    counted = line.attainment
    assert line.without is not None
    assert line.without.share == Fraction(counted.met, counted.judged - 2)
    assert "They stay counted" in after.excused_note
    assert before.excused_note == ""
    page = text_of(desk.get("month/2025-09/"))
    assert f"without 2 excused misses: {float(line.without.share) * 100:.1f}".replace(".", ",") in page
    assert missed(desk) == numbers
    assert set(missed(desk, "excused")) == set(numbers[:2])
    assert {row["Ticket"] for row in csv_of(desk, month="2025-09") if row["Excused"]} == set(numbers[:2])


def test_excuse_miss_takes_only_a_miss_and_only_once(desk: Desk) -> None:
    met = next(row["Ticket"] for row in csv_of(desk, month="2025-09", verdict="met"))
    assert desk.get(f"excuse/resolution/{met}/").status_code == 404
    assert "This ticket is not missed, so there is nothing to excuse." in text_of(excuse(desk, met))
    number = missed(desk)[0]
    assert "This field is required." in text_of(excuse(desk, number, " \u200b "))
    assert excuse(desk, number).status_code == 302
    again = text_of(excuse(desk, number, "Once more"))
    assert "Somebody has excused this miss already." in again
    assert "Once more" in again
    assert desk.get("excuse/resolution/nowhere/").status_code == 404
    assert excuse(desk, "nowhere").status_code == 404
    assert desk.get(f"excuse/satisfaction/{number}/").status_code == 404
    with scope.within(desk.company):
        assert Excuse.objects.count() == 1


def test_withdraw_excuse_and_put_back_excuse_are_on_record(desk: Desk) -> None:
    number = missed(desk)[0]
    excuse(desk, number)
    with scope.within(desk.company):
        key = Excuse.objects.get().pk
    away = desk.post(f"excuses/{key}/withdraw/")
    page = text_of(desk.client.get(away.headers["Location"]))
    assert "The excuse is withdrawn." in page
    assert "Excuse this miss" in page
    assert missed(desk, "excused") == []
    assert desk.post(f"excuses/{key}/withdraw/").status_code == 404
    desk.post(f"excuses/{key}/put-back/")
    assert missed(desk, "excused") == [number]
    with scope.within(desk.company):
        acts = list(Entry.objects.filter(about=key).values_list("act", flat=True))
    assert acts == ["added", "removed", "put_back"]


def test_an_excuse_does_not_come_back_beside_a_newer_one(desk: Desk) -> None:
    number = missed(desk)[0]
    excuse(desk, number)
    with scope.within(desk.company):
        key = Excuse.objects.get().pk
    desk.post(f"excuses/{key}/withdraw/")
    excuse(desk, number, "Anew")
    page = text_of(desk.client.get(desk.post(f"excuses/{key}/put-back/").headers["Location"]))
    assert "This miss was excused anew since. Nothing has changed." in page
    with scope.within(desk.company):
        assert [one.reason for one in Excuse.objects.all()] == ["Anew"]


def test_a_member_does_not_excuse_not_even_out_of_the_bin(desk: Desk) -> None:
    number, member = missed(desk)[0], client_of(desk, Role.MEMBER)
    place = f"/{desk.company.slug}/operate/{desk.engagement.slug}"
    assert member.post(f"{place}/excuse/resolution/{number}/", {"reason": "mine"}).status_code == 403
    assert "Excuse this miss" not in text_of(member.get(f"{place}/tickets/{number}/"))
    excuse(desk, number)
    with scope.within(desk.company):
        key = Excuse.objects.get().pk
    desk.post(f"excuses/{key}/withdraw/")
    bin_of = f"/{desk.company.slug}/bin/"
    assert "Put back" not in text_of(member.get(bin_of))
    assert member.post(f"{bin_of}{key}/put-back/").status_code == 403
    assert "Put back" in text_of(desk.client.get(bin_of))
    assert desk.client.post(f"{bin_of}{key}/put-back/").status_code == 302


def test_an_excuse_is_moot_once_the_ticket_is_met_and_is_not_lost(desk: Desk) -> None:
    number = missed(desk)[0]
    excuse(desk, number)
    with scope.within(desk.company):
        entry = writes.HandEntry(number, "Put right", "", "", NOW, NOW, NOW)
        writes.add_ticket(engagement=desk.engagement, entry=entry, above=0, by=desk.owner, at=NOW)
        page = reads.ticket(desk.engagement, number, None, NOW)
    assert isinstance(page, TicketPage)
    assert [one.reason for one in page.moot] == ["The street was flooded"]
    assert "not missed any more" in text_of(desk.get(f"tickets/{number}/"))
    assert missed(desk, "excused") == []


def test_a_reply_is_looked_at_once_more_and_then_stands_for_ever(desk: Desk) -> None:
    number = missed(desk)[0]
    typed = {"said_by": "Bruno\u202e Castilho", "text": "We waited\nfor parts."}
    looked_at = text_of(desk.post(f"reply/{number}/", typed))
    assert "will stand for ever" in looked_at
    with scope.within(desk.company):
        assert Reply.objects.count() == 0
    assert "What does the provider say" in text_of(desk.post(f"reply/{number}/", {**typed, "change": "yes"}))
    for _ in range(2):  # pressed twice, kept once
        assert desk.post(f"reply/{number}/", {**typed, "sure": "yes"}).status_code == 302
    with scope.within(desk.company):
        kept = Reply.objects.get()
        assert (kept.said_by, kept.text, kept.typed_by) == ("Bruno Castilho", "We waited\nfor parts.", desk.owner)
        assert [one.act for one in Entry.objects.filter(about=kept.pk)] == ["added"]
    page = text_of(desk.get(f"tickets/{number}/"))
    assert "We waited<br>for parts." in page
    assert "Bruno Castilho, typed in by Ana Finch" in page
    assert next(row for row in csv_of(desk, month="2025-09") if row["Ticket"] == number)["Replies"] == "1"
    assert "one reply" in text_of(desk.get("tickets/", text=number))


def test_add_reply_says_what_is_missing_and_finds_no_ticket_that_is_not_there(desk: Desk) -> None:
    number = missed(desk)[0]
    page = text_of(desk.post(f"reply/{number}/", {"said_by": "\u200b", "text": "Parts.", "sure": "yes"}))
    assert "This field is required." in page
    assert "Parts." in page
    assert "at most 5000 characters" in text_of(desk.post(f"reply/{number}/", {"said_by": "B", "text": "x" * 5001}))
    assert desk.get("reply/nowhere/").status_code == 404
    assert desk.post("reply/nowhere/", {"said_by": "B", "text": "x", "sure": "yes"}).status_code == 404


def test_replies_stand_in_the_order_of_time_and_nobody_alters_or_removes_one(desk: Desk) -> None:
    number = missed(desk)[0]
    for text in ("First", "Then"):
        desk.post(f"reply/{number}/", {"said_by": "Bruno", "text": text, "sure": "yes"})
    page = text_of(desk.get(f"tickets/{number}/"))
    assert page.index("First") < page.index("Then")
    with scope.within(desk.company):
        for change in (lambda: Reply.objects.update(text="Other"), lambda: Reply.objects.all().delete()):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()
        assert [one.text for one in Reply.objects.all()] == ["First", "Then"]


def test_a_number_with_any_characters_can_be_excused_and_replied_to(desk: Desk) -> None:
    with scope.within(desk.company):
        opened = NOW.replace(year=2025)
        entry = writes.HandEntry(ODD, "Late", "", "3 - Normal", opened, None, None)
        writes.add_ticket(engagement=desk.engagement, entry=entry, above=0, by=desk.owner, at=NOW)
    page = desk.get("tickets/", text="A/17")
    there = page.content.decode().split('<tr data-opens><td><a href="')[1].split('"')[0]
    ticket = desk.client.get(there).content.decode()
    links = [part.split('"')[0] for part in ticket.split('href="')[1:]]
    to_excuse = [one for one in links if "/excuse/resolution/" in one]
    to_reply = [one for one in links if "/reply/" in one]
    assert len(to_excuse) == len(to_reply) == 1
    assert desk.client.post(to_excuse[0], {"reason": "Odd"}).status_code == 302
    assert desk.client.post(to_reply[0], {"said_by": "B", "text": "Yes", "sure": "yes"}).status_code == 302
    after = text_of(desk.client.get(there))
    assert "Odd" in after
    assert "typed in by Ana Finch" in after


def test_search_finds_the_reason_of_an_excuse_and_a_reply(desk: Desk) -> None:
    number = missed(desk)[0]
    excuse(desk, number, "Zwiebelfest in town")
    desk.post(f"reply/{number}/", {"said_by": "Bruno", "text": "Quokka on the line", "sure": "yes"})
    for word in ("Zwiebelfest", "Quokka"):
        page = desk.client.get(f"/{desk.company.slug}/search/", {"q": word}).content.decode()
        assert f"/tickets/{number}/" in page


def test_the_pages_ask_as_many_questions_however_much_is_excused_and_said(desk: Desk) -> None:
    numbers = missed(desk)
    excuse(desk, numbers[0])
    desk.post(f"reply/{numbers[0]}/", {"said_by": "B", "text": "one", "sure": "yes"})
    places = ("month/2025-09/", "tickets/", f"tickets/{numbers[0]}/")

    def asked() -> list[int]:
        counts = []
        for place in places:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                desk.get(place)
            counts.append(len(queries))
        return counts

    few = asked()
    for number in numbers[1:]:
        excuse(desk, number)
    for text in ("two", "three", "four"):
        desk.post(f"reply/{numbers[0]}/", {"said_by": "B", "text": text, "sure": "yes"})
    assert asked() == few
    assert max(few) <= 25


def test_what_was_said_of_a_ticket_stays_when_its_file_is_taken_back() -> None:
    desk = desks.make()
    source = desk.bring()
    number = missed(desk)[0]
    excuse(desk, number)
    desk.post(f"reply/{number}/", {"said_by": "Bruno", "text": "We waited.", "sure": "yes"})
    desk.bring("other.csv", b"ticket,opened\n1,2026-02-02 09:00\n", {
        "shape": "tickets", "timezone": "Europe/Lisbon", "columns": {"ticket": "ticket", "opened_at": "opened"},
    })  # fmt: skip
    desk.post(f"imports/{source.pk}/undo/")
    page = desk.get(f"tickets/{number}/")
    assert page.status_code == 200
    assert f"No file has ticket {number} any more; what was said of it is still here." in text_of(page)
    assert "We waited." in text_of(page)
    assert "The street was flooded" in text_of(page)
    assert desk.get("tickets/nowhere/").status_code == 404
    with scope.within(desk.company):
        key = Excuse.objects.get().pk
    away = desk.client.get(desk.post(f"excuses/{key}/withdraw/").headers["Location"])
    assert "The excuse is withdrawn." in text_of(away)
