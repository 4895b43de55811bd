"""Coming in: by a link, once; by a password; and nothing that was typed is lost on the way."""

from collections.abc import Callable

import pytest

from tests.stories import given
from tests.stories.visitor import Visitor

pytestmark = pytest.mark.story


def test_a_set_up_link_opens_once_and_a_wrong_one_never(visitors: Callable[..., Visitor]) -> None:
    # given a machine on which nobody has set anything up
    link = given.set_up_link()
    person = visitors()

    # when somebody opens it without a link, she reads where to find one
    person.opens("/")
    assert person.path.startswith("/sign-in/")
    assert person.sentence == "Nobody has set this up yet."
    person.sees("nobody has set this up")

    # a link that was not copied whole opens nothing
    person.opens(link[:-4] + "/")
    assert person.sentence == "This link opens nothing any more."
    person.sees("a link not copied whole", status=404)

    # the right one asks who she is, and tells her about what she typed amiss without losing the rest
    person.opens(link)
    person.sees("set up")
    person.fills({"Name of your company": "Alder & Finch", "Country": "Spain", "Your name": "Ana Finch",
                  "Your e-mail address": given.EMAIL, "Password": "secret"})  # fmt: skip
    person.clicks("Start")
    person.reads("2 things need another look. Nothing you typed is lost.")
    person.reads("This country has several time zones. Please choose one.")
    offered = person.field("Time zone").locator("option").all_inner_texts()
    assert offered == ["Please choose", "Africa/Ceuta", "Atlantic/Canary", "Europe/Madrid"]
    person.sees("set up, typed amiss")
    assert person.field("Name of your company").input_value() == "Alder & Finch"
    person.fills({"Time zone": "Europe/Madrid", "Password": given.PASSWORD})
    person.clicks("Start")

    # then she stands in her company, and the link opens nothing for anybody else
    assert person.path == "/alder-finch/"
    person.sees("Today, the first time")
    other = visitors("somebody else")
    other.opens(link)
    assert other.sentence == "This link opens nothing any more."
    other.sees("a link used before", status=404)


def test_a_sign_in_link_lets_in_once(visitors: Callable[..., Visitor]) -> None:
    # given somebody who forgot her password, and a link
    place = given.company()
    link = given.sign_in_link(place.owner)
    person = visitors()

    # when she looks at it, nothing is spent; when she goes on, she is in
    for _ in range(2):
        person.opens(link)
        assert person.sentence == "This link signs you in as Ana Finch."
    person.sees("the link")
    person.fills({"New password": "five other words in a row"})
    person.clicks("Continue as Ana Finch")
    assert person.path == "/alder-finch/"

    # then the same link lets nobody in again, and her new password does
    other = visitors("somebody else")
    other.opens(link)
    assert other.sentence == "This link opens nothing any more."
    other.sees("a link used before", status=404)
    other.clicks("To the sign-in page")
    other.sees("sign in")
    other.fills({"E-mail address": given.EMAIL, "Password": "not this one"})
    other.clicks("Sign in", within="main")
    other.reads("There is no such address with this password. Please check both.")
    other.sees("a wrong password")
    other.fills({"E-mail address": given.EMAIL.upper(), "Password": "five other words in a row"})
    other.clicks("Sign in", within="main")
    assert other.path == "/alder-finch/"

    # and who signs out is out
    other.clicks("Sign out")
    other.opens("/alder-finch/")
    assert other.path == "/sign-in/?next=/alder-finch/"


def test_nothing_typed_is_lost_when_the_session_ends_in_mid_form(person: Visitor) -> None:
    # given somebody in the middle of a form
    place = given.company()
    given.signed_in(person)
    person.opens(f"/{place.company.slug}/providers/add/")
    person.fills({"Name": "Harbourline & Sons <IT>", "Notes": "They answer\non Saturdays, too."})

    # when her session ends and she sends it
    person.page.context.clear_cookies(name="goodhands-session")
    person.clicks("Keep")
    assert person.sentence == "Please sign in again. What you typed is kept and goes on its way after that."
    person.sees("sign in again", status=401)
    person.fills({"E-mail address": given.EMAIL, "Password": given.PASSWORD})
    person.clicks("Sign in", within="main")
    person.sees("nothing was lost")
    person.clicks("Go on where I was")

    # then what she typed is on record, to the letter
    person.reads("Harbourline & Sons <IT>")
    person.clicks("Harbourline & Sons <IT>")
    assert person.field("Notes").input_value() == "They answer\non Saturdays, too."


def test_a_form_that_was_open_while_she_signed_in_elsewhere_can_be_sent_again(person: Visitor) -> None:
    # given a form that is open while the session changes in another window
    place = given.company()
    given.signed_in(person)
    person.opens(f"/{place.company.slug}/providers/add/")
    person.fills({"Name": "Atelier Norte"})
    person.page.context.clear_cookies()
    elsewhere = person.page.context.new_page()
    elsewhere.goto(f"{person.home}/sign-in/")
    elsewhere.fill("#id_email", given.EMAIL)
    elsewhere.fill("#id_password", given.PASSWORD)
    elsewhere.click("main form.stack button")

    # when she sends it, then she is asked once more, and it counts
    person.clicks("Keep")
    person.sees("once more", status=403)
    person.clicks("Send it again")
    person.reads("Atelier Norte")
    person.sees("providers")
