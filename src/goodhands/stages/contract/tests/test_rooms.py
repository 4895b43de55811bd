"""An agreement is written down, followed from a month on, and taken back."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import BY_KEY, usual
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import writes as companies
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.people import writes as people
from goodhands.foundation.rules.periods import Month
from goodhands.stages.contract import reads
from goodhands.stages.contract import writes as contract
from goodhands.stages.contract.models import AgreementVersion
from goodhands.stages.contract.rules.service_levels import Policy
from tests.pages import forms_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
AGREE = "/alder/contract/desk/agree/"


def typed(*rows: dict[str, str], **more: str) -> dict[str, str]:
    """What is sent when these promises are written down in the usual hours."""
    sent = {"calendar": "preset:office", "resolution": "last", "reopen": "runs_through", "priority": "final",
            "levels-TOTAL_FORMS": str(len(rows)), "levels-INITIAL_FORMS": "0"}  # fmt: skip
    if Calendar.objects.exists():
        sent["calendar"] = str(Calendar.objects.earliest("name").pk)
    for i, row in enumerate(rows):
        full = {"metric": "resolution"} | row
        sent |= {f"levels-{i}-{name}": value for name, value in full.items()}
    return sent | more


HIGH = {"priority": "High", "within": "8 h", "target": "95 %"}


def test_agree_writes_down_promises_in_usual_hours(client: Client, engagement: Engagement) -> None:
    row = HIGH | {"below_1": "90", "owed_1": "5", "below_2": "85 %", "owed_2": "10,5 %"}
    answer = client.post(
        AGREE,
        typed(
            row,
            {"within": "2 h", "metric": "first_response", "target": "99,5"},
            monthly_fee="1 400,50",
            opened=" Opened \n\nReceived",
        ),
    )
    assert answer.status_code == 302, answer.context["terms"].errors
    (terms,) = reads.versions(engagement)
    assert [(level.name, level.metric, level.priority, level.within, level.target) for level in terms.levels] == [
        ("High, solved in 8 h", "resolution", "High", 8 * 3600, Fraction(95, 100)),
        ("All tickets, answered in 2 h", "first_response", "*", 2 * 3600, Fraction(995, 1000)),
    ]
    assert [(c.service_level, c.below, c.owed) for c in terms.credits] == [
        ("High, solved in 8 h", Fraction(90, 100), "5%"), ("High, solved in 8 h", Fraction(85, 100), "10.5%"),
    ]  # fmt: skip
    assert terms.monthly_fee == Decimal("1400.50")
    assert terms.policy == Policy(opened=("Opened", "Received"))
    assert Calendar.objects.get().name == "Office hours"


def test_agreement_shows_what_was_promised_and_what_it_means(client: Client, engagement: Engagement) -> None:
    assert "not written down yet" in client.get("/alder/contract/desk/").content.decode()
    client.post(AGREE, typed(HIGH))
    page = client.get("/alder/contract/desk/").content.decode()
    assert "Harbourline IT promised one service level; version 1 has been in force from the beginning." in page
    assert "High, solved in 8 h" in page
    assert client.get("/alder/contract/desk/?version=7").status_code == 404


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (HIGH | {"within": "3 days"}, "a working day has no fixed length"),
        (HIGH | {"within": "soon"}, "Please give working time such as 8 h"),
        (HIGH | {"within": "0 h"}, "more than nothing"),
        (HIGH | {"target": "101"}, "Please give a share such as 95 %"),
        (HIGH | {"target": "0,95"}, "Is 0,95 a percentage? Please write it with its sign, such as 95 %."),
        (HIGH | {"target": ""}, "This is needed."),
        (HIGH | {"below_1": "90"}, "This is needed."),
        (HIGH | {"below_1": "99", "owed_1": "5"}, "A month that reaches 95 % owes nothing."),
        ({}, "Please write down at least one promise."),
    ],
)
def test_a_promise_that_cannot_be_kept_is_answered_beside_it(
    client: Client, engagement: Engagement, row: dict[str, str], sentence: str
) -> None:
    answer = client.post(AGREE, typed(row))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not AgreementVersion.objects.exists()


def test_two_promises_have_two_names(client: Client, engagement: Engagement) -> None:
    answer = client.post(AGREE, typed(HIGH, HIGH))
    assert "Another promise is called" in answer.content.decode()


def test_add_a_line_keeps_what_was_typed_and_finds_nothing_wrong_yet(client: Client, engagement: Engagement) -> None:
    answer = client.post(AGREE, typed({"within": "8 h"}, act="add_line", monthly_fee="12"))
    page = answer.content.decode()
    assert 'name="levels-1-within"' in page
    assert 'value="8 h"' in page
    assert 'value="12"' in page
    assert "needs another look" not in page
    assert not AgreementVersion.objects.exists()


def test_a_promise_is_removed_by_a_button_and_the_others_stay_as_typed(client: Client, engagement: Engagement) -> None:
    page = client.post(AGREE, typed(HIGH, {"within": "2 h"}, {"within": "soon"}, act="remove_1")).content.decode()
    assert 'name="levels-2-within"' not in page
    assert re.findall(r'name="levels-\d-within" value="([^"]*)"', page) == ["8 h", "soon"]
    assert "needs another look" not in page
    assert 'name="levels-0-within"' in client.post(AGREE, typed(HIGH, act="remove_0")).content.decode()


def test_the_return_key_writes_down_and_neither_adds_nor_removes(client: Client, engagement: Engagement) -> None:
    """Browsers press the first button of a form."""
    page = client.get(AGREE).content.decode()
    assert re.findall(r'name="act" value="(\w+)"', page)[0] == "agree"


def test_agree_asks_no_more_often_for_more_promises(client: Client, engagement: Engagement) -> None:
    asked = []
    for month, rows in (("", [HIGH]), ("2026-02", [HIGH | {"name": str(n)} for n in range(30)])):
        client.post(AGREE, typed(*rows, valid_from=month))
        with CaptureQueriesContext(connection) as statements:
            assert client.get(AGREE).status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 25


def test_hours_of_another_company_cannot_be_chosen(client: Client, engagement: Engagement) -> None:
    ben = people.join(name="Ben", email="ben@example.org", password="four words in a row", at=NOW)
    other = companies.start_company(name="Birch", country="DE", timezone="Europe/Berlin", by=ben, at=NOW)
    with scope.within(other):
        theirs = calendars.add_calendar(name="Theirs", draft=usual(BY_KEY["office"]), by=ben, at=NOW)
    for sent in (typed(HIGH, calendar=str(theirs.pk)), typed(HIGH | {"calendar": str(theirs.pk)})):
        answer = client.post(AGREE, sent)
        assert answer.status_code == 200
        assert "Select a valid choice" in answer.content.decode()
    assert client.get(f"/alder/calendars/{theirs.pk}/").status_code == 404
    assert not AgreementVersion.objects.exists()


def test_new_terms_hold_from_their_month_on(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH))
    form = client.get(AGREE).content.decode()
    assert 'value="8 h"' in form
    assert 'value="High, solved in 8 h"' not in form  # a name made from the promise changes with it
    for month, status in (("", 200), ("2026-13", 200), ("2026-07", 302), ("2026-07", 200), ("2026-06", 200)):
        answer = client.post(AGREE, typed(HIGH | {"within": "4 h"}, valid_from=month))
        assert answer.status_code == status, month
    by_month = {
        m: reads.terms_in_force(engagement, Month.parse(m)) for m in ("2020-01", "2026-06", "2026-07", "2031-01")
    }
    assert {m: terms and terms.number for m, terms in by_month.items()} == {
        "2020-01": 1, "2026-06": 1, "2026-07": 2, "2031-01": 2,
    }  # fmt: skip
    assert AgreementVersion.objects.get(number=2).valid_from == date(2026, 7, 1)
    assert [level.name for level in reads.versions(engagement)[-1].levels] == ["High, solved in 4 h"]
    old = client.get("/alder/contract/desk/?version=1").content.decode()
    assert "You are looking at version 1, which is no longer in force." in old


def test_months_before_the_first_dated_version_have_no_terms(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH, valid_from="2026-03"))
    assert reads.terms_in_force(engagement, Month.parse("2026-02")) is None
    assert reads.terms_in_force(engagement, Month.parse("2026-03")) is not None


def test_withdraw_version_takes_back_only_the_newest(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH))
    client.post(AGREE, typed(HIGH, valid_from="2026-07"))
    for number, left in (("1", 2), ("x", 2), ("2", 1), ("1", 0)):
        client.post("/alder/contract/desk/withdraw-version/", {"number": number})
        assert AgreementVersion.objects.count() == left


def test_what_was_withdrawn_waits_in_the_form_and_can_be_written_down_again(
    client: Client, engagement: Engagement
) -> None:
    row = HIGH | {"below_1": "90 %", "owed_1": "5 %"}
    client.post(AGREE, typed(row, monthly_fee="1400,00", opened="New", closed_resolves="on"))
    client.post(AGREE, typed(HIGH | {"within": "4 h"}, valid_from="2026-07"))
    for number in ("2", "1"):
        before = reads.versions(engagement)[-1]
        answer = client.post("/alder/contract/desk/withdraw-version/", {"number": number}, follow=True)
        assert "What stood in it waits for you in the form for new terms." in answer.content.decode()
        page = client.get(AGREE)
        assert "It is unfinished: nothing of it counts yet." in page.content.decode()
        (form,) = [form for form in forms_in(page.content.decode()) if form.filled().get("act") == "agree"]
        sent = form.filled()
        assert client.post(AGREE, sent).status_code == 302
        after = reads.versions(engagement)[-1]
        assert (after.levels, after.credits, after.policy, after.monthly_fee, after.valid_from) == (
            before.levels, before.credits, before.policy, before.monthly_fee, before.valid_from,
        )  # fmt: skip
        client.post("/alder/contract/desk/withdraw-version/", {"number": number})
        client.post(AGREE, {"keep": "over"})


def test_what_was_withdrawn_does_not_push_aside_what_is_being_typed(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH))
    client.post(AGREE, typed(HIGH | {"within": "3 h"}, keep="typed"))
    client.post("/alder/contract/desk/withdraw-version/", {"number": "1"})
    assert 'value="3 h"' in client.get(AGREE).content.decode()


def test_terms_that_somebody_else_wrote_down_meanwhile_are_noticed(client: Client, engagement: Engagement) -> None:
    client.post(AGREE, typed(HIGH))
    first = AgreementVersion.objects.get()
    mine = typed(HIGH | {"within": "2 h"}, valid_from="2026-09", follows=str(first.pk))
    client.post(AGREE, typed(HIGH | {"within": "4 h"}, valid_from="2026-07", follows=str(first.pk)))
    answer = client.post(AGREE, mine)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This was changed while you had it open." in page
    assert "The newest terms are version 2 by Ana." in page
    assert 'value="2 h"' in page
    assert AgreementVersion.objects.count() == 2
    second = AgreementVersion.objects.get(number=2)
    assert f'name="follows" value="{second.pk}"' in page
    assert client.post(AGREE, mine | {"follows": str(second.pk)}).status_code == 302

    client.post("/alder/contract/desk/withdraw-version/", {"number": "3"})
    client.post("/alder/contract/desk/withdraw-version/", {"number": "2"})
    client.post("/alder/contract/desk/withdraw-version/", {"number": "1"})
    page = client.post(AGREE, mine | {"follows": str(second.pk)}).content.decode()
    assert "The terms before were withdrawn, so that yours are the first." in page


def test_what_is_meant_to_follow_is_checked_where_it_is_written_down(engagement: Engagement) -> None:
    ana = engagements.Engagement.objects.get().company.memberships.get().person
    level = contract.LevelDraft("High", "resolution", 3600, Decimal(95))
    terms = contract.Draft(None, BY_KEY["office"], [level])
    made = contract.agree(engagement=engagement, draft=terms, follows="", by=ana, at=NOW)
    later = contract.Draft(date(2026, 7, 1), made.calendar, [level])
    with pytest.raises(contract.Overtaken):
        contract.agree(engagement=engagement, draft=later, follows="", by=ana, at=NOW)
    contract.agree(engagement=engagement, draft=later, follows=str(made.pk), by=ana, at=NOW)


def test_the_key_of_terms_changes_with_everything_in_them(client: Client, engagement: Engagement) -> None:
    keys = set()
    for month, row in (("", HIGH), ("2026-01", HIGH | {"within": "4 h"}), ("2026-02", HIGH | {"name": "x"})):
        client.post(AGREE, typed(row, valid_from=month))
        keys.add(reads.versions(engagement)[-1].key)
    hours = Calendar.objects.get()
    client.post(f"/alder/calendars/{hours.pk}/add-version/", {
        "preset": "long_office", "timezone": "Europe/Lisbon", "holidays": "PT", "valid_from": "2026-11-01",
    })  # fmt: skip
    keys.add(reads.versions(engagement)[-1].key)
    assert len(keys) == 4


def test_numbers_and_months_that_nobody_means_are_answered_too(client: Client, engagement: Engagement) -> None:
    assert client.post(AGREE, typed(HIGH, valid_from="0000-01")).status_code == 200
    for act in ("add_line", "remove_1"):
        assert client.post(AGREE, {"act": act, "levels-TOTAL_FORMS": "1" * 5000}).status_code == 200
    assert client.post("/alder/contract/desk/withdraw-version/", {"number": "1" * 5000}).status_code == 302
