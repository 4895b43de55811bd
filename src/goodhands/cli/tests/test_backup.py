"""Does a backup restore, also one taken while others write, and is a flipped bit in it found?"""

import hashlib
import re
import shutil
import threading
import time
import uuid
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pysqlite3
import pytest

from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import main
from goodhands.cli.tests.running import Browser, SetUp, Start, call

FLIPS = 30
Rows = dict[str, list[str]]


def rows_of(folder: Path) -> Rows:
    """A hash of every row of every table."""
    with closing(pysqlite3.connect(str(DataFolder(folder).database))) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    return {
        name: sorted(hashlib.sha256(repr(row).encode()).hexdigest() for row in rows) for name, rows in found.items()
    }


def files_of(folder: Path) -> dict[str, str]:
    """The hash of every stored file."""
    files = DataFolder(folder).files
    paths = [path for path in files.rglob("*") if path.is_file()]
    return {str(path.relative_to(files)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@dataclass
class Writer:
    """Somebody else who keeps documents, one after the other, each file before its row, until told to stop."""

    folder: DataFolder
    acknowledged: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Writer":
        self._thread = threading.Thread(target=self._write)
        self._thread.start()
        while len(self.acknowledged) < 20:
            assert self._thread.is_alive()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        with closing(pysqlite3.connect(str(self.folder.database), timeout=20)) as database:
            company, person = database.execute("SELECT company_id, person_id FROM companies_membership").fetchone()
            while not self._stop.is_set():
                self._keep(database, company, person)
                time.sleep(0.005)

    def _keep(self, database: Any, company: str, person: str) -> None:
        key, content = uuid.uuid4(), f"document {len(self.acknowledged)}\n".encode() * 50
        path = self.folder.files / f"{uuid.UUID(company)}" / f"{key}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        row = (key.hex, f"{key}.csv", len(content), hashlib.sha256(content).hexdigest(), company, person)
        database.execute(
            "INSERT INTO documents_document (id, name, size, sha256, company_id, kept_by_id, kept_at, kind, pages) "
            "VALUES (?, ?, ?, ?, ?, ?, '2026-11-30 12:00:00', 'tickets', 0)", row,
        )  # fmt: skip
        database.commit()
        self.acknowledged.append(f"{uuid.UUID(company)}/{key}")


def test_a_backup_under_writing_restores_as_of_one_moment(start: Start, house: SetUp, tmp_path: Path) -> None:
    with Writer(DataFolder(house.folder)) as writer:
        before = len(writer.acknowledged)
        ran = call("backup", "--data", house.folder, tmp_path / "b.zip")
        after = len(writer.acknowledged) + 1
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"{tmp_path / 'b.zip'} holds everything: ")
    restored = tmp_path / "restored"
    assert call("restore", tmp_path / "b.zip", "--data", restored).returncode == 0

    kept, there = files_of(restored), set(writer.acknowledged)
    assert before <= len(kept) <= after
    assert set(kept) == set(writer.acknowledged[: len(kept)]), "the documents of one moment, and none that came later"
    assert set(kept.items()) <= set(files_of(house.folder).items())
    assert len(there) > len(kept), "nothing was written meanwhile"
    now, then = rows_of(house.folder), rows_of(restored)
    assert {name for name in now if now[name] != then[name]} <= {"documents_document", "people_session"}
    assert set(then["documents_document"]) <= set(now["documents_document"])
    assert len(then["documents_document"]) == len(kept)
    assert (restored / "secret-key").read_text() != (house.folder / "secret-key").read_text()
    assert (restored / "audit-key").read_text() == (house.folder / "audit-key").read_text()
    assert (restored / "audit-key").stat().st_mode & 0o777 == 0o600
    names = ["audit-key", "files", "goodhands.sqlite3", "lock", "secret-key"]
    assert sorted(path.name for path in restored.iterdir()) == names
    verified = call("verify", "--data", restored)
    assert (verified.returncode, verified.stderr) == (0, "")
    assert re.fullmatch(r"alder-finch: 1 entry, whole; alder-finch:1:[0-9a-f]{64}\n", verified.stdout)

    running = start(restored)
    ana = Browser()
    assert ana.open(f"{running.address}/sign-in/")[0] == 200
    signed_in = ana.open(
        f"{running.address}/sign-in/", {"email": "ana@alderfinch.example", "password": "four words in a row"}
    )
    assert signed_in[:2] == (200, f"{running.address}/alder-finch/")
    assert running.stop() == 0


@pytest.fixture(scope="module")
def backup(still: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a folder with three documents, large enough to flip bits in."""
    place = tmp_path_factory.mktemp("backup")
    shutil.copytree(still, place / "data")
    with Writer(DataFolder(place / "data")):
        pass
    assert call("backup", "--data", place / "data", place / "b.zip").returncode == 0
    return place / "b.zip"


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one sentence with which a command in this process refuses."""
    with pytest.raises(SystemExit) as ended:
        main(list(map(str, arguments)))
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (1, "", 1), out + err
    return str(err.strip())


def test_every_flipped_bit_is_found(backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, damaged = backup.read_bytes(), tmp_path / "damaged.zip"
    for i in range(FLIPS):
        place = len(whole) * i // (FLIPS - 1) - (i == FLIPS - 1)
        flipped = bytearray(whole)
        flipped[place] ^= 1 << i % 8
        damaged.write_bytes(flipped)
        sentence = refusal(capsys, "restore", damaged, "--data", tmp_path / "new")
        assert sentence.startswith(f"{damaged} is damaged: "), place
        assert sentence.endswith(" is not as it was written. Use an earlier backup.")
    assert not (tmp_path / "new").exists()


def test_the_damaged_part_is_named(backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, damaged = backup.read_bytes(), tmp_path / "damaged.zip"
    with zipfile.ZipFile(backup) as archive:
        entries = archive.infolist()
        begins = {entry.filename: entry.header_offset + 30 + len(entry.filename) for entry in entries}
        places = {entry.filename: begins[entry.filename] + 20 + entry.compress_size // 2 for entry in entries}
        directory = archive.start_dir
    assert len(places) > 20
    named = dict(list(places.items())[:3] + list(places.items())[-1:])
    assert {"goodhands.sqlite3", "manifest.json"} <= set(named)
    named |= {"its table of contents": directory + 12, "its end": len(whole) - 81}
    for part, place in named.items():
        flipped = bytearray(whole)
        flipped[place] ^= 4
        damaged.write_bytes(flipped)
        sentence = refusal(capsys, "restore", damaged, "--data", tmp_path / "new")
        assert sentence == f"{damaged} is damaged: {part} is not as it was written. Use an earlier backup."


def test_what_is_no_backup(backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut, other, nothing = tmp_path / "cut.zip", tmp_path / "other.zip", tmp_path / "nothing.zip"
    cut.write_bytes(backup.read_bytes()[:-2000])
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("holiday.txt", "sea " * 100)

    def said(file: Path) -> str:
        return refusal(capsys, "restore", file, "--data", tmp_path / "new").removeprefix(f"{file} ")

    assert said(cut) == "is no backup of Goodhands, or a part of it is missing."
    assert said(other) == "is no backup of Goodhands."
    assert said(nothing) == "cannot be read: No such file or directory."
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_in_it_stays_as_it_is(
    backup: Path, mine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows_of(mine)
    sentence = refusal(capsys, "restore", backup, "--data", mine)
    assert sentence == f"{mine} is not empty (it holds goodhands.sqlite3). Name a new folder with --data."
    assert rows_of(mine) == before
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "letter.txt").write_text("Dear Ana")
    assert "(it holds letter.txt)" in refusal(capsys, "restore", backup, "--data", tmp_path / "notes")


def test_what_an_emptied_folder_has_left_does_no_harm(backup: Path, mine: Path) -> None:
    database = DataFolder(mine).database
    database.rename(mine / "goodhands.sqlite3-wal")
    (mine / "goodhands.sqlite3-shm").write_bytes(b"x" * 32768)
    key = DataFolder(mine).secret_key.read_text()
    assert call("restore", backup, "--data", mine).returncode == 0
    assert rows_of(mine) == rows_of(backup.parent / "data")
    assert DataFolder(mine).secret_key.read_text() == key


def test_a_backup_that_would_not_be_whole_is_not_made(mine: Path, tmp_path: Path) -> None:
    folder, out = DataFolder(mine), tmp_path / "out"
    out.mkdir()
    with Writer(folder) as writer:
        pass
    first, second, *_ = (folder.files / path for path in writer.acknowledged)
    good = first.read_bytes()
    first.write_bytes(good[:-1])
    changed = call("backup", "--data", mine, out)
    assert changed.returncode == 1
    assert changed.stderr.endswith(f"(files/{first.relative_to(folder.files)}) is not what was handed in any more.\n")
    first.write_bytes(good)
    second.unlink()
    missing = call("backup", "--data", mine, out)
    assert missing.returncode == 1
    assert missing.stderr.endswith(f"is missing ({second}), so the backup would not be whole.\n")
    assert list(out.iterdir()) == []
    assert not [path.name for path in mine.iterdir() if path.name.startswith(".")]


def test_a_damaged_database_is_not_taken_for_a_backup(mine: Path, tmp_path: Path) -> None:
    with closing(pysqlite3.connect(str(DataFolder(mine).database))) as database:
        database.execute("UPDATE companies_membership SET company_id = 'nobody'")
        database.commit()
    ran = call("backup", "--data", mine, tmp_path / "b.zip")
    assert ran.returncode == 1
    assert ran.stderr.startswith("The database is damaged: foreign_key_check finds ('companies_membership', ")


def test_a_backup_never_takes_the_place_of_another(backup: Path) -> None:
    ran = call("backup", "--data", backup.parent / "data", backup)
    assert (ran.returncode, ran.stderr) == (1, f"{backup} exists already; name another file.\n")


def test_a_backup_needs_a_folder_to_write_to(backup: Path, tmp_path: Path) -> None:
    out = tmp_path / "nowhere" / "b.zip"
    ran = call("backup", "--data", backup.parent / "data", out)
    assert (ran.returncode, ran.stderr) == (1, f"The backup {out} cannot be written: No such file or directory.\n")
