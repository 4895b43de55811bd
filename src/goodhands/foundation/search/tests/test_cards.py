"""Index cards follow their things in the same transaction, and answer whatever is asked on both databases alike."""

import re
from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodhands.foundation.audit import writes as audit
from goodhands.foundation.bin import writes as things
from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import reads as company_reads
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Membership
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.scope import NoCompany
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.registers import Providers
from goodhands.foundation.registers import writes as registers
from goodhands.foundation.rules.words import question
from goodhands.foundation.search import cards, reads, writes
from goodhands.foundation.search.models import IndexCard
from goodhands.stages.contract import writes as contract
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
NOTHING = dict.fromkeys(Providers.columns, "")
KINDS = {model._meta.label_lower for model in cards.findable_models()}


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def found(desk: Desk, typed: str) -> Sequence[str]:
    """The titles of what fits, the nearest first."""
    with scope.within(desk.company):
        fitting = reads.found_cards(question(typed), KINDS)
        titles = [card.title for card in fitting.part(0, 50)]
    assert fitting.count == len(titles)
    return titles


def add(desk: Desk, name: str, **more: str) -> Provider:
    with scope.within(desk.company):
        return providers.add_provider(given=NOTHING | {"name": name} | more, by=desk.owner, at=NOW)


def in_sqlite() -> int:
    """How many lines the index of SQLite has; PostgreSQL's is a part of the table of cards."""
    with connection.cursor() as cursor:
        return len(cursor.execute("SELECT rowid FROM search_words").fetchall())


def test_everything_that_was_set_up_is_found(desk: Desk) -> None:
    assert found(desk, "harbourline") == ["Harbourline IT"]
    assert found(desk, "help desk") == ["Help desk"]
    assert found(desk, "answering our") == ["Help desk"]
    assert found(desk, "office") == ["Office hours"]
    assert found(desk, "ana finch") == ["Ana Finch"]
    assert found(desk, "example.org") == ["Ana Finch"]
    desk.bring()
    assert found(desk, "helpdesk-2025") == ["helpdesk-2025.csv"]
    with scope.within(desk.company):
        promise = desk.engagement.agreement.versions.get().levels.first().name
    assert [promise in title for title in found(desk, promise)] == [True]


def test_all_words_have_to_be_there_the_last_one_by_its_beginning(desk: Desk) -> None:
    add(desk, "Atelier São João", notes="Repairs the Straßenbahn", phone="+351 220 111 222")
    assert found(desk, "sao joao") == ["Atelier São João"]
    assert found(desk, "JOÃO atel") == ["Atelier São João"]
    assert found(desk, "strassen") == ["Atelier São João"]
    assert found(desk, "220 111") == ["Atelier São João"]
    assert found(desk, "ate joao") == []
    assert found(desk, "joao nowhere") == []
    assert found(desk, "'") == found(desk, "") == []


def test_titles_that_are_what_was_typed_come_first_then_those_that_begin_so_then_others(desk: Desk) -> None:
    for name in ("Blue Nord", "Nordkabel", "Nord", "Anders"):
        add(desk, name, notes="nord" if name == "Anders" else "")
    assert found(desk, "nord") == ["Nord", "Nordkabel", "Blue Nord", "Anders"]


def test_a_card_changes_goes_and_comes_back_with_its_thing(desk: Desk) -> None:
    provider = add(desk, "Nordkabel")
    with scope.within(desk.company):
        changed = NOTHING | {"name": "Südkabel"}
        registers.change_line(Providers, line=provider, given=changed, by=desk.owner, at=NOW)
        assert (found(desk, "nordkabel"), found(desk, "sudkabel")) == ([], ["Südkabel"])
        registers.remove_line(line=provider, by=desk.owner, at=NOW)
        assert found(desk, "sudkabel") == []
        things.put_back(thing=Provider.binned.get(), by=desk.owner, at=NOW)
        assert found(desk, "sudkabel") == ["Südkabel"]


def test_what_is_undone_with_its_transaction_is_not_found(desk: Desk) -> None:
    lines = in_sqlite() if connection.vendor == "sqlite" else 0
    with transaction.atomic():
        add(desk, "Nordkabel")
        transaction.set_rollback(True)
    assert found(desk, "nordkabel") == []
    assert connection.vendor != "sqlite" or in_sqlite() == lines


def test_whoever_leaves_and_what_is_withdrawn_is_not_found_any_more(desk: Desk) -> None:
    with scope.within(desk.company):
        secret = companies.invite(email="rui@example.net", role="member", by=desk.owner, at=NOW)
        invitation = company_reads.invitation(secret, NOW)
        assert invitation is not None
        assert found(desk, "rui") == []  # who is invited is nobody's to find
        companies.join_as_newcomer(invitation=invitation, name="Rui Alves", password="four words", at=NOW)
        assert found(desk, "rui") == ["Rui Alves"]
        member = Membership.objects.get(company=desk.company, person__email="rui@example.net")
        companies.remove_member(member=member, by=desk.owner, at=NOW)
        assert found(desk, "rui") == []
        level = desk.engagement.agreement.versions.get().levels.first().name
        contract.withdraw_version(engagement=desk.engagement, number=1, by=desk.owner, at=NOW)
        assert found(desk, level) == []
        hours = Calendar.objects.get(name="Office hours")
        calendars.withdraw_version(calendar=hours, version=hours.versions.get().pk, by=desk.owner, at=NOW)
        assert found(desk, "office") == []


def test_a_card_knows_its_slots_and_what_its_thing_is_part_of(desk: Desk) -> None:
    with scope.within(desk.company):
        entry = operate.HandEntry("N/7", "Printer", "Eva", "", NOW, None, None)
        ticket = operate.add_ticket(engagement=desk.engagement, entry=entry, above=0, by=desk.owner, at=NOW)
        card = IndexCard.objects.get(about=ticket.pk)
        assert (card.slots, card.within, card.title) == (["help-desk", "N/7"], desk.engagement.pk, "N/7 Printer")
        assert reads.titles_of([desk.engagement.pk]) == {desk.engagement.pk: "Help desk"}
    assert found(desk, "eva") == ["N/7 Printer"]


def test_what_is_erased_is_not_found_and_what_stands_is_found_as_it_is_now(desk: Desk) -> None:
    gone, stays = add(desk, "Nordkabel"), add(desk, "Südkabel", notes="secret")
    with scope.within(desk.company):
        Provider.objects.filter(pk=gone.pk).delete()
        Provider.objects.filter(pk=stays.pk).update(notes="")
        for thing in (gone, stays):
            audit.erase(about=thing.pk, by=desk.owner, at=NOW)
        assert (found(desk, "nordkabel"), found(desk, "secret"), found(desk, "sud")) == ([], [], ["Südkabel"])


def test_a_company_is_indexed_anew_where_its_cards_are_missing_or_older(desk: Desk) -> None:
    desk.bring()
    with scope.within(desk.company):
        whole = list(IndexCard.objects.order_by("about").values("about", "title", "words", "slots", "within"))
        assert writes.is_up_to_date()
        IndexCard.objects.update(version="older", words="", title="?")
        assert not writes.is_up_to_date()
        companies.bring_search_up_to_date()
        assert writes.is_up_to_date()
        assert list(IndexCard.objects.order_by("about").values("about", "title", "words", "slots", "within")) == whole
        IndexCard.objects.all().delete()
        assert (found(desk, "harbourline"), writes.is_up_to_date()) == ([], False)
        assert writes.index_anew() == len(whole)
    assert found(desk, "harbourline") == ["Harbourline IT"]


def test_the_same_word_of_another_company_is_no_answer_in_the_index_itself(desk: Desk) -> None:
    other = desks.make(name="Other")
    add(other, "Nordkabel")
    with scope.within(desk.company):
        assert found(desk, "nordkabel") == []
        asked = reads.Says(question("nordkabel")).words
    assert asked == (f"{desk.company.pk.hex}nordkabel",)
    with scope.within(other.company):
        assert f"{other.company.pk.hex}nordkabel" in IndexCard.objects.get(title="Nordkabel").words
    with pytest.raises(NoCompany):
        reads.found_cards(question("nordkabel"), KINDS)


def test_a_thing_that_nobody_knows_is_forgotten_without_a_word(desk: Desk) -> None:
    with scope.within(desk.company):
        before = IndexCard.objects.count()
        writes.forget([uuid4()])
        writes.renew_known(uuid4())
        writes.renew([desk.company])  # of a company itself nothing is found
        assert IndexCard.objects.count() == before


def test_nothing_is_written_where_nothing_that_can_be_found_has_changed(desk: Desk) -> None:
    with scope.within(desk.company), CaptureQueriesContext(connection) as asked:
        engagements.mark_stage(engagement=desk.engagement, stage="review", state="now", by=desk.owner, at=NOW)
    assert not [one["sql"] for one in asked if re.match("(INSERT|UPDATE|DELETE).*search_", one["sql"])]


def test_a_very_long_text_is_found_by_what_it_begins_with(desk: Desk) -> None:
    add(desk, "N" * 120, notes=" ".join(f"word{n}" for n in range(250)))
    assert len(found(desk, "word7")) == 1
    assert len(found(desk, "n" * 120)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(typed=st.text(max_size=300) | st.text("\"'*:&|!()<>^-+\\% ab", max_size=40))
def test_any_input_gives_an_answer(desk: Desk, typed: str) -> None:
    found(desk, typed)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(name=st.text(min_size=1, max_size=80))
def test_whatever_a_thing_is_called_it_is_found_by_that(desk: Desk, name: str) -> None:
    name = name.replace("\0", "").encode("utf-8", "ignore").decode()
    with transaction.atomic():
        provider = add(desk, name or "x")
        if question(name).words:
            with scope.within(desk.company):
                fitting = reads.found_cards(question(name), KINDS)
                assert provider.pk in [card.about for card in fitting.part(0, 50)]
        transaction.set_rollback(True)
