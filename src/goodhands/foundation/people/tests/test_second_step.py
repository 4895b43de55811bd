"""A code after the password: once each, and a way back in for who lost the telephone."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse

from goodhands.foundation.people import writes
from goodhands.foundation.people.models import Happening, Person, Purpose
from goodhands.foundation.people.origin import Origin
from goodhands.foundation.people.tests.conftest import PASSWORD, SECRET, code_at, now, signs_in
from tests import accented, world
from tests.house.test_words_are_translatable import words_of

TURN_ON, ENTER = reverse("people:turn_on_second_step"), reverse("people:enter_code")
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def codes(ana: Person) -> list[str]:
    """Her recovery codes. The step was turned on a while ago, so the code of now is not used yet."""
    then = now() - timedelta(hours=1)
    made = writes.turn_on_second_step(secret=SECRET, code=code_at(then), by=ana, origin=Origin(), at=then)
    return list(made)


def shown_secret(page: Any) -> str:
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page.content.decode()))


def test_turn_on_second_step_shows_the_secret_and_takes_its_code(client: Client, ana: Person) -> None:
    signs_in(client)
    page = client.get(TURN_ON)
    secret = shown_secret(page)
    assert len(secret) == 32
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "style=" not in page.content.decode()
    wrong = client.post(TURN_ON, {"code": "000000", "password": PASSWORD}).content.decode()
    assert "This is not the code for this secret." in wrong
    assert "This is not your password." in client.post(
        TURN_ON, {"code": code_at(now(), secret), "password": "wrong"}).content.decode()  # fmt: skip
    assert not Authenticator.objects.exists()
    done = client.post(TURN_ON, {"code": code_at(now(), secret), "password": PASSWORD})
    assert "The second step is on." in done.content.decode()
    assert len(done.context["codes"]) == 10
    assert client.get(TURN_ON)["Location"] == "/you/"


def test_enter_code_comes_between_the_password_and_every_page(client: Client, ana: Person, codes: list[str]) -> None:
    assert signs_in(client)["Location"] == ENTER
    assert client.get("/alder-finch/")["Location"].startswith("/sign-in/")
    assert client.get("/you/")["Location"].startswith("/sign-in/")
    assert "One more step: your code." in client.get(ENTER).content.decode()
    assert client.post(ENTER, {"code": "12 34 56"}).status_code == 200
    assert client.get("/alder-finch/")["Location"].startswith("/sign-in/")
    code = code_at(now())
    assert client.post(ENTER, {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/"
    assert client.get("/alder-finch/").status_code == 200


def test_a_code_is_taken_once(ana: Person, codes: list[str]) -> None:
    first, second = Client(), Client()
    for one in (first, second):
        signs_in(one)
    code = code_at(now())
    assert first.post(ENTER, {"code": code}).status_code == 302
    again = second.post(ENTER, {"code": code}).content.decode()
    assert "This code is not right, or it was used before." in again


def test_a_code_before_the_last_one_is_not_taken_either(ana: Person, codes: list[str]) -> None:
    at = now()
    assert writes.enter_code(code=code_at(at), by=ana, origin=Origin(), at=at)
    assert not writes.enter_code(code=code_at(at - HALF_A_MINUTE), by=ana, origin=Origin(), at=at)
    assert writes.enter_code(code=code_at(at + HALF_A_MINUTE), by=ana, origin=Origin(), at=at)


@pytest.mark.parametrize(("seconds", "taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_half_a_minute_wrong(ana: Person, codes: list[str], seconds: int, taken: bool) -> None:
    at = datetime.fromtimestamp(now().timestamp() // 30 * 30, now().tzinfo)
    code = code_at(at + timedelta(seconds=seconds))
    assert writes.enter_code(code=code, by=ana, origin=Origin(), at=at) is taken


def test_a_recovery_code_works_once(ana: Person, codes: list[str]) -> None:
    one, other = Client(), Client()
    signs_in(one)
    assert one.post(ENTER, {"code": f"{codes[3][:4]} {codes[3][4:]}"}).status_code == 302
    assert "9 are left." in one.get("/you/").content.decode()
    assert "A recovery code was used from" in one.get("/you/").content.decode()
    signs_in(other)
    assert other.post(ENTER, {"code": codes[3]}).status_code == 200
    assert other.post(ENTER, {"code": codes[4]}).status_code == 302


def test_make_recovery_codes_voids_those_before(client: Client, ana: Person, codes: list[str]) -> None:
    signs_in(client)
    client.post(ENTER, {"code": codes[0]})
    make = reverse("people:make_recovery_codes")
    assert "This is not your password." in client.post(make, {"password": "wrong"}).content.decode()
    fresh = client.post(make, {"password": PASSWORD}).context["codes"]
    assert not set(fresh) & set(codes)
    assert not writes.enter_code(code=codes[1], by=ana, origin=Origin(), at=now())
    assert writes.enter_code(code=fresh[1], by=ana, origin=Origin(), at=now())


def test_turn_off_second_step_asks_for_the_password(client: Client, ana: Person, codes: list[str]) -> None:
    signs_in(client)
    client.post(ENTER, {"code": codes[0]})
    off = reverse("people:turn_off_second_step")
    client.post(off, {"password": "wrong"})
    assert Authenticator.objects.count() == 2
    client.post(off, {"password": PASSWORD})
    assert not Authenticator.objects.exists()
    assert signs_in(Client())["Location"] == "/"
    assert client.get(off)["Location"] == client.get(reverse("people:make_recovery_codes"))["Location"] == "/you/"


def test_what_was_typed_survives_the_end_of_a_session_through_the_second_step(
    client: Client, ana: Person, codes: list[str]
) -> None:
    address = reverse("registers:add_line", args=["alder-finch", "providers"])
    waiting = client.post(address, {"name": "Harbourline IT", "notes": "two\nlines"}).context["waiting"]
    asked = client.post("/sign-in/", {"email": ana.email, "password": PASSWORD, "waiting": waiting, "next": address})
    assert asked["Location"] == ENTER
    assert "What you typed before is still kept." in client.get(ENTER).content.decode()
    client.post(ENTER, {"code": "1"})
    back = client.post(ENTER, {"code": codes[0]})
    assert dict(back.context["fields"]) == {"name": "Harbourline IT", "notes": "two\nlines"}
    assert back.context["path"] == address


def test_she_goes_where_she_was_going_through_the_second_step(client: Client, ana: Person, codes: list[str]) -> None:
    client.post("/sign-in/", {"email": ana.email, "password": PASSWORD, "next": "/alder-finch/providers/"})
    assert client.post(ENTER, {"code": codes[0]})["Location"] == "/alder-finch/providers/"


def test_a_link_keeps_the_second_step_unless_it_was_made_without(ana: Person, codes: list[str]) -> None:
    fresh = {"new_password": "five other words in a row"}
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now())
    assert Client().post(f"/sign-in/{secret}/use/", fresh)["Location"] == ENTER
    assert Authenticator.objects.count() == 2
    lost = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now(), without_second_step=True)
    assert "The second step is turned off as well" in Client().get(f"/sign-in/{lost}/").content.decode()
    assert Client().post(f"/sign-in/{lost}/use/", fresh)["Location"] == "/"
    assert not Authenticator.objects.exists()


def test_a_password_that_was_changed_meanwhile_leads_to_no_code(client: Client, ana: Person, codes: list[str]) -> None:
    """Whoever knew the old password and waits at the second step is sent back."""
    signs_in(client)
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now())
    Client().post(f"/sign-in/{secret}/use/", {"new_password": "five other words in a row"})
    assert client.post(ENTER, {"code": codes[0]})["Location"] == "/"
    assert client.get("/alder-finch/")["Location"].startswith("/sign-in/")


def test_codes_cannot_be_tried_on_and_on(client: Client, ana: Person, codes: list[str]) -> None:
    signs_in(client)
    answers = [client.post(ENTER, {"code": f"{number:06d}"}).status_code for number in range(6)]
    assert answers == [200] * 5 + [429]
    assert client.post(ENTER, {"code": codes[0]}).status_code == 429
    signs_in(client)
    assert client.post(ENTER, {"code": codes[0]}).status_code == 429
    assert Happening.objects.filter(occasion="wrong_code").count() == 5


@pytest.mark.django_db
def test_every_word_of_the_second_step_is_up_for_translation() -> None:
    a, client, then = world.build("A"), Client(), now() - timedelta(hours=1)
    codes = writes.turn_on_second_step(secret=SECRET, code=code_at(then), by=a.owner, origin=Origin(), at=then)
    with accented.spoken():
        pages = [signs_in(client, email=a.owner.email), client.get(ENTER), client.post(ENTER, {"code": "1"})]
        pages += [client.post(ENTER, {"code": codes[0]}), client.get("/you/")]
        for name in ("turn_off_second_step", "make_recovery_codes"):
            pages += [client.get(reverse(f"people:{name}")), client.post(reverse(f"people:{name}"), {"password": "1"})]
        pages.append(client.post(reverse("people:make_recovery_codes"), {"password": PASSWORD}))
    assert [page.status_code for page in pages] == [302, 200, 200, 302, 200, 200, 200, 200, 200, 200]
    assert [words_of(page) for page in pages] == [set()] * len(pages)


@pytest.mark.django_db(transaction=True)
def test_the_same_code_twice_at_once_lets_in_once() -> None:
    ana = writes.join(name="Ana Finch", email="ana@example.org", password=PASSWORD, at=now())
    then, at = now() - timedelta(hours=1), now()
    codes = writes.turn_on_second_step(secret=SECRET, code=code_at(then), by=ana, origin=Origin(), at=then)
    together = Barrier(4)

    def enter(code: str) -> bool:
        together.wait()
        try:
            return writes.enter_code(code=code, by=ana, origin=Origin(), at=at)
        finally:
            connection.close()

    for code in (code_at(at), codes[0]):
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(enter, [code] * 4)) == [False, False, False, True]
