"""One server for many tests, set up through its pages, and what others start from."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodhands.cli.tests.running import ANA, Browser, Server, SetUp, Start, call, free_port, start_command


@pytest.fixture(scope="session")
def start() -> Iterator[Start]:
    """Starts servers on a folder; all are stopped in the end."""
    started = []

    def start_one(folder: Path, *arguments: object, **more: str) -> Server:
        port = free_port()
        process = start_command("serve", "--data", folder, "--port", port, *arguments, **more)
        server = Server(process, folder=folder, port=port)
        started.append(server)
        server.wait_for("Goodhands is running at .*")
        return server

    yield start_one
    for server in started:
        server.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def house(start: Start, tmp_path_factory: pytest.TempPathFactory) -> SetUp:
    """One server for many tests, set up through its pages. Whatever they add to it, they may not stop it."""
    place = tmp_path_factory.mktemp("house")
    server = start(place / "data")
    link, browser = server.wait_for(r"http\S+/set-up/\S+"), Browser()
    answers = [browser.open(link)[0], browser.open(link, ANA)[0], Browser().open(link)[0]]
    assert call("backup", "--data", server.folder, place / "new.zip").returncode == 0
    return SetUp(server, browser, link, answers, place / "new.zip")


@pytest.fixture(scope="session")
def still(house: SetUp, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that Ana has set up and on which no server runs: restored from a backup of the new house."""
    folder = tmp_path_factory.mktemp("still") / "data"
    assert call("restore", house.backup, "--data", folder).returncode == 0
    return folder


@pytest.fixture
def mine(still: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test."""
    shutil.copytree(still, tmp_path / "mine")
    return tmp_path / "mine"
