"""What is kept about the company in view, who belongs to it, and which companies does a person belong to?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from goodhands.foundation.companies.models import Company, FormerMember, Invitation, Membership, MembershipState, Role
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.links import digest_of
from goodhands.foundation.people.models import Person


def settings() -> Company:
    """The company in view with its style."""
    return scope.current()


def memberships_of(person: Person) -> QuerySet[Membership, Any]:
    """Where a person has a role and is not suspended, with the company."""
    return Membership.objects.filter(person=person, state=MembershipState.ACTIVE).select_related("company")


def another_one() -> Exists:
    """Whether the person of a membership has another company as well; part of a question for memberships."""
    others = Membership.objects.filter(state=MembershipState.ACTIVE, person=OuterRef("person"))
    return Exists(others.exclude(pk=OuterRef("pk")))


def is_owner_somewhere(person: Person) -> bool:
    """Whether a person is owner of any company here; only such people bring more companies in."""
    return memberships_of(person).filter(role=Role.OWNER).exists()


def own_companies_of(person: Person) -> list[Company]:
    """The companies in which a person has a role, by name, without an example that she opened."""
    mine = memberships_of(person).filter(company__example=False).order_by("company__name")
    return [one.company for one in mine]


def every_company() -> list[Company]:
    """All companies of this installation, for commands that look after all of them."""
    return list(Company.objects.order_by("slug"))


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who belongs to the company in view, by name; who is invited and has not come yet, the newest first; and who
    belonged to it elsewhere, and neither belongs to it here nor is invited."""

    people: Sequence[Membership]
    invitations: Sequence[Invitation]
    former: Sequence[FormerMember]


def people(at: datetime) -> PeoplePage:
    """Who belongs to the company in view, and who may come in yet."""
    members = Membership.objects.filter(company=scope.current()).select_related("person")
    here, invited = list(members.order_by("person__name", "pk")), list(_open(at).select_related("made_by"))
    known = {one.person.email for one in here} | {one.email for one in invited}
    return PeoplePage(here, invited, [one for one in FormerMember.objects.all() if one.email.lower() not in known])


def member(key: UUID) -> Membership:
    """Somebody who belongs to the company in view; Membership.DoesNotExist where there is nobody."""
    found: Membership = Membership.objects.select_related("person").get(pk=key, company=scope.current())
    return found


def invitation_with(key: UUID) -> Invitation | None:
    """An invitation to the company in view by its key, whether it still opens something or not."""
    found: Invitation | None = Invitation.objects.filter(pk=key).first()
    return found


def company_called(slug: str) -> Company | None:
    """The company of an address, for those who are not in it yet."""
    return Company.objects.filter(slug=slug).first()


def invitation(secret: str, at: datetime) -> Invitation | None:
    """The invitation to the company in view with this secret, if it still opens something."""
    return _open(at).select_related("made_by").filter(digest=digest_of(secret)).first()


def _open(at: datetime) -> QuerySet[Invitation]:
    found: QuerySet[Invitation] = Invitation.objects.filter(used_at=None, revoked_at=None, ends_at__gt=at)
    return found
