"""An example is opened and cleared. Each is one transaction."""

from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.documents import writes as documents
from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import every_row
from goodhands.foundation.isolation.walls import owned_models
from goodhands.foundation.people.models import Person
from goodhands.foundation.search import writes as search
from goodhands.home.example import company as content


class NotAnExample(Exception):
    """The company is somebody's own, and is not cleared by anything."""


@transaction.atomic
def open_example(*, by: Person, at: datetime) -> Company:
    """The example of a person, made where she has none: a company of its own, in which nobody else has a role."""
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks open one
    mine = Company.objects.filter(example=True, memberships__person=by).first()
    if mine is not None:
        return mine
    name = _("{name} (example)").format(name=content.NAME)
    made = companies.start_company(
        name=name, country=content.COUNTRY, timezone=content.ZONE, by=by, at=at, example=True
    )
    documents.mark_invented(company=made)
    try:
        with scope.within(made):
            content.fill(by=by, at=at)
    except BaseException:
        documents.throw_away(company=made)
        raise
    return made


@transaction.atomic
def clear_example(*, by: Person) -> None:
    """Delete the example in view with every row and file of it, its record included. NotAnExample for any other.

    The walls in the database say the same: of a company that is no example the record stays, and with it the company.
    """
    mine = Membership.objects.filter(person=by).values("company")
    company = Company.objects.select_for_update().filter(pk=scope.current().pk, pk__in=mine, example=True).first()
    if company is None:
        raise NotAnExample
    _delete_every_row()
    company.memberships.all().delete()
    gone = Company(pk=company.pk)  # deleting takes the key away
    company.delete()
    transaction.on_commit(lambda: documents.throw_away(company=gone))


def _delete_every_row() -> None:
    """Delete all rows of the company in view, in any order: what leads where is asked at the end of the transaction."""
    search.forget_all()
    for model in owned_models():
        every_row(model)._raw_delete(DEFAULT_DB_ALIAS)
