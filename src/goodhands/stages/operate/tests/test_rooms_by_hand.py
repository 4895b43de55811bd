"""Tickets entered by hand count like any other."""

from typing import Any

import pytest

from goodhands.foundation.isolation import scope
from goodhands.stages.operate.models import HandTicket
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import Desk

pytestmark = pytest.mark.django_db

TICKET = {"subject": "Printer", "opened_at": "2026-02-02T09:00", "priority": "2 - High"}


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def only_ticket(desk: Desk) -> HandTicket:
    with scope.within(desk.company):
        return HandTicket.objects.get()


def listed(desk: Desk, **query: str) -> Any:
    return [line.number for line in desk.get("tickets/", **query).context["page"].lines]


def test_add_ticket_needs_no_more_than_what_and_when(desk: Desk) -> None:
    assert desk.post("by-hand/add/", TICKET | {"resolved_at": "2026-02-03T12:00"}).status_code == 302
    assert listed(desk) == ["N-1"]
    page = desk.get("tickets/N-1/").context["page"]
    part = next(p for p in page.parts if p.level.metric == "resolution")
    assert (part.used, part.tone) == (13 * 3600, "missed")  # 9:00 to 18:00, and 8:00 to 12:00


def test_change_ticket_says_what_happened_since(desk: Desk) -> None:
    desk.post("by-hand/add/", TICKET)
    ticket = only_ticket(desk)
    assert 'value="2026-02-02T09:00"' in desk.get(f"by-hand/{ticket.pk}/").content.decode()
    desk.post(f"by-hand/{ticket.pk}/", TICKET | {"number": "N-1", "resolved_at": "2026-02-02T10:30"})
    page = desk.get("tickets/N-1/").context["page"]
    assert next(p for p in page.parts if p.level.metric == "resolution").used == 90 * 60


def test_remove_ticket_has_a_way_back(desk: Desk) -> None:
    desk.post("by-hand/add/", TICKET)
    desk.post("by-hand/add/", TICKET | {"subject": "Screen"})
    with scope.within(desk.company):
        first = HandTicket.objects.get(number="N-1")
    answer = desk.post(f"by-hand/{first.pk}/remove/")
    assert listed(desk) == ["N-2"]
    assert "Put it back" in desk.client.get(answer["Location"]).content.decode()
    desk.post(f"by-hand/{first.pk}/put-back/")
    assert set(listed(desk)) == {"N-1", "N-2"}


def test_put_back_ticket_does_not_take_a_number_that_was_given_away(desk: Desk) -> None:
    desk.post("by-hand/add/", TICKET | {"number": "77"})
    first = only_ticket(desk)
    desk.post(f"by-hand/{first.pk}/remove/")
    desk.post("by-hand/add/", TICKET | {"number": "77", "subject": "Other"})
    desk.post(f"by-hand/{first.pk}/put-back/")
    assert listed(desk) == ["77"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"resolved_at": "2026-02-01T09:00"}, "It cannot be solved before it was asked."),
        ({"opened_at": "2126-02-02T09:00"}, "This lies in the future."),
        ({"opened_at": "0001-01-01T00:00"}, "Please give a year from 1970 on."),
        ({"opened_at": "2025-10-26T01:30"}, "The clocks change at that time."),
        ({"opened_at": "2025-03-30T01:30"}, "The clocks change at that time."),
        ({"subject": " "}, "This field is required."),
        ({"subject": "x" * 10_000}, "at most 200 characters"),
    ],
)
def test_what_cannot_be_is_answered_beside_the_field(desk: Desk, more: dict[str, str], sentence: str) -> None:
    answer = desk.post("by-hand/add/", TICKET | more)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    with scope.within(desk.company):
        assert not HandTicket.objects.exists()


def test_a_number_is_given_once(desk: Desk) -> None:
    desk.post("by-hand/add/", TICKET | {"number": "77"})
    again = desk.post("by-hand/add/", TICKET | {"number": "77"})
    assert "There is a ticket of this number already." in again.content.decode()


def test_a_ticket_by_hand_takes_the_place_of_one_in_a_file_once_that_was_said(desk: Desk) -> None:
    desk.bring()
    before = desk.get("tickets/HL-100001/").context["page"].subject
    asked = desk.post("by-hand/add/", TICKET | {"number": "HL-100001"})
    sentence = asked.context["form"].errors["number"][0]
    assert sentence.startswith(f"A file has a ticket of this number: “{before}”, opened ")
    assert desk.get("tickets/HL-100001/").context["page"].subject == before
    hidden = asked.context["form"]["replaces"].value()
    still_asked = desk.post("by-hand/add/", TICKET | {"number": "HL-100002", "replaces": hidden})
    assert "A file has a ticket" in still_asked.context["form"].errors["number"][0]
    assert desk.post("by-hand/add/", TICKET | {"number": "HL-100001", "replaces": hidden}).status_code == 302
    assert desk.get("tickets/HL-100001/").context["page"].subject == "Printer"
    own = TICKET | {"number": "HL-100001", "subject": "Plotter"}
    assert desk.post(f"by-hand/{only_ticket(desk).pk}/", own).status_code == 302


def test_a_number_that_is_given_is_above_those_of_the_files(desk: Desk) -> None:
    rows = b"number,opened,solved\nN-7,2025-03-03 09:00,2025-03-03 10:00\nN-x,2025-03-03 09:00,2025-03-03 10:00\n"
    columns = {"ticket": "number", "opened_at": "opened", "resolved_at": "solved"}
    desk.bring("ours.csv", rows, {"shape": "tickets", "timezone": "Europe/Lisbon", "columns": columns})
    desk.post("by-hand/add/", TICKET)
    assert only_ticket(desk).number == "N-8"


def test_a_ticket_comes_back_as_it_was_from_the_list_and_from_the_bin(desk: Desk) -> None:
    desk.post("by-hand/add/", TICKET)
    kept = [field.attname for field in HandTicket._meta.concrete_fields]
    before = {name: getattr(only_ticket(desk), name) for name in kept}
    for back in (f"/{desk.company.slug}/operate/{desk.engagement.slug}/by-hand/{before['id']}/put-back/",
                 f"/{desk.company.slug}/bin/{before['id']}/put-back/"):  # fmt: skip
        desk.post(f"by-hand/{before['id']}/remove/")
        assert desk.client.post(back).status_code == 302
        assert {name: getattr(only_ticket(desk), name) for name in kept} == before


def open_clocks(desk: Desk) -> dict[str, Any]:
    """Of each ticket of the files that is not solved, what the page of risks and the months say."""
    page = desk.get("at-risk/").context["page"]
    return {line.ticket.number: (line.level, line.used) for line in page.lines if line.ticket.number.startswith("HL-")}


@pytest.mark.parametrize("more", [{}, {"resolved_at": "2026-02-02T10:30"}], ids=["open", "solved"])
def test_a_ticket_by_hand_says_nothing_of_what_the_files_have_not_told_yet(desk: Desk, more: dict[str, str]) -> None:
    desk.bring()
    before, months = open_clocks(desk), desk.get("").context["page"]
    assert before
    known_until = months.evidence.referee.log.as_of
    desk.post("by-hand/add/", TICKET | more)
    after = desk.get("").context["page"]
    assert open_clocks(desk) == before
    assert after.evidence.referee.log.as_of == known_until
    old, new = ({str(line.month): line.cells for line in page.lines} for page in (months, after))
    assert {month: cells for month, cells in new.items() if month in old} == old
    february = desk.get("month/2026-02/").context["page"]
    assert february.unfinished
    assert february.card.tickets == len(more)


def test_of_tickets_by_hand_alone_no_priority_is_called_misspelt(desk: Desk) -> None:
    desk.post("by-hand/add/", TICKET | {"resolved_at": "2026-02-02T10:30"})
    page = desk.get("").context["page"]
    assert page.naming_nobody == ""
    assert "every promise that has tickets" in page.sentence


def test_an_open_ticket_by_hand_runs_up_to_this_minute_beside_files(desk: Desk) -> None:
    desk.bring()
    desk.post("by-hand/add/", TICKET | {"number": "77"})
    log = desk.get("").context["page"].evidence.referee.log
    assert log.known[-1] > log.as_of
    assert set(log.known[:-1].tolist()) == {log.as_of}
