"""Who belongs to a company, by which invitation, and that it never is without an owner."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from goodhands.foundation.audit import reads as audit
from goodhands.foundation.companies import writes
from goodhands.foundation.companies.models import Invitation, Membership, Role
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
BEA, PASSWORD = "bea@alderfinch.example", "five words in a row now"
NEWCOMER = {"name": "Bea Alder", "password": PASSWORD}


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def there(desk: Desk, path: str) -> str:
    return f"/{desk.company.slug}/{path}"


def link_for(desk: Desk, email: str = BEA, role: str = "member") -> str:
    page = desk.client.post(there(desk, "people/invite/"), {"email": email, "role": role})
    link: str = page.context["link"]
    return link.removeprefix("http://127.0.0.1:8000")


def join(desk: Desk, email: str = BEA, role: str = "member") -> tuple[Client, Membership]:
    client = Client()
    assert client.post(f"{link_for(desk, email, role)}new/", NEWCOMER).status_code == 302
    return client, Membership.objects.get(company=desk.company, person__email=email)


def status(client: Client, desk: Desk, path: str = "") -> int:
    return client.get(there(desk, path)).status_code


def history(desk: Desk) -> list[str]:
    with scope.within(desk.company):
        return [line.sentence for line in audit.history().lines]


def test_invite_makes_a_link_by_which_somebody_new_comes_in_once(desk: Desk) -> None:
    link, new = link_for(desk), Client()
    for _ in range(3):  # a scanner of links looks, and spends nothing
        assert "Ana Finch invites you to Alder &amp; Finch as member." in new.get(link).content.decode()
    assert new.post(f"{link}new/", NEWCOMER)["Location"] == there(desk, "")
    assert status(new, desk) == 200
    assert status(new, desk, "people/") == 403
    assert Client().get(link).status_code == Client().post(f"{link}new/", NEWCOMER).status_code == 404
    assert history(desk)[:2] == ["Person “Bea Alder” came in by invitation.", f"Ana Finch sent invitation “{BEA}”."]


def test_an_invitation_is_for_its_address_alone(desk: Desk) -> None:
    other = desks.make(name="Somebody else's")
    link = link_for(desk)
    page = other.client.get(link).content.decode()
    assert f"It is for {BEA}, and you are signed in as {other.owner.email}." in page
    other.client.post(f"{link}accept/")
    assert status(other.client, desk) == 404
    assert Client().get(link).status_code == 200


def test_accept_invitation_lets_in_somebody_who_can_sign_in_already(desk: Desk) -> None:
    other = desks.make(name="Somebody else's")
    link = link_for(desk, other.owner.email, "adviser")
    assert "Sign in as" in Client().get(link).content.decode()
    assert Client().post(f"{link}new/", NEWCOMER)["Location"] == link
    assert Client().post(f"{link}accept/")["Location"] == link
    assert status(other.client, desk) == 404
    assert other.client.post(f"{link}accept/")["Location"] == there(desk, "")
    assert status(other.client, desk) == 200
    lines = other.client.get("/companies/").context["page"].lines
    assert {line.name for line in lines} == {desk.company.name, other.company.name}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "short"}, "at least 12 characters"),
        ({"password": "bea@alderfinch.example"}, "too similar"),
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 10_000}, "at most 120 characters"),
    ],
)
def test_join_as_newcomer_asks_again_beside_the_field(desk: Desk, change: dict[str, str], sentence: str) -> None:
    answer = Client().post(f"{link_for(desk)}new/", NEWCOMER | change)
    assert sentence in answer.content.decode()
    assert not Person.objects.filter(email=BEA).exists()


def test_revoke_invitation_and_a_newer_one_end_it(desk: Desk) -> None:
    first, second = link_for(desk), link_for(desk)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    with scope.within(desk.company):
        live = Invitation.objects.get(revoked_at=None)
    desk.client.post(there(desk, f"people/{live.pk}/revoke/"))
    assert Client().get(second).status_code == 404


def test_an_invitation_ends_after_fourteen_days(desk: Desk) -> None:
    with scope.within(desk.company):
        secret = writes.invite(email=BEA, role="member", by=desk.owner, at=timezone.now() - writes.INVITED_FOR)
    assert Client().get(there(desk, f"join/{secret}/")).status_code == 404


def test_an_invitation_opens_its_own_company_alone(desk: Desk) -> None:
    other = desks.make(name="Somebody else's")
    secret = link_for(desk).split("/")[-2]
    assert Client().get(there(other, f"join/{secret}/")).status_code == 404
    assert Client().get(f"/no-such-company/join/{secret}/").status_code == 404


def test_somebody_who_belongs_to_the_company_is_not_invited_again(desk: Desk) -> None:
    join(desk)
    again = desk.client.post(there(desk, "people/invite/"), {"email": BEA.upper(), "role": "owner"})
    assert "belongs to the company already" in again.content.decode()


def test_change_role_holds_from_the_next_page_on(desk: Desk) -> None:
    client, member = join(desk, role="manager")
    agree = f"contract/{desk.engagement.slug}/agree/"
    assert status(client, desk, agree) == 200
    desk.client.post(there(desk, f"people/{member.pk}/role/"), {"role": "viewer"})
    assert status(client, desk, agree) == 403
    assert status(client, desk) == 200
    with scope.within(desk.company):
        changes = audit.history().lines[0].changes
    assert [(change.was, change.now) for change in changes] == [("manager", "viewer")]


def test_suspend_member_and_resume_member_and_remove_member(desk: Desk) -> None:
    client, member = join(desk)
    for act, expected in (("suspend", 404), ("resume", 200), ("remove", 404)):
        answer = desk.client.post(there(desk, f"people/{member.pk}/{act}/"), follow=True)
        assert status(client, desk) == expected
    assert "Bea Alder belongs to Alder &amp; Finch no longer." in answer.content.decode()
    assert "an invitation lets them in again" in answer.content.decode()
    assert history(desk)[:3] == [
        "Ana Finch removed person “Bea Alder”.",
        "Ana Finch let person “Bea Alder” in again.",
        "Ana Finch suspended person “Bea Alder”.",
    ]
    assert Person.objects.filter(email=BEA).exists()


@pytest.mark.parametrize(("act", "sent"), [("role", {"role": "member"}), ("suspend", {}), ("remove", {})])
def test_the_last_owner_stays(desk: Desk, act: str, sent: dict[str, Any]) -> None:
    _, suspended = join(desk, role="owner")
    desk.client.post(there(desk, f"people/{suspended.pk}/suspend/"))
    mine, before = Membership.objects.get(person=desk.owner), history(desk)
    answer = desk.client.post(there(desk, f"people/{mine.pk}/{act}/"), sent, follow=True)
    assert "a company needs an owner" in answer.content.decode()
    mine.refresh_from_db()
    assert (mine.role, mine.state) == ("owner", "active")
    assert history(desk) == before


def test_an_owner_may_leave_where_there_is_another(desk: Desk) -> None:
    other, _ = join(desk, role="owner")
    mine = Membership.objects.get(person=desk.owner)
    assert desk.client.post(there(desk, f"people/{mine.pk}/remove/"))["Location"] == "/"
    assert status(desk.client, desk) == 404
    assert status(other, desk, "people/") == 200


@pytest.mark.parametrize("role", Role.values)
def test_people_is_for_owners_alone(desk: Desk, role: str) -> None:
    client, _ = join(desk, role=role)
    assert status(client, desk, "people/") == (200 if role == "owner" else 403)


def test_what_a_role_may_not_is_said_in_one_sentence(desk: Desk) -> None:
    client, _ = join(desk, role="viewer")
    page = client.get(there(desk, "settings/"))
    assert page.status_code == 403
    assert "You are viewer at Alder &amp; Finch, and that is not enough for this." in page.content.decode()


def test_a_member_of_another_company_is_nobody_here(desk: Desk) -> None:
    other = desks.make(name="Somebody else's")
    theirs = Membership.objects.get(person=other.owner)
    for act in ("suspend", "resume", "remove"):
        assert desk.client.post(there(desk, f"people/{theirs.pk}/{act}/")).status_code == 404
    assert desk.client.post(there(desk, f"people/{theirs.pk}/role/"), {"role": "viewer"}).status_code == 404
    assert desk.client.post(there(desk, f"people/{theirs.pk}/role/"), {"role": "king"}).status_code == 404
    assert status(other.client, other) == 200


def test_two_uses_of_one_invitation_at_once_let_in_once(desk: Desk) -> None:
    link_for(desk)
    with scope.within(desk.company):
        invitation = Invitation.objects.get()
        person = writes.join_as_newcomer(invitation=invitation, name="Bea", password=PASSWORD, at=timezone.now())
        with pytest.raises(writes.InvitationSpent):
            writes.accept_invitation(invitation=invitation, by=person, at=timezone.now())
        with pytest.raises(writes.AlreadyThere):
            writes.join_as_newcomer(invitation=invitation, name="Bea", password=PASSWORD, at=timezone.now())
        with pytest.raises(writes.NotForYou):
            writes.accept_invitation(invitation=invitation, by=desk.owner, at=NOW)


@pytest.mark.parametrize(("act", "sent"), [("role", {"role": "manager"}), ("suspend", {}), ("remove", {})])
def test_who_is_no_owner_any_more_leaves_no_invitation_behind(desk: Desk, act: str, sent: dict[str, Any]) -> None:
    other, member = join(desk, role="owner")
    page = other.post(there(desk, "people/invite/"), {"email": "back@door.example", "role": "owner"})
    link = page.context["link"].removeprefix("http://127.0.0.1:8000")
    assert Client().get(link).status_code == 200
    desk.client.post(there(desk, f"people/{member.pk}/{act}/"), sent)
    assert Client().get(link).status_code == 404


def test_who_is_invited_is_for_owners_alone_in_the_history_too(desk: Desk) -> None:
    client, _ = join(desk, role="manager")
    link_for(desk, "somebody@secret.example")
    with scope.within(desk.company):
        invitation = Invitation.objects.get(email="somebody@secret.example")
    for path in ("history/", f"history/{invitation.pk}/"):
        assert "somebody@secret.example" in desk.client.get(there(desk, path)).content.decode()
        assert "somebody@secret.example" not in client.get(there(desk, path)).content.decode()


def test_an_address_that_no_column_holds_is_refused(desk: Desk) -> None:
    email = "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".example"
    answer = desk.client.post(there(desk, "people/invite/"), {"email": email, "role": "viewer"})
    assert "at most 254 characters" in answer.content.decode()
