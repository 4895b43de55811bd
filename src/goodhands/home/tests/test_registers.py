"""Plain lists: a list, its lines, and sheets out and in, with everything that can be wrong in one."""

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from goodhands.foundation.audit import reads as audit
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.companies.models import Company, StaffMember
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.providers.models import Contact, Provider
from goodhands.foundation.registers.models import Sheet
from goodhands.stages.assess.models import System

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def company(client: Client) -> Company:
    ana = people.join(name="Ana", email="ana@example.org", password="four words in a row", at=NOW)
    client.force_login(ana)
    return companies.start_company(name="Alder", country="PT", timezone="Europe/Lisbon", by=ana, at=NOW)


def add(client: Client, path: str, **given: Any) -> Any:
    return client.post(f"/alder/{path}/add/", given)


def add_contact(client: Client, name: str, provider: str = "Harbourline IT", **given: str) -> None:
    found = Provider.objects.filter(name=provider).first()
    if found is None:
        add(client, "providers", name=provider)
        found = Provider.objects.get(name=provider)
    assert add(client, "providers/contacts", name=name, provider=str(found.pk), **given).status_code == 302


def bring(client: Client, path: str, content: str | bytes, name: str = "list.csv") -> str:
    """The page of a sheet that was brought."""
    data = content.encode() if isinstance(content, str) else content
    answer = client.post(f"/alder/{path}/sheets/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def take_over(client: Client, sheet: str) -> str:
    mark = client.get(sheet).content.decode().partition('name="mark" value="')[2].partition('"')[0]
    return str(client.post(f"{sheet}take-over/", {"mark": mark}, follow=True).content.decode())


def shown(client: Client, path: str, query: Mapping[str, str] | None = None) -> str:
    """The page of a list, without what it says of the last change."""
    return str(client.get(f"/alder/{path}/", query or {}).content.decode().partition("<h1")[2])


def test_a_list_is_filtered_sorted_and_says_how_many_fit(client: Client, company: Company) -> None:
    with scope.within(company):
        for name, provider, duty in (("Rui Costa", "Harbourline IT", "escalations"), ("Maria", "Atelier", "invoices")):
            add_contact(client, name, provider, duty=duty)
        atelier = Provider.objects.get(name="Atelier")
    assert "2 people at providers are on record." in shown(client, "providers/contacts")
    page = shown(client, "providers/contacts", {"provider": str(atelier.pk)})
    assert "1 of 2 fit what you asked for." in page
    assert ("Maria" in page, "Rui Costa" in page) == (True, False)
    assert "Rui Costa" in shown(client, "providers/contacts", {"text": "ESCAL rui"})
    assert "None of 2 fits" in shown(client, "providers/contacts", {"text": "escal maria"})
    by_provider = shown(client, "providers/contacts", {"sort": "-provider"})
    assert by_provider.index("Rui Costa") < by_provider.index("Maria")
    for odd in ({"provider": "x'"}, {"sort": "company_id"}, {"page": "99"}, {"page": "-1"}, {"text": "'\"%_\0"}):
        assert client.get("/alder/providers/contacts/", odd).status_code == 200


def test_a_long_list_comes_page_by_page_and_keeps_its_filters(client: Client, company: Company) -> None:
    with scope.within(company):
        for number in range(51):
            add(client, "staff", name=f"Person {number:02d}", work="van")
    first = shown(client, "staff", {"text": "van"})
    assert ("Person 49" in first, "Person 50" in first) == (True, False)
    assert "?text=van&amp;page=2" in first
    assert "Person 50" in shown(client, "staff", {"text": "van", "page": "2"})


def test_a_line_is_told_apart_and_keeps_what_people_see_of_it(client: Client, company: Company) -> None:
    with scope.within(company):
        add_contact(client, "Rui\u202e Costa\u200b", notes="first\r\nsecond \u2066line")
        rui = Contact.objects.get()
    assert (rui.name, rui.notes) == ("Rui Costa", "first\nsecond line")
    again = add(client, "providers/contacts", name=" Rui  Costa ", provider=str(rui.provider_id))
    assert "This provider already has a contact of this name." in again.content.decode()
    assert "This field is required." in add(client, "staff", name="\u200b\u2060").content.decode()
    long = add(client, "staff", name="x" * 10_000).content.decode()
    assert "Ensure this value has at most 120 characters (it has 10000)." in long


def test_change_line_keeps_the_form_where_a_name_is_taken(client: Client, company: Company) -> None:
    add(client, "assess/systems", name="Shop", kind="website")
    add(client, "assess/systems", name="Mail", kind="program")
    with scope.within(company):
        mail = System.objects.get(name="Mail")
    answer = client.post(f"/alder/assess/systems/{mail.pk}/", {"name": "Shop", "kind": "server", "notes": "typed"})
    page = answer.content.decode()
    assert "You already have a system of this name." in page
    assert "typed" in page
    client.post(f"/alder/assess/systems/{mail.pk}/", {"name": "Post", "kind": "server", "personal_data": "on"})
    with scope.within(company):
        assert System.objects.filter(name="Post", kind="server", personal_data=True).count() == 1


def test_remove_line_takes_along_what_belongs_to_it_and_brings_it_back(client: Client, company: Company) -> None:
    with scope.within(company):
        add_contact(client, "Rui Costa")
        add_contact(client, "Maria", "Atelier")
        provider, rui = Provider.objects.get(name="Harbourline IT"), Contact.objects.get(name="Rui Costa")
    answer = client.post(f"/alder/providers/{provider.pk}/remove/", follow=True)
    assert "“Harbourline IT” is removed." in answer.content.decode()
    assert "Rui Costa" not in shown(client, "providers/contacts")
    alone = client.post(f"/alder/bin/{rui.pk}/put-back/", follow=True).content.decode()
    assert "“Rui Costa” belongs to “Harbourline IT”, which lies here, too." in alone
    back = client.post(f"/alder/bin/{provider.pk}/put-back/", follow=True)
    assert back.redirect_chain[-1][0] == "/alder/providers/"
    assert "Rui Costa" in shown(client, "providers/contacts")
    with scope.within(company):
        assert audit.faults() == []
        assert audit.history_of(rui.pk).lines[0].sentence == "Ana put contact “Rui Costa” back."


def test_what_was_removed_before_its_provider_stays_aside(client: Client, company: Company) -> None:
    with scope.within(company):
        add_contact(client, "Pia Reis")
        provider, pia = Provider.objects.get(), Contact.objects.get()
    client.post(f"/alder/providers/contacts/{pia.pk}/remove/")
    client.post(f"/alder/providers/{provider.pk}/remove/")
    client.post(f"/alder/bin/{provider.pk}/put-back/")
    assert "Pia Reis" not in shown(client, "providers/contacts")
    with scope.within(company):
        assert [str(one) for one in Contact.binned.all()] == ["Pia Reis"]


def test_after_thirty_days_a_provider_goes_with_what_belongs_to_it(client: Client, company: Company) -> None:
    with scope.within(company):
        add_contact(client, "Rui Costa")
        client.post(f"/alder/providers/{Provider.objects.get().pk}/remove/")
    companies.empty_bins(at=timezone.now() + timedelta(days=31))
    with scope.within(company):
        assert (Contact.binned.count(), Provider.binned.count()) == (0, 0)


def test_download_as_csv_and_bring_sheet_changes_nothing(client: Client, company: Company) -> None:
    with scope.within(company):
        add_contact(client, "=cmd|'/c calc'!A1", notes="+1\n-2", phone="+351 220 000 017")
        add_contact(client, "'quoted", "@tier")
    for kind in ("csv", "xlsx"):
        answer = client.get(f"/alder/providers/contacts/download/{kind}/")
        assert answer["Content-Disposition"] == f'attachment; filename="alder-providers-contacts.{kind}"'
        page = client.get(bring(client, "providers/contacts", answer.content, f"same.{kind}")).content.decode()
        assert f"same.{kind} changes nothing." in page
        assert "2 rows say what is so already." in page
        assert "Left out" not in page


def test_take_over_sheet_does_what_it_showed_and_undo_sheet_takes_it_back(client: Client, company: Company) -> None:
    add(client, "staff", name="Ana Finch", email="ana@x.example", work="books")
    add(client, "staff", name="Bo", email="bo@x.example")
    sheet = bring(client, "staff", "Name;E-mail at work;Work;Since;Shoe size\n"
                  "Ana Finch;ana@x.example;sales;2024-03-01;38\nCy;cy@x.example;van;24 Dec 2025;44\n")  # fmt: skip
    page = client.get(sheet).content.decode()
    assert "list.csv would add or change 2 lines." in page
    assert "One line of the list is not in the sheet and stays as it is." in page
    assert "Not understood, and left out: Shoe size." in page
    assert "<del>books</del>" in page
    assert "Cy" not in shown(client, "staff")
    assert "2 lines were taken over." in take_over(client, sheet)
    page = shown(client, "staff")
    assert all(word in page for word in ("sales", "Cy", "24\N{NO-BREAK SPACE}Dec\N{NO-BREAK SPACE}2025", "Bo"))
    assert "Nothing was changed: the list is another" in take_over(client, sheet)
    assert (
        "Undone. Everything is as it was before this sheet."
        in client.post(f"{sheet}undo/", follow=True).content.decode()
    )
    page = shown(client, "staff")
    assert ("books" in page, "sales" in page, "van" in page) == (True, False, False)
    with scope.within(company):
        assert audit.faults() == []
        ana = StaffMember.objects.get(name="Ana Finch")
        assert [line.sentence for line in audit.history_of(ana.pk).lines] == [
            "Ana changed staff member “Ana Finch”.", "Ana changed staff member “Ana Finch”.",
            "Ana added staff member “Ana Finch”.",
        ]  # fmt: skip
    assert "2 lines were taken over." in take_over(client, sheet)  # a change of mind


def test_what_was_changed_after_a_sheet_stays_when_it_is_undone(client: Client, company: Company) -> None:
    add(client, "staff", name="Ana", email="ana@x.example", work="books")
    sheet = bring(client, "staff", "Name,E-mail at work,Work\nAna,ana@x.example,sales\nCy,cy@x.example,van\n")
    take_over(client, sheet)
    with scope.within(company):
        cy = StaffMember.objects.get(name="Cy")
    client.post(f"/alder/staff/{cy.pk}/", {"name": "Cy", "email": "cy@x.example", "work": "bike"})
    answer = client.post(f"{sheet}undo/", follow=True).content.decode()
    assert "Undone, but for what was changed or used since and stays as it is: Cy." in answer
    page = shown(client, "staff")
    assert ("books" in page, "bike" in page) == (True, True)


def test_a_plan_that_is_another_by_now_is_shown_again(client: Client, company: Company) -> None:
    sheet = bring(client, "staff", "Name,E-mail at work\nAna,ana@x.example\n")
    page = client.get(sheet).content.decode()
    mark = page.partition('name="mark" value="')[2].partition('"')[0]
    add(client, "staff", name="Anna", email="ana@x.example")
    answer = client.post(f"{sheet}take-over/", {"mark": mark}, follow=True).content.decode()
    assert "Nothing was changed: the list is another than when you looked." in answer
    assert "<del>Anna</del>" in answer


def test_five_hundred_changes_are_shown_first(client: Client, company: Company) -> None:
    rows = "".join(f"Person {n},p{n}@x.example,work {n}\n" for n in range(500))
    sheet = bring(client, "staff", "Name,E-mail at work,Work\n" + rows)
    page = client.get(sheet).content.decode()
    assert "would add or change 500 lines." in page
    assert "And 300 lines more." in page
    with scope.within(company):
        assert StaffMember.objects.count() == 0
        take_over(client, sheet)
        assert StaffMember.objects.count() == 500
        assert audit.faults() == []
    client.post(f"{sheet}undo/")
    with scope.within(company):
        assert (StaffMember.objects.count(), StaffMember.binned.count()) == (0, 500)


def test_odd_rows_are_named_and_the_others_are_taken_over(client: Client, company: Company) -> None:
    add(client, "providers", name="Harbourline IT")
    content = (
        "Name,Kind,Holds personal data,Looked after by\nShop,website or shop,yes,harbourline it\n"
        "Mail,magic,no,\nFiles,server,perhaps,\nNet,network,,Nobody Ltd\n,data,,\nShop,data,,\n"
    )
    page = client.get(sheet := bring(client, "assess/systems", content)).content.decode()
    for sentence in (
        "is none of: program or service, server or storage", "is none of: yes, no", "perhaps",
        "is not in the list of these; add it there first", "Nobody Ltd", "is needed", "stands in row 2 already",
    ):  # fmt: skip
        assert sentence in page
    assert "One line was taken over." in take_over(client, sheet)
    with scope.within(company):
        shop = System.objects.get()
        assert (shop.kind, shop.personal_data, str(shop.provider)) == ("website", True, "Harbourline IT")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("3/4/2026", "could be more than one day; write it like 2026-12-24"), ("soon", "does not begin with a date"),
        ("2026-02-30", "is a day that does not exist"), ("0001-01-01", "is not in the years from 1970 to 2199"),
    ],
)  # fmt: skip
def test_a_day_that_could_be_two_is_asked_about(client: Client, company: Company, cell: str, why: str) -> None:
    page = client.get(bring(client, "staff", f"Name,Since\nAna,{cell}\n")).content.decode()
    assert why in page
    assert cell in page


def test_a_workbook_has_days_as_days_and_numbers_as_texts(client: Client, company: Company) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "Telephone", "What for", "Provider"])
    sheet.append(["Rui", 351220000017, "=1+1", "Harbourline IT"])
    out = io.BytesIO()
    book.save(out)
    add(client, "providers", name="Harbourline IT")
    take_over(client, bring(client, "providers/contacts", out.getvalue(), "contacts.xlsx"))
    with scope.within(company):
        assert Contact.objects.get().phone == "351220000017"
    sheet.delete_rows(1, 2)
    for row in (["Name", "Since"], ["Ana", date(2024, 3, 1)]):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    take_over(client, bring(client, "staff", out.getvalue(), "staff.xlsx"))
    with scope.within(company):
        assert StaffMember.objects.get().joined_date == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("list.csv", b"", "The submitted file is empty."),
        ("list.csv", b"Colour,Size\nred,5\n", "None of the headings is one of this list. Its headings are: Name, "),
        ("list.xlsx", b"PK\x03\x04 no workbook", "list.xlsx"),
        ("list.csv", b"Name\n" + b"x\n" * 5001, "list.csv has 5001 rows; at most 5000 are taken over at once."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_sheet_gets_one_sentence(
    client: Client, company: Company, name: str, content: bytes, sentence: str
) -> None:
    answer = client.post("/alder/staff/sheets/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    with scope.within(company):
        assert Sheet.objects.count() == 0


def test_remove_sheet_throws_away_only_what_changed_nothing(client: Client, company: Company) -> None:
    waiting, done = (bring(client, "staff", f"Name\nAna {n}\n", f"{n}.csv") for n in (1, 2))
    take_over(client, done)
    for sheet in (waiting, done):
        client.post(f"{sheet}remove/")
    assert client.get(waiting).status_code == 404
    assert client.get(done).status_code == 200
    assert client.get(waiting.replace("/staff/", "/providers/")).status_code == 404
    assert client.get(done.replace("/staff/", "/providers/")).status_code == 404
