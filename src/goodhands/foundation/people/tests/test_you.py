"""Your own page: name, password, sessions and what happened."""

from datetime import timedelta

from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from goodhands.foundation.people import writes
from goodhands.foundation.people.models import Happening, Person, Session
from goodhands.foundation.people.tests.conftest import FIREFOX, PASSWORD, now, signs_in

FRESH = "five other words in a row"


def marks(client: Client) -> list[str]:
    return [line.mark for line in client.get("/you/").context["page"].sessions]


def test_you_lists_sessions_in_plain_words_and_marks_this_one(client: Client, ana: Person) -> None:
    other = Client(headers={"User-Agent": FIREFOX})
    signs_in(other, REMOTE_ADDR="203.0.113.5")
    signs_in(client)
    page = client.get("/you/").context["page"]
    assert [(line.where, line.network, line.this_one) for line in page.sessions] == [
        ("an unknown browser", "127.0.0.1", True), ("Firefox on Linux", "203.0.113.5", False),
    ]  # fmt: skip
    assert [sentence for _, sentence in page.happenings] == [
        "Signed in from an unknown browser (127.0.0.1).", "Signed in from Firefox on Linux (203.0.113.5).",
    ]  # fmt: skip


def test_the_key_of_a_session_is_on_no_page(client: Client, ana: Person) -> None:
    signs_in(Client())
    signs_in(client)
    said = client.get("/you/").content.decode()
    assert [key for key in Session.objects.values_list("pk", flat=True) if key in said] == []


def test_end_session_holds_from_its_next_page_on(client: Client, ana: Person) -> None:
    other = Client()
    signs_in(other)
    signs_in(client)
    assert other.get("/alder-finch/").status_code == 200
    here, there = marks(client)
    client.post(reverse("people:end_session", args=[there]))
    assert other.get("/alder-finch/")["Location"].startswith("/sign-in/")
    assert client.get("/alder-finch/").status_code == 200
    assert client.post(reverse("people:end_session", args=[here]))["Location"] == "/sign-in/"
    assert client.get("/alder-finch/")["Location"].startswith("/sign-in/")


def test_end_other_sessions_leaves_this_one(client: Client, ana: Person) -> None:
    others = [Client(), Client()]
    for one in (*others, client):
        signs_in(one)
    client.post(reverse("people:end_other_sessions"))
    assert [one.get("/alder-finch/").status_code for one in (*others, client)] == [302, 302, 200]
    assert len(marks(client)) == 1


def test_nobody_ends_the_session_of_somebody_else(client: Client, ana: Person) -> None:
    signs_in(client)
    (mine,) = marks(client)
    writes.join(name="Bob", email="bob@example.org", password=PASSWORD, at=now())
    bob = Client()
    signs_in(bob, email="bob@example.org")
    assert bob.post(reverse("people:end_session", args=[mine])).status_code == 404
    bob.post(reverse("people:end_other_sessions"))
    assert client.get("/alder-finch/").status_code == 200


def test_change_password_asks_for_the_old_one_and_ends_other_sessions(client: Client, ana: Person) -> None:
    other = Client()
    for one in (other, client):
        signs_in(one)
    change = reverse("people:change_password")
    for sent, sentence in (
        ({"password": "wrong", "new_password": FRESH}, "This is not your password."),
        ({"password": PASSWORD, "new_password": "short"}, "at least 12 characters"),
        ({"password": PASSWORD, "new_password": "ana@example.org"}, "too similar"),
    ):
        assert sentence in client.post(change, sent).content.decode()
    assert other.get("/alder-finch/").status_code == 200
    assert client.post(change, {"password": PASSWORD, "new_password": FRESH})["Location"] == "/you/"
    assert client.get("/alder-finch/").status_code == 200
    assert other.get("/alder-finch/")["Location"].startswith("/sign-in/")
    assert (signs_in(Client()).status_code, signs_in(Client(), FRESH).status_code) == (200, 302)


def test_an_old_password_cannot_be_guessed_in_a_browser_left_open(client: Client, ana: Person) -> None:
    signs_in(client)
    sent = {"password": "wrong", "new_password": FRESH}
    told = [client.post(reverse("people:change_password"), sent).status_code for _ in range(6)]
    assert told == [200] * 5 + [429]
    assert client.post(reverse("people:turn_on_second_step"), {"code": "1", "password": "wrong"}).status_code == 429


def test_change_name_is_seen_on_every_page(client: Client, ana: Person) -> None:
    signs_in(client)
    client.post(reverse("companies:change_name"), {"name": " Ana Finch-Alder "})
    assert "Ana Finch-Alder" in client.get("/alder-finch/").content.decode()
    assert "The name was changed from" in client.get("/you/").content.decode()
    history = client.get("/alder-finch/history/").content.decode()
    assert "Ana Finch-Alder changed person “Ana Finch-Alder”." in history
    assert "Name: from “Ana Finch” to “Ana Finch-Alder”" in history
    assert "One thing fits" in client.get("/alder-finch/search/", {"q": "alder ana"}).content.decode()


def test_when_a_session_was_seen_is_written_once_an_hour(client: Client, ana: Person) -> None:
    signs_in(client)
    row = Session.objects.get()
    client.get("/alder-finch/")
    assert Session.objects.get().seen_at == row.seen_at
    Session.objects.update(seen_at=now() - timedelta(minutes=61))
    client.get("/alder-finch/")
    assert now() - Session.objects.get().seen_at < timedelta(minutes=1)


def test_what_happened_is_kept_for_ninety_days(client: Client, ana: Person) -> None:
    signs_in(client)
    Happening.objects.update(happened_at=now() - timedelta(days=91))
    signs_in(Client())
    assert Happening.objects.count() == 1
    writes.sweep(at=now() + timedelta(days=91))
    assert not Happening.objects.exists()


def test_sessions_that_have_run_out_are_swept(client: Client, ana: Person) -> None:
    signs_in(client)
    writes.sweep(at=now() + timedelta(seconds=settings.SESSION_COOKIE_AGE + 60))
    assert not Session.objects.exists()


def test_sessions_from_before_a_restore_are_not_listed(client: Client, ana: Person) -> None:
    with override_settings(SECRET_KEY="the key before"):
        signs_in(Client())
    signs_in(client)
    assert len(marks(client)) == 1


@override_settings(SITE_URL="https://goodhands.example")
def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(client: Client, ana: Person) -> None:
    signs_in(client, headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    assert Happening.objects.get().network == "203.0.113.9"
