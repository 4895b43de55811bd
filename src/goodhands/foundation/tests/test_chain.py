"""A record that was tampered with is found out, whatever was done to it without the key."""

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from goodhands.foundation.rules import chain
from goodhands.foundation.rules.chain import Anchor, Found, Link

KEY, OTHER_KEY = b"a key that is nowhere in the database", b"another key"
ENTRIES = 60
TAMPERS = int(os.environ.get("GOODHANDS_TAMPERS", "1200"))  # 10,000 is the whole form
Record = list[Found]


def record(entries: int = ENTRIES, key: bytes = KEY, seed: int = 1) -> Record:
    chance, made, before = random.Random(seed), [], chain.START
    for number in range(1, entries + 1):
        salt, payload = f"{chance.getrandbits(128):032x}", f'{{"name": "Provider {chance.randrange(99)}"}}'
        link = Link("company", number, chain.instant(datetime(2026, 1, 1, number % 24, tzinfo=UTC)), f"person {number % 3}",
                    chance.choice(["added", "changed", "removed"]), "providers.provider", f"thing {number % 7}",
                    chain.hash_of(salt, payload), chain.key_id(key), before)  # fmt: skip
        link = chain.sealed(link, key)
        made.append(Found(link, salt, payload))
        before = link.seal
    return made


def end_of(made: Record) -> Anchor:
    return Anchor(len(made), made[-1].link.seal if made else chain.START)


def wrong(
    made: Sequence[Found], end: Anchor | None, erased: Sequence[int] = (), anchor: Anchor | None = None
) -> list[int]:
    return [fault.seq for fault in chain.faults(made, end, KEY, set(erased), anchor)]


def test_a_record_that_nobody_touched_is_whole() -> None:
    made = record()
    assert wrong(made, end_of(made)) == []
    assert wrong(made, end_of(made), anchor=Anchor(30, made[29].link.seal)) == []
    assert wrong([], Anchor(0, chain.START)) == []


def alter_a_column(made: Record, chance: random.Random) -> None:
    place = chance.randrange(len(made))
    name = chance.choice([f.name for f in fields(Link) if f.name != "seq"])
    value = getattr(made[place].link, name)
    made[place] = replace(made[place], link=replace(made[place].link, **{name: value[:-1] + chr(ord(value[-1]) ^ 1)}))


def alter_what_it_says(made: Record, chance: random.Random) -> None:
    place = chance.randrange(len(made))
    made[place] = replace(made[place], payload=made[place].payload.replace("Provider", "provider"))


def alter_what_it_says_with_its_hash(made: Record, chance: random.Random) -> None:
    place = chance.randrange(len(made))
    alter_what_it_says([made[place]], chance)
    payload = made[place].payload + " "
    link = replace(made[place].link, said=chain.hash_of(made[place].salt, payload))
    made[place] = replace(made[place], payload=payload, link=link)


def erase_without_a_word(made: Record, chance: random.Random) -> None:
    place = chance.randrange(len(made))
    made[place] = replace(made[place], payload="", salt="")


def remove(made: Record, chance: random.Random) -> None:
    del made[chance.randrange(len(made))]


def remove_and_renumber(made: Record, chance: random.Random) -> None:
    del made[chance.randrange(len(made) - 1)]
    made[:] = [replace(found, link=replace(found.link, seq=n)) for n, found in enumerate(made, start=1)]


def insert_a_copy(made: Record, chance: random.Random) -> None:
    made.insert(chance.randrange(len(made)), chance.choice(made))


def swap(made: Record, chance: random.Random) -> None:
    a, b = chance.sample(range(len(made)), 2)
    made[a], made[b] = made[b], made[a]


def cut_the_end_off(made: Record, chance: random.Random) -> None:
    del made[chance.randrange(1, len(made)) :]


def write_anew_with_another_key(made: Record, chance: random.Random) -> None:
    made[:] = record(len(made), OTHER_KEY, chance.randrange(2, 9))


def write_anew_with_another_key_under_the_old_name(made: Record, chance: random.Random) -> None:
    write_anew_with_another_key(made, chance)
    made[:] = [replace(found, link=replace(found.link, key=chain.key_id(KEY))) for found in made]


def take_from_another_company(made: Record, chance: random.Random) -> None:
    place = chance.randrange(len(made))
    made[place] = replace(made[place], link=chain.sealed(replace(made[place].link, chain="another"), KEY))


TAMPER: Sequence[Callable[[Record, random.Random], None]] = (
    alter_a_column, alter_what_it_says, alter_what_it_says_with_its_hash, erase_without_a_word, remove,
    remove_and_renumber, insert_a_copy, swap, cut_the_end_off, write_anew_with_another_key,
    write_anew_with_another_key_under_the_old_name, take_from_another_company,
)  # fmt: skip


def test_of_random_tampers_all_are_found() -> None:
    whole, chance = record(), random.Random(7)
    missed = []
    for number in range(TAMPERS):
        made, tamper = list(whole), TAMPER[number % len(TAMPER)]
        tamper(made, chance)
        if made != whole and not wrong(made, end_of(whole)):
            missed.append((number, tamper.__name__))
    assert missed == []


def test_the_first_wrong_entry_is_named() -> None:
    made = record()
    made[16] = replace(made[16], payload="{}")
    assert wrong(made, end_of(made)) == [17]
    del made[9]
    assert wrong(made, end_of(record()))[0] == 10


def test_an_end_cut_off_together_with_its_head_is_missed_only_without_an_anchor() -> None:
    """An old head with its own true seal can be put back by whoever kept a copy of the database."""
    made = record()
    cut = made[:40]
    assert wrong(cut, end_of(cut)) == []
    assert wrong(cut, end_of(cut), anchor=end_of(made)) == [40]
    assert wrong(record(seed=2), end_of(record(seed=2)), anchor=Anchor(60, made[-1].link.seal)) == [60]


def test_what_an_entry_said_can_be_erased_where_that_is_on_record() -> None:
    made = record()
    made[4] = replace(made[4], payload="", salt="")
    assert wrong(made, end_of(made), erased=[5]) == []
    assert wrong(made, end_of(made), erased=[6]) == [5]


def test_a_head_is_sealed_for_its_company_and_its_end() -> None:
    end = Anchor(3, "x" * 64)
    seals = {
        chain.head_seal(company, anchor, key)
        for company in ("a", "b") for anchor in (end, Anchor(4, end.seal), Anchor(3, "y" * 64)) for key in (KEY, OTHER_KEY)
    }  # fmt: skip
    assert len(seals) == 12


@pytest.mark.parametrize("salts", [("a", "a"), ("a", "b")])
def test_the_same_words_have_another_hash_under_another_salt(salts: tuple[str, str]) -> None:
    first, second = (chain.hash_of(salt, "the same") for salt in salts)
    assert (first == second) == (salts[0] == salts[1])
