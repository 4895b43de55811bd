"""Is the demo there at once, a whole company, and gone afterwards?"""

import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from goodhands.cli.tests.running import Browser, Running, call, start_command


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    """A running demo, and the folder in which it makes its own."""
    place = tmp_path_factory.mktemp("demo")
    running = Running(start_command("demo", "--no-browser", TMPDIR=str(place)))
    running.wait_for("In another browser: .*")
    yield running, place
    running.stop(signal.SIGKILL)


def test_it_shows_a_company_in_mid_engagement(demo: tuple[Running, Path]) -> None:
    running, _ = demo
    address, link = running.wait_for(r"running at (\S+)"), running.wait_for(r"http\S+/sign-in/\S+")
    ana = Browser()
    assert ana.open(link)[0] == 200
    status, place, today = ana.open(f"{link}use/", {})
    assert (status, place) == (200, f"{address}/alder-finch/")
    for name in ("Help desk and network", "Website and shop", "Backups", "Harbourline IT", "Atelier Norte"):
        assert name in today
    pages = {
        "engagements/help-desk-and-network/": "Harbourline IT",
        "operate/help-desk-and-network/": "High, solved in 8 h",
        "contract/help-desk-and-network/": "Help desk and network",
        "calendars/": "Help desk hours",
        "providers/": "help@harbourline.example",
        "engagements/backups/": "Backups",
    }
    found = {path: ana.open(f"{address}/alder-finch/{path}") for path in pages}
    assert {path: status for path, (status, _, _) in found.items()} == dict.fromkeys(pages, 200)
    assert [path for path, said in pages.items() if said not in found[path][2]] == []


def test_another_browser_signs_in_with_the_password(demo: tuple[Running, Path]) -> None:
    running, _ = demo
    address = running.wait_for(r"running at (\S+)")
    found = re.search(r"In another browser: (\S+) with the password (\S+)", running.said)
    assert found
    other = Browser()
    other.open(f"{address}/sign-in/")
    assert other.open(f"{address}/sign-in/", {"email": found[1], "password": found[2]})[1] == f"{address}/alder-finch/"


def test_nothing_is_left_behind(demo: tuple[Running, Path]) -> None:
    """The last test of the module, since it ends the demo."""
    running, place = demo
    assert [path.name.startswith("goodhands-demo-") for path in place.iterdir()] == [True]
    assert running.stop() == 0
    assert running.said.splitlines()[-1] == "The demo has stopped and is gone."
    assert list(place.iterdir()) == []


def test_a_demo_that_is_stopped_while_it_starts_leaves_nothing(tmp_path: Path) -> None:
    process = start_command("demo", "--no-browser", TMPDIR=str(tmp_path))
    running = Running(process)
    while not list(tmp_path.glob("goodhands-demo-*/lock")):
        assert process.poll() is None
    assert running.stop() == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_named_and_busy_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ran = call("demo", "--no-browser", "--port", port)
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"Port {port} is in use by another program; ")


def test_a_browser_is_opened_only_where_somebody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from goodhands.cli.demo import has_desktop

    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert not has_desktop()
    monkeypatch.setitem(os.environ, "DISPLAY", ":0")
    assert has_desktop()
