"""What would leave with a company, and what would come in with a file?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from goodhands.foundation.companies.models import Company, MembershipState, Role
from goodhands.foundation.documents.models import Document
from goodhands.foundation.moving.arriving import Arrival, look_through
from goodhands.foundation.moving.leaving import Weight, weight
from goodhands.foundation.moving.tables import LEFT_OUT
from goodhands.foundation.moving.values import Unfit
from goodhands.foundation.people.models import Person

__all__ = ["Preview", "Weight", "preview", "weight"]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring: `tables` with their rows, `people` with address and role, `hers` who is the importer."""

    name: str
    sha256: str
    version: str
    made_at: datetime | None
    tables: Sequence[tuple[str, int]]
    files: int
    size: int
    entries: int
    people: Sequence[tuple[str, str, str]]
    hers: str
    left_out: Sequence[str]


def preview(file: IO[bytes], by: Person) -> Preview:
    """What would come in with this file if this person let it; Unfit, in one sentence, where it cannot."""
    found = look_through(file)
    refuse_second(found)
    mine = hers(found, by)
    documents = found.tables[Document]
    return Preview(
        name=found.company["name"],
        sha256=found.sha256,
        version=found.version,
        made_at=_instant(found.made_at),
        tables=sorted((_words(model), len(rows)) for model, rows in found.tables.items() if rows),
        files=len(documents),
        size=sum(row["size"] for row in documents),
        entries=len(found.entries),
        people=sorted(_members(found)),
        hers=found.people[mine]["name"] if mine else "",
        left_out=[str(reason) for reason in LEFT_OUT.values()],
    )


def _words(model: type[Any]) -> str:
    return str(model._meta.verbose_name)


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _members(found: Arrival) -> list[tuple[str, str, str]]:
    active = [one for one in found.members if one["state"] == MembershipState.ACTIVE]
    return [(found.people[one["person"]]["name"], found.people[one["person"]]["email"], str(Role(one["role"]).label))
            for one in active]  # fmt: skip


def hers(found: Arrival, by: Person) -> Any:
    """The key that the person who brings it has in the file, by her address; None where she is not in it."""
    return next((key for key, one in found.people.items() if one["email"] == by.email), None)


def refuse_second(found: Arrival) -> None:
    """Unfit where the company is in this installation already."""
    if Company.objects.filter(pk=found.company["id"]).exists():
        sentence = _("“{name}” is here already. A company is in one installation once; nothing was changed.")
        raise Unfit(sentence.format(name=found.company["name"]))
