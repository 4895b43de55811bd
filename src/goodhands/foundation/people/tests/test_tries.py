"""Guessing does not pay, whoever is asked for; and nobody is locked out for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from goodhands.foundation.people import tries, writes
from goodhands.foundation.people.models import Happening, Person, Purpose, Tries
from goodhands.foundation.people.origin import Origin
from goodhands.foundation.people.tests.conftest import PASSWORD, SECRET, code_at, now, signs_in

HASHED = []


class NotedHasher(MD5PasswordHasher):
    """Notes each time that a password is made into a hash."""

    algorithm = "noted"

    def encode(self, password: str, salt: str) -> str:
        HASHED.append(password)
        return super().encode(password, salt)


def wrong(client: Client, email: str = "ana@example.org", address: str = "127.0.0.1") -> Any:
    return signs_in(client, "wrong wrong wrong", email, REMOTE_ADDR=address)


def later(minutes: int) -> None:
    """Let time go by for all that is counted."""
    for row in Tries.objects.all():
        row.last_at, row.open_at = (moment - timedelta(minutes=minutes) for moment in (row.last_at, row.open_at))
        row.save()


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_after_five_tries_one_waits_whether_there_is_such_an_address_or_not(ana: Person, email: str) -> None:
    client = Client()
    assert [wrong(client, email).status_code for _ in range(6)] == [200] * 5 + [429]
    told = wrong(client, email)
    assert "Too many tries. Please wait one minute; nothing is lost." in told.content.decode()
    assert f'value="{email}"' in told.content.decode()
    assert told["Retry-After"] == "60"
    later(1)
    assert wrong(client, email).status_code == 200
    assert "Please wait 2 minutes" in wrong(client, email).content.decode()


def test_the_right_password_has_to_wait_as_well_and_then_all_is_forgotten(ana: Person) -> None:
    client = Client()
    for _ in range(5):
        wrong(client)
    assert signs_in(client).status_code == 429
    later(1)
    assert signs_in(client).status_code == 302
    assert [wrong(Client()).status_code for _ in range(5)] == [200] * 5


def test_a_restart_forgives_nothing(ana: Person) -> None:
    for _ in range(5):
        wrong(Client())
    writes.sweep(at=now())
    assert wrong(Client()).status_code == 429
    writes.sweep(at=now() + timedelta(days=2))
    assert not Tries.objects.exists()


def test_somebody_elsewhere_keeps_nobody_out(ana: Person) -> None:
    """However many networks somebody tries from, where she has signed in before she gets in."""
    signs_in(Client(), REMOTE_ADDR="192.0.2.1")
    told = {wrong(Client(), address=f"198.51.100.{number}").status_code for number in range(30)}
    assert told == {200, 429}
    assert signs_in(Client(), REMOTE_ADDR="203.0.113.5").status_code == 429
    assert signs_in(Client(), REMOTE_ADDR="192.0.2.1").status_code == 302


def test_somebody_elsewhere_who_knows_the_password_keeps_nobody_out_at_the_second_step(ana: Person) -> None:
    then = now() - timedelta(hours=1)
    codes = writes.turn_on_second_step(secret=SECRET, code=code_at(then), by=ana, origin=Origin(), at=then)
    home, ends = {"REMOTE_ADDR": "192.0.2.1"}, []
    for number, code in enumerate(codes[:2]):
        client = Client(**home)
        signs_in(client)
        ends.append(client.post("/sign-in/code/", {"code": code}).status_code)
        for other in range(30 * (1 - number)):
            elsewhere = Client(REMOTE_ADDR=f"198.51.100.{other}")
            signs_in(elsewhere)
            ends.append(elsewhere.post("/sign-in/code/", {"code": "000000"}).status_code)
    assert ends == [302] + [200] * 25 + [429] * 5 + [302]


def test_a_new_password_by_a_link_ends_the_wait(ana: Person) -> None:
    for _ in range(5):
        wrong(Client())
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now())
    Client().post(f"/sign-in/{secret}/use/", {"new_password": "five other words in a row"})
    assert signs_in(Client(), "five other words in a row").status_code == 302


def test_one_network_cannot_try_every_address(ana: Person) -> None:
    told = [wrong(Client(), f"somebody-{number}@example.org").status_code for number in range(51)]
    assert told == [200] * 50 + [429]
    assert wrong(Client(), "one-more@example.org", "192.0.2.1").status_code == 200


def test_a_wrong_link_is_told_to_wait_and_a_good_one_is_not(ana: Person) -> None:
    told = [Client().get(f"/sign-in/gh_wrong{number}/").status_code for number in range(21)]
    assert told == [404] * 20 + [429]
    assert Client().get("/set-up/gh_wrong/").status_code == 429
    assert "Too many tries." in Client().get("/alder-finch/join/gh_wrong/").content.decode()
    secret = writes.issue_link(purpose=Purpose.SIGN_IN, person=ana, at=now())
    assert Client().get(f"/sign-in/{secret}/").status_code == 200


def test_what_is_tried_is_not_kept(ana: Person) -> None:
    wrong(Client())
    assert "ana" not in str(list(Tries.objects.values()))


@pytest.mark.django_db(transaction=True)
@override_settings(PASSWORD_HASHERS=[f"{__name__}.NotedHasher", *settings.PASSWORD_HASHERS])
def test_an_address_of_nobody_takes_as_long_as_one_of_somebody() -> None:
    """The password is hashed once in both cases, and as many transactions are written to the disk."""
    writes.join(name="Ana Finch", email="ana@example.org", password=PASSWORD, at=now())
    work = []
    for email in ("ana@example.org", "nobody@example.org"):
        HASHED.clear()
        with CaptureQueriesContext(connection) as asked:
            wrong(Client(), email)
        work.append((len(HASHED), [one["sql"] for one in asked].count("COMMIT")))
    assert work == [(1, 2), (1, 2)]


def test_wrong_tries_are_noted_for_the_person_alone(ana: Person) -> None:
    wrong(Client())
    wrong(Client(), "nobody@example.org")
    assert [one.person for one in Happening.objects.filter(occasion="wrong_password")] == [ana]


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_once_do_not_slip_through() -> None:
    together, at = Barrier(8), now()

    def try_once(_: int) -> bool:
        together.wait()
        try:
            tries.begin([("code, here", "somebody"), ("network", "somewhere")], at)
        except tries.TooManyTries:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_once, range(8))) == 5


def test_a_page_that_is_looked_at_counts_nothing(client: Client, ana: Person) -> None:
    signs_in(client)
    with CaptureQueriesContext(connection) as asked:
        client.get("/alder-finch/")
        client.get("/you/")
    assert [one["sql"] for one in asked if not one["sql"].startswith("SELECT")] == []
