"""Two people edit the same thing: nobody's work is lost, and the later one sees what changed."""

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from goodhands.foundation.audit import reads
from goodhands.foundation.audit.writes import ChangedMeanwhile
from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import BY_KEY, usual
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.registers import Providers
from goodhands.foundation.registers import writes as registers
from goodhands.stages.operate.models import HandTicket
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
TICKET = {"subject": "Printer", "opened_at": "2026-02-02T09:00", "priority": "2 - High"}
PLACE = {"country": "PT", "timezone": "Europe/Lisbon", "currency": "EUR", "date_style": "words",
         "number_style": "space_comma", "paper": "a4", "delimiter": ";"}  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    made = desks.make()
    made.post("by-hand/add/", TICKET)
    return made


def provider(desk: Desk) -> tuple[str, dict[str, str], Callable[[], Any]]:
    found = Provider.objects.get()
    given = dict.fromkeys(Providers.columns, "") | {"name": "Harbourline IT"}

    def change() -> None:
        registers.change_line(Providers, line=found, given=given | {"phone": "113"}, by=desk.owner, at=NOW)

    return f"providers/{found.pk}/", given | {"notes": "typed"}, change


def engagement(desk: Desk) -> tuple[str, dict[str, str], Callable[[], Any]]:
    outline = engagements.Outline("Help desk", desk.engagement.provider, "", ["Laptops"], None)

    def change() -> None:
        engagements.change_engagement(engagement=desk.engagement, outline=outline, by=desk.owner, at=NOW)

    return f"engagements/{desk.engagement.slug}/change/", {"name": "typed", "services": "Mail"}, change


def settings(desk: Desk) -> tuple[str, dict[str, str], Callable[[], Any]]:
    def change() -> None:
        companies.change_settings(look=companies.Look(name="Alder", **PLACE), by=desk.owner, at=NOW)

    return "settings/", PLACE | {"name": "typed"}, change


def ticket(desk: Desk) -> tuple[str, dict[str, str], Callable[[], Any]]:
    found = HandTicket.objects.get()

    def change() -> None:
        desk.post(f"by-hand/{found.pk}/", TICKET | {"number": "N-1", "requester": "Rui"})

    return f"operate/{desk.engagement.slug}/by-hand/{found.pk}/", TICKET | {"subject": "typed", "number": "N-1"}, change


def hours(desk: Desk) -> tuple[str, dict[str, str], Callable[[], Any]]:
    found = Calendar.objects.get()
    draft = dataclasses.replace(usual(BY_KEY["office"]), valid_from=date(2026, 5, 1))

    def change() -> None:
        calendars.add_version(calendar=found, draft=draft, by=desk.owner, at=NOW)

    typed = {"preset": "own", "day_0": "9:00-12:00", "timezone": "Europe/Lisbon", "valid_from": "2026-06-01"}
    return f"calendars/{found.pk}/add-version/", typed | {"closed": "2026-12-24 typed"}, change


@pytest.mark.parametrize("of", [provider, engagement, settings, ticket, hours])
def test_the_later_one_sees_what_changed_and_decides(desk: Desk, of: Any) -> None:
    with scope.within(desk.company):
        path, typed, change = of(desk)
    address = f"/{desk.company.slug}/{path}"
    seen = seen_on(desk.client.get(address))
    with scope.within(desk.company):
        change()
        before = reads.anchor().seq

    answer = desk.client.post(address, typed | {"seen": seen})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This was changed while you had it open." in page
    assert "Ana Finch changed" in page
    assert "typed" in page
    with scope.within(desk.company):
        assert reads.anchor().seq == before

    assert int(seen_on(answer)) > int(seen)
    assert desk.client.post(address, typed | {"seen": seen_on(answer)}).status_code == 302
    with scope.within(desk.company):
        assert reads.anchor().seq > before


def seen_on(answer: Any) -> str:
    found = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_a_mistake_in_a_form_does_not_make_the_change_of_another_seen(desk: Desk) -> None:
    with scope.within(desk.company):
        path, typed, change = provider(desk)
    address = f"/{desk.company.slug}/{path}"
    seen = seen_on(desk.client.get(address))
    with scope.within(desk.company):
        change()
    answer = desk.client.post(address, typed | {"name": "", "seen": seen})
    assert seen_on(answer) == seen


def test_what_was_seen_is_checked_where_the_change_is_made(desk: Desk) -> None:
    with scope.within(desk.company):
        found, seen = Provider.objects.get(), reads.latest(Provider.objects.get().pk)
        given = dict.fromkeys(Providers.columns, "") | {"name": "Harbourline IT", "phone": "112"}
        registers.change_line(Providers, line=found, given=given, seen=seen, by=desk.owner, at=timezone.now())
        with pytest.raises(ChangedMeanwhile) as changed:
            registers.change_line(Providers, line=found, given=given, seen=seen, by=desk.owner, at=timezone.now())
        assert [(c.was, c.now) for line in changed.value.lines for c in line.changes] == [("", "112")]
