"""Somebody comes in by invitation, asks for a code at each sign-in, loses her telephone, and looks after her sessions."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from goodhands.foundation.people.models import Person
from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story

BEA = "bea@alderfinch.example"
FRESH = "five other words in a row"


def code_of(secret: str, steps_ahead: int = 0) -> str:
    """What an authenticator app shows for a secret (RFC 6238), now or some half minutes ahead."""
    step = struct.pack(">Q", int(time.time()) // 30 + steps_ahead)
    digest = hmac.digest(base64.b32decode(secret), step, "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def signs_in(person: Visitor, password: str = given.PASSWORD, email: str = BEA) -> None:
    person.opens("/sign-in/")
    person.fills({"E-mail address": email, "Password": password})
    person.clicks("Sign in", within="main")


def enters(person: Visitor, code: str) -> None:
    person.fills({"Code": code})
    person.clicks("Sign in", within="main")


def invited(ana: Visitor, bea: Visitor) -> None:
    """An owner invites Bea, who comes in by the link."""
    given.signed_in(ana)
    ana.opens("/alder-finch/people/invite/")
    ana.fills({"E-mail address": BEA})
    ana.clicks("Make the link")
    bea.opens(urlsplit(ana.field("The link").input_value()).path)
    bea.fills({"Your name": "Bea Alder", "Password": given.PASSWORD})
    bea.clicks("Come in to Alder & Finch")


def test_a_member_turns_the_second_step_on_and_signs_in_with_it(visitors: Callable[..., Visitor]) -> None:
    # given somebody who came in by invitation
    given.company()
    ana, bea = visitors(), visitors("Bea")
    invited(ana, bea)

    # when she opens her own page, she reads how she signs in and where
    bea.clicks("Password and sessions")
    assert bea.sentence == f"Bea Alder, you sign in as {BEA} with a password."
    bea.sees("your own page")

    # and turns the second step on, she is shown a secret, and told when something is amiss
    bea.clicks("Ask for a code as well")
    secret = "".join(bea.page.locator("code.spaced span").all_inner_texts())
    bea.sees("the secret")
    bea.fills({"Code": "123 456", "Your password": given.PASSWORD})
    bea.clicks("Turn it on")
    bea.reads("This is not the code for this secret. Is the clock of your telephone right?")
    bea.sees("a code for another secret")
    assert "".join(bea.page.locator("code.spaced span").all_inner_texts()) == secret
    used = code_of(secret)
    bea.fills({"Code": used, "Your password": given.PASSWORD})
    bea.clicks("Turn it on")
    assert bea.sentence == "The second step is on. Keep these codes for the day you lose your telephone."
    codes = bea.page.locator("ol.codes code").all_inner_texts()
    assert len(codes) == 10
    bea.sees("recovery codes")
    bea.clicks("I have kept them")
    bea.reads("10 are left.")
    bea.sees("your own page with the second step")
    bea.clicks("Sign out", within="main")

    # then a password alone opens nothing, and neither does a code that was used before
    signs_in(bea)
    assert bea.sentence == "One more step: your code."
    bea.page.get_by_text("I lost my telephone").click()
    bea.sees("the second step")
    bea.opens("/alder-finch/")
    assert bea.path.startswith("/sign-in/")
    signs_in(bea)
    enters(bea, used)
    bea.reads("This code is not right, or it was used before. Take the one that shows next.")
    bea.sees("a code used before")
    enters(bea, code_of(secret, steps_ahead=1))
    assert bea.path == "/alder-finch/"

    # and a recovery code lets in once
    phone = visitors("Bea elsewhere", user_agent="Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0")
    signs_in(phone)
    enters(phone, codes[0])
    assert phone.path == "/alder-finch/"
    third = visitors("Bea a third time")
    signs_in(third)
    enters(third, codes[0])
    third.reads("This code is not right, or it was used before.")

    # when she looks at her sessions and ends the one elsewhere, it opens nothing at its next page
    bea.opens("/you/")
    assert [row[0] for row in bea.rows()] == ["Chrome on Linux this one 127.0.0.1", "Firefox on Android 127.0.0.1"]
    bea.reads("A recovery code was used from Firefox on Android (127.0.0.1).")
    bea.sees("two sessions")
    with bea.arriving():
        bea.page.get_by_role("button", name=re.compile("^End it Firefox on Android")).click()
    bea.reads("The session is ended. It opens nothing any more.")
    assert len(bea.rows()) == 1
    phone.opens("/alder-finch/providers/")
    assert phone.path.startswith("/sign-in/")
    assert ana.page.context != bea.page.context


def test_a_lost_telephone_and_a_password_that_somebody_else_chose(visitors: Callable[..., Visitor]) -> None:
    # given somebody with a second step, and somebody else who knows her password and is signed in as her
    given.company()
    ana, bea, other = visitors(), visitors("Bea"), visitors("somebody else")
    invited(ana, bea)
    signs_in(other)
    other.opens("/you/second-step/")
    secret = "".join(other.page.locator("code.spaced span").all_inner_texts())
    other.fills({"Code": code_of(secret), "Your password": given.PASSWORD})
    other.clicks("Turn it on")

    # when she gets a link for who has lost her telephone
    person = Person.objects.get(email=BEA)
    link = given.sign_in_link(person, without_second_step=True)
    bea.opens(link)
    assert bea.sentence == "This link signs you in as Bea Alder."
    bea.sees("a link that asks for a new password")
    bea.fills({"New password": "short"})
    bea.clicks("Continue as Bea Alder")
    bea.reads("This password is too short.")
    bea.sees("a password too short")
    bea.fills({"New password": FRESH})
    bea.clicks("Continue as Bea Alder")

    # then she is in without a code, and whoever was in is out
    assert bea.path == "/alder-finch/"
    other.opens("/alder-finch/")
    assert other.path.startswith("/sign-in/")
    bea.opens("/you/")
    bea.reads("A new password was chosen by a sign-in link")

    # and she changes name and password herself
    bea.clicks("Change your name")
    bea.sees("change your name")
    bea.fills({"Your name": "Beatrix Alder"})
    bea.clicks("Keep")
    assert bea.sentence.startswith("Beatrix Alder, you sign in as")
    bea.clicks("Change your password")
    bea.fills({"Your password": "wrong", "New password": given.PASSWORD})
    bea.clicks("Change it")
    bea.reads("This is not your password.")
    bea.sees("change your password")
    bea.fills({"Your password": FRESH, "New password": given.PASSWORD})
    bea.clicks("Change it")
    bea.reads("The password is changed, and every other session is ended.")


def test_who_guesses_has_to_wait_and_loses_nothing(person: Visitor) -> None:
    # given somebody who does not know a password
    given.company()
    for _ in range(5):
        signs_in(person, "not this one", given.EMAIL)
        person.reads("There is no such address with this password. Please check both.")

    # when she tries on, she is told how long to wait, and what she typed is still there
    signs_in(person, "nor this one", given.EMAIL)
    person.reads("Too many tries. Please wait one minute; nothing is lost.")
    assert person.field("E-mail address").input_value() == given.EMAIL
    person.sees("too many tries", status=429)


def test_what_was_typed_goes_on_its_way_through_the_second_step(person: Visitor) -> None:
    # given somebody with a second step whose session ends while she fills in a form
    place = given.company()
    given.signed_in(person)
    person.opens("/you/second-step/")
    secret = "".join(person.page.locator("code.spaced span").all_inner_texts())
    person.fills({"Code": code_of(secret), "Your password": given.PASSWORD})
    person.clicks("Turn it on")
    person.opens(f"/{place.company.slug}/providers/add/")
    person.fills({"Name": "Harbourline & Sons <IT>"})
    person.page.context.clear_cookies(name="goodhands-session")
    person.clicks("Keep")

    # when she signs in again with password and code
    person.fills({"E-mail address": given.EMAIL, "Password": given.PASSWORD})
    person.clicks("Sign in", within="main")
    assert person.sentence == "One more step. What you typed before is still kept."
    enters(person, code_of(secret, steps_ahead=1))
    person.clicks("Go on where I was")

    # then it is on record
    person.reads("Harbourline & Sons <IT>")
