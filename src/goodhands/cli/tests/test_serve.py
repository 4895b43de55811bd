"""Does `serve` start where it may, refuse where it must, and stop in good order?"""

import os
import re
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pysqlite3
import pytest

from goodhands.cli import data_folder, serve, server, start_checks
from goodhands.cli.data_folder import DataFolder
from goodhands.cli.main import Refused
from goodhands.cli.tests.running import ANA, PROGRAM, Browser, Running, SetUp, Start, call, free_port, start_command


def refusal(*arguments: object, **more: str) -> str:
    """The one sentence with which a command refuses."""
    ran = call(*arguments, **more)
    assert (ran.returncode, ran.stdout) == (1, ""), ran
    assert ran.stderr.count("\n") == 1, ran.stderr
    return ran.stderr.strip()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_set_up_link_opens_works_once_and_lets_ana_in(house: SetUp) -> None:
    assert house.answers == [200, 200, 404]
    status, place, text = house.browser.open(f"{house.server.address}/")
    assert (status, place) == (200, f"{house.server.address}/alder-finch/")
    assert "Ana Finch" in text


def test_what_is_kept_is_for_nobody_else(house: SetUp) -> None:
    folder = DataFolder(house.folder)
    assert [mode(path) for path in (folder.path, folder.files)] == [0o700, 0o700]
    kept = (folder.database, folder.secret_key, folder.lock, folder.address)
    assert [mode(path) for path in kept] == [0o600] * 4
    assert len(folder.secret_key.read_text()) >= 64
    assert folder.address.read_text().strip() == house.server.address


def test_what_is_printed_is_short(house: SetUp) -> None:
    assert house.server.said.splitlines() == [
        f"Goodhands is running at {house.server.address}",
        f"  data: {house.folder}",
        "  stop: Ctrl-C",
        "",
        "Nobody has set it up yet. This link does, once, within two days:",
        f"  {house.link}",
    ]


def test_a_folder_is_for_one_server(house: SetUp) -> None:
    sentence = refusal("serve", "--data", house.folder, "--port", free_port())
    assert sentence == (
        f"{house.folder} is in use by a Goodhands that is running; stop that one first, or name another folder with --data."
    )


def test_a_port_is_for_one_server(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sentence = refusal("serve", "--data", tmp_path / "d", "--port", port)
    found = re.fullmatch(rf"Port {port} is in use by another program; --port (\d+) is free\.", sentence)
    assert found
    assert server.is_free("127.0.0.1", int(found[1]))
    assert not (tmp_path / "d").exists()


def test_an_address_that_this_machine_does_not_have(tmp_path: Path) -> None:
    port = free_port()
    sentence = refusal("serve", "--data", tmp_path / "d", "--port", port, "--host", "192.0.2.1")
    assert sentence == f"Nothing can listen at 192.0.2.1, port {port}: Cannot assign requested address."


def test_a_name_will_do_for_an_address() -> None:
    assert server.number_of("localhost") == "127.0.0.1"
    assert server.number_of("::1") == "::1"


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    assert refusal("serve", "--data", folder, "--port", free_port()) == f"{folder} cannot be written: Not a directory."


def test_a_sign_in_link_works_once(house: SetUp) -> None:
    ran = call("sign-in-link", "ANA@alderfinch.example", "--data", house.folder)
    assert (ran.returncode, ran.stderr) == (0, "")
    link, browser = ran.stdout.strip(), Browser()
    assert link.startswith(f"{house.server.address}/sign-in/gh_")
    assert browser.open(link)[0] == 200
    assert "new_password" in browser.open(f"{link}use/", {})[2]
    fresh = {"new_password": ANA["password"]}
    assert browser.open(f"{link}use/", fresh)[:2] == (200, f"{house.server.address}/alder-finch/")
    assert Browser().open(link)[0] == 404


def test_a_sign_in_link_for_a_lost_telephone(house: SetUp) -> None:
    """It says what it will do, and nothing is done by looking."""
    ran = call("sign-in-link", ANA["email"], "--without-second-step", "--data", house.folder)
    assert "The second step is turned off as well" in Browser().open(ran.stdout.strip())[2]


def test_a_sign_in_link_for_nobody(house: SetUp, tmp_path: Path) -> None:
    sentence = refusal("sign-in-link", "bob@alderfinch.example", "--data", house.folder)
    assert sentence == f"Nobody with the address bob@alderfinch.example is in {house.folder}."
    sentence = refusal("sign-in-link", ANA["email"], "--data", tmp_path)
    assert sentence.startswith(f"{tmp_path} is no data folder of Goodhands")


def test_check_beside_a_server_and_before_one(house: SetUp, tmp_path: Path) -> None:
    assert call("check", "--data", house.folder).stdout.splitlines() == [
        f"Everything is in order in {house.folder}.",
        "Goodhands is running there.",
    ]
    before = call("check", "--data", tmp_path / "new")
    assert before.stdout.splitlines()[1] == "There is no database yet: `goodhands serve` makes one."
    assert not (tmp_path / "new").exists()


def test_ctrl_c_stops_it_and_leaves_one_file(start: Start, mine: Path) -> None:
    running = start(mine)
    assert "/set-up/" not in running.said
    assert running.stop(signal.SIGINT) == 0
    assert running.said.splitlines()[-1] == f"Goodhands has stopped. Everything is kept in {mine}."
    assert "rror" not in running.said
    assert not [path.name for path in mine.iterdir() if path.name.endswith(("-wal", "-shm"))]
    assert data_folder.is_in_use(DataFolder(mine)) is False


def test_a_killed_worker_is_replaced_and_a_killed_server_takes_its_worker_with_it(start: Start, mine: Path) -> None:
    running = start(mine)
    children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children")
    if children.exists():
        (worker,) = map(int, children.read_text().split())
        os.kill(worker, signal.SIGKILL)
        running.wait_for("Unexpected exit from worker")
        assert eventually(lambda: server.is_free("127.0.0.1", running.port) is False)
        assert Browser().open(f"{running.address}/sign-in/")[0] == 200
    running.process.kill()
    running.process.wait()
    assert eventually(lambda: not data_folder.is_in_use(DataFolder(mine)))
    assert server.is_free("127.0.0.1", running.port)


def test_a_server_that_is_stopped_while_it_starts_stops_at_once(mine: Path) -> None:
    process = start_command("serve", "--data", mine, "--port", free_port())
    assert eventually((mine / "address").exists)
    time.sleep(0.2)  # about when the worker loads the application
    begun = time.monotonic()
    Running(process).stop()
    assert time.monotonic() - begun < 5


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def test_a_newer_database_is_left_alone(mine: Path) -> None:
    execute(mine, "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '0099_later', '2030-01-01')")
    for command in (["serve", "--port", free_port()], ["sign-in-link", ANA["email"]]):
        sentence = refusal(*command, "--data", mine)
        assert sentence.startswith("The database was made by a newer version of Goodhands (it has “people 0099_later”")


def test_an_older_database_is_backed_up_and_brought_up_to_date(start: Start, mine: Path, tmp_path: Path) -> None:
    assert call("manage", "--data", mine, "migrate", "operate", "zero").returncode == 0
    assert "will first make a backup" in call("check", "--data", mine).stdout
    assert refusal("sign-in-link", ANA["email"], "--data", mine).startswith("The database was made by an older version")
    running = start(mine)
    backup = Path(running.wait_for(r"what was there before is in (\S+\.zip)\."))
    assert Browser().open(f"{running.address}/sign-in/")[0] == 200
    assert running.stop() == 0
    assert call("restore", backup, "--data", tmp_path / "before").returncode == 0
    tables = ("operate_import" in names(mine), "operate_import" in names(tmp_path / "before"))
    assert tables == (True, False)


def test_walls_between_companies_are_put_up_again(start: Start, mine: Path) -> None:
    execute(mine, "DROP TRIGGER wall_update_providers_provider")
    assert call("check", "--data", mine).stdout.endswith("first put up 1 missing walls between companies.\n")
    start(mine).stop()
    assert "wall_update_providers_provider" in names(mine)


def execute(folder: Path, statement: str) -> None:
    with closing(pysqlite3.connect(str(DataFolder(folder).database))) as database:
        database.execute(statement)
        database.commit()


def names(folder: Path) -> set[str]:
    with closing(pysqlite3.connect(str(DataFolder(folder).database))) as database:
        return {name for (name,) in database.execute("SELECT name FROM sqlite_master")}


def test_a_postgresql_that_is_not_there(tmp_path: Path) -> None:
    def sentence(url: str) -> str:
        return refusal("serve", "--data", tmp_path / "d", "--port", free_port(), DATABASE_URL=url)

    there = sentence(f"postgresql://ana:secret@127.0.0.1:{free_port()}/goodhands")
    assert there.startswith("The PostgreSQL database that DATABASE_URL names cannot be reached: ")
    written = sentence("mysql//ana:secret")
    assert written.startswith("DATABASE_URL is set and is not the address of a PostgreSQL database")
    assert "secret" not in there + written


WRONG = {
    "port": (["--port", "http"], "argument --port: must be a number from 1 to 65535, not “http”"),
    "no port": (["--port", "0"], "argument --port: must be a number from 1 to 65535, not “0”"),
    "url": (["--url", "goodhands.example"], "argument --url: must be an address such as https://goodhands.example, not “goodhands.example”"),
    "path": (["--url", "https://a.example/it"], "argument --url: must be an address such as https://goodhands.example, not “https://a.example/it”"),
    "every address": (["--host", "0.0.0.0"], "--host 0.0.0.0 is every address of this machine: say with --url which one people open"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "says"), WRONG.values(), ids=WRONG)
def test_wrong_usage(arguments: list[str], says: str) -> None:
    ran = call("serve", *arguments)
    assert (ran.returncode, ran.stderr) == (2, f"goodhands serve: {says}; see goodhands serve --help\n")


@pytest.mark.parametrize(
    ("host", "address", "careful"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", False),
        ("localhost", "http://localhost:8000", False),
        ("::1", "http://[::1]:8000", False),
        ("192.0.2.7", "http://192.0.2.7:8000", True),
        ("0.0.0.0", "https://goodhands.example", False),
        ("office-server", "http://office-server:8000", True),
    ],
)
def test_an_open_network_gets_a_warning(
    host: str, address: str, careful: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    serve._warn_of_open_network(host, address)
    said = capsys.readouterr().err
    assert said.startswith(f"Careful: {address} is not encrypted") is careful
    assert said.count("\n") == int(careful)


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 6, 23), True),
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_an_sqlite_that_can_damage_the_database_is_refused(version: tuple[int, ...], safe: bool) -> None:
    if safe:
        start_checks.refuse_unsafe_sqlite(version)
    else:
        with pytest.raises(Refused, match=re.escape(f"SQLite {'.'.join(map(str, version))}, which can damage")):
            start_checks.refuse_unsafe_sqlite(version)


def test_an_unclassified_page_stops_the_start(mine: Path, tmp_path: Path) -> None:
    """The settings of this test add a page that says nothing about who may open it."""
    (tmp_path / "open_page.py").write_text(
        "from goodhands.config.urls import *\n"
        "from django.http import HttpResponse\n"
        "from django.urls import path\n"
        "urlpatterns = [path('open/', lambda request: HttpResponse()), *urlpatterns]\n"
    )
    program = (
        "import sys, goodhands.config.settings as settings; settings.ROOT_URLCONF = 'open_page';"
        "from goodhands.cli.main import main; main(['check', '--data', sys.argv[1]])"
    )
    places = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    given = os.environ | {"GOODHANDS_DATA": str(mine), "PYTHONPATH": places}
    given.pop("GOODHANDS_SECRET_KEY", None)
    command = [PROGRAM[0], "-c", program, str(mine)]
    ran = subprocess.run(command, capture_output=True, text=True, env=given, check=False)
    assert ran.returncode == 1
    assert ran.stderr == (
        "Goodhands does not start, since a check failed: The route /open/ says nothing about who may open it.\n"
    )
