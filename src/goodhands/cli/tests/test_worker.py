"""Does a worker beside the server do what is to be done, once, and stop in good order?"""

import signal
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pysqlite3

from goodhands.cli import data_folder
from goodhands.cli.data_folder import DataFolder
from goodhands.cli.tests.running import Running, SetUp, call, start_command

LONGEST = 30


def messages(folder: Path) -> list[tuple[str, str]]:
    """What workers were told to do, and how far that is."""
    with closing(pysqlite3.connect(DataFolder(folder).database)) as database:
        return [(args, status) for args, status in database.execute(
            "SELECT args_kwargs, status FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%take_turn'"
        )]  # fmt: skip


def test_several_workers_do_what_happens_regularly_once_and_stop_when_told(mine: Path) -> None:
    with closing(pysqlite3.connect(DataFolder(mine).database)) as database, database:
        database.execute("DELETE FROM jobs_turn")
        database.execute("DELETE FROM django_tasks_database_dbtaskresult")
    workers = [Running(start_command("worker", "--data", mine)) for _ in range(3)]
    try:
        for worker in workers:
            worker.wait_for("A worker of Goodhands is running")
        assert data_folder.has_workers(DataFolder(mine))
        ends = time.monotonic() + LONGEST
        while (told := messages(mine)) == [] or {status for _, status in told} != {"SUCCESSFUL"}:
            assert time.monotonic() < ends, told
            time.sleep(0.1)
        assert len(told) >= 4
        assert set(Counter(args for args, _ in told).values()) == {1}
    finally:
        statuses = [worker.stop(number) for worker, number in
                    zip(workers, (signal.SIGTERM, signal.SIGINT, signal.SIGTERM), strict=True)]  # fmt: skip
    assert statuses == [0, 0, 0]
    assert all("The worker has stopped." in worker.said for worker in workers)
    assert not data_folder.has_workers(DataFolder(mine))


def test_a_worker_runs_beside_the_server(house: SetUp) -> None:
    worker = Running(start_command("worker", "--data", house.folder))
    try:
        worker.wait_for("A worker of Goodhands is running")
        assert house.browser.open(f"{house.server.address}/alder-finch/jobs/")[0] == 200
    finally:
        assert worker.stop() == 0


def test_a_worker_needs_a_folder_that_a_server_has_made(tmp_path: Path) -> None:
    ran = call("worker", "--data", tmp_path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"{tmp_path} is no data folder of Goodhands: name yours with --data, or start `serve`.\n"
