"""Rows that belong to a company: reachable only while that company is in view.

Every way through a manager ends in `get_queryset`, which fails without a company: `exists`, async iteration and bulk
writes included. `base_manager_name` sends the framework's own ways (related objects, `refresh_from_db`, deletion)
through the same door.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.scope import Trespass

Row = TypeVar("Row", bound="Owned", covariant=True)  # noqa: PLC0105 - as the framework's own name for it


class OwnedQuerySet(models.QuerySet[Row]):
    """Only rows of the company in view, and no write that would put one elsewhere."""

    def bulk_create(
        self,
        objs: Iterable[Any],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Any]:
        rows = list(objs)
        for row in rows:
            row.claim()
        if update_conflicts and "company" not in (unique_fields or ()):
            raise Trespass("Told apart without their company, a row could be written over another company's")
        return super().bulk_create(rows, batch_size, ignore_conflicts, update_conflicts, update_fields, unique_fields)

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        rows, fields = list(objs), list(fields)
        if {"company", "company_id"} & set(fields):
            raise Trespass("A row never changes its company")
        for row in rows:
            row.claim()
        return super().bulk_update(rows, fields, batch_size)

    def update(self, **kwargs: Any) -> int:
        if {"company", "company_id"} & set(kwargs):
            raise Trespass("A row never changes its company")
        return super().update(**kwargs)

    def raw(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002 - as the framework has it
        raise Trespass("SQL written by hand sees the rows of every company")


class OwnedManager(models.Manager.from_queryset(OwnedQuerySet)):  # type: ignore[misc]
    """The one door to the rows of a company; closed while none is in view."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        company = scope.current(self.model.__name__)
        found: OwnedQuerySet[Any] = super().get_queryset().filter(company_id=company.pk)
        return found


class Owned(models.Model):
    """A row of a company. Its key is random, so that a guess finds nothing and no number tells how many there are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("companies.Company", on_delete=models.PROTECT, editable=False, related_name="+")

    objects = OwnedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def claim(self) -> Self:
        """Belong to the company in view; Trespass where the row is another's."""
        company = scope.current(type(self).__name__)
        if "company_id" not in self.__dict__ or self.__dict__["company_id"] is None:
            self.company = company
        if self.company_id != company.pk:
            raise Trespass(f"{type(self).__name__} of another company")
        return self

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.claim()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Only what is found in the company in view: the framework itself would go by the key alone."""
        self.claim()
        type(self).objects.only("pk").get(pk=self.pk)
        return super().delete(*args, **kwargs)


class StandingManager(OwnedManager):
    """Rows that were not removed: what all pages and figures are made of."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        return super().get_queryset().filter(removed_at=None)


class BinManager(OwnedManager):
    """Rows that were removed and can be put back."""

    def get_queryset(self) -> OwnedQuerySet[Any]:
        return super().get_queryset().exclude(removed_at=None)


class Removable(Owned):
    """A row that is laid aside when it is removed, and can be put back (`foundation.bin`).

    While it lies aside it is found through `binned` alone. A constraint on such rows needs `condition=STANDING`.
    `put_back_by` says what somebody has to be allowed to do, in the words of `companies.access.May`, to put it back.
    """

    put_back_by: ClassVar = "record"

    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = StandingManager()  # type: ignore[misc]
    binned = BinManager()

    class Meta(Owned.Meta):
        abstract = True

    def gone(self) -> None:
        """What goes with it when it goes for ever: called after its row was deleted, in the same transaction."""


STANDING = models.Q(removed_at=None)
"""The condition of a constraint that holds among rows that were not removed."""


def every_row(model: type[Row]) -> OwnedQuerySet[Row]:
    """All rows of a table that belong to the company in view, those that lie in the bin included."""
    found: OwnedQuerySet[Row] = OwnedManager.get_queryset(model._default_manager)
    return found
