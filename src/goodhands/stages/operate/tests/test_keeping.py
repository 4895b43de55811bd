"""Are things made once, kept while there is room, and let go in order?"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from goodhands.stages.operate.reads import keeping
from goodhands.stages.operate.reads.keeping import Keeper
from goodhands.stages.operate.tests import desk as desks


def keep(keeper: Keeper, key: str, weight: int = 1) -> str:
    return keeper.get(key, lambda: f"{key}, made", lambda _: weight)


def is_kept(keeper: Keeper, key: str) -> bool:
    """Whether it is there; looking brings nothing in."""
    return key in keeper._kept


def test_what_was_not_looked_at_for_longest_goes_first_and_weight_counts_not_number() -> None:
    keeper = Keeper(most=100)
    keep(keeper, "large", 60)
    for number in range(40):
        keep(keeper, f"small {number}")
    assert is_kept(keeper, "large")
    assert keep(keeper, "large") == "large, made"
    keep(keeper, "another", 30)
    assert [is_kept(keeper, f"small {number}") for number in (0, 29, 30, 39)] == [False, False, True, True]
    assert (is_kept(keeper, "large"), keeper.held) == (True, 100)


def test_one_thing_too_large_for_all_room_is_kept_until_the_next() -> None:
    keeper = Keeper(most=10)
    keep(keeper, "vast", 50)
    assert is_kept(keeper, "vast")
    keep(keeper, "next")
    assert (is_kept(keeper, "vast"), keeper.held) == (False, 1)


def test_many_who_ask_at_once_wait_for_one_who_makes_it() -> None:
    keeper, made, go = Keeper(), [], threading.Event()

    def make() -> object:
        made.append(threading.get_ident())
        assert go.wait(10)
        return object()

    with ThreadPoolExecutor(4) as people:
        asked = [people.submit(keeper.get, "log", make, lambda _: 1) for _ in range(4)]
        go.set()
        found = [one.result(10) for one in asked]
    assert len(made) == 1
    assert len(set(map(id, found))) == 1


def test_an_error_is_told_to_all_and_not_kept() -> None:
    keeper = Keeper()

    def fail() -> str:
        raise ValueError("cannot be read")

    with pytest.raises(ValueError, match="cannot be read"):
        keeper.get("log", fail, len)
    assert keep(keeper, "log") == "log, made"


def test_weights_are_near_what_arrays_hold() -> None:
    """A judged log of the example: within a factor of two of the bytes of its largest columns."""
    referee = desks.referee()
    log = referee.log
    bytes_of = sum(column.nbytes for column in log.carried.values()) + sum(
        getattr(log.events, name).nbytes for name in ("ticket", "at", "kind", "value", "row")
    ) + log.facts.row_of.nbytes + log.facts.file_of.nbytes  # fmt: skip
    assert bytes_of / 2 < keeping.weight_of_log(log) - keeping._FOR_ITSELF < bytes_of * 2


def test_long_cells_weigh_what_they_hold() -> None:
    """Otherwise a few rows with cells of megabytes would count as nothing, and very many of them be kept."""
    log = desks.referee().log
    heavy = dict(log.carried) | {"subject": pa.array(["x" * (10 << 20)])}
    assert keeping.weight_of_log(replace(log, carried=heavy)) > keeping.weight_of_log(log) + (8 << 20)


def test_a_large_machine_keeps_a_quarter_of_its_memory_and_a_small_one_what_a_small_company_needs() -> None:
    assert keeping.room(0) == keeping.room(512 << 20) == 256 << 20
    assert keeping.room(8 << 30) == 2 << 30
    assert Keeper().most == keeping.room(keeping.memory_of_the_machine())


def test_the_limit_of_a_container_counts_where_it_is_lower(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(keeping, "_LIMIT_OF_A_CONTAINER", limit)
    whole = keeping.memory_of_the_machine()
    limit.write_text("max\n")
    assert keeping.memory_of_the_machine() == whole > 0
    limit.write_text("1048576\n")
    assert keeping.memory_of_the_machine() == 1 << 20
