"""Differences, pauses and the backlog: each figure opens to its tickets."""

import html
import re
from html import escape
from typing import Any

import pytest

from goodhands.foundation.companies import written
from goodhands.foundation.isolation import scope
from goodhands.foundation.paging import ON_A_PAGE
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate import reads
from goodhands.stages.operate.reads.differences import Asked, DifferencesPage
from goodhands.stages.operate.reads.open_tickets import BacklogPage
from goodhands.stages.operate.reads.pauses import PausesPage
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25


@pytest.fixture
def desk() -> Desk:
    made = desks.make()
    made.bring()
    return made


@pytest.fixture(scope="module")
def referee() -> Referee:
    return desks.referee()


def test_differences_say_what_tells_the_verdicts_apart(desk: Desk, referee: Referee) -> None:
    month = next(card.month for card in referee.monthly() if card.month and any(
        one.reported and one.reported.differ for one in card.levels if one.level.metric == "resolution"))  # fmt: skip
    place = next(i for i, one in enumerate(referee.scorecard(month).levels)
                 if one.level.metric == "resolution" and one.reported and one.reported.differ)  # fmt: skip
    with scope.within(desk.company):
        page = reads.differences(desk.engagement, Asked(month, place), NOW)
    assert isinstance(page, DifferencesPage)
    reported = referee.scorecard(month).levels[place].reported
    assert reported is not None
    assert sum(len(group.lines) + group.more for group in page.groups) == reported.differ
    answer = desk.get(f"month/{month}/differences/", level=str(place + 1)).content.decode()
    assert page.sentence in answer
    for group in page.groups:
        assert escape(group.sentence) in answer
        for line, _theirs in group.lines:
            assert f'href="{line.address}"' in answer
    assert f"/month/{month}/differences/?level={place + 1}" in desk.get(f"month/{month}/").content.decode()


def test_pauses_say_who_stopped_the_clock(desk: Desk, referee: Referee) -> None:
    with scope.within(desk.company):
        page = reads.pauses(desk.engagement, Month.parse("2025-09"), None, NOW)
    assert isinstance(page, PausesPage)
    answer = desk.get("month/2025-09/pauses/").content.decode()
    assert page.sentence in answer
    assert sum(one.of.seconds for one in page.by_reason) == page.audit.paused > 0
    for line in (*page.longest, *page.close):
        assert f'href="{line.address}"' in answer
        assert desk.client.get(line.address).status_code == 200
    assert "/month/2025-09/pauses/" in desk.get("month/2025-09/").content.decode()
    assert "no clock was stopped" in desk.get("month/2031-01/pauses/").content.decode()


def test_the_backlog_opens_to_its_tickets(desk: Desk, referee: Referee) -> None:
    with scope.within(desk.company):
        page = reads.backlog(desk.engagement, "group", "", NOW)
    assert isinstance(page, BacklogPage)
    answer = desk.get("backlog/", by="group").content.decode()
    assert page.sentence in answer
    assert page.whole is not None
    assert page.whole.pile.open == int((~referee.resolved).sum()) > 0
    for line in page.piles:
        assert f"{written.number(line.pile.open)} ticket" in sentence_of(desk.client.get(line.address))
        assert "still open" in sentence_of(desk.client.get(line.address))
    february = page.flows[-1]
    for state, there in february.addresses.items():
        assert sentence_of(desk.client.get(there)).startswith(f"{getattr(february.flow, state)} ticket")
    assert "Backlog" in desk.get("").content.decode()
    assert desk.get("backlog/", by="never").status_code == 200
    with scope.within(desk.company):
        parts = [reads.backlog(desk.engagement, "priority", name, NOW) for name in page_names(desk)]
    for place, flow in enumerate(page.flows):
        assert flow.flow.opened == sum(one.flows[place].flow.opened for one in parts if isinstance(one, BacklogPage))
    one = parts[0]
    assert isinstance(one, BacklogPage)
    for state, there in one.flows[-1].addresses.items():
        assert sentence_of(desk.client.get(there)).startswith(f"{getattr(one.flows[-1].flow, state)} ticket")
    assert desk.get("backlog/", by="group", of="nobody").status_code == 200


def page_names(desk: Desk) -> list[str]:
    page = reads.backlog(desk.engagement, "priority", "", NOW)
    assert isinstance(page, BacklogPage)
    return list(page.found.names)


def sentence_of(answer: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_differences_and_pauses_of_all_months_and_each_group_alone(desk: Desk, referee: Referee) -> None:
    place = next(i for i, one in enumerate(referee.scorecard().levels)
                 if one.level.metric == "resolution" and one.reported and one.reported.differ)  # fmt: skip
    reported = referee.scorecard().levels[place].reported
    assert reported is not None
    with scope.within(desk.company):
        page = reads.differences(desk.engagement, Asked(None, place), NOW)
        assert isinstance(page, DifferencesPage)
        seen = 0
        for group in page.groups:
            pages = range(1, -(-(len(group.lines) + group.more) // ON_A_PAGE) + 1)
            for number in pages:
                one = reads.differences(desk.engagement, Asked(None, place, group.number - 1, number), NOW)
                assert isinstance(one, DifferencesPage)
                (alone,) = one.groups
                assert (alone.title, alone.reading, alone.page, alone.pages) == (
                    group.title, group.reading, number, len(pages))  # fmt: skip
                seen += len(alone.lines)
    assert seen == reported.differ
    answer = desk.get("month/all/differences/", level=str(place + 1), group="1").content.decode()
    assert "all months" in answer
    assert f"?level={place + 1}" in answer
    assert "all months" in desk.get("month/all/pauses/").content.decode()
    assert desk.get("month/all/").status_code == 404


def test_differences_of_what_is_not_there_are_none(desk: Desk) -> None:
    assert "says nothing of its own of" in desk.get("month/2031-01/differences/").content.decode()
    assert desk.get("month/2025-09/differences/", level="99").status_code == 200
    assert desk.get("month/never/differences/").status_code == 404
