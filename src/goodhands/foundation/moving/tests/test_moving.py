"""A company leaves whole and comes in whole, and nothing of anybody else's goes with it."""

import hashlib
import io
import json
import shutil
import threading
import tracemalloc
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.db import connection, transaction

from goodhands.foundation.audit import reads as audit
from goodhands.foundation.audit import writes as record
from goodhands.foundation.companies import reads as companies
from goodhands.foundation.companies.models import Company, Membership
from goodhands.foundation.documents import writes as documents
from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from goodhands.foundation.moving import leaving, reads, writes
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.registers import Providers
from goodhands.stages.operate.tests import desk as desks
from tests import snapshot
from tests.world import NOW, PASSWORD, World, build

pytestmark = pytest.mark.django_db
LATER = NOW.replace(month=12, day=5)


def exported(company: Company, by: Person) -> bytes:
    out = io.BytesIO()
    with scope.within(company):
        writes.export_company(into=out, by=by, at=NOW)
    return out.getvalue()


def members_of(export: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(export)) as found:
        return {name: found.read(name) for name in found.namelist()}


@dataclass
class Elsewhere:
    """An export of company A, from an installation that is gone; here is only B, and the key is another one."""

    export: bytes
    b: World
    keys: dict[str, Any]

    @property
    def said(self) -> Any:
        return json.loads(members_of(self.export)["company.json"])

    def bring(self, export: bytes | None = None) -> Company:
        return writes.import_company(file=io.BytesIO(export or self.export), by=self.b.owner, at=LATER)


@pytest.fixture
def elsewhere(settings: Any) -> Elsewhere:
    with transaction.atomic():
        a = build("A")
        with scope.within(a.company):
            record.erase(about=a.rows["Provider"].pk, by=a.owner, at=NOW)
        export = exported(a.company, a.owner)
        keys = {name: person.pk for name, person in a.people.items()}
        transaction.set_rollback(True)
    shutil.rmtree(Path(settings.FILES) / str(a.company.pk))
    settings.AUDIT_KEY = "of another installation"
    return Elsewhere(export, build("B"), keys)


def test_a_company_leaves_with_all_that_is_its_own_and_nothing_else() -> None:
    a, b = build("A"), build("B")
    inside = members_of(exported(a.company, a.owner))
    everything = b"".join(inside.values()) + "".join(inside).encode()
    assert b.canary.encode() not in everything
    assert str(b.company.pk).encode() not in everything
    assert everything.count(a.canary.encode()) > 100
    for path in (Path(settings.FILES) / str(a.company.pk)).iterdir():
        assert inside[f"files/{path.name}"] == path.read_bytes()
    assert {"README.txt", "company.json", "record.json", "SHA256SUMS", "files/index.csv"} < set(inside)
    sums = dict(reversed(line.split("  ")) for line in inside.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in inside.items()}


def test_no_secret_leaves_with_it() -> None:
    a = build("A")
    everything = b"".join(members_of(exported(a.company, a.owner)).values()).decode("utf-8", "replace")
    hashes = list(Person.objects.values_list("password", flat=True))
    with scope.within(a.company):
        digests = list(companies.Invitation.objects.values_list("digest", flat=True))
    assert len(digests) > 5
    for secret in (*hashes, *digests, *a.secrets.values(), settings.AUDIT_KEY, settings.SECRET_KEY):
        assert secret not in everything


def test_what_comes_in_is_what_left(elsewhere: Elsewhere) -> None:
    company = elsewhere.bring()
    again = members_of(exported(company, elsewhere.b.owner))
    first, second = elsewhere.said, json.loads(again["company.json"])
    assert second["company"] == first["company"]
    added = {"documents.Document": 1, "companies.FormerMember": 5}
    for label, rows in first["tables"].items():
        there = {row["id"]: row for row in second["tables"][label]}
        assert [there.get(row["id"]) for row in rows] == rows, label
        assert len(there) == len(rows) + added.get(label, 0), label
    named = {one["id"]: one["name"] for one in second["people"]}
    assert {one["id"]: one["name"] for one in first["people"]}.items() <= named.items()
    for name, content in members_of(elsewhere.export).items():
        if name.startswith("files/") and not name.endswith(".csv"):
            assert again[name] == content
    old, new = (
        json.loads(one)["entries"] for one in (members_of(elsewhere.export)["record.json"], again["record.json"])
    )
    sealed = {"key", "before", "seal", "id"}
    assert len(new) == len(old) + 1
    for was, now in zip(old, new, strict=False):
        assert {name: was[name] for name in was if name not in sealed} == {
            name: now[name] for name in now if name not in sealed
        }


def test_the_record_is_sealed_anew_and_says_where_it_came_from(elsewhere: Elsewhere) -> None:
    company = elsewhere.bring()
    with scope.within(company):
        assert audit.faults() == []
        line = audit.history().lines[0]
        old = Document.objects.get(name=f"record-of-{company.slug}.json")
        kept = (Path(settings.FILES) / old.path).read_bytes()
    assert line.sentence == (
        f"{elsewhere.b.owner.name} brought company “{company.name}” here from elsewhere; "
        "all entries before this one come from there."
    )
    said = {change.field: change.now for change in line.changes}
    assert said["File sha256"] == hashlib.sha256(elsewhere.export).hexdigest()
    assert kept == members_of(elsewhere.export)["record.json"]
    assert said["Old record sha256"] == hashlib.sha256(kept).hexdigest()
    assert line.at == LATER


def test_nobody_gets_in_by_a_file_but_who_brings_it(elsewhere: Elsewhere) -> None:
    known = elsewhere.said["members"]
    assert len(known) == 6
    company, b = elsewhere.bring(), elsewhere.b
    assert [(one.person, one.role) for one in Membership.objects.filter(company=company)] == [(b.owner, "owner")]
    for role, key in elsewhere.keys.items():
        person = Person.objects.get(pk=key)
        assert (person.is_active, person.has_usable_password()) == (False, False), role
        assert person.email.endswith("@elsewhere.invalid")
        assert authenticate(username=person.email, password=PASSWORD) is None
    with scope.within(company):
        former = companies.people(LATER).former
    assert {one.role for one in former} == {"owner", "manager", "member", "viewer", "adviser"}
    assert "canary-a-suspended@example.org" not in {one.email for one in former}


def test_who_has_an_address_of_the_file_is_not_taken_for_its_person(elsewhere: Elsewhere) -> None:
    """Whoever writes a file could say of anybody that she did something."""
    taken = elsewhere.keys["manager"]
    Person.objects.create(pk=taken, name="Somebody here", email="canary-a-viewer@example.org", joined_at=NOW)
    company = elsewhere.bring()
    with scope.within(company):
        assert not audit.Entry.objects.filter(by=taken).exists()
        assert audit.faults() == []
    assert not Membership.objects.filter(person=taken).exists()
    assert Person.objects.get(pk=taken).name == "Somebody here"


def test_who_brings_her_own_company_keeps_her_deeds(elsewhere: Elsewhere) -> None:
    me = elsewhere.b.owner
    Person.objects.filter(pk=me.pk).update(email="canary-a-person@example.org")
    me.refresh_from_db()
    assert reads.preview(io.BytesIO(elsewhere.export), me).hers == "CANARY-A-Person-name"
    company = elsewhere.bring()
    with scope.within(company):
        assert audit.Entry.objects.filter(by=me).count() > 20
        assert Provider.objects.count() == 1


def test_a_preview_says_what_would_come(elsewhere: Elsewhere) -> None:
    before = snapshot.rows_of_everything(), snapshot.files()
    page = reads.preview(io.BytesIO(elsewhere.export), elsewhere.b.owner)
    assert (snapshot.rows_of_everything(), snapshot.files()) == before
    assert page.name == "CANARY-A-Company-name"
    assert page.made_at == NOW
    assert dict(page.tables)["ticket file"] == 5
    assert (page.files, page.hers, len(page.people)) == (5, "", 5)
    assert page.sha256 == hashlib.sha256(elsewhere.export).hexdigest()


def test_a_company_is_here_once(elsewhere: Elsewhere) -> None:
    elsewhere.bring()
    before = snapshot.rows_of_everything(), snapshot.files()
    with pytest.raises(reads.Unfit, match=r"A company is in one installation once; nothing was changed\."):
        elsewhere.bring()
    assert (snapshot.rows_of_everything(), snapshot.files()) == before


def test_an_address_that_is_taken_gets_a_number(elsewhere: Elsewhere) -> None:
    desks.make(name="CANARY-A-Company-name")
    assert elsewhere.bring().slug == "canary-a-company-name-2"


def test_a_file_that_is_missing_or_damaged_stops_an_export() -> None:
    a = build("A")
    with scope.within(a.company):
        stored = Document.objects.order_by("pk").first()
        entries = audit.Entry.objects.count()
    path = Path(settings.FILES) / stored.path
    path.write_bytes(b"another")
    with pytest.raises(leaving.NotWhole, match="is not what was handed in any more"):
        exported(a.company, a.owner)
    path.unlink()
    with pytest.raises(leaving.NotWhole, match="cannot be read"):
        exported(a.company, a.owner)
    with scope.within(a.company):
        assert audit.Entry.objects.count() == entries, "what was not made is not on record"


def test_one_export_of_a_company_at_a_time() -> None:
    desk = desks.make()
    with scope.within(desk.company), writes._alone(f"export-{desk.company.pk}"), pytest.raises(writes.UnderWay):
        exported(desk.company, desk.owner)
    assert exported(desk.company, desk.owner)
    assert not list(Path(settings.DATA).glob(".export-*"))


def test_large_files_pass_through_and_are_not_held(tmp_path: Path) -> None:
    desk = desks.make()
    with scope.within(desk.company):
        for number in range(2):
            chunks = (bytes([number, i % 251]) * (1 << 19) for i in range(40))
            documents.keep(name="large.bin", chunks=chunks, by=desk.owner, at=NOW)
        with (tmp_path / "e.zip").open("w+b") as file:
            tracemalloc.start()
            writes.export_company(into=file, by=desk.owner, at=NOW)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    assert most < 20 << 20, f"{most >> 20} MB for 80 MB of files"


@pytest.mark.django_db(transaction=True)
def test_an_export_is_of_one_moment_and_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desks.make()
    usual = leaving.readme.readme

    def meanwhile(*given: Any) -> str:
        def add() -> None:
            with scope.within(desk.company):
                fields = dict.fromkeys(Providers.columns, "") | {"name": "Came meanwhile"}
                providers.add_provider(given=fields, by=desk.owner, at=NOW)
            connection.close()

        thread = threading.Thread(target=add)
        thread.start()
        thread.join(15)
        assert not thread.is_alive(), "a writer had to wait for the export"
        return usual(*given)

    monkeypatch.setattr(leaving.readme, "readme", meanwhile)
    inside = members_of(exported(desk.company, desk.owner))
    assert b"Came meanwhile" not in b"".join(inside.values())
    with scope.within(desk.company):
        assert Provider.objects.filter(name="Came meanwhile").exists()
        assert audit.faults() == []
