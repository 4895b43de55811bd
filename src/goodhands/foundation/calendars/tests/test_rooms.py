"""Agreed hours are taken on record, followed by others from a day on, and measured by."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
import pytest
from django.test import Client

from goodhands.foundation.calendars import reads, writes
from goodhands.foundation.calendars.drafts import Draft
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.working_time import WorkingTime
from tests.pages import forms_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
OWN = {"preset": "own", "timezone": "Europe/Rome", "holidays": "IT", "name": "Desk"}


@pytest.fixture
def company(client: Client) -> Iterator[Company]:
    ana = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    client.force_login(ana)
    made = companies.start_company(name="Alder", country="PT", timezone="Europe/Lisbon", by=ana, at=NOW)
    with scope.within(made):
        yield made


def only() -> Calendar:
    found: Calendar = Calendar.objects.get()
    return found


def working(calendar: Calendar, start: datetime, end: datetime) -> int:
    """The working seconds between two moments, by the hours as they are read from the database."""
    first, last = int(start.timestamp()), int(end.timestamp())
    table = WorkingTime([reads.hours_of(calendar).calendar(range(start.year, end.year + 1))], first, last)
    return int(table.elapsed(np.array([first]), np.array([last]))[0])


def test_calendars_says_what_they_are_while_there_are_none(client: Client, company: Company) -> None:
    assert "No hours are on record yet." in client.get("/alder/calendars/").content.decode()


def test_add_calendar_takes_usual_hours_with_one_choice(client: Client, company: Company) -> None:
    client.post("/alder/calendars/add/", {"preset": "office", "timezone": "Europe/Lisbon", "holidays": "PT"})
    made = only()
    assert "Portugal" in client.get("/alder/calendars/").content.decode()
    monday = datetime(2026, 11, 30, tzinfo=UTC)
    assert working(made, monday, datetime(2026, 12, 1, 23, tzinfo=UTC)) == 8 * 3600  # 1 December is a holiday


def test_add_calendar_takes_several_windows_and_a_night(client: Client, company: Company) -> None:
    hours = {"day_0": "9:00-13:00, 14:00-18:00", "day_4": "22:00-6:00", "closed": "2026-11-30 Patron's day"}
    assert client.post("/alder/calendars/add/", OWN | hours).status_code == 302
    made = only()
    page = client.get(f"/alder/calendars/{made.pk}/").content.decode()
    assert "Patron&#x27;s day" in page
    week = datetime(2026, 11, 22, 23, tzinfo=UTC), datetime(2026, 11, 29, 23, tzinfo=UTC)
    assert working(made, *week) == (8 + 8) * 3600
    next_week = datetime(2026, 11, 29, 23, tzinfo=UTC), datetime(2026, 12, 6, 23, tzinfo=UTC)
    assert working(made, *next_week) == 8 * 3600  # the Monday is closed, the night to Saturday is not


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day_0": "9-25"}, "25"),
        ({"day_0": "9:00-13:00, 12:00-14:00"}, "overlap"),
        ({}, "At least one day needs hours"),
        ({"day_0": "9:00-17:00", "closed": "2026-02-30 Never"}, "2026-02-30"),
        ({"day_0": "9:00-17:00", "holidays": "DE", "part": "Atlantis"}, "Atlantis"),
        ({"day_0": "9:00-17:00", "timezone": "Mars/Base"}, "Select a valid choice"),
    ],
)
def test_hours_that_cannot_be_are_answered_with_place_and_value(
    client: Client, company: Company, typed: dict[str, str], sentence: str
) -> None:
    answer = client.post("/alder/calendars/add/", OWN | typed)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Calendar.objects.exists()


def test_add_version_follows_from_a_day_on_and_the_days_before_stay(client: Client, company: Company) -> None:
    client.post("/alder/calendars/add/", OWN | {"day_0": "9:00-17:00", "day_1": "9:00-17:00"})
    made = only()
    later = OWN | {"valid_from": "2026-11-24", "day_0": "9:00-17:00", "day_1": "9:00-12:00"}
    assert client.post(f"/alder/calendars/{made.pk}/add-version/", later).status_code == 302
    weeks = [(datetime(2026, 11, day, tzinfo=UTC), datetime(2026, 11, day + 7, tzinfo=UTC)) for day in (15, 22)]
    assert [working(made, *week) // 3600 for week in weeks] == [16, 11]
    early = client.post(f"/alder/calendars/{made.pk}/add-version/", later | {"valid_from": "2026-11-01"})
    assert early.status_code == 200
    assert made.versions.count() == 2


def test_withdraw_version_takes_back_the_newest(client: Client, company: Company) -> None:
    client.post("/alder/calendars/add/", OWN | {"day_0": "9:00-17:00"})
    made = only()
    client.post(f"/alder/calendars/{made.pk}/add-version/", OWN | {"valid_from": "2026-11-24", "day_0": "9:00-12:00"})
    newest = reads.versions_of(made)[-1]
    client.post(f"/alder/calendars/{made.pk}/withdraw-version/", {"version": str(newest.pk)})
    assert made.versions.count() == 1
    client.post(f"/alder/calendars/{made.pk}/withdraw-version/", {"version": str(newest.pk)})
    assert made.versions.count() == 1
    client.post(f"/alder/calendars/{made.pk}/withdraw-version/", {"version": str(made.versions.get().pk)})
    assert not Calendar.objects.exists()


def test_hours_that_were_withdrawn_wait_in_the_form_and_can_be_agreed_again(client: Client, company: Company) -> None:
    client.post("/alder/calendars/add/", OWN | {"day_0": "9:00-17:00", "closed": "2026-12-24 Christmas Eve"})
    made = only()
    night = OWN | {"valid_from": "2026-11-24", "day_0": "22:00-6:00"}
    client.post(f"/alder/calendars/{made.pk}/add-version/", night)
    for form in (f"/alder/calendars/{made.pk}/add-version/", "/alder/calendars/add/"):
        last = reads.versions_of(only())[-1]
        before = (
            reads.week_of(last),
            last.timezone,
            last.holidays,
            last.valid_from,
            [str(day) for day in last.closed_days.all()],
        )
        answer = client.post(f"/alder/calendars/{only().pk}/withdraw-version/", {"version": str(last.pk)}, follow=True)
        assert "What stood in it waits for you in the form for other hours." in answer.content.decode()
        (offered,) = [one for one in forms_in(client.get(form).content.decode()) if "preset" in one.filled()]
        assert client.post(form, offered.filled()).status_code == 302
        again = reads.versions_of(only())[-1]
        assert before == (
            reads.week_of(again), again.timezone, again.holidays, again.valid_from, [str(day) for day in again.closed_days.all()],
        )  # fmt: skip
        if again.valid_from:
            writes.withdraw_version(calendar=only(), version=again.pk, by=Person.objects.get(), at=NOW)


def test_calendar_of_a_part_of_a_country_has_its_holidays(company: Company) -> None:
    ana = Person.objects.get()
    week = (((540, 1020),),) * 7
    kept = {
        place: writes.add_calendar(name=place, draft=Draft(week, "Europe/Berlin", place), by=ana, at=NOW)
        for place in ("DE", "DE-BY")
    }
    epiphany = datetime(2026, 1, 6, tzinfo=UTC), datetime(2026, 1, 6, 23, tzinfo=UTC)
    assert working(kept["DE"], *epiphany) == 8 * 3600
    assert working(kept["DE-BY"], *epiphany) == 0


def test_a_version_begins_at_midnight_on_its_own_clock(company: Company) -> None:
    ana = Person.objects.get()
    always = (((0, 1440),),) * 7
    made = writes.add_calendar(name="A", draft=Draft((((0, 0 + 60),),) * 7, "Asia/Tokyo"), by=ana, at=NOW)
    writes.add_version(calendar=made, draft=Draft(always, "Asia/Tokyo", valid_from=date(2026, 5, 2)), by=ana, at=NOW)
    start = datetime(2026, 5, 1, 15, tzinfo=UTC)  # midnight in Tokyo
    assert working(made, datetime(2026, 5, 1, 12, tzinfo=UTC), start) == 0
    assert working(made, start, datetime(2026, 5, 1, 18, tzinfo=UTC)) == 3 * 3600
