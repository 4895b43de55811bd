"""An export that somebody brought is looked through: each row fits its table, and leads to rows in the same file.

Nothing is believed of it. The first thing that does not fit ends it with one sentence that names place and value.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _

from goodhands.foundation.companies.countries import countries
from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.documents.models import Document
from goodhands.foundation.moving import package, sealed
from goodhands.foundation.moving.package import Opened
from goodhands.foundation.moving.shapes import Row, listed, object_in, refuse_other_names, row_of
from goodhands.foundation.moving.tables import column, travelling, ways
from goodhands.foundation.moving.values import Unfit, from_json, short
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.zones import all_zones

MOST_ROWS = 500_000
_CHUNK = 1 << 20
_HEAD = ("format", "product", "version", "made_at", "company", "people", "members", "left_out", "tables")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A company as it stands in a file that fits: `tables` by model, `people` by key, its record as it was sealed."""

    opened: Opened
    sha256: str
    version: str
    made_at: str
    company: Row
    people: Mapping[UUID, Mapping[str, str]]
    members: Sequence[Row]
    tables: Mapping[type[Any], Sequence[Row]] = field(default_factory=dict)
    entries: Sequence[Row] = ()

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(map(len, self.tables.values()))


def look_through(file: IO[bytes]) -> Arrival:
    """What is in a file; Unfit where it is none of ours, is damaged, or holds what cannot come in."""
    file.seek(0)
    sha256 = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        sha256.update(chunk)
    opened = Opened(file)
    said = object_in(opened.json(package.COMPANY), package.COMPANY)
    _refuse_other_format(said)
    refuse_other_names(said, _HEAD, package.COMPANY)
    company = row_of(Company, said["company"], f"{package.COMPANY}, company")
    _refuse_odd_company(company)
    people, members = _people(said), [_member(one, place) for place, one in listed(said, "members", package.COMPANY)]
    _refuse_strangers(members, people)
    tables = dict(_tables(object_in(said["tables"], "tables")))
    _refuse_ways_out(tables, people)
    _refuse_other_files(tables, opened)
    entries = _entries(opened, company, people)
    return Arrival(opened, sha256.hexdigest(), short(said["version"]), short(said["made_at"]), company, people, members,
                   tables, entries)  # fmt: skip


def _refuse_other_format(said: Mapping[str, Any]) -> None:
    if said.get("product") != "goodhands" or type(said.get("format")) is not int:
        raise Unfit(_("This is no export of Goodhands."))
    if said["format"] > package.FORMAT:
        sentence = _("This export was made by a newer version ({version}, format {n}). Bring this one up to date.")
        raise Unfit(sentence.format(version=short(said.get("version")), n=said["format"]))


def _refuse_odd_company(company: Row) -> None:
    if not company["name"].strip():
        raise Unfit(_("{file}, company, {name}: it is missing.").format(file=package.COMPANY, name="name"))
    known = {"country": dict(countries()), "timezone": set(all_zones())}
    for name, values in known.items():
        if company[name] not in values:
            sentence = _("{file}, company, {name}: “{value}” is not known here.")
            raise Unfit(sentence.format(file=package.COMPANY, name=name, value=short(company[name])))


def _people(said: Mapping[str, Any]) -> dict[UUID, dict[str, str]]:
    """Names and addresses by key. A person of this installation is never taken for one of them."""
    found = {}
    key, name, email = (column(Person, one) for one in ("id", "name", "email"))
    for place, one in listed(said, "people", package.COMPANY):
        refuse_other_names(object_in(one, place), ("id", "name", "email"), place)
        try:
            found[from_json(key, one["id"])] = {"name": from_json(name, one["name"]),
                                                "email": from_json(email, one["email"]).lower()}  # fmt: skip
        except Unfit as why:
            raise Unfit(f"{place}: {why}.") from None
    return found


def _member(said: Any, place: str) -> Row:
    fields = {name: column(Membership, name) for name in ("person", "role", "state")}
    refuse_other_names(object_in(said, place), tuple(fields), place)
    try:
        return {name: from_json(one, said[name]) for name, one in fields.items()}
    except Unfit as why:
        raise Unfit(f"{place}: {why}.") from None


def _refuse_strangers(members: Sequence[Row], people: Mapping[UUID, Any]) -> None:
    for one in members:
        if one["person"] not in people:
            raise Unfit(_("{file}, members: nobody in the file has the key {value}.").format(
                file=package.COMPANY, value=one["person"]))  # fmt: skip


def _tables(said: Mapping[str, Any]) -> Iterator[tuple[type[Any], Sequence[Row]]]:
    """The rows of each table that this version has, in the order in which they can be put in place."""
    known = {model._meta.label: model for model in travelling()}
    if unknown := sorted(set(said) - set(known)):
        raise Unfit(_("{place} has something this version does not know: {name}.").format(
            place=package.COMPANY, name=short(unknown[0])))  # fmt: skip
    if (rows := sum(len(one) for one in said.values() if isinstance(one, list))) > MOST_ROWS:
        raise Unfit(_("{place} has {n} rows; at most {most} can come in.").format(
            place=package.COMPANY, n=rows, most=MOST_ROWS))  # fmt: skip
    for label, model in known.items():
        yield (
            model,
            [row_of(model, one, place) for place, one in listed(said, label, package.COMPANY)] if label in said else [],
        )


def _refuse_ways_out(tables: Mapping[type[Any], Sequence[Row]], people: Mapping[UUID, Any]) -> None:
    """Unfit where a row leads to something that is not in the file, or has the key of another row."""
    keys = {model: {row["id"] for row in rows} for model, rows in tables.items()} | {Person: set(people)}
    for model, rows in tables.items():
        place = f"{package.COMPANY}, {model._meta.label}"
        if len(keys[model]) != len(rows):
            raise Unfit(_("{place}: two rows have the same key.").format(place=place))
        for number, row in enumerate(rows, start=1):
            for one, target in ways(model):
                to = row[one.attname]
                if to is not None and to not in keys.get(target, ()):
                    sentence = _("{place}, row {n}, {name}: it leads to {value}, which is not in the file.")
                    raise Unfit(sentence.format(place=place, n=number, name=one.name, value=to))


def _refuse_other_files(tables: Mapping[type[Any], Sequence[Row]], opened: Opened) -> None:
    """Unfit where a stored file is missing, is another one, or belongs to no row."""
    named = {f"files/{row['id']}": row for row in tables[Document]}
    for number, row in enumerate(tables[Document], start=1):
        if not row["name"].isprintable():  # it goes into the head of an answer
            place = f"{package.COMPANY}, {Document._meta.label}"
            sentence = _("{place}, row {n}, name: “{value}” is not of its kind.")
            raise Unfit(sentence.format(place=place, n=number, value=short(ascii(row["name"])[1:-1])))
    inside = {name for name in opened.members if name.startswith("files/")} - {package.INDEX}
    if odd := sorted(inside ^ set(named)):
        sentence = _("{place} belongs to no row.") if odd[0] in inside else _("{place} is missing.")
        raise Unfit(sentence.format(place=odd[0]))
    for name, row in named.items():
        if (opened.sums[name], opened.members[name].file_size) != (row["sha256"], row["size"]):
            raise Unfit(_("{place} is not what its row says: “{value}”.").format(place=name, value=short(row["name"])))


def _entries(opened: Opened, company: Row, people: Mapping[UUID, Any]) -> Sequence[Row]:
    """The entries of the record, which follow one another, end where it says, and say what they said."""
    found = sealed.sealed(opened.json(package.RECORD))
    if found.company != str(company["id"]):
        raise Unfit(_("{place} is the record of another company.").format(place=package.RECORD))
    for number, row in enumerate(found.entries, start=1):
        if row["by_id"] not in people:
            sentence = _("{place}, row {n}, {name}: it leads to {value}, which is not in the file.")
            raise Unfit(sentence.format(place=package.RECORD, n=number, name="by", value=row["by_id"]))
    for fault in sealed.faults(found, None):
        raise Unfit(f"{package.RECORD}: {fault.what}.")
    return found.entries
