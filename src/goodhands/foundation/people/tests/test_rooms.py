"""Coming in: by password, by a link that works once, and without losing what was typed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes
from goodhands.foundation.people.links import WithoutSecrets, digest_of
from goodhands.foundation.people.models import OneTimeLink, Person, Purpose
from goodhands.foundation.providers.models import Provider

pytestmark = pytest.mark.django_db

PASSWORD = "four words in a row"
FRESH = {"new_password": "five other words in a row"}
NEWCOMER = {
    "company": "Alder & Finch", "country": "IT", "timezone": "", "name": "Ana Finch", "email": "Ana@Example.org",
    "password": PASSWORD,
}  # fmt: skip


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def ana() -> Person:
    person = writes.join(name="Ana Finch", email="ana@example.org", password=PASSWORD, at=now())
    companies.start_company(name="Alder & Finch", country="PT", timezone="Europe/Lisbon", by=person, at=now())
    return person


@pytest.fixture
def set_up_secret() -> str:
    return writes.issue_link(purpose=Purpose.SET_UP, person=None, at=now())


def test_set_up_makes_a_company_with_what_is_usual_in_its_country(client: Client, set_up_secret: str) -> None:
    answer = client.post(f"/set-up/{set_up_secret}/", NEWCOMER)
    assert answer["Location"] == "/alder-finch/"
    made = Company.objects.get()
    assert (made.currency, made.timezone, made.number_style, made.date_style, made.paper, made.delimiter) == (
        "EUR", "Europe/Rome", "point_comma", "words", "a4", ";",
    )  # fmt: skip
    assert client.get("/alder-finch/").status_code == 200
    assert Membership.objects.get().person.email == "ana@example.org"


def test_set_up_link_works_once(client: Client, set_up_secret: str) -> None:
    client.post(f"/set-up/{set_up_secret}/", NEWCOMER)
    for answer in (client.get(f"/set-up/{set_up_secret}/"), Client().post(f"/set-up/{set_up_secret}/", NEWCOMER)):
        assert answer.status_code == 404
        assert "opens nothing any more" in answer.content.decode()
    assert Company.objects.count() == 1


def test_a_wrong_set_up_link_opens_nothing(client: Client, set_up_secret: str) -> None:
    assert client.get(f"/set-up/{set_up_secret[:-1]}/").status_code == 404
    assert client.post("/set-up/gh_nothing/", NEWCOMER).status_code == 404
    assert not Company.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"country": "US"}, "This country has several time zones"),
        ({"password": "short"}, "at least 12 characters"),
        ({"password": "password1234"}, "too common"),
        ({"email": "ana"}, "Enter a valid email address"),
        ({"company": ""}, "This field is required"),
    ],
)
def test_set_up_asks_again_and_keeps_what_was_typed(
    client: Client, set_up_secret: str, change: dict[str, str], sentence: str
) -> None:
    answer = client.post(f"/set-up/{set_up_secret}/", NEWCOMER | change)
    assert sentence in answer.content.decode()
    assert 'value="Ana Finch"' in answer.content.decode()
    assert not Person.objects.exists()


def test_only_the_hash_of_a_link_is_kept(set_up_secret: str) -> None:
    assert OneTimeLink.objects.get().digest == digest_of(set_up_secret)
    assert set_up_secret not in str(OneTimeLink.objects.values().get())


def test_a_new_link_ends_the_one_before(client: Client, set_up_secret: str) -> None:
    fresh = writes.issue_link(purpose=Purpose.SET_UP, person=None, at=now())
    assert client.get(f"/set-up/{set_up_secret}/").status_code == 404
    assert client.get(f"/set-up/{fresh}/").status_code == 200


def test_sign_in_by_address_and_password(client: Client, ana: Person) -> None:
    answer = client.post("/sign-in/", {"email": " ANA@example.org ", "password": PASSWORD})
    assert answer["Location"] == "/"
    assert client.get("/companies/")["Location"] == "/alder-finch/"


def test_sign_in_says_the_same_of_a_wrong_password_and_of_nobody(client: Client, ana: Person) -> None:
    wrong, nobody = (
        client.post("/sign-in/", {"email": email, "password": "wrong wrong wrong"}).content.decode()
        for email in ("ana@example.org", "zoe@example.org")
    )
    assert "There is no such address with this password" in wrong
    bare = [re.sub(r'value="[^"]*"', "", page) for page in (wrong, nobody)]
    assert bare[0] == bare[1]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(client: Client, ana: Person, elsewhere: str) -> None:
    answer = client.post("/sign-in/", {"email": ana.email, "password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/"


def test_sign_out_ends_the_session(client: Client, ana: Person) -> None:
    client.force_login(ana)
    client.post("/sign-out/")
    assert client.get("/alder-finch/")["Location"].startswith("/sign-in/")


def test_sign_in_link_is_not_spent_by_looking(client: Client, ana: Person) -> None:
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now())
    for _ in range(3):
        assert "Continue as Ana Finch" in Client().get(f"/sign-in/{secret}/").content.decode()
    assert client.post(f"/sign-in/{secret}/use/", FRESH)["Location"] == "/"
    assert client.get("/alder-finch/").status_code == 200


def test_use_sign_in_link_works_once_and_for_an_hour(ana: Person) -> None:
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now())
    assert Client().post(f"/sign-in/{secret}/use/", FRESH).status_code == 302
    assert Client().post(f"/sign-in/{secret}/use/", FRESH).status_code == 404
    old = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now() - timedelta(minutes=61))
    assert Client().get(f"/sign-in/{old}/").status_code == 404
    assert Client().post(f"/sign-in/{old}/use/", FRESH).status_code == 404


def test_a_sign_in_link_asks_for_a_new_password_before_anything_opens(client: Client, ana: Person) -> None:
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now())
    for typed, sentence in (
        ("", "This field is required"),
        ("short", "at least 12 characters"),
        ("password1234", "too common"),
    ):
        answer = client.post(f"/sign-in/{secret}/use/", {"new_password": typed})
        assert sentence in answer.content.decode()
        assert client.get("/alder-finch/")["Location"].startswith("/sign-in/")
    assert client.post(f"/sign-in/{secret}/use/", FRESH).status_code == 302
    assert Client().post("/sign-in/", {"email": ana.email, "password": PASSWORD}).status_code == 200
    assert Client().post("/sign-in/", {"email": ana.email, "password": FRESH["new_password"]}).status_code == 302


def test_whoever_chose_the_password_first_is_out_once_the_link_is_used(client: Client, ana: Person) -> None:
    first = Client()
    first.post("/sign-in/", {"email": ana.email, "password": PASSWORD})
    assert first.get("/alder-finch/").status_code == 200
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now())
    client.post(f"/sign-in/{secret}/use/", FRESH)
    assert first.get("/alder-finch/")["Location"].startswith("/sign-in/")
    assert client.get("/alder-finch/").status_code == 200


def test_a_demo_link_lets_in_without_a_new_password_and_works_once(client: Client, ana: Person) -> None:
    secret = writes.issue_link(purpose=Purpose.DEMO, person=ana, at=now())
    assert "new_password" not in client.get(f"/sign-in/{secret}/").content.decode()
    assert client.post(f"/sign-in/{secret}/use/")["Location"] == "/"
    assert client.get("/alder-finch/").status_code == 200
    assert Client().post(f"/sign-in/{secret}/use/").status_code == 404


def test_what_was_typed_survives_the_end_of_a_session(client: Client, ana: Person) -> None:
    address = reverse("registers:add_line", args=["alder-finch", "providers"])
    asked = client.post(address, {"name": "Harbourline IT", "notes": "two\nlines"})
    assert asked.status_code == 401
    waiting = asked.context["waiting"]
    back = client.post("/sign-in/", {"email": ana.email, "password": PASSWORD, "waiting": waiting})
    assert dict(back.context["fields"]) == {"name": "Harbourline IT", "notes": "two\nlines"}
    assert back.context["path"] == address
    client.post(back.context["path"], dict(back.context["fields"]))
    with scope.within(Company.objects.get()):
        assert Provider.objects.get().notes == "two\nlines"


def test_what_waits_cannot_be_made_up(client: Client, ana: Person) -> None:
    answer = client.post("/sign-in/", {"email": ana.email, "password": PASSWORD, "waiting": "made:up:thing"})
    assert answer["Location"] == "/"


def test_the_password_is_kept_by_argon2(settings: object) -> None:
    from goodhands.config import settings as product

    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_secrets_of_links_are_kept_out_of_the_log(set_up_secret: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(WithoutSecrets())
    Client(enforce_csrf_checks=True).post(f"/set-up/{set_up_secret}/", NEWCOMER)
    assert "/set-up/gh_…/" in caplog.text
    assert set_up_secret not in caplog.text
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets"]


def test_a_session_key_that_no_text_can_hold_is_nobody(client: Client, ana: Person) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "\0abcdefghij"
    assert client.get("/alder-finch/")["Location"].startswith("/sign-in/")
