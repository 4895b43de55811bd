"""Imports that are killed in the middle. Called by `test_kill_points` as a program, which prints a JSON line a point.

The program itself never opens the database. It forks: one child imports and dies at a given step or moment, the next
one looks at what is left, the last one starts anew as a server does and looks again. A step is the moment before or
after a statement, a commit, a flush of a file or a change of its name.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from goodhands.cli import data_folder, framework
from goodhands.cli.serve import bring_up_to_date

SEED, LONGEST = 4, 10.0
ENDED = {"published", "failed", "undone", "draft"}
ACKNOWLEDGED = "acknowledged"
DELAYS = 10
Say = Callable[[str], None]


@dataclass
class Steps:
    """Counts the steps that a process takes, and ends it without warning at one of them."""

    last: int = 0
    count: int = 0

    def here(self) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function with a step before and after it."""

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.here()
            done = work(*args, **kwargs)
            self.here()
            return done

        return counted

    def watch(self) -> None:
        """Count on all connections of this process, and on files."""
        from django.db.backends.base.base import BaseDatabaseWrapper
        from django.db.backends.signals import connection_created

        def wire(execute: Callable[..., Any], *args: Any) -> Any:
            return self.around(execute)(*args)

        def put_on(connection: Any, **_: object) -> None:
            connection.execute_wrappers.append(wire)

        commit = BaseDatabaseWrapper._commit

        def commits(there: Any) -> None:
            (self.around(commit) if wire in there.execute_wrappers else commit)(there)

        BaseDatabaseWrapper._commit = commits
        os.fsync, Path.rename = self.around(os.fsync), self.around(Path.rename)  # type: ignore[method-assign]
        connection_created.connect(put_on, weak=False)


def forked(work: Callable[[Say], None], seconds: float | None = None) -> tuple[bool, list[str]]:
    """Whether a child that does the work was killed, and what it said; after some seconds it is killed from here."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            work(lambda text: void(os.write(writing, f"{text}\n".encode())))
            status = 0
        finally:
            sys.stderr.flush()
            os._exit(status)
    os.close(writing)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    with open(reading, encoding="utf-8") as said:  # noqa: PTH123 - a handle
        lines = said.read().splitlines()
    _, ended = os.waitpid(child, 0)
    if not os.WIFSIGNALED(ended) and os.WEXITSTATUS(ended):
        sys.exit("a child failed; its error stands above")
    return os.WIFSIGNALED(ended), lines


def void(_: object) -> None:
    """Nothing, whatever is given."""


@dataclass
class Place:
    """Where the data lie, and a copy of how they were before: of the database and of the files."""

    folder: data_folder.DataFolder
    copy: Path

    def save(self) -> None:
        shutil.copytree(self.folder.path, self.copy)
        if admin := os.environ.get("ADMIN_URL"):
            _call(admin, "ALTER DATABASE gh_kill RENAME TO gh_kill_before")

    def put_back(self) -> None:
        for path in self.folder.path.glob("goodhands.sqlite3*"):
            path.unlink()
        shutil.rmtree(self.folder.files)
        shutil.copytree(self.copy / "files", self.folder.files)
        if admin := os.environ.get("ADMIN_URL"):
            _call(admin, "DROP DATABASE IF EXISTS gh_kill WITH (FORCE)")
            _call(admin, "CREATE DATABASE gh_kill TEMPLATE gh_kill_before")
        else:
            shutil.copy(self.copy / self.folder.database.name, self.folder.database)


def _call(admin: str, sql: str) -> None:
    import psycopg

    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql)  # type: ignore[arg-type]


def furnish(_: Say) -> None:
    """A company with an agreement and the first part of a year, imported."""
    from django.db import connections

    from goodhands.foundation.isolation import scope
    from goodhands.stages.operate import writes
    from goodhands.stages.operate.tests import desk

    made = desk.make()
    first = b"".join(desk.EVENTS.splitlines(keepends=True)[:3000])
    with scope.within(made.company):
        source = writes.upload_tickets(
            engagement=made.engagement, name="first.csv", chunks=[first], by=made.owner, at=desk.NOW
        )
        writes.read_at_once(source=source, mapping=desk.TERMS["file"], at=desk.NOW)
    connections.close_all()


def new_file(say: Say) -> None:
    """The whole year is handed in and imported."""
    from goodhands.stages.operate import writes
    from goodhands.stages.operate.tests import desk

    engagement, owner = _there()
    chunks = [desk.EVENTS[i : i + 65536] for i in range(0, len(desk.EVENTS), 65536)]
    made = writes.upload_tickets(engagement=engagement, name="year.csv", chunks=chunks, by=owner, at=desk.NOW)
    writes.import_tickets(source=made, mapping=desk.TERMS["file"], by=owner, at=desk.NOW)
    say(ACKNOWLEDGED)


def read_again(say: Say) -> None:
    """What counts is read in another way, in which nothing stops the clock."""
    from goodhands.stages.operate import writes
    from goodhands.stages.operate.models import Import
    from goodhands.stages.operate.tests import desk

    _, owner = _there()
    made = writes.read_again(source=Import.objects.get(), by=owner, at=desk.NOW)
    file = desk.TERMS["file"]
    other = file | {"events": {kind: values for kind, values in file["events"].items() if kind != "paused"}}
    writes.import_tickets(source=made, mapping=other, by=owner, at=desk.NOW)
    say(ACKNOWLEDGED)


ACTS: Mapping[str, Callable[[Say], None]] = {"new file": new_file, "read again": read_again}


def _there() -> tuple[Any, Any]:
    """The engagement and its owner."""
    from goodhands.foundation.engagements.models import Engagement
    from goodhands.foundation.people.models import Person

    return Engagement.objects.get(), Person.objects.get()


def importing(act: Callable[[Say], None], last: int) -> Callable[[Say], None]:
    """Do it as the pages do; then a worker does what is due, to its end, or until it is killed."""

    def work(say: Say) -> None:
        from goodhands.foundation.jobs.background import worker

        steps = Steps(last)
        steps.watch()
        with _company_in_view():
            act(say)
        worker().run()
        say(str(steps.count))

    return work


def _company_in_view() -> Any:
    from goodhands.foundation.companies.models import Company
    from goodhands.foundation.isolation import scope

    return scope.within(Company.objects.get())


def _wait_for_the_end() -> None:
    from goodhands.foundation.jobs.models import OPEN, Job

    until = time.monotonic() + LONGEST
    while _to_be_read() or Job.objects.filter(state__in=OPEN).exists():
        if time.monotonic() > until:
            break
        time.sleep(0.005)


def _to_be_read() -> bool:
    from goodhands.stages.operate.models import Import

    return bool(set(Import.objects.values_list("state", flat=True)) - ENDED)


def start_anew(say: Say) -> None:
    """As the server does, until nothing is to be done any more."""
    import_module("goodhands.config.wsgi")
    with _company_in_view():
        _wait_for_the_end()
    look(say)


def look(say: Say) -> None:
    """What is there: states, figures, and whether the database and the files are whole."""
    from django.conf import settings
    from django.db import connection

    from goodhands.foundation.documents.models import Document
    from goodhands.foundation.jobs.models import OPEN, Job
    from goodhands.stages.operate.models import Import

    whole = "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            whole = cursor.execute("PRAGMA integrity_check").fetchone()[0]
    with _company_in_view():
        named = {document.path: document.sha256 for document in Document.objects.all()}
        states = sorted(Import.objects.values_list("state", flat=True))
        jobs = Job.objects.filter(state__in=OPEN).count()
        figures = _figures()
    root = Path(settings.FILES)
    lying = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    damaged = [
        p for p, digest in named.items() if p not in lying or sha256((root / p).read_bytes()).hexdigest() != digest
    ]
    say(json.dumps({"whole": whole, "states": states, "figures": figures, "damaged": damaged, "jobs": jobs,
                    "documents": len(named), "left over": len(lying - set(named))}))  # fmt: skip


def _figures() -> str:
    from goodhands.stages.operate import reads
    from goodhands.stages.operate.tests import desk

    page = reads.months(_there()[0], desk.NOW)
    lines = [(line.resolved, [repr(cell.attainment) for cell in line.cells]) for line in page.lines]
    return f"{len(page.lines)} months, {sum(line[0] for line in lines)} solved, {sha256(repr(lines).encode()).hexdigest()[:8]}"


def points(name: str, many: int, chance: random.Random) -> Iterator[tuple[str, int, float | None]]:
    """Where to kill: steps spread over the whole act, the last ones among them, and moments by chance."""
    begin = time.monotonic()
    _, said = forked(importing(ACTS[name], 0))
    seconds, steps = time.monotonic() - begin, int(said[-1])
    stepwise = min(many - min(DELAYS, many // 5), steps)
    chosen = sorted({1 + round(i * (steps - 1) / max(stepwise - 1, 1)) for i in range(stepwise)})
    yield from ((f"{name}, step {step} of {steps}", step, None) for step in chosen)
    for _ in range(many - len(chosen)):
        delay = chance.uniform(0, seconds)
        yield f"{name}, after {delay * 1000:.0f} ms", 0, delay


def main(path: Path, many: int) -> None:
    folder = data_folder.named(path / "data")
    with data_folder.in_use(folder):
        framework.start(folder, "http://127.0.0.1")
        forked(lambda _: bring_up_to_date(folder))
        import_module("goodhands.config.urls")  # all that takes long and needs no database, once for all children
        import_module("goodhands.stages.operate.tests.desk").referee()
        forked(furnish)
        place, chance = Place(folder, path / "before"), random.Random(SEED)
        place.save()
        for name, act in ACTS.items():
            place.put_back()
            before = forked(look)[1][-1]
            forked(importing(act, 0))
            after = forked(look)[1][-1]
            place.put_back()
            for point, step, seconds in points(name, many // len(ACTS), chance):
                place.put_back()
                killed, said = forked(importing(act, step), seconds)
                found, later = forked(look)[1][-1], forked(start_anew)[1][-1]
                print(json.dumps({
                    "act": name, "point": point, "killed": killed, "acknowledged": ACKNOWLEDGED in said,
                    "before": json.loads(before), "after": json.loads(after), "found": json.loads(found),
                    "later": json.loads(later),
                }), flush=True)  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
