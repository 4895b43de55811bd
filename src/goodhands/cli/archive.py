"""What is in a backup, and how is a flipped bit in it found?

A backup is a ZIP file: the database, every stored file below `files/`, and last `manifest.json`, which has the size and
SHA-256 of each of them and the number of rows in each table. The comment at the end of the ZIP file is the SHA-256 of
all that stands before it, so that no bit is left out: not those of the ZIP format itself either.
"""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from goodhands.cli.main import Refused

FORMAT = 1
MANIFEST = "manifest.json"
_SEAL = b"goodhands sha256 "
_SEALED = len(_SEAL) + 64
_CHUNK = 1 << 20
_NAME = re.compile(r"goodhands\.sqlite3|postgresql\.dump|audit-key|files/[0-9a-f-]{36}/[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `members` gives size and SHA-256, `tables` the rows, `versions` what made it."""

    format: int
    made_at: str
    database: str
    versions: Mapping[str, str]
    tables: Mapping[str, int]
    members: Mapping[str, Mapping[str, Any]]


def write(path: Path, members: Mapping[str, Path], **facts: Any) -> Manifest:
    """Write a backup of these files, under these names, and flush it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        found = {name: _add(archive, name, source) for name, source in members.items()}
        manifest = Manifest(format=FORMAT, members=found, **facts)
        archive.writestr(_entry(MANIFEST), json.dumps(asdict(manifest), indent=1, sort_keys=True))
        archive.comment = _SEAL + b"0" * 64
    with path.open("r+b") as file:
        digest = _digest_before_seal(file)
        file.seek(-64, os.SEEK_END)
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())
    return manifest


def _add(archive: zipfile.ZipFile, name: str, source: Path) -> dict[str, Any]:
    size, sha256 = 0, hashlib.sha256()
    with source.open("rb") as file, archive.open(_entry(name), "w", force_zip64=True) as member:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            sha256.update(chunk)
            member.write(chunk)
    return {"size": size, "sha256": sha256.hexdigest()}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = 0o600 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _digest_before_seal(file: IO[bytes]) -> bytes:
    """The SHA-256, in hexadecimal, of all that stands before the comment."""
    left = file.seek(0, os.SEEK_END) - _SEALED
    file.seek(0)
    sha256 = hashlib.sha256()
    while left > 0 and (chunk := file.read(min(_CHUNK, left))):
        sha256.update(chunk)
        left -= len(chunk)
    return sha256.hexdigest().encode()


def refuse_damaged(path: Path) -> None:
    """Refused, naming the member, where a bit is not as it was written."""
    try:
        with path.open("rb") as file:
            _refuse_broken_seal(path, file)
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from None


def manifest_of(path: Path) -> Manifest:
    """What a whole backup says that it holds."""
    with zipfile.ZipFile(path) as archive:
        return _manifest(path, archive)


def unpack(path: Path, into: Path) -> Manifest:
    """Lay the members of a whole backup into a folder, flushed."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            manifest = _manifest(path, archive)
            for name in manifest.members:
                _unpack_member(path, archive, name, manifest, into / name)
            return manifest
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror or error}.") from None


def _refuse_broken_seal(path: Path, file: IO[bytes]) -> None:
    if file.seek(0, os.SEEK_END) <= _SEALED:
        raise Refused(f"{path} is no backup of Goodhands.")
    file.seek(-_SEALED, os.SEEK_END)
    seal = file.read(_SEALED)
    if seal != _SEAL + _digest_before_seal(file):
        raise _damaged(path, _damaged_part(path, file, seal))


def _damaged(path: Path, part: str) -> Refused:
    return Refused(f"{path} is damaged: {part} is not as it was written. Use an earlier backup.")


def _damaged_part(path: Path, file: IO[bytes], seal: bytes) -> str:
    """Which part of a damaged backup it is, as people can name it; whatever the damage does to the parser."""
    try:
        archive = zipfile.ZipFile(file)
    except Exception:
        if seal.startswith(_SEAL):
            return "its table of contents"
        raise Refused(f"{path} is no backup of Goodhands, or a part of it is missing.") from None
    with archive:
        if MANIFEST not in archive.namelist() and not seal.startswith(_SEAL):
            raise Refused(f"{path} is no backup of Goodhands.")
        try:
            names = [MANIFEST, *_manifest(path, archive).members]
        except Exception:
            return MANIFEST
        for name in names:
            try:
                with archive.open(name) as member:
                    while member.read(_CHUNK):
                        pass
            except Exception:
                return name
    return "its table of contents" if seal.startswith(_SEAL) else "its end"


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    found = json.loads(archive.read(MANIFEST))
    if found["format"] != FORMAT:
        raise Refused(f"{path} was made by a newer version of Goodhands; restore it with that one.")
    manifest = Manifest(**found)
    if not all(_NAME.fullmatch(name) for name in manifest.members):
        raise Refused(f"{path} holds files that no backup of Goodhands has.")
    return manifest


def _unpack_member(path: Path, archive: zipfile.ZipFile, name: str, manifest: Manifest, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted, sha256, size = manifest.members[name], hashlib.sha256(), 0
    with archive.open(name) as member, open(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
        for chunk in _chunks(member):
            size += len(chunk)
            sha256.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if (size, sha256.hexdigest()) != (wanted["size"], wanted["sha256"]):
        raise _damaged(path, name)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
