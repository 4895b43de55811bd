"""What is kept about the company in view, and which companies does a person belong to?"""

from goodhands.foundation.companies.models import Company
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person


def settings() -> Company:
    """The company in view with its style."""
    return scope.current()


def companies_of(person: Person) -> list[Company]:
    """The companies in which a person has a role, by name."""
    return list(Company.objects.filter(memberships__person=person).order_by("name"))


def every_company() -> list[Company]:
    """All companies of this installation, for commands that look after all of them."""
    return list(Company.objects.order_by("slug"))
