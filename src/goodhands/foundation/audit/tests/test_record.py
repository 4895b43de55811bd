"""Every change is on record together with itself, in plain sentences, and nobody can alter the record unnoticed."""

import threading
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from goodhands.foundation.audit import reads, writes
from goodhands.foundation.audit.models import Act, Entry, Head
from goodhands.foundation.bin import writes as things
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Membership
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.registers import Providers
from goodhands.foundation.registers import writes as registers
from goodhands.foundation.rules.chain import Anchor
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk
from tests import tripwire

pytestmark = pytest.mark.django_db
NOTHING = dict.fromkeys(Providers.columns, "")


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def add(desk: Desk, name: str) -> Provider:
    with scope.within(desk.company):
        return providers.add_provider(given=NOTHING | {"name": name}, by=desk.owner, at=NOW)


def sentences(desk: Desk) -> list[str]:
    with scope.within(desk.company):
        return [line.sentence for line in reads.history().lines]


def test_a_change_says_who_did_what_and_what_it_was_before(desk: Desk) -> None:
    provider = add(desk, "Nordkabel")
    with scope.within(desk.company):
        given = NOTHING | {"name": "Nordkabel", "phone": "+49 30 1234"}
        registers.change_line(Providers, line=provider, given=given, by=desk.owner, at=NOW)
        line = reads.history_of(provider.pk).lines[0]
    assert line.sentence == "Ana Finch changed provider “Nordkabel”."
    assert [(c.field, c.was, c.now) for c in line.changes] == [("Telephone of the help desk", "", "+49 30 1234")]
    assert line.at == NOW


def test_what_was_set_up_for_a_company_is_told_from_its_first_day(desk: Desk) -> None:
    assert sentences(desk)[::-1] == [
        "Ana Finch started company “Alder & Finch”.",
        "Ana Finch added provider “Harbourline IT”.",
        "Ana Finch started engagement “Help desk”.",
        "Ana Finch added agreed hours “Office hours”.",
        "Ana Finch said how far engagement “Help desk” has come.",
        "Ana Finch wrote down new terms: version of the agreement “1”.",
    ]


def test_a_ticket_file_is_told_of_from_its_upload_on(desk: Desk) -> None:
    before = len(sentences(desk))
    source = desk.bring()
    desk.post(f"imports/{source.pk}/undo/")
    desk.post(f"imports/{source.pk}/redo/")
    told = [sentence for sentence in sentences(desk)[::-1][before:] if "ticket file" in sentence.lower()]
    assert told == [
        "Ana Finch handed in ticket file “helpdesk-2025.csv”.",
        "Ana Finch said how to read ticket file “helpdesk-2025.csv”.",
        "Ticket file “helpdesk-2025.csv” counts from now on.",
        "Ana Finch took ticket file “helpdesk-2025.csv” back.",
        "Ana Finch let ticket file “helpdesk-2025.csv” count again.",
    ]


def test_a_change_that_is_taken_back_leaves_no_entry(desk: Desk) -> None:
    before = sentences(desk)
    with transaction.atomic():
        add(desk, "Nobody")
        assert len(sentences(desk)) == len(before) + 1
        transaction.set_rollback(True)
    assert sentences(desk) == before


def test_a_record_is_of_one_company(desk: Desk) -> None:
    other = desks.make(name="Birch & Co")
    add(other, "Only theirs")
    assert not [sentence for sentence in sentences(desk) if "Only theirs" in sentence]
    with scope.within(desk.company):
        assert not Entry.objects.filter(company_id=other.company.pk).exists()
    for one in (desk, other):
        with scope.within(one.company):
            assert reads.faults() == []


def raw(sql: str, *given: Any) -> None:
    with tripwire.off(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET act = 'removed'",
        "UPDATE audit_entry SET payload = '{}'",
        "UPDATE audit_entry SET salt = 'x'",
        "UPDATE audit_entry SET seal = ''",
        "UPDATE audit_entry SET made_at = '2020-01-01 00:00:00'",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_itself_refuses_to_alter_or_remove_an_entry(desk: Desk, sql: str) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"):
        raw(sql)
    with scope.within(desk.company):
        assert reads.faults() == []


def test_replacing_an_entry_is_removing_it(desk: Desk) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces")
    with pytest.raises(DatabaseError, match="only ever added to"):
        raw("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry")


def tampered(sql: str, table: str) -> None:
    """Do what only somebody can who has the database itself in hands: without the walls."""
    from goodhands.foundation.isolation import walls

    with tripwire.off(), transaction.atomic(), connection.cursor() as cursor:
        for name, stands in list(walls._standing(connection)):
            if stands[0] == table:
                cursor.execute(walls._fall(name, table, connection))
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ("UPDATE audit_entry SET act = 'removed' WHERE seq = 3", "audit_entry"),
        ("UPDATE audit_entry SET payload = replace(payload, 'Harbourline', 'Nordkabel') WHERE seq = 2", "audit_entry"),
        ("UPDATE audit_entry SET payload = '', salt = '' WHERE seq = 3", "audit_entry"),
        ("DELETE FROM audit_entry WHERE seq = 6", "audit_entry"),
        ("DELETE FROM audit_entry WHERE seq = 2", "audit_entry"),
        ("DELETE FROM audit_head", "audit_head"),
        ("UPDATE audit_head SET seq = 5", "audit_head"),
    ],
)
def test_what_was_altered_below_all_walls_is_found(desk: Desk, sql: str, table: str) -> None:
    tampered(sql, table)
    with scope.within(desk.company):
        assert reads.faults()


def test_a_record_that_was_deleted_as_a_whole_is_missed(desk: Desk) -> None:
    tampered("DELETE FROM audit_entry", "audit_entry")
    tampered("DELETE FROM audit_head", "audit_head")
    with scope.within(desk.company):
        assert [fault.what for fault in reads.faults()] == [
            "the record ends with entry 0, and nothing true says that it ends there"
        ]


def test_an_end_cut_off_with_its_head_is_found_by_what_was_written_down(desk: Desk) -> None:
    with scope.within(desk.company):
        old = Head.objects.get()
        add(desk, "Nordkabel")
        end = reads.anchor()
    tampered(f"DELETE FROM audit_entry WHERE seq = {end.seq}", "audit_entry")
    with scope.within(desk.company):
        Head.objects.update(seq=old.seq, last=old.last, seal=old.seal)
        assert reads.faults() == []
        assert reads.faults(end)
        assert reads.faults(Anchor(old.seq, old.last)) == []


def test_a_thing_can_be_erased_from_the_record_and_the_record_stays_whole(desk: Desk) -> None:
    provider = add(desk, "Jane Doe, sole trader")
    with scope.within(desk.company):
        assert writes.erase(about=provider.pk, by=desk.owner, at=NOW) == 1
        assert reads.faults() == []
        lines = reads.history_of(provider.pk).lines
        assert not Entry.objects.filter(payload__contains="Jane Doe").exists()
    assert [line.sentence for line in lines] == [
        "Ana Finch erased what the record said of provider.",
        "Ana Finch added provider.",
    ]


def test_erasing_twice_leaves_on_record_that_it_was_erased(desk: Desk) -> None:
    provider = add(desk, "Jane Doe, sole trader")
    with scope.within(desk.company):
        assert [writes.erase(about=provider.pk, by=desk.owner, at=NOW) for _ in range(3)] == [1, 0, 0]
        given = NOTHING | {"name": "Jane Doe", "phone": "1"}
        registers.change_line(Providers, line=provider, given=given, by=desk.owner, at=NOW)
        assert writes.erase(about=provider.pk, by=desk.owner, at=NOW) == 1
        assert reads.faults() == []


@pytest.mark.parametrize("change", ["kind = 'gone.model'", "act = 'unknown'", "payload = '[]'", "payload = 'nonsense'"])
def test_history_shows_what_it_can_of_an_odd_entry(desk: Desk, change: str) -> None:
    tampered(f"UPDATE audit_entry SET {change} WHERE seq = 2", "audit_entry")
    with scope.within(desk.company):
        assert len(reads.history().lines) == 6
        assert [fault.seq for fault in reads.faults()] == [2]


def test_an_erasure_that_makes_no_sense_excuses_nothing(desk: Desk) -> None:
    with scope.within(desk.company):
        writes.erase(about=desk.engagement.pk, by=desk.owner, at=NOW)
    tampered("UPDATE audit_entry SET payload = 'nonsense' WHERE act = 'erased'", "audit_entry")
    with scope.within(desk.company):
        assert reads.faults()


def test_a_change_and_its_entry_need_one_transaction(monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    monkeypatch.setattr(transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=False))
    with scope.within(desk.company), pytest.raises(RuntimeError, match="one transaction"):
        writes.record(Act.CHANGED, desk.company, by=desk.owner, at=NOW)


def test_names_with_every_kind_of_letter_are_sealed_as_they_are(desk: Desk) -> None:
    add(desk, "Łódź \u202eabc\u202c \N{SLIGHTLY SMILING FACE} \u200b'\"\\")
    with scope.within(desk.company):
        assert reads.faults() == []


def test_values_of_every_kind_are_told(desk: Desk) -> None:
    with scope.within(desk.company):
        outline = engagements.Outline("Help desk", None, "", ["Mail", "Laptops"], date(2024, 3, 1))
        engagements.change_engagement(engagement=desk.engagement, outline=outline, by=desk.owner, at=NOW)
        changes = {change.field: (change.was, change.now) for change in reads.history().lines[0].changes}
    assert changes == {
        "Provider": ("Harbourline IT", ""),
        "Services": ("Answering our people", "Mail; Laptops"),
        "Started date": ("", "2024-03-01"),
    }


def test_a_company_of_its_own_has_a_record_of_its_own(desk: Desk) -> None:
    look = companies.Look("Alder", "PT", "EUR", "Europe/Lisbon", "words", "space_comma", "a4", ";")
    with scope.within(desk.company):
        companies.change_settings(look=look, by=desk.owner, at=NOW)
        line = reads.history().lines[0]
    assert line.sentence == "Ana Finch changed company “Alder”."
    assert [(change.was, change.now) for change in line.changes] == [("Alder & Finch", "Alder")]


def test_a_long_record_goes_on_page_by_page(desk: Desk) -> None:
    for number in range(reads.A_PAGE):
        add(desk, f"Firm {number}")
    with scope.within(desk.company):
        first = reads.history()
        second = reads.history(first.before)
    assert len(first.lines) == reads.A_PAGE
    assert [line.seq for line in [*first.lines, *second.lines]] == list(range(reads.A_PAGE + 6, 0, -1))
    assert second.before is None


@pytest.mark.django_db(transaction=True)
def test_entries_of_people_who_work_at_once_come_one_by_one() -> None:
    desk, failed = desks.make(), list[BaseException]()
    look = companies.Look("Alder", "PT", "EUR", "Europe/Lisbon", "words", "space_comma", "a4", ";")
    member = Membership.objects.get(person=desk.owner)

    def work(who: int) -> None:
        try:
            for number in range(5):
                made = add(desk, f"Firm {who}-{number}")
                with scope.within(desk.company):
                    given = NOTHING | {"name": made.name, "phone": str(who)}
                    registers.change_line(Providers, line=made, given=given, by=desk.owner, at=NOW, seen=None)
                    registers.remove_line(line=made, by=desk.owner, at=NOW)
                    things.put_back(thing=made, by=desk.owner, at=NOW)
                    companies.change_settings(look=look, by=desk.owner, at=NOW)
                    companies.change_role(member=member, role="owner", by=desk.owner, at=NOW)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    people = [threading.Thread(target=work, args=(who,)) for who in range(4)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert failed == []
    with scope.within(desk.company):
        assert reads.faults() == []
        assert reads.anchor().seq == Entry.objects.count() == 6 + 4 * 5 * 6
