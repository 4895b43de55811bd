"""A company's settings, and how it writes things."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client

from goodhands.foundation.companies import countries, written
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.rules.periods import Month

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def company(**style: str) -> Company:
    usual = {"currency": "EUR", "timezone": "Europe/Lisbon", "date_style": "words", "number_style": "comma_point",
             "paper": "a4", "delimiter": ","}  # fmt: skip
    return Company(name="Alder & Finch", slug="alder-finch", country="PT", **(usual | style))


@pytest.mark.parametrize(
    ("style", "number", "share", "money"),
    [
        ("comma_point", "1,234,567", "90.8\xa0%", "EUR\xa01,234.50"),
        ("point_comma", "1.234.567", "90,8\xa0%", "EUR\xa01.234,50"),
        ("space_comma", "1\u202f234\u202f567", "90,8\xa0%", "EUR\xa01\u202f234,50"),
        ("apostrophe_point", "1’234’567", "90.8\xa0%", "EUR\xa01’234.50"),
    ],
)
def test_numbers_are_written_as_the_company_does(style: str, number: str, share: str, money: str) -> None:
    with scope.within(company(number_style=style)):
        assert written.number(1234567) == number
        assert written.share(Fraction(167, 184)) == share
        assert written.money(Decimal("1234.495")) == money


@pytest.mark.parametrize(
    ("style", "day"),
    [
        ("words", "3\xa0Apr\xa02026"),
        ("words_month_first", "Apr\xa03, 2026"),
        ("slashes", "03/04/2026"),
        ("dots", "03.04.2026"),
        ("slashes_month_first", "04/03/2026"),
        ("year_first", "2026-04-03"),
    ],
)
def test_days_are_written_as_the_company_does(style: str, day: str) -> None:
    with scope.within(company(date_style=style)):
        assert written.day(date(2026, 4, 3)) == day


def test_moments_are_on_the_clock_of_the_company() -> None:
    with scope.within(company(timezone="Asia/Kolkata")):
        assert written.moment(NOW) == "Mon 30\xa0Nov\xa02026, 14:30"
        assert written.moment_short(NOW, "UTC") == "Mon 30\xa0Nov 09:00"


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(0, "0\xa0s"), (59, "59\xa0s"), (60, "1\xa0min"), (3600, "1\xa0h"), (41700, "11\xa0h\xa035\xa0min")],
)
def test_durations_are_spoken(seconds: int, says: str) -> None:
    assert written.duration(seconds) == says


def test_a_month_has_its_name() -> None:
    assert (written.month(Month.parse("2026-10")), written.month_short(Month.parse("2026-10"))) == (
        "October 2026",
        "Oct",
    )


@pytest.mark.parametrize(
    ("country", "currency", "number_style", "date_style", "paper", "delimiter"),
    [
        ("PT", "EUR", "space_comma", "words", "a4", ";"),
        ("DE", "EUR", "point_comma", "words", "a4", ";"),
        ("US", "USD", "comma_point", "words_month_first", "letter", ","),
        ("CH", "CHF", "apostrophe_point", "words", "a4", ","),
        ("JP", "JPY", "comma_point", "year_first", "a4", ","),
    ],
)
def test_what_is_usual_in_a_country(
    country: str, currency: str, number_style: str, date_style: str, paper: str, delimiter: str
) -> None:
    usual = countries.usual_in(country)
    found = (usual.currency, usual.number_style, usual.date_style, usual.paper, usual.delimiter)
    assert found == (currency, number_style, date_style, paper, delimiter)


def test_every_country_has_something_usual_and_a_zone_or_a_question() -> None:
    for code, name in countries.countries():
        assert len(countries.usual_in(code).currency) == 3, name
    assert countries.usual_in("IT").zones == ("Europe/Rome",)


@pytest.mark.django_db
def test_change_settings_is_followed_by_every_page(client: Client) -> None:
    ana = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    companies.start_company(name="Alder & Finch", country="PT", timezone="Europe/Lisbon", by=ana, at=NOW)
    client.force_login(ana)
    look = {"name": "Alder", "country": "US", "timezone": "America/New_York", "currency": "USD",
            "date_style": "year_first", "number_style": "comma_point", "paper": "letter", "delimiter": ","}  # fmt: skip
    assert client.post("/alder-finch/settings/", look).status_code == 302
    made = Company.objects.get()
    assert {field: getattr(made, field) for field in look} == look
    assert f"{datetime.now(UTC).year}-" in client.get("/alder-finch/").content.decode()
    wrong = client.post("/alder-finch/settings/", look | {"currency": "euro"})
    assert "wrong" in wrong.content.decode()
    assert Company.objects.get().currency == "USD"


@pytest.mark.django_db
def test_two_companies_of_one_name_have_addresses_of_their_own() -> None:
    ana = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    made = [
        companies.start_company(name=n, country="PT", timezone="UTC", by=ana, at=NOW) for n in ("Ålder", "Alder!", "UI")
    ]
    assert [one.slug for one in made] == ["alder", "alder-2", "ui-co"]
