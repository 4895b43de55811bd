"""The dry run and the choices of the small print, on the example year."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodhands.foundation.calendars.drafts import BY_KEY
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import written
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.stages.contract import writes as contract
from goodhands.stages.contract.rules.service_levels import Policy
from goodhands.stages.operate import reads
from goodhands.stages.operate.reads.dry_run import DryRunPage
from goodhands.stages.operate.reads.evidence import Missing
from goodhands.stages.operate.reads.policies import PoliciesPage
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.tests import desk as desks

pytestmark = pytest.mark.django_db
NOW = desks.NOW
LEVELS = [
    contract.LevelDraft("Fast", "resolution", 2 * 3600, Decimal(95), "2 - High", credits=[(Decimal(95), Decimal(10))]),
    contract.LevelDraft("All", "resolution", 40 * 3600, Decimal(50), credits=[(Decimal(50), Decimal(10))]),
    contract.LevelDraft("Nobody", "resolution", 3600, Decimal(90), "Blocker"),
]


@pytest.fixture
def desk() -> Iterator[desks.Desk]:
    made = desks.make()
    made.bring()
    with scope.within(made.company):
        yield made


def propose(desk: desks.Desk, **more: object) -> None:
    draft = contract.Draft(None, Calendar.objects.earliest("name"), LEVELS, monthly_fee=Decimal("1000.00"))
    contract.propose(engagement=desk.engagement, draft=replace(draft, **more), by=desk.owner, at=NOW)


def dry_run(desk: desks.Desk) -> DryRunPage:
    page = reads.dry_run(desk.engagement, NOW)
    assert not isinstance(page, Missing)
    return page


def test_dry_run_is_what_a_judge_by_the_proposed_terms_finds(desk: desks.Desk) -> None:
    propose(desk)
    page, usual = dry_run(desk), desks.referee()
    terms = replace(usual.terms, levels=page.terms.levels, credits=page.terms.credits, policy=page.terms.policy)
    proposed = Referee(usual.told, terms)
    assert [line.month.number for line in page.lines] == list(usual.active_months())[:-13:-1]
    assert len(page.lines) == 12
    for line in page.lines:
        then, now = proposed.scorecard(line.month), usual.scorecard(line.month)
        assert [(c.attainment.met, c.attainment.missed) for c in line.cells] == [(a.met, a.missed) for a in then.levels]
        owed = sum(Decimal(credit.owed.strip("%")) for credit in then.credits) * 10
        assert line.then.owed == (written.money(owed) if owed else "")
        assert line.now is not None
        owed = sum(Decimal(credit.owed.strip("%")) for credit in now.credits) * 14
        assert line.now.owed == (written.money(owed) if owed else "")
        assert (line.now.kept, line.now.due) == (
            sum(a.keeps is True for a in now.levels), sum(a.keeps is not None for a in now.levels)
        )  # fmt: skip
    fast = page.promises[0]
    assert (fast.then.kept + fast.then.broken + fast.then.idle, fast.then.idle) == (12, fast.then.idle)
    assert fast.then.judged == sum(line.cells[0].attainment.judged for line in page.lines)


def test_dry_run_says_what_never_occurred_and_which_priorities_there_are(desk: desks.Desk) -> None:
    propose(desk)
    page = dry_run(desk)
    assert page.never.startswith("No ticket of these months falls under “Nobody”")
    assert "“2 - High”" in page.never
    shown = desk.get("dry-run/").content.decode()
    assert "Under the proposed terms Harbourline IT would have kept every promise in" in shown
    kept = [all(one.keeps is not False for one in card.levels) for card in desks.referee().monthly()]
    assert f"in place of {sum(kept)} of 12." in shown
    assert "Drop the proposal" in shown


def test_dry_run_opens_a_promise_to_the_tickets_that_would_have_been_missed(desk: desks.Desk) -> None:
    propose(desk)
    page = reads.dry_run(desk.engagement, NOW, 0)
    assert not isinstance(page, Missing)
    assert page.misses is not None
    assert len(page.misses.lines) + page.misses.more == page.promises[0].then.missed
    late = [line.late for line in page.misses.lines]
    assert late == sorted(late, reverse=True)
    assert late[-1] > 0
    assert "Missed as proposed" in desk.get("dry-run/", promise="1").content.decode()
    for odd in ("0", "9", "x", "-1", "1" * 50):
        assert "Missed as proposed" not in desk.get("dry-run/", promise=odd).content.decode()


def test_dry_run_reckons_with_the_cap(desk: desks.Desk) -> None:
    strict = [replace(level, target=Decimal(100), credits=[(Decimal(100), Decimal(10))]) for level in LEVELS[:2]]
    strict = [replace(level, within=60) for level in strict]
    propose(desk, levels=strict, credit_cap=Decimal(15))
    lines = dry_run(desk).lines
    assert {line.then.owed for line in lines if line.then.due == 2} == {written.money(Decimal(150))}
    propose(desk, levels=strict, credit_cap=Decimal(15), monthly_fee=None)
    assert {line.then.owed for line in dry_run(desk).lines if line.then.due == 2} == {written.target(Fraction(15, 100))}
    assert "of a monthly fee" in dry_run(desk).owed_then


def test_dry_run_before_anything_is_agreed() -> None:
    desk = desks.make(agreed=False)
    assert "No other terms are kept here to be tried." in desk.get("dry-run/").content.decode()
    desk.bring()
    with scope.within(desk.company):
        draft = contract.Draft(None, contract_hours(), LEVELS[:2])
        contract.propose(engagement=desk.engagement, draft=draft, by=desk.owner, at=NOW)
        page = dry_run(desk)
    assert "in place of" not in page.sentence
    assert {line.now for line in page.lines} == {None}
    assert desk.get("policies/").status_code == 200
    assert "these are the terms that are kept to be tried" in desk.get("policies/").content.decode()
    assert "Nothing says yet what was promised" in desk.get("").content.decode()  # and nothing is judged by it


def contract_hours() -> contract.HoursOrPreset:
    return BY_KEY["office"]


def test_dry_run_of_no_tickets_asks_for_them() -> None:
    desk = desks.make()
    with scope.within(desk.company):
        propose(desk)
    assert "There are no tickets here yet." in desk.get("dry-run/").content.decode()


def test_a_month_is_judged_as_before_while_a_proposal_is_kept(desk: desks.Desk) -> None:
    before = [desk.get(path).content.decode() for path in ("", "month/2025-09/", "tickets/", "at-risk/")]
    propose(desk)
    after = [desk.get(path).content.decode() for path in ("", "month/2025-09/", "tickets/", "at-risk/")]
    plain = [[re.sub(r'(nonce|value|csrf)[^>]*"', "", page) for page in pages] for pages in (before, after)]
    assert plain[0] == plain[1]


def policies(desk: desks.Desk) -> PoliciesPage:
    page = reads.policies(desk.engagement, NOW)
    assert not isinstance(page, Missing)
    return page


def test_policies_name_each_choice_with_what_it_made_of_the_last_month(desk: desks.Desk) -> None:
    page, judged = policies(desk), desks.referee()
    assert page.month == Month(judged.active_months()[-1])
    assert [part.field for part in page.parts] == [
        "resolution", "reopen", "priority", "closed_resolves", "response_pauses", "holiday",
    ]  # fmt: skip
    for part in page.parts:
        for choice in part.choices:
            assert choice.in_force == (choice.turns == "")
            if choice.in_force:
                counts = [(one.met, one.judged) for one in judged.scorecard(page.month).levels]
                assert [(cell.met, cell.judged) for cell in choice.cells] == counts
    shown = desk.get("policies/").content.decode()
    for sentence in ("the clock has run all the while", "closed from midnight to midnight", "as it is now"):
        assert sentence in shown


def test_policy_effects_stand_beside_the_choices_of_the_form(desk: desks.Desk) -> None:
    part = desk.get("policies/effects/").content.decode()
    form = desk.client.get(f"/{desk.company.slug}/contract/{desk.engagement.slug}/agree/").content.decode()
    targets = set(re.findall(r'id="(effect-\w+)"', part))
    assert len(targets) == 6
    assert targets <= set(re.findall(r'id="(effect-\w+)"', form))
    assert 'hx-get="/alder-finch/operate/help-desk/policies/effects/"' in form
    assert 'href="/alder-finch/operate/help-desk/policies/"' in form


def test_policy_effects_without_tickets_say_what_will_stand_there() -> None:
    desk = desks.make()
    assert "Once there are tickets of a whole month" in desk.get("policies/effects/").content.decode()


@pytest.mark.parametrize("path", ["dry-run/", "policies/", "policies/effects/"])
def test_pages_ask_no_more_often_when_there_is_more(desk: desks.Desk, path: str) -> None:
    propose(desk)
    desk.get(path)
    with CaptureQueriesContext(connection) as first:
        desk.get(path)
    hours = Calendar.objects.earliest("name")
    for number in range(1, 7):
        draft = contract.Draft(
            date(2025, number + 1, 1), hours, LEVELS[:2], Policy(holiday="midnight"), Decimal(number)
        )
        contract.agree(engagement=desk.engagement, draft=draft, by=desk.owner, at=NOW)
    desk.get(path)
    with CaptureQueriesContext(connection) as more:
        assert desk.get(path).status_code == 200
    assert len(more) <= len(first) <= 25


def test_a_capped_month_says_so_on_its_scorecard(desk: desks.Desk) -> None:
    hours = Calendar.objects.earliest("name")
    levels = [
        replace(level, within=60, target=Decimal(100), credits=[(Decimal(100), Decimal(10))]) for level in LEVELS[:2]
    ]
    draft = contract.Draft(date(2025, 9, 1), hours, levels, monthly_fee=Decimal(1000), credit_cap=Decimal(15))
    contract.agree(engagement=desk.engagement, draft=draft, by=desk.owner, at=NOW)
    page = desk.get("month/2025-09/").content.decode()
    assert "Together, without a limit" in page
    assert "At most, as agreed" in page
    assert written.money(Decimal(150)) in page
    assert "at 90 % exactly, the tier “below 90 %” owes nothing" in page
    with scope.within(desk.company):
        strip = reads.months(desk.engagement, NOW)
    assert not isinstance(strip, Missing)
    assert written.money(Decimal(150)) in [line.owed for line in strip.lines]
    agreement = desk.client.get(f"/{desk.company.slug}/contract/{desk.engagement.slug}/").content.decode()
    assert "of the monthly fee" in agreement
