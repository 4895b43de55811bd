"""What is kept about the company in view, who belongs to it, and which companies does a person belong to?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from goodhands.foundation.companies.models import Company, Invitation, Membership, MembershipState
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.links import digest_of
from goodhands.foundation.people.models import Person


def settings() -> Company:
    """The company in view with its style."""
    return scope.current()


def companies_of(person: Person) -> list[Company]:
    """The companies in which a person has a role, by name."""
    mine = Company.objects.filter(memberships__person=person, memberships__state=MembershipState.ACTIVE)
    return list(mine.order_by("name"))


def own_companies_of(person: Person) -> list[Company]:
    """The same, without an example that she opened."""
    return [company for company in companies_of(person) if not company.example]


def every_company() -> list[Company]:
    """All companies of this installation, for commands that look after all of them."""
    return list(Company.objects.order_by("slug"))


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Who belongs to the company in view, by name, and who is invited and has not come yet, the newest first."""

    people: Sequence[Membership]
    invitations: Sequence[Invitation]


def people(at: datetime) -> PeoplePage:
    """Who belongs to the company in view, and who may come in yet."""
    members = Membership.objects.filter(company=scope.current()).select_related("person")
    return PeoplePage(list(members.order_by("person__name", "pk")), list(_open(at).select_related("made_by")))


def member(key: UUID) -> Membership:
    """Somebody who belongs to the company in view; Membership.DoesNotExist where there is nobody."""
    found: Membership = Membership.objects.select_related("person").get(pk=key, company=scope.current())
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
