"""What is typed into a long form is kept until it was sent, for who typed it and for nobody else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import reads as company_reads
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.unfinished import reads, writes
from goodhands.foundation.unfinished.models import Unfinished
from goodhands.stages.operate.models import HandTicket
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
OUTLINE = {"name": "Backups", "new_provider": "Nordkabel", "services": "Laptops\nMail", "started_date": "31/12/2"}


@pytest.fixture
def desk() -> Desk:
    made = desks.make()
    made.post("by-hand/add/", {"subject": "Printer", "opened_at": "2026-02-02T09:00", "number": "N-1"})
    return made


def there(desk: Desk, path: str) -> str:
    return f"/{desk.company.slug}/{path}"


def kept(desk: Desk) -> list[tuple[str, dict[str, str]]]:
    with scope.within(desk.company):
        return [(one.path, one.typed) for one in Unfinished.objects.order_by("path")]


def page(desk: Desk, path: str) -> str:
    return desk.client.get(there(desk, path)).content.decode()


def shown(html: str, name: str) -> str:
    """What a field of a page shows."""
    text = re.search(rf'<textarea name="{name}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)
    box = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)
    value = re.search(r'value="([^"]*)"', box[0]) if box else None
    chosen = re.search(rf'<select name="{name}".*?<option value="([^"]*)" selected', html, re.DOTALL)
    found = text or value or chosen
    return found[1] if found else ""


def test_what_is_typed_is_there_again_after_a_reload_and_nothing_counts_yet(desk: Desk) -> None:
    before = page(desk, "engagements/start/")
    answer = desk.client.post(there(desk, "engagements/start/"), OUTLINE | {"keep": "typed"})
    assert answer.status_code == 200
    assert re.fullmatch(r"Kept as you type, \d\d:\d\d\.", answer.content.decode())
    assert kept(desk) == [(there(desk, "engagements/start/"), OUTLINE)]

    again = page(desk, "engagements/start/")
    assert "It is unfinished: nothing of it counts yet." in again
    assert {name: shown(again, name) for name in OUTLINE} == OUTLINE
    assert 'class="wrong"' not in again
    assert "Start over" not in before
    with scope.within(desk.company):
        assert [one.name for one in engagements.Engagement.objects.all()] == ["Help desk"]


def test_what_was_sent_and_taken_is_unfinished_no_more(desk: Desk) -> None:
    for keep in ("typed", "later"):
        desk.client.post(there(desk, "engagements/start/"), OUTLINE | {"keep": keep})
    good = OUTLINE | {"started_date": "2025-12-31"}
    assert desk.client.post(there(desk, "engagements/start/"), good).status_code == 302
    assert kept(desk) == []


def test_what_was_sent_and_has_a_mistake_is_kept_as_it_was_sent(desk: Desk) -> None:
    assert desk.client.post(there(desk, "engagements/start/"), OUTLINE).status_code == 200
    assert shown(page(desk, "engagements/start/"), "started_date") == "31/12/2"


def test_a_reload_that_sends_an_older_page_again_does_not_undo_what_was_typed_since(desk: Desk) -> None:
    path = there(desk, "engagements/start/")
    first = OUTLINE | {"shown_at": shown(page(desk, "engagements/start/"), "shown_at")}
    wrong = desk.client.post(path, first)
    then = {"name": "Backups and mail", "shown_at": shown(wrong.content.decode(), "shown_at")}
    desk.client.post(path, then | {"keep": "typed"})
    answer = desk.client.post(path, first)
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert shown(page(desk, "engagements/start/"), "name") == "Backups and mail"


def test_without_scripts_a_button_keeps_it_and_leads_back_to_it(desk: Desk) -> None:
    assert 'name="keep" value="later" formnovalidate' in page(desk, "engagements/start/")
    back = desk.client.post(there(desk, "engagements/start/"), {"name": "Back", "keep": "later"}, follow=True)
    assert back.redirect_chain == [(there(desk, "engagements/start/"), 302)]
    assert shown(back.content.decode(), "name") == "Back"


def test_starting_over_forgets_it(desk: Desk) -> None:
    desk.client.post(there(desk, "engagements/start/"), OUTLINE | {"keep": "typed"})
    back = desk.client.post(there(desk, "engagements/start/"), {"keep": "over"}, follow=True)
    assert shown(back.content.decode(), "name") == ""
    assert kept(desk) == []


@pytest.mark.parametrize(("path", "typed"), [
    ("calendars/add/", {"name": "Nights", "preset": "own", "day_0": "22:00-6:0", "holidays": "", "closed": "2026-12-2"}),
    ("calendars/{calendar}/add-version/", {"valid_from": "1/3", "day_6": "9-1", "part": "Madei"}),
    ("engagements/{engagement}/change/", {"name": "Help", "services": ""}),
    ("operate/{engagement}/by-hand/add/", {"subject": "No ma", "opened_at": "2026-02-02T09:00"}),
    ("operate/{engagement}/by-hand/{ticket}/", {"subject": "Printer gone", "requester": "Ru", "number": "N-1"}),
    ("settings/", {"name": "Alder", "currency": "EU"}),
    ("contract/{engagement}/agree/", {"monthly_fee": "1.4", "opened": "New\nOld"}),
])  # fmt: skip
def test_every_long_form_comes_back_as_it_was_typed(desk: Desk, path: str, typed: dict[str, str]) -> None:
    with scope.within(desk.company):
        slots = {"engagement": desk.engagement.slug, "calendar": Calendar.objects.get().pk,
                 "ticket": HandTicket.objects.get().pk}  # fmt: skip
    path = path.format(**slots)
    assert "data-keeps" in page(desk, path)
    assert desk.client.post(there(desk, path), typed | {"keep": "typed"}).status_code == 200
    again = page(desk, path)
    assert {name: shown(again, name) for name in typed if name != "preset"} == {
        n: typed[n] for n in typed if n != "preset"
    }
    assert "Start over" in again


def test_an_unticked_box_stays_unticked_and_a_ticked_one_ticked(desk: Desk) -> None:
    path = f"contract/{desk.engagement.slug}/agree/"
    for box in ({}, {"closed_resolves": "on"}):
        desk.client.post(there(desk, path), {"keep": "typed", "resolution": "first"} | box)
        found = re.search(r'<input type="checkbox" name="closed_resolves"[^>]*>', page(desk, path))
        assert found is not None
        assert ("checked" in found[0]) is bool(box)


def test_added_promises_come_back(desk: Desk) -> None:
    path = f"contract/{desk.engagement.slug}/agree/"
    rows = {f"levels-{i}-{name}": f"{name} {i}" for i in range(7) for name in ("priority", "within", "target", "name")}
    sent = rows | {"levels-TOTAL_FORMS": "7", "levels-INITIAL_FORMS": "0", "levels-6-below_1": "90", "keep": "typed"}
    desk.client.post(there(desk, path), sent)
    again = page(desk, path)
    assert {name: shown(again, name) for name in rows} == rows
    assert shown(again, "levels-TOTAL_FORMS") == "7"
    assert shown(again, "levels-6-below_1") == "90"

    added = desk.client.post(there(desk, path), sent | {"keep": "", "act": "add_line"}).content.decode()
    assert shown(added, "levels-TOTAL_FORMS") == "8"
    assert shown(page(desk, path), "levels-TOTAL_FORMS") == "7"


def test_it_is_for_who_typed_it_and_for_nobody_else(desk: Desk) -> None:
    with scope.within(desk.company):
        at = timezone.now()
        secret = companies.invite(email="bea@example.org", role="owner", by=desk.owner, at=at)
        invitation = company_reads.invitation(secret, at)
        assert invitation is not None
        bea = companies.join_as_newcomer(invitation=invitation, name="Bea", password="four words in a row", at=at)
    desk.client.post(there(desk, "engagements/start/"), OUTLINE | {"keep": "typed"})
    hers = Client()
    hers.force_login(bea)
    html = hers.get(there(desk, "engagements/start/")).content.decode()
    assert ("Backups" in html, "Start over" in html) == (False, False)
    hers.post(there(desk, "engagements/start/"), {"name": "Network", "keep": "typed"})
    hers.post(there(desk, "engagements/start/"), {"keep": "over"})
    assert shown(page(desk, "engagements/start/"), "name") == "Backups"
    with scope.within(desk.company):
        assert reads.unfinished(bea, there(desk, "engagements/start/")) is None


def test_who_may_not_open_the_form_keeps_nothing_in_it(desk: Desk) -> None:
    other = desks.make(name="Birch & Co")
    typed = OUTLINE | {"keep": "typed"}
    assert other.client.post(there(desk, "engagements/start/"), typed).status_code == 404
    assert Client().post(there(desk, "engagements/start/"), typed).status_code == 401
    with scope.within(desk.company):
        at = timezone.now()
        secret = companies.invite(email="bea@example.org", role="viewer", by=desk.owner, at=at)
        invitation = company_reads.invitation(secret, at)
        assert invitation is not None
        bea = companies.join_as_newcomer(invitation=invitation, name="Bea", password="four words in a row", at=at)
    hers = Client()
    hers.force_login(bea)
    assert hers.post(there(desk, "engagements/start/"), typed).status_code == 403
    assert kept(desk) == kept(other) == []


def test_secrets_of_the_form_itself_and_passwords_are_not_kept(desk: Desk) -> None:
    sent = {"name": "Back", "keep": "typed", "csrfmiddlewaretoken": "x", "password": "four words in a row"}
    desk.client.post(there(desk, "engagements/start/"), sent)
    assert kept(desk) == [(there(desk, "engagements/start/"), {"name": "Back"})]


def test_what_is_too_long_is_said_and_what_was_kept_before_stays(desk: Desk) -> None:
    desk.client.post(there(desk, "engagements/start/"), {"name": "Back", "keep": "typed"})
    answer = desk.client.post(there(desk, "engagements/start/"), {"name": "x" * 200_000, "keep": "typed"})
    assert answer.status_code == 413
    assert "Not kept as you type: this is too long for it." in answer.content.decode()
    answer = desk.client.post(there(desk, "engagements/start/"), {"name": "x" * 200_000, "keep": "later"}, follow=True)
    assert "it is too long for an unfinished form" in answer.content.decode()
    assert kept(desk) == [(there(desk, "engagements/start/"), {"name": "Back"})]


def test_odd_letters_are_kept_as_far_as_a_database_can(desk: Desk) -> None:
    desk.client.post(
        there(desk, "engagements/start/"), {"name": "a\x00b\u202ec\u200bŁ\N{SLIGHTLY SMILING FACE}", "keep": "typed"}
    )
    assert kept(desk)[0][1] == {"name": "ab\u202ec\u200bŁ\N{SLIGHTLY SMILING FACE}"}


def test_nonsense_that_was_kept_breaks_no_page(desk: Desk) -> None:
    path = f"contract/{desk.engagement.slug}/agree/"
    for sent in (
        {"levels-TOTAL_FORMS": "99999999999"},
        {"levels-TOTAL_FORMS": "-1"},
        {"calendar": "x", "valid_from": "y"},
        {},
    ):
        desk.client.post(there(desk, path), sent | {"keep": "typed"})
        assert desk.client.get(there(desk, path)).status_code == 200
    for path in ("engagements/start/", "settings/", "calendars/add/", f"operate/{desk.engagement.slug}/by-hand/add/"):
        sent = {"provider": "x", "country": "?", "opened_at": "?", "preset": "?", "timezone": "", "seen": "99999999999"}
        desk.client.post(there(desk, path), sent | {"keep": "typed"})
        assert desk.client.get(there(desk, path)).status_code == 200


def test_the_oldest_makes_room_where_somebody_leaves_many_unfinished(desk: Desk) -> None:
    with scope.within(desk.company):
        for number in range(writes.MOST + 2):
            at = NOW + timedelta(minutes=number)
            writes.keep(path=f"/form/{number}/", typed={}, by=desk.owner, at=at)
        assert Unfinished.objects.count() == writes.MOST
        assert reads.unfinished(desk.owner, "/form/1/") is None
        assert reads.unfinished(desk.owner, f"/form/{writes.MOST + 1}/") is not None


@pytest.mark.parametrize(("days", "left"), [(29, 1), (30, 1), (31, 0)])
def test_after_thirty_days_a_start_of_the_server_lets_go_of_it(desk: Desk, days: int, left: int) -> None:
    with scope.within(desk.company):
        writes.keep(path="/form/", typed={}, by=desk.owner, at=NOW)
    companies.empty_bins(at=NOW + timedelta(days=days))
    assert len(kept(desk)) == left


def change(desk: Desk) -> Any:
    outline = engagements.Outline("Help desk", desk.engagement.provider, "", ["Laptops"], None)
    with scope.within(desk.company):
        engagements.change_engagement(engagement=desk.engagement, outline=outline, by=desk.owner, at=NOW)


def test_what_somebody_else_changed_stands_on_the_page_on_coming_back(desk: Desk) -> None:
    path = f"engagements/{desk.engagement.slug}/change/"
    seen = shown(page(desk, path), "seen")
    desk.client.post(there(desk, path), {"name": "Typed", "seen": seen, "keep": "typed"})
    change(desk)
    again = page(desk, path)
    assert "This was changed while you had it open." in again
    assert "Laptops" in again
    assert shown(again, "name") == "Typed"
    assert int(shown(again, "seen")) > int(seen)
    assert desk.client.post(there(desk, path), {"name": "Typed", "seen": seen}).status_code == 200
    assert desk.client.post(there(desk, path), {"name": "Typed", "seen": shown(again, "seen")}).status_code == 302
