"""A company moves between installations, and between the two databases, on the command line.

The installation of the command line is on SQLite; the one of the tests is on the database that the run is for.
"""

import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from goodhands.cli.tests.running import ANA, call
from goodhands.foundation.audit import reads as audit
from goodhands.foundation.isolation import scope
from goodhands.foundation.moving import writes
from goodhands.home.reads import today
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW
from tests.world import build

pytestmark = pytest.mark.django_db
OWNER = ANA["email"]


def tables(export: Path | io.BytesIO) -> dict[str, Any]:
    with zipfile.ZipFile(export) as found:
        return {label: {row["id"]: row for row in rows}
                for label, rows in json.loads(found.read("company.json"))["tables"].items()}  # fmt: skip


def holds(there: dict[str, Any], rows: dict[str, Any]) -> bool:
    return all(there[label][key] == row for label, found in rows.items() for key, row in found.items())


def test_a_company_comes_to_the_command_line_and_goes_back(mine: Path, tmp_path: Path) -> None:
    a, b, out = build("A"), build("B"), tmp_path / "a.zip"
    with out.open("w+b") as file, scope.within(a.company):
        writes.export_company(into=file, by=a.owner, at=NOW)
    looked = call("import-company", "--data", mine, out, "--by", OWNER, "--look")
    assert (looked.returncode, looked.stderr) == (0, "")
    assert re.search(r"CANARY-A-Company-name: \d+ rows, 5 files of 1\d,\d+ bytes", looked.stdout)
    brought = call("import-company", "--data", mine, out, "--by", OWNER)
    assert (brought.returncode, brought.stderr) == (0, "")
    assert f"It is here as canary-a-company-name, and {OWNER} is its owner." in brought.stdout
    again = call("import-company", "--data", mine, out, "--by", OWNER)
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert "is here already." in again.stderr

    verified = call("verify", "--data", mine)
    assert verified.returncode == 0
    assert "canary-a-company-name: " in verified.stdout
    assert ", whole; canary-a-company-name:" in verified.stdout
    back = tmp_path / "back.zip"
    exported = call("export", "--data", mine, "canary-a-company-name", back, "--by", OWNER)
    assert (exported.returncode, exported.stderr) == (0, "")
    assert exported.stdout.startswith(f"{back} holds canary-a-company-name whole: ")
    assert back.stat().st_mode & 0o777 == 0o600
    assert holds(tables(back), tables(out))
    assert b.canary.encode() not in b"".join(
        zipfile.ZipFile(back).read(name) for name in zipfile.ZipFile(back).namelist()
    )
    assert not [path.name for path in mine.iterdir() if path.name.startswith(".")]


def test_a_company_of_the_command_line_comes_here(mine: Path, tmp_path: Path) -> None:
    """Its figures are the same there and here."""
    desk = desks.make()
    desk.bring()
    there, here = tmp_path / "there.zip", tmp_path / "here.zip"
    with there.open("w+b") as file, scope.within(desk.company):
        figures = today(NOW)
        writes.export_company(into=file, by=desk.owner, at=NOW)
    assert call("import-company", "--data", mine, there, "--by", OWNER).returncode == 0
    assert call("export", "--data", mine, "alder-finch-2", here, "--by", OWNER).returncode == 0

    _forget(desk)
    with here.open("rb") as file:
        company = writes.import_company(file=file, by=build("B").owner, at=NOW)
    with scope.within(company):
        assert audit.faults() == []
        assert today(NOW).sentence == figures.sentence
        assert today(NOW).engagements[0].standing.owed_lately == figures.engagements[0].standing.owed_lately
        assert [one.what for one in today(NOW).due] == [one.what for one in figures.due]


def _forget(desk: desks.Desk) -> None:
    """The installation of the tests loses the company, as if it had never been here."""
    from django.db import connection

    from goodhands.foundation.isolation import walls
    from goodhands.foundation.isolation.walls import owned_models
    from tests import tripwire

    walls.take_down(plan=["as if tables were about to be remade"])
    key = desk.company.pk.hex if connection.vendor == "sqlite" else str(desk.company.pk)
    with tripwire.off(), connection.cursor() as cursor:
        for model in owned_models():
            cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE company_id = %s', [key])
        cursor.execute("DELETE FROM companies_membership WHERE company_id = %s", [key])
        cursor.execute("DELETE FROM companies_company WHERE id = %s", [key])
    walls.put_up()
    shutil.rmtree(Path(settings.FILES) / str(desk.company.pk))


def test_what_is_refused(mine: Path, tmp_path: Path) -> None:
    def refusal(*arguments: object) -> str:
        ran = call(*arguments, "--data", mine)
        assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1), ran.stderr
        return ran.stderr.strip()

    out, odd = tmp_path / "o.zip", tmp_path / "odd.zip"
    odd.write_bytes(b"PDF")
    assert refusal("export", "nobody", out, "--by", OWNER) == "There is no company nobody here."
    assert refusal("export", "alder-finch", out, "--by", "x@y.example").startswith(
        "x@y.example is no owner of alder-finch"
    )
    assert refusal("export", "alder-finch", odd, "--by", OWNER) == f"{odd} exists already; name another file."
    nowhere = tmp_path / "nowhere" / "o.zip"
    assert refusal("export", "alder-finch", nowhere, "--by", OWNER).startswith(
        f"The export {nowhere} cannot be written"
    )
    assert refusal("import-company", odd, "--by", "x@y.example") == "Nobody with the address x@y.example is here."
    assert refusal("import-company", odd, "--by", OWNER).startswith(
        f"{odd}: This is no export of Goodhands, or it is damaged"
    )
    assert refusal("import-company", out, "--by", OWNER) == f"{out} cannot be read: No such file or directory."
    assert not out.exists()


def test_the_old_installation_tells_whether_a_kept_record_is_its_own(mine: Path, still: Path, tmp_path: Path) -> None:
    out, kept = tmp_path / "out.zip", tmp_path / "record-of-alder-finch.json"
    assert call("export", "--data", mine, "alder-finch", out, "--by", OWNER).returncode == 0
    with zipfile.ZipFile(out) as found:
        kept.write_bytes(found.read("record.json"))
    for record in (out, kept):
        ran = call("verify", "--data", mine, "--record", record)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert f"{record}: 1 entries, whole, and sealed here; the last is " in ran.stdout
    said = json.loads(kept.read_text())
    said["entries"][0]["act"] = "removed"
    kept.write_text(json.dumps(said))
    altered = call("verify", "--data", mine, "--record", kept)
    assert (altered.returncode, altered.stdout) == (1, f"{kept}: entry 1 was altered\n")
    (mine / "audit-key").write_text("another")
    other = call("verify", "--data", mine, "--record", out)
    assert other.returncode == 1
    assert "entry 1 was sealed with another key than the one at hand" in other.stdout
    kept.write_text("[")
    refused = call("verify", "--data", mine, "--record", kept)
    assert (refused.returncode, refused.stderr) == (1, f"{kept} is no record of Goodhands.\n")
