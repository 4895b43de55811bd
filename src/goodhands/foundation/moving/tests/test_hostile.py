"""What somebody made or altered by hand gets one sentence, and changes nothing."""

import hashlib
import io
import json
import shutil
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from goodhands.foundation.isolation import scope
from goodhands.foundation.moving import leaving, package, writes
from goodhands.foundation.moving.values import Unfit
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers.models import Provider
from tests import snapshot
from tests.world import NOW, World, build

Members = dict[str, bytes]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Members, World]]:
    """The members of an export whose company is not here, and a company that is."""
    from django.conf import settings

    with django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            a, out = build("A"), io.BytesIO()
            with scope.within(a.company):
                writes.export_company(into=out, by=a.owner, at=NOW)
            transaction.set_rollback(True)
        shutil.rmtree(Path(settings.FILES) / str(a.company.pk))
        with zipfile.ZipFile(out) as found:
            yield {name: found.read(name) for name in found.namelist()}, build("B")
        transaction.set_rollback(True)


def packed(members: Members, sums: bool = True, **how: Any) -> io.BytesIO:
    """The members as a file; with `sums`, its list of hashes is made anew, as whoever alters it would."""
    if sums:
        lines = (
            f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in members.items() if name != package.SUMS
        )
        members = members | {package.SUMS: "".join(lines).encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data, **how)
    return out


def said(change: Callable[[Any], Any], name: str = package.COMPANY) -> Callable[[Members], io.BytesIO]:
    """A file in which something in a member was changed; a text that comes back takes its place."""

    def made(members: Members) -> io.BytesIO:
        found = json.loads(members[name])
        back = change(found)
        return packed(members | {name: (back if isinstance(back, str) else json.dumps(found)).encode()})

    return made


def row(label: str, **values: Any) -> Callable[[Members], io.BytesIO]:
    """A file in which the first row of a table has other values."""
    return said(lambda found: found["tables"][label][0].update(values))


def entry(number: int, **values: Any) -> Callable[[Members], io.BytesIO]:
    return said(lambda found: found["entries"][number - 1].update(values), package.RECORD)


def member(name: str, data: bytes) -> Callable[[Members], io.BytesIO]:
    return lambda members: packed(members | {name: data})


def without(name: str) -> Callable[[Members], io.BytesIO]:
    return lambda members: packed({one: data for one, data in members.items() if one != name})


def flipped(members: Members) -> io.BytesIO:
    name = next(one for one in members if one.startswith("files/"))
    return packed(members | {name: members[name][:-1] + b"x"}, sums=False)


def other_file(members: Members) -> io.BytesIO:
    name = next(one for one in members if one.startswith("files/") and not one.endswith(".csv"))
    return packed(members | {name: b"another"})


def twice(members: Members) -> io.BytesIO:
    out = packed(members)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as file:
        file.writestr("company.json", b"{}")
    return out


def named_as_stored(members: Members) -> io.BytesIO:
    """A member that claims to be much smaller than it is."""
    data = bytearray(packed(members | {"tables/a.b.csv": b"0" * (2 << 20)}).getvalue())
    place = data.rindex(b"tables/a.b.csv") - 46
    data[place + 24 : place + 28] = struct.pack("<L", 100)
    return io.BytesIO(bytes(data))


def endless_list(members: Members) -> io.BytesIO:
    data = packed(members).getvalue()
    return io.BytesIO(data[:-10] + struct.pack("<L", 1 << 30) + data[-6:])


def encrypted(members: Members) -> io.BytesIO:
    data = bytearray(packed(members).getvalue())
    place = data.index(b"PK\1\2")
    data[place + 8] |= 1
    return io.BytesIO(bytes(data))


def wandering(found: Any) -> None:
    found["tables"]["engagements.Engagement"][0]["provider"] = "11111111-1111-4111-8111-111111111111"


def doubled(found: Any) -> None:
    found["tables"]["providers.Provider"] *= 2


def same_name(found: Any) -> None:
    rows = found["tables"]["providers.Provider"]
    rows.append(rows[0] | {"id": "11111111-1111-4111-8111-111111111111"})


COMPANY, PROVIDER = "company.json, company", "company.json, providers.Provider, row 1"
HOSTILE: dict[str, tuple[Callable[[Members], io.BytesIO], str]] = {
    "nothing": (lambda members: io.BytesIO(), "This is no export of Goodhands, or it is damaged"),
    "no zip": (lambda members: io.BytesIO(b"PDF" * 99), "This is no export of Goodhands, or it is damaged"),
    "another zip": (lambda members: packed({"holiday.txt": b"sea"}), "“holiday.txt” has no place in one, or is there twice"),
    "a way up": (member("../../etc/passwd", b"x"), "“../../etc/passwd” has no place in one, or is there twice"),
    "a way down": (member("files/../company.json", b"x"), "“files/../company.json” has no place in one, or is there twice"),
    "an absolute path": (member("/tmp/x", b"x"), "“/tmp/x” has no place in one, or is there twice"),
    "a folder": (member("files/", b""), "“files/” has no place in one, or is there twice"),
    "a name twice": (twice, "“company.json” has no place in one, or is there twice"),
    "a bomb": (member("tables/a.b.csv", b"0" * (50 << 20)), "tables/a.b.csv would unpack to 10"),
    "a lie about a size": (named_as_stored, "This is no export of Goodhands, or it is damaged"),
    "an endless list of members": (endless_list, "it does not end as one"),
    "a locked member": (encrypted, "is packed in a way that no export is"),
    "one bit": (flipped, "is not as it was written; use the file as it was exported"),
    "no hashes": (lambda members: packed({n: d for n, d in members.items() if n != package.SUMS}, sums=False),
                  "it has no SHA256SUMS"),
    "a member without a hash": (lambda members: packed(members | {"tables/a.b.csv": b""}, sums=False),
                                "SHA256SUMS does not list what is in this file: tables/a.b.csv"),
    "no company": (without(package.COMPANY), "it has no company.json"),
    "no record": (without(package.RECORD), "it has no record.json"),
    "no JSON": (member(package.COMPANY, b"{"), "company.json is not JSON as Goodhands writes it"),
    "deep JSON": (member(package.COMPANY, b"[" * 100_000), "company.json is not JSON as Goodhands writes it"),
    "no number": (row("operate.Import", done=float("nan")), "company.json is not JSON as Goodhands writes it"),
    "a list": (member(package.COMPANY, b"[]"), "company.json is not what Goodhands writes there"),
    "another product": (said(lambda found: found.update(product="other")), "This is no export of Goodhands."),
    "a newer format": (said(lambda found: found.update(format=2, version="9.1")), "made by a newer version (9.1, format 2)"),
    "an unknown part": (said(lambda found: found.update(sessions=[])), "company.json has something this version does not know: sessions"),
    "a part that is missing": (said(lambda found: found.pop("members") and None), "company.json lacks members"),
    "an unknown table": (said(lambda found: found["tables"].update({"people.Person": []})), "does not know: people.Person"),
    "sessions as a table": (said(lambda found: found["tables"].update({"sessions.Session": []})), "does not know: sessions.Session"),
    "invitations as a table": (said(lambda found: found["tables"].update({"companies.Invitation": []})), "does not know: companies.Invitation"),
    "an unknown field": (row("providers.Provider", rating=5), f"{PROVIDER} has something this version does not know: rating"),
    "another company's row": (row("providers.Provider", company="x"), f"{PROVIDER} has something this version does not know: company"),
    "a field that is missing": (said(lambda found: found["tables"]["providers.Provider"][0].pop("name") and None), f"{PROVIDER} lacks name"),
    "no text": (row("providers.Provider", name=7), f"{PROVIDER}, name: “7” is not of its kind"),
    "a text with a zero": (row("providers.Provider", name="a\0b"), f"{PROVIDER}, name: “a\0b” is not of its kind"),
    "half a sign": (row("providers.Provider", name="\ud800"), f"{PROVIDER}, name: “\ud800” is not of its kind"),
    "a zero inside": (row("operate.Import", mapping={"columns": ["\0"]}), "row 1, mapping: "),
    "a text that is too long": (row("providers.Provider", name="x" * 10_000), f"{PROVIDER}, name: “{'x' * 59}…”: Ensure this value"),
    "a script for a link": (row("providers.Provider", website="javascript:alert(1)"), f"{PROVIDER}, website: “javascript:alert(1)”: Enter a valid URL."),
    "nothing where something must be": (row("providers.Provider", name=None), f"{PROVIDER}, name: it is missing"),
    "none of the choices": (row("operate.Import", state="eaten"), "row 1, state: “eaten” is none of its choices"),
    "a truth for a number": (row("documents.Document", size=True), "row 1, size: “True” is not of its kind"),
    "a number that is too large": (row("documents.Document", size=10**30), "row 1, size: "),
    "a day that is none": (row("engagements.Engagement", started_date="2026-02-30"), "row 1, started_date: “2026-02-30” is not of its kind"),
    "an instant without a zone": (row("documents.Document", kept_at="2026-01-01T00:00:00"), "row 1, kept_at: "),
    "an instant before all": (row("documents.Document", kept_at="0001-01-01T00:00:00+14:00"), "row 1, kept_at: "),
    "money that is none": (row("contract.AgreementVersion", monthly_fee="NaN"), "row 1, monthly_fee: “NaN” is not of its kind"),
    "much money": (row("contract.AgreementVersion", monthly_fee="1E+400"), "row 1, monthly_fee: "),
    "a way out of the file": (said(wandering), "company.json, engagements.Engagement, row 1, provider: it leads to 11111111-"),
    "a stranger": (row("documents.Document", kept_by="11111111-1111-4111-8111-111111111111"), "row 1, kept_by: it leads to 11111111-"),
    "a stranger as a member": (said(lambda found: found["members"][0].update(person="11111111-1111-4111-8111-111111111111")),
                               "members: nobody in the file has the key 11111111-"),
    "an unknown role": (said(lambda found: found["members"][0].update(role="god")), "company.json, members, row 1: “god” is none of its choices"),
    "a person with a password": (said(lambda found: found["people"][0].update(password="x")), "company.json, people, row 1 has something"),
    "rows for no list": (said(lambda found: found["tables"].update({"providers.Provider": {}})), "company.json has no list “providers.Provider”"),
    "a row twice": (said(doubled), "company.json, providers.Provider: two rows have the same key"),
    "two of a name": (said(same_name), "company.json, providers.Provider: its rows contradict one another"),
    "a zone of nowhere": (said(lambda found: found["company"].update(timezone="Europe/Nowhere")), f"{COMPANY}, timezone: “Europe/Nowhere” is not known here"),
    "no country": (said(lambda found: found["company"].update(country="XX")), f"{COMPANY}, country: “XX” is not known here"),
    "an address as a slug": (said(lambda found: found["company"].update(slug="../x")), f"{COMPANY}, slug: “../x”: Enter a valid “slug”"),
    "no name": (said(lambda found: found["company"].update(name=" ")), f"{COMPANY}, name: it is missing"),
    "a line in a file's name": (row("documents.Document", name="a\r\nSet-Cookie: b"), "row 1, name: “a\\r\\nSet-Cookie: b”"),
    "another stored file": (other_file, "is not what its row says: “CANARY-A-"),
    "a stored file too many": (member("files/11111111-1111-4111-8111-111111111111", b"x"), "files/11111111-1111-4111-8111-111111111111 belongs to no row"),
    "an entry that was altered": (entry(3, payload="{}"), "record.json: what entry 3 says was altered"),
    "an entry that is missing": (said(lambda found: found["entries"].pop(4) and None, package.RECORD), "record.json: entry 5 is missing"),
    "an end cut off": (said(lambda found: found["entries"].pop() and None, package.RECORD), "nothing true says that it ends there"),
    "an entry erased in silence": (entry(3, payload="", salt=""), "what entry 3 said is gone, and nothing says that it was erased"),
    "an entry of nobody": (entry(3, by="11111111-1111-4111-8111-111111111111"), "record.json, row 3, by: it leads to 11111111-"),
    "another's record": (said(lambda found: found.update(chain="x"), package.RECORD), "record.json is the record of another company"),
}  # fmt: skip


@pytest.mark.django_db
def test_what_is_hostile_gets_one_sentence_and_changes_nothing(
    world: tuple[Members, World], subtests: pytest.Subtests
) -> None:
    members, b = world
    before = snapshot.rows_of_everything(), snapshot.files()
    for what, (made, sentence) in HOSTILE.items():
        with subtests.test(what):
            with pytest.raises(Unfit) as refused, transaction.atomic():
                writes.import_company(file=made(dict(members)), by=b.owner, at=NOW)
            assert sentence in str(refused.value)
            assert "\n" not in str(refused.value)
            assert len(str(refused.value)) < 300
            assert (snapshot.rows_of_everything(), snapshot.files()) == before
    with transaction.atomic():
        assert writes.import_company(file=packed(members), by=b.owner, at=NOW).name == "CANARY-A-Company-name"
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_key_of_another_companys_row_is_refused(world: tuple[Members, World]) -> None:
    members, b = world
    before = snapshot.rows_of_everything()
    made = row("providers.Provider", id=str(b.rows["Provider"].pk))

    def led(found: Any) -> None:
        found["tables"]["providers.Provider"][0]["id"] = str(b.rows["Provider"].pk)
        for one in found["tables"]["engagements.Engagement"]:
            one["provider"] = str(b.rows["Provider"].pk)

    for file in (made(members), said(led)(members)):
        with pytest.raises(Unfit), transaction.atomic():
            writes.import_company(file=file, by=b.owner, at=NOW)
        assert snapshot.rows_of_everything() == before


@pytest.mark.django_db
def test_an_import_that_fails_in_its_last_step_leaves_nothing(
    world: tuple[Members, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    members, b = world
    rows, files = snapshot.rows_of_everything(), snapshot.files()

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(writes, "record", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        writes.import_company(file=packed(members), by=b.owner, at=NOW)
    assert snapshot.rows_of_everything() == rows
    assert snapshot.files().items() <= files.items()  # other tests may have left a file under the same keys


@pytest.mark.django_db
def test_a_file_of_an_older_version_may_lack_what_can_be_empty(world: tuple[Members, World]) -> None:
    members, b = world

    def older(found: Any) -> None:
        for one in found["tables"]["providers.Provider"]:
            del one["notes"], one["removed_at"]
        del found["tables"]["companies.FormerMember"]

    with transaction.atomic():
        company = writes.import_company(file=said(older)(members), by=b.owner, at=NOW)
        with scope.within(company):
            assert {one.notes for one in Provider.objects.all()} == {""}
        transaction.set_rollback(True)
    assert leaving.package.FORMAT == 1
    assert not Person.objects.filter(name="").exists()
