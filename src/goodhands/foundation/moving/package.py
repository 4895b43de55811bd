"""The file in which a company travels: a ZIP file that anybody can open, and that tells whether it is whole.

Written, each member is hashed on its way; read, nothing of it is believed: neither its names nor its sizes.
"""

import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Self

from django.utils.translation import gettext as _

from goodhands.foundation.moving.values import Unfit, short

FORMAT = 1
COMPANY, RECORD, SUMS, README, INDEX = "company.json", "record.json", "SHA256SUMS", "README.txt", "files/index.csv"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAME = re.compile(
    rf"README\.txt|company\.json|record\.json|SHA256SUMS|tables/\w+\.\w+\.csv|files/index\.csv|files/{_UUID}"
)
_SUM = re.compile(r"([0-9a-f]{64})  (\S+)")
MOST_MEMBERS = 50_000
MOST_BYTES = 4 << 30
MOST_JSON = 128 << 20
MOST_TIMES = 200
"""How many times larger a member may be than what it was packed into; text that people keep packs twenty times."""
_LOOKS_AT = 1 << 20
_CHUNK = 1 << 20
_END, _LONG_END, _LONG_FROM = b"PK\5\6", b"PK\6\7", (1 << 31) - 1
_LARGEST_LIST = 16 << 20


class _Hashed(io.RawIOBase):
    """Hashes what passes on its way into a member."""

    def __init__(self, into: IO[bytes]) -> None:
        self.into, self.sha256, self.size = into, hashlib.sha256(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.sha256.update(data)
        self.size += len(data)
        return self.into.write(data)


class Package:
    """A file that is being written, as long as the block; its last member is the list of hashes."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._sums: dict[str, str] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[_Hashed]:
        """Inside, the bytes of a member are written, as many as there are."""
        with self._zip.open(_entry(name), "w", force_zip64=True) as into:
            hashed = _Hashed(into)
            yield hashed
        self._sums[name] = hashed.sha256.hexdigest()

    @contextmanager
    def text(self, name: str, encoding: str = "utf-8") -> Iterator[IO[str]]:
        """The same with text."""
        with self.member(name) as hashed, io.TextIOWrapper(io.BufferedWriter(hashed), encoding, newline="") as text:
            yield text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            lines = "".join(f"{digest}  {name}\n" for name, digest in self._sums.items())
            self._zip.writestr(_entry(SUMS), lines)
        self._zip.close()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr, entry.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
    return entry


class Opened:
    """A file that somebody brought, every member of it looked at: known by name, of its size, and as it was hashed."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            _refuse_endless_list(file)
            self._zip = zipfile.ZipFile(file)
            self.members = {one.filename: one for one in _looked_at(self._zip.infolist())}
            self.sums = self._believed()
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as wrong:
            raise Unfit(_("This is no export of Goodhands, or it is damaged: {why}.").format(why=wrong)) from None

    def json(self, name: str) -> Any:
        """What stands in a member."""
        data = self.read(name)
        try:
            return json.loads(data.decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise Unfit(_("{place} is not JSON as Goodhands writes it.").format(place=name)) from None

    def read(self, name: str) -> bytes:
        """The bytes of a small member."""
        if name not in self.members:
            raise Unfit(_("This is no export of Goodhands: it has no {place}.").format(place=name))
        if self.members[name].file_size > MOST_JSON:
            sentence = _("{place} is larger than {n} MB.")
            raise Unfit(sentence.format(place=name, n=MOST_JSON >> 20))
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, a piece at a time. The library stops at the size that the member claims to have."""
        with self._zip.open(self.members[name]) as member:
            while chunk := member.read(_CHUNK):
                yield chunk

    def _believed(self) -> Mapping[str, str]:
        """The hash of each member, compared with what it is."""
        try:
            lines = self.read(SUMS).decode("ascii").splitlines()
        except UnicodeDecodeError:
            lines = [""]
        listed = [_SUM.fullmatch(line) for line in lines]
        sums = {found[2]: found[1] for found in listed if found}
        if len(sums) != len(lines) or set(sums) != set(self.members) - {SUMS}:
            odd = sorted(set(sums) ^ (set(self.members) - {SUMS})) or [SUMS]
            raise Unfit(_("{place} does not list what is in this file: {name}.").format(place=SUMS, name=short(odd[0])))
        for name, digest in sums.items():
            sha256 = hashlib.sha256()
            for chunk in self.chunks(name):
                sha256.update(chunk)
            if sha256.hexdigest() != digest:
                raise Unfit(_("{place} is not as it was written; use the file as it was exported.").format(place=name))
        return sums


def _refuse_endless_list(file: IO[bytes]) -> None:
    """BadZipFile where the list of members alone would fill the memory; it is read before any of them is looked at."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - 42, 0))
    end = file.read()
    listed = int.from_bytes(end[-10:-6], "little")
    if end[-22:-18] != _END or listed > _LARGEST_LIST or (end.startswith(_LONG_END) and size < _LONG_FROM):
        raise zipfile.BadZipFile(_("it does not end as one"))
    file.seek(0)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _looked_at(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members, none of which is more than it should be; looked at before a byte of any is unpacked."""
    seen: set[str] = set()
    if len(entries) > MOST_MEMBERS:
        raise Unfit(_("This file has {n} members; an export has at most {most}.").format(
            n=len(entries), most=MOST_MEMBERS))  # fmt: skip
    if (total := sum(one.file_size for one in entries)) > MOST_BYTES:
        raise Unfit(_("Unpacked, this file would have {n} MB; an export has at most {most}.").format(
            n=total >> 20, most=MOST_BYTES >> 20))  # fmt: skip
    for one in entries:
        if not _NAME.fullmatch(one.filename) or one.filename in seen:
            sentence = _("This is no export of Goodhands: “{name}” has no place in one, or is there twice.")
            raise Unfit(sentence.format(name=short(one.filename)))
        seen.add(one.filename)
        if one.file_size > _LOOKS_AT and one.file_size > MOST_TIMES * max(one.compress_size, 1):
            sentence = _("{place} would unpack to {n} times its size, which no export does.")
            raise Unfit(sentence.format(place=one.filename, n=one.file_size // max(one.compress_size, 1)))
        if one.flag_bits & 1 or one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unfit(_("{place} is packed in a way that no export is.").format(place=one.filename))
    return entries
