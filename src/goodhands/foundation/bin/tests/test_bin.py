"""Nothing is deleted at once: what was removed lies in the bin for thirty days, and comes back as it was."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from goodhands.foundation.audit import reads as audit
from goodhands.foundation.bin import reads, writes
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.isolation import scope
from goodhands.foundation.isolation.owned import Removable
from goodhands.foundation.isolation.walls import owned_models
from goodhands.foundation.providers import writes as providers
from goodhands.foundation.providers.models import Provider
from goodhands.foundation.providers.registers import Providers
from goodhands.foundation.registers import writes as registers
from goodhands.stages.operate.models import HandTicket, Import
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
NOTHING = dict.fromkeys(Providers.columns, "")


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def add(desk: Desk, name: str = "Nordkabel") -> Provider:
    with scope.within(desk.company):
        return providers.add_provider(given=NOTHING | {"name": name, "phone": "+49 30 1"}, by=desk.owner, at=NOW)


def names(desk: Desk) -> list[str]:
    with scope.within(desk.company):
        return [line.name for line in reads.things_in_the_bin()]


def there(desk: Desk, path: str) -> str:
    return f"/{desk.company.slug}/{path}"


def test_remove_line_lays_it_aside_and_put_back_brings_it_back_as_it_was(desk: Desk) -> None:
    provider = add(desk)
    answer = desk.client.post(there(desk, f"providers/{provider.pk}/remove/"), follow=True)
    assert "“Nordkabel” is removed. For thirty days it lies in the bin" in answer.content.decode()
    assert desk.client.get(there(desk, f"providers/{provider.pk}/")).status_code == 404
    assert names(desk) == ["Nordkabel"]
    page = desk.client.get(there(desk, "bin/")).content.decode()
    assert "One thing was removed and can be put back." in page
    desk.client.post(there(desk, f"bin/{provider.pk}/put-back/"))
    assert names(desk) == []
    with scope.within(desk.company):
        assert Provider.objects.get(pk=provider.pk).phone == "+49 30 1"
        told = [line.sentence for line in audit.history_of(provider.pk).lines]
    assert told == [
        "Ana Finch put provider “Nordkabel” back.",
        "Ana Finch removed provider “Nordkabel”.",
        "Ana Finch added provider “Nordkabel”.",
    ]


def test_what_something_else_leads_to_stays(desk: Desk) -> None:
    with scope.within(desk.company):
        provider = desk.engagement.provider
    assert provider is not None
    answer = desk.client.post(there(desk, f"providers/{provider.pk}/remove/"), follow=True)
    assert "“Help desk” leads to “Harbourline IT”." in answer.content.decode()
    assert names(desk) == []


def test_a_name_is_free_while_its_first_owner_lies_aside(desk: Desk) -> None:
    first = add(desk)
    with scope.within(desk.company):
        registers.remove_line(line=first, by=desk.owner, at=NOW)
    second = add(desk)
    answer = desk.client.post(there(desk, f"bin/{first.pk}/put-back/"), follow=True)
    assert "something else is called “Nordkabel” by now" in answer.content.decode()
    assert names(desk) == ["Nordkabel"]
    with scope.within(desk.company):
        assert Provider.objects.get(name="Nordkabel") == second
        with pytest.raises(IntegrityError), transaction.atomic():
            Provider.objects.create(name="Nordkabel")


def test_a_removed_ticket_and_a_removed_file_lie_there_too(desk: Desk) -> None:
    desk.post("by-hand/add/", {"subject": "Printer", "opened_at": "2026-02-02T09:00", "number": "77"})
    with scope.within(desk.company):
        ticket = HandTicket.objects.get()
    desk.post(f"by-hand/{ticket.pk}/remove/")
    draft = desk.client.post(f"/{desk.company.slug}/operate/{desk.engagement.slug}/imports/upload/",
                             {"file": SimpleUploadedFile("draft.csv", desks.EVENTS)})["Location"].rstrip("/").split("/")[-1]  # fmt: skip
    desk.post(f"imports/{draft}/remove/")
    assert set(names(desk)) == {"77", "draft.csv"}
    assert desk.get(f"imports/{draft}/").status_code == 404
    for key in (ticket.pk, draft):
        desk.client.post(there(desk, f"bin/{key}/put-back/"))
    assert names(desk) == []
    with scope.within(desk.company):
        assert (HandTicket.objects.count(), Import.objects.count()) == (1, 1)


@pytest.mark.parametrize(("days", "left"), [(0, 1), (29, 1), (30, 1), (31, 0)])
def test_after_thirty_days_it_is_gone_and_that_is_on_record(desk: Desk, days: int, left: int) -> None:
    provider = add(desk)
    with scope.within(desk.company):
        registers.remove_line(line=provider, by=desk.owner, at=NOW)
        assert writes.empty(at=NOW + timedelta(days=days)) == 1 - left
        assert Provider.binned.count() == left
        last = audit.history_of(provider.pk).lines[0].sentence
        assert audit.faults() == []
    gone = "Provider “Nordkabel”, which Ana Finch had removed, is gone after thirty days."
    assert last == (gone if not left else "Ana Finch removed provider “Nordkabel”.")


def test_a_start_of_the_server_empties_every_bin(desk: Desk) -> None:
    other = desks.make(name="Birch & Co")
    for one in (desk, other):
        provider = add(one)
        with scope.within(one.company):
            registers.remove_line(line=provider, by=one.owner, at=NOW)
    companies.empty_bins(at=NOW + timedelta(days=30))
    assert names(desk) == names(other) == ["Nordkabel"]
    companies.empty_bins(at=NOW + timedelta(days=31))
    assert names(desk) == names(other) == []


def test_removing_or_putting_back_twice_is_done_once(desk: Desk) -> None:
    provider = add(desk)
    with scope.within(desk.company):
        for act in (writes.remove, writes.remove, writes.put_back, writes.put_back):
            act(thing=provider, by=desk.owner, at=NOW)
        assert len(audit.history_of(provider.pk).lines) == 3
    assert desk.client.post(there(desk, f"bin/{provider.pk}/put-back/")).status_code == 404


def test_the_bin_is_of_one_company(desk: Desk) -> None:
    provider, other = add(desk), desks.make(name="Birch & Co")
    with scope.within(desk.company):
        writes.remove(thing=provider, by=desk.owner, at=NOW)
    assert names(other) == []
    assert other.client.post(there(other, f"bin/{provider.pk}/put-back/")).status_code == 404
    with scope.within(other.company):
        assert writes.empty(at=NOW + timedelta(days=99)) == 0
    assert names(desk) == ["Nordkabel"]


def test_a_provider_in_the_bin_is_offered_nowhere(desk: Desk) -> None:
    provider = add(desk)
    with scope.within(desk.company):
        writes.remove(thing=provider, by=desk.owner, at=NOW)
        outline = engagements.Outline("Backups", None, "Nordkabel", [], None)
        made = engagements.start_engagement(outline=outline, by=desk.owner, at=NOW)
        assert made.provider != provider
    assert str(provider.pk) not in desk.client.get(there(desk, "engagements/start/")).content.decode()


def test_what_can_be_removed_is_found_by_its_class() -> None:
    assert {model.__name__ for model in reads.removables()} == {
        "Provider",
        "Contact",
        "Office",
        "Offer",
        "StaffMember",
        "System",
        "Sheet",
        "Import",
        "HandTicket",
        "Excuse",
        "TroubleChoice",
        "Measure",
        "Figure",
        "Outage",
        "Document",
        "KeptPaper",
    }
    assert all(issubclass(model, Removable) for model in reads.removables())
    assert set(reads.removables()) <= set(owned_models())


def test_an_engagement_does_not_take_a_provider_that_was_removed_a_moment_ago(desk: Desk) -> None:
    provider = add(desk)
    with scope.within(desk.company):
        writes.remove(thing=provider, by=desk.owner, at=NOW)
        outline = engagements.Outline("Backups", provider, "", [], None)
        with pytest.raises(engagements.ProviderRemoved):
            engagements.start_engagement(outline=outline, by=desk.owner, at=NOW)
        with pytest.raises(engagements.ProviderRemoved):
            engagements.change_engagement(engagement=desk.engagement, outline=outline, by=desk.owner, at=NOW)
