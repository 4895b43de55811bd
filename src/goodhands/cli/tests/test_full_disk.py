"""What happens on a disk that fills up? A real one, small, which takes the right to mount it."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from goodhands.cli.data_folder import DataFolder
from goodhands.cli.tests.running import ANA, LONGEST, Browser, Start, call

SIZE = 24
SENTENCE = "The disk of the server is full. Nothing was changed, and what counted before counts still."


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    ran = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "tmpfs", place], capture_output=True, check=False
    )
    if ran.returncode:
        pytest.skip("a small disk cannot be mounted here, which takes root")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def fill_up(disk: Path) -> Path:
    """A file that takes all the room there is."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    return filler


def upload(browser: Browser, address: str, content: bytes) -> tuple[int, str]:
    """Status and text of what handing in a file is answered with."""
    assert browser.open(address)[0] == 200
    line = "--line\r\nContent-Disposition: form-data; name="
    body = (f'{line}"csrfmiddlewaretoken"\r\n\r\n{browser.token}\r\n'
            f'{line}"file"; filename="tickets.csv"\r\nContent-Type: text/csv\r\n\r\n').encode()  # fmt: skip
    sent = Request(
        address, body + content + b"\r\n--line--\r\n", {"Content-Type": "multipart/form-data; boundary=line"}
    )
    try:
        with browser.opener.open(sent, timeout=LONGEST) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_a_disk_that_is_full_says_so_and_loses_nothing(disk: Path, still: Path, start: Start) -> None:
    # given a server on a small disk, and somebody who has signed in
    folder = DataFolder(disk / "data")
    shutil.copytree(still, folder.path)
    server, browser = start(folder.path), Browser()
    link = call("sign-in-link", ANA["email"], "--data", folder.path).stdout.strip()
    browser.open(link)
    browser.open(f"{link}use/", {})
    browser.open(f"{link}use/", {"new_password": ANA["password"]})
    files, hand_in = f"{server.address}/alder-finch/documents/", f"{server.address}/alder-finch/documents/hand-in/"
    content = b"number,opened\r\n" + b"1,2026-02-02 09:00\r\n" * 50_000

    # when the disk is full, then handing in a file says so, and pages can still be read
    filler = fill_up(disk)
    status, said = upload(browser, hand_in, content)
    assert (status, SENTENCE in said) == (507, True)
    assert "No file was handed in yet." in browser.open(files)[2]
    assert [path for path in folder.files.rglob("*") if path.is_file()] == []

    # and when there is room again, then the same goes well
    filler.unlink()
    assert upload(browser, hand_in, content)[0] == 200
    assert "One file is kept as it was handed in." in browser.open(files)[2]
    assert server.stop() == 0
