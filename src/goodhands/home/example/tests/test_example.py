"""An example is opened, looked at and cleared; nothing of a real company ever goes with it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from goodhands.cli import verify
from goodhands.foundation.audit import reads as audit
from goodhands.foundation.bin import writes as things
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company, Membership, Role
from goodhands.foundation.documents import writes as documents
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.people.models import Person
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.registers import Providers
from goodhands.home.example import writes
from goodhands.stages.operate import writes as operate
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk
from tests import snapshot, tripwire

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desks.make()


@pytest.fixture
def example(desk: Desk) -> Company:
    return writes.open_example(by=desk.owner, at=NOW)


def clear(example: Company, by: Person) -> None:
    with scope.within(example):
        writes.clear_example(by=by)


def hand_in(desk: Desk) -> None:
    """A file of the real company, so that there is something to lose."""
    with scope.within(desk.company):
        operate.upload_tickets(engagement=desk.engagement, name="real.csv", chunks=[b"a,b\n"], by=desk.owner, at=NOW)


def raw(sql: str, *given: object) -> int:
    """Below all managers."""
    with tripwire.off(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.rowcount)


def test_open_example_makes_a_company_that_is_whole_and_apart(desk: Desk) -> None:
    before = snapshot.rows_naming({desk.company.pk})
    answer = desk.client.post(f"/{desk.company.slug}/example/open/")
    assert answer["Location"] == "/alder-finch-example/"
    page = desk.client.get("/alder-finch-example/").content.decode()
    for words in (
        "Help desk and network",
        "Harbourline IT",
        "This is an invented example.",
        "Back to Alder &amp; Finch",
    ):
        assert words in page
    months = desk.client.get("/alder-finch-example/operate/help-desk-and-network/").content.decode()
    assert "High, solved in 8 h" in months
    assert snapshot.rows_naming({desk.company.pk}) == before
    assert "invented example" not in desk.client.get(f"/{desk.company.slug}/").content.decode()


def test_an_example_has_an_excused_miss_replies_and_a_trouble_that_keeps_coming_back(desk: Desk) -> None:
    desk.client.post(f"/{desk.company.slug}/example/open/")
    place = "/alder-finch-example/operate/help-desk-and-network/"
    excused = desk.client.get(f"{place}tickets/", {"verdict": "excused"}).content.decode()
    assert "1 excused ticket" in excused
    assert "one reply" in excused
    page = desk.client.get(f"{place}recurring/").content.decode()
    assert "above all “Printer on second floor" in page
    assert "What was dismissed or merged?" in page


def test_an_example_measures_what_no_ticket_tells(desk: Desk) -> None:
    desk.client.post(f"/{desk.company.slug}/example/open/")
    page = desk.client.get("/alder-finch-example/operate/help-desk-and-network/measures/").content.decode()
    for name in ("Nightly backups", "Laptops with updates", "File server can be used", "too few to tell more"):
        assert name in page
    site = desk.client.get("/alder-finch-example/operate/website-and-shop/measures/").content.decode()
    assert "Website work on time" in site


def test_a_person_has_one_example_at_most(desk: Desk, example: Company) -> None:
    assert writes.open_example(by=desk.owner, at=NOW) == example
    other = people.join(name="Bea", email="bea@example.org", password="four words in a row", at=NOW)
    assert writes.open_example(by=other, at=NOW) != example
    assert Company.objects.filter(example=True).count() == 2


def test_nobody_else_sees_an_example_and_nobody_is_invited_to_it(desk: Desk, example: Company) -> None:
    assert list(Membership.objects.filter(company=example).values_list("person", "role")) == [(desk.owner.pk, "owner")]
    with scope.within(example), pytest.raises(companies.OnlyYours):
        companies.invite(email="bea@example.org", role=Role.VIEWER, by=desk.owner, at=NOW)
    page = desk.client.post(f"/{example.slug}/people/invite/", {"email": "bea@example.org", "role": "viewer"})
    assert "nobody can be invited to it" in page.content.decode()
    assert "Invite somebody" not in desk.client.get(f"/{example.slug}/people/").content.decode()
    other = Client()
    other.force_login(people.join(name="Bea", email="bea@example.org", password="four words in a row", at=NOW))
    assert other.get(f"/{example.slug}/").status_code == 404
    assert other.post(f"/{example.slug}/example/clear/").status_code == 404


def test_companies_lists_an_example_with_a_mark(desk: Desk, example: Company) -> None:
    page = desk.client.get("/companies/").content.decode()
    assert page.count("<small>invented</small>") == 1
    assert page.index("Alder &amp; Finch (example)") < page.index("<small>invented</small>")
    assert "Open the example" not in page
    clear(example, desk.owner)
    companies.start_company(name="Second", country="PT", timezone="UTC", by=desk.owner, at=NOW)
    assert "Open the example" in desk.client.get("/companies/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_clear_example_leaves_nothing_behind(desk: Desk) -> None:
    hand_in(desk)
    rows, files = snapshot.rows_of_everything(), snapshot.files()
    example = writes.open_example(by=desk.owner, at=NOW)
    with scope.within(example):
        given = dict.fromkeys(Providers.columns, "") | {"name": "Nordkabel"}
        things.remove(thing=providers.add_provider(given=given, by=desk.owner, at=NOW), by=desk.owner, at=NOW)
    assert snapshot.files() != files
    answer = desk.client.post(f"/{example.slug}/example/clear/", follow=True)
    assert answer.request["PATH_INFO"] == f"/{desk.company.slug}/"
    assert "The example is gone, with everything in it." in answer.content.decode()
    changed = snapshot.changed(rows, snapshot.rows_of_everything())
    assert [table for table in changed if not table.startswith("search_words_")] == []  # how words lie, not which
    assert snapshot.files() == files
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM search_words_data")
            assert not [block for (block,) in cursor.fetchall() if example.pk.hex.encode() in bytes(block)]
    assert not (Path(settings.FILES) / str(example.pk)).exists()
    assert desk.client.get(f"/{example.slug}/").status_code == 404
    with scope.within(desk.company):
        assert audit.faults() == []


@pytest.mark.django_db(transaction=True)
def test_a_company_that_is_no_example_is_never_cleared(desk: Desk) -> None:
    hand_in(desk)
    rows, files = snapshot.rows_of_everything(), snapshot.files()
    with scope.within(desk.company), pytest.raises(writes.NotAnExample):
        writes.clear_example(by=desk.owner)
    answer = desk.client.post(f"/{desk.company.slug}/example/clear/", follow=True)
    assert "Nothing was cleared: this company is not an example." in answer.content.decode()
    desk.company.example = True  # in memory only: the database knows better
    with scope.within(desk.company), pytest.raises(writes.NotAnExample):
        writes.clear_example(by=desk.owner)
    assert snapshot.changed(rows, snapshot.rows_of_everything()) == []
    assert snapshot.files() == files


def test_an_example_is_cleared_by_its_own_person_alone(desk: Desk, example: Company) -> None:
    other = people.join(name="Bea", email="bea@example.org", password="four words in a row", at=NOW)
    with pytest.raises(writes.NotAnExample):
        clear(example, other)
    assert Company.objects.filter(pk=example.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_opening_that_breaks_off_leaves_neither_rows_nor_files(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, files = snapshot.rows_of_everything(), snapshot.files()
    monkeypatch.setattr(writes.content, "tickets", None)  # breaks in the middle, as a fault in it would
    with pytest.raises(AttributeError):
        writes.open_example(by=desk.owner, at=NOW)
    assert snapshot.changed(rows, snapshot.rows_of_everything()) == []
    assert snapshot.files() == files


def test_files_that_an_example_has_left_go_at_the_next_start(desk: Desk, example: Company) -> None:
    folder = Path(settings.FILES) / str(example.pk)
    later = datetime.now(UTC) + timedelta(hours=2)
    documents.sweep(at=later)
    assert len(list(folder.iterdir())) == 2
    clear(example, desk.owner)
    assert folder.exists()  # this transaction never ends, as if the process had been killed
    documents.sweep(at=datetime.now(UTC))
    assert folder.exists()
    documents.sweep(at=later)
    assert not folder.exists()


def test_verify_gives_no_anchor_of_an_example_that_may_be_gone_tomorrow(
    desk: Desk, example: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify._verify({}) == 0
    said = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    assert ", whole; alder-finch:" in said[desk.company.slug]
    assert said[example.slug].endswith(" entries, whole; of an example, which may go")


# The walls in the database, below all of that


@pytest.mark.django_db(transaction=True)
def test_the_walls_alone_keep_a_company_whose_rows_are_all_about_to_go(desk: Desk) -> None:
    rows = snapshot.rows_of_everything()
    with scope.within(desk.company), pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        writes._delete_every_row()
    assert snapshot.changed(rows, snapshot.rows_of_everything()) == []


def test_a_company_is_an_example_from_its_birth_on_or_never(desk: Desk, example: Company) -> None:
    for company, wanted in ((desk.company, True), (example, False)):
        with pytest.raises(DatabaseError, match="an example from its birth on, or never"), transaction.atomic():
            Company.objects.filter(pk=company.pk).update(example=wanted)
    assert raw("UPDATE companies_company SET name = name") == 2


def test_the_record_goes_with_an_example_and_with_nothing_else(desk: Desk, example: Company) -> None:
    with pytest.raises(DatabaseError, match="only ever added to"):
        raw("DELETE FROM audit_entry WHERE company_id = %s", plain(desk.company))
    with pytest.raises(DatabaseError, match="only ever added to"):
        raw("DELETE FROM audit_entry")
    assert raw("DELETE FROM audit_entry WHERE company_id = %s", plain(example)) > 10
    with pytest.raises(DatabaseError, match="only ever added to"):
        raw("UPDATE audit_entry SET company_id = %s", plain(example))


def test_no_detour_makes_an_example_of_a_company(desk: Desk, example: Company) -> None:
    """Taking the company away and putting another one in its place would end its record, too."""
    with pytest.raises(DatabaseError, match="only ever added to"):
        raw("DELETE FROM companies_company WHERE id = %s", plain(desk.company))
    with pytest.raises(DatabaseError, match="an example from its birth on, or never"):
        raw("UPDATE companies_company SET id = %s WHERE id = %s", "0" * 32, plain(desk.company))
    if connection.vendor == "sqlite":
        columns = ", ".join(column.column for column in Company._meta.concrete_fields)
        swapped = columns.replace("example", "1")
        with pytest.raises(DatabaseError, match="only ever added to"):
            raw(f"INSERT OR REPLACE INTO companies_company ({columns}) SELECT {swapped} FROM companies_company "
                "WHERE id = %s", plain(desk.company))  # fmt: skip
    assert not Company.objects.get(pk=desk.company.pk).example


def plain(company: Company) -> str:
    """A key as this database writes it."""
    return company.pk.hex if connection.vendor == "sqlite" else str(company.pk)
