"""An import that is killed counts whole or not at all, and what was acknowledged is done by the next start.

`killing` runs the imports in processes of their own and kills them, at steps spread over the whole of an import and at
moments by chance. Here it is judged what they left.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from goodhands.cli.tests.running import environment

ON_SQLITE, ON_POSTGRESQL = 50, 8
WISHED = int(os.environ.get("GOODHANDS_KILL_POINTS", "0"))
"""The full form has 300: GOODHANDS_KILL_POINTS=300."""
LONGEST = 240 + 4 * WISHED
EVERYTHING_IN_TIME = {"published", "undone", "draft"}

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """What was found after each kill, and after the start that followed."""
    more, many = {}, ON_SQLITE
    if settings.VENDOR == "postgresql":
        more, many = _new_database(os.environ["DATABASE_URL"]), ON_POSTGRESQL
    many = WISHED or many
    program = [sys.executable, "-P", "-m", "goodhands.stages.operate.tests.killing"]
    ran = subprocess.run(
        [*program, tmp_path_factory.mktemp("killed"), str(many)], capture_output=True, text=True, timeout=LONGEST,
        env=environment(OPENBLAS_NUM_THREADS="1", **more), check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(found) == many
    yield found
    if more:
        _drop_databases(more["ADMIN_URL"])


def _new_database(url: str) -> dict[str, str]:
    _drop_databases(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE gh_kill")
    return {"DATABASE_URL": make_conninfo(url, dbname="gh_kill"), "ADMIN_URL": url}


def _drop_databases(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("gh_kill", "gh_kill_before"):
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_the_imports_were_really_killed_before_and_after_they_counted(left: list[dict[str, Any]]) -> None:
    killed = [one for one in left if one["killed"]]
    assert len(killed) >= 0.8 * len(left)
    for act in {one["act"] for one in left}:
        figures = [one["found"]["figures"] == one["after"]["figures"] for one in killed if one["act"] == act]
        assert {True, False} == set(figures), act
    assert any(one["acknowledged"] and one["found"]["figures"] != one["after"]["figures"] for one in killed)


def wrong(left: list[dict[str, Any]], when: str, **is_right: Any) -> list[tuple[str, Any]]:
    return [(one["point"], one[when]) for one in left if not is_right["if_"](one, one[when])]


def test_figures_are_the_old_ones_or_the_new_ones_and_never_in_between(left: list[dict[str, Any]]) -> None:
    def right(one: dict[str, Any], found: dict[str, Any]) -> bool:
        return found["figures"] in (one["before"]["figures"], one["after"]["figures"])

    assert wrong(left, "found", if_=right) == []
    assert wrong(left, "later", if_=right) == []


def test_the_database_is_whole_and_no_document_is_without_its_file(left: list[dict[str, Any]]) -> None:
    def right(_: dict[str, Any], found: dict[str, Any]) -> bool:
        return bool(found["whole"] == "ok" and found["damaged"] == [])

    assert wrong(left, "found", if_=right) == []
    assert wrong(left, "later", if_=right) == []


def test_a_document_comes_together_with_its_import_or_not_at_all(left: list[dict[str, Any]]) -> None:
    def right(one: dict[str, Any], found: dict[str, Any]) -> bool:
        return one["act"] != "new file" or found["documents"] == len(found["states"])

    assert wrong(left, "found", if_=right) == []


def test_what_was_acknowledged_is_done_by_the_next_start(left: list[dict[str, Any]]) -> None:
    """Whatever waits or was being read is, too: a person may have seen it waiting."""

    def right(one: dict[str, Any], later: dict[str, Any]) -> bool:
        begun = one["acknowledged"] or set(one["found"]["states"]) - EVERYTHING_IN_TIME
        return later == one["after"] | {"left over": later["left over"]} if begun else True

    assert wrong(left, "later", if_=right) == []


def test_nothing_is_left_under_way_or_twice(left: list[dict[str, Any]]) -> None:
    def right(one: dict[str, Any], later: dict[str, Any]) -> bool:
        published = later["states"].count("published")
        whole = 2 if one["act"] == "new file" and later["figures"] == one["after"]["figures"] else 1
        return published == whole and not set(later["states"]) - EVERYTHING_IN_TIME and later["jobs"] == 0

    assert wrong(left, "later", if_=right) == []
