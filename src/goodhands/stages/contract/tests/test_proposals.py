"""Terms that are only proposed: kept, changed, agreed to, dropped; and never in sight of anything that judges."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from goodhands.foundation.audit.models import Act, Entry
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.people.models import Person
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.search.models import IndexCard
from goodhands.stages.contract import reads
from goodhands.stages.contract import writes as contract
from goodhands.stages.contract.models import AgreementVersion
from goodhands.stages.contract.tests.test_rooms import AGREE, HIGH, NOW, typed
from tests.pages import forms_in

pytestmark = pytest.mark.django_db
PROPOSE, DROP = "/alder/contract/desk/propose/", "/alder/contract/desk/drop-proposal/"
FAST = HIGH | {"within": "4 h"}


def names(engagement: Engagement) -> list[str]:
    return [level.name for version in reads.versions(engagement) for level in version.levels]


def test_propose_keeps_terms_that_no_read_of_versions_sees(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH))
    answer = client.post(PROPOSE, typed(FAST, credit_cap="15 %", monthly_fee="900"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/alder/operate/desk/dry-run/"
    proposal = reads.proposal(engagement)
    assert proposal is not None
    assert (proposal.number, proposal.monthly_fee, proposal.credit_cap) == (0, Decimal(900), Fraction(15, 100))
    assert [level.name for level in proposal.levels] == ["High, solved in 4 h"]
    # nothing that asks for versions finds it
    assert names(engagement) == ["High, solved in 8 h"]
    assert (newest := reads.newest(engagement)) is not None
    assert newest.number == 1
    in_force = reads.terms_in_force(engagement, Month.parse("2031-01"))
    agreed = reads.agreed([engagement])[engagement.pk]
    assert in_force is not None
    assert in_force.number == 1
    assert [one.number for one in agreed.versions()] == [1]
    assert (latest := agreed.latest()) is not None
    assert latest.number == 1
    assert [line.number for line in reads.agreement(engagement, date(2026, 11, 30)).versions] == [1]
    assert not IndexCard.objects.filter(title__contains="4 h").exists()


def test_a_first_proposal_needs_no_agreement(client: Client, engagement: Engagement) -> None:
    client.post(PROPOSE, typed(FAST))
    assert reads.proposal(engagement) is not None
    assert reads.versions(engagement) == []
    page = client.get("/alder/contract/desk/").content.decode()
    assert "is not written down yet" in page
    assert "Other terms are kept here to be tried" in page


def test_a_proposal_is_replaced_and_on_record(client: Client, engagement: Engagement) -> None:
    client.post(PROPOSE, typed(FAST))
    first = AgreementVersion.objects.get(number=0)
    client.post(PROPOSE, typed(HIGH | {"within": "2 h"}))
    second = AgreementVersion.objects.get(number=0)
    assert (second.pk, [level.name for level in second.levels.all()]) == (first.pk, ["High, solved in 2 h"])
    assert list(Entry.objects.filter(about=first.pk).values_list("act", flat=True)) == [Act.PROPOSED, Act.PROPOSED]


def test_a_proposal_may_leave_open_from_when_it_would_hold(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH, valid_from="2026-07"))
    for month, status in (("", 302), ("2026-01", 302), ("soon", 200)):
        assert client.post(PROPOSE, typed(FAST, valid_from=month)).status_code == status, month


def test_what_is_typed_stays_on_every_way(client: Client, engagement: Engagement) -> None:
    wrong = typed(FAST | {"target": "lots"}, credit_cap="0", monthly_fee="1.2.3", opened="Opened", holiday="midnight")
    for form in (PROPOSE, AGREE):
        page = client.post(form, wrong | {"act": "propose"}).content.decode()
        for kept in ('value="lots"', 'value="0"', 'value="1.2.3"', "Opened", 'value="midnight" required'):
            assert kept.removesuffix(" required") in page, (form, kept)
        assert "Please leave it empty where nothing is owed at all." in page
        assert 'value="lots"' in client.get(form).content.decode()  # and after a reload
        client.post(form, {"keep": "over"})
    assert AgreementVersion.objects.count() == 0


def test_agreeing_to_a_proposal_lets_it_go(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH))
    client.post(PROPOSE, typed(FAST, valid_from="2026-07", credit_cap="15", holiday="midnight"))
    page = client.get(f"{AGREE}?proposal=1").content.decode()
    (form,) = [form for form in forms_in(page) if form.filled().get("act") == "agree"]
    sent = form.filled()
    assert (sent["levels-0-within"], sent["valid_from"], sent["credit_cap"]) == ("4 h", "2026-07", "15 %")
    assert client.post(AGREE, sent).status_code == 302
    assert names(engagement) == ["High, solved in 8 h", "High, solved in 4 h"]
    assert (agreed := reads.newest(engagement)) is not None
    assert (agreed.credit_cap, agreed.holiday) == (Decimal(15), "midnight")
    assert reads.proposal(engagement) is None


def test_other_terms_leave_the_proposal_alone(client: Client, engagement: Engagement) -> None:
    client.post(PROPOSE, typed(FAST))
    page = client.get(f"{AGREE}?proposal=1").content.decode()
    (form,) = [form for form in forms_in(page) if form.filled().get("act") == "agree"]
    client.post(PROPOSE, typed(HIGH | {"within": "2 h"}))  # somebody changes it meanwhile
    assert client.post(AGREE, form.filled()).status_code == 302
    assert names(engagement) == ["High, solved in 4 h"]
    client.post(AGREE, typed(HIGH, valid_from="2026-09"))
    assert reads.proposal(engagement) is not None


def test_what_was_typed_for_the_agreement_becomes_the_proposal(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(FAST, keep="typed"))
    client.post(PROPOSE, typed(FAST))
    assert "It is unfinished" not in client.get(AGREE).content.decode()


def test_drop_proposal_keeps_what_stood_in_it_in_the_form(client: Client, engagement: Engagement) -> None:
    client.post(PROPOSE, typed(FAST, monthly_fee="900"))
    answer = client.post(DROP, follow=True)
    assert "Dropped. What stood in it waits for you" in answer.content.decode()
    assert reads.proposal(engagement) is None
    page = client.get(PROPOSE).content.decode()
    assert 'value="4 h"' in page
    assert 'value="900,00"' in page
    assert "There was no proposal any more." in client.post(DROP, follow=True).content.decode()
    with pytest.raises(contract.NoProposal), scope.within(engagement.company):
        contract.drop_proposal(engagement=engagement, by=_owner(engagement), at=NOW)


def _owner(engagement: Engagement) -> Person:
    return engagement.company.memberships.get().person


def test_terms_are_agreed_or_proposed_and_never_both(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH))
    agreed = AgreementVersion.objects.get()
    for wrong in ({"agreement": None}, {"proposed_for": engagement}, {"number": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreementVersion.objects.filter(pk=agreed.pk).update(**wrong)


def test_hours_that_a_proposal_rests_on_are_in_use(client: Client, engagement: Engagement) -> None:
    client.post(PROPOSE, typed(FAST))
    assert Calendar.objects.get().name == "Office hours"
