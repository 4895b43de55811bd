"""The pages say what the rules say, whatever the filters."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from goodhands.cli.sla import as_json
from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import Draft as HoursDraft
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import written
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.working_time import BLANK
from goodhands.stages.contract import writes as contract
from goodhands.stages.operate import reads
from goodhands.stages.operate.reads.evidence import Missing
from goodhands.stages.operate.rules.choosing import VERDICTS, TicketIndex, Wanted
from goodhands.stages.operate.rules.judging import MET, MISSED, RUNNING
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


def test_scorecard_of_every_month_is_that_of_the_command_line(desk: Desk, referee: Referee) -> None:
    for card in referee.monthly():
        assert card.month is not None
        with scope.within(desk.company):
            page = reads.scorecard(desk.engagement, card.month, None, NOW)
        assert not isinstance(page, Missing)
        theirs, ours = as_json(page.card), as_json(card)
        assert json.dumps(theirs, default=str) == json.dumps(ours, default=str)


def test_scorecard_names_what_is_owed_in_money(desk: Desk) -> None:
    page = desk.get("month/2025-09/").content.decode()
    assert "Harbourline IT solved 29 of 35 tickets in time in September 2025, 82,9" in page
    assert "EUR\N{NO-BREAK SPACE}210,00" in page  # 10 % and 5 % of 1,400
    assert "so it was not kept" in page


def test_months_lists_every_month_the_newest_first(desk: Desk, referee: Referee) -> None:
    with scope.within(desk.company):
        page = reads.months(desk.engagement, NOW)
    assert not isinstance(page, Missing)
    assert [line.month.number for line in page.lines] == list(referee.active_months())[::-1]
    kept = sum(all(level.keeps is not False for level in card.levels) for card in referee.monthly())
    assert page.sentence == f"Harbourline IT kept every promise in {kept} of 12 months."


def test_months_and_today_say_what_is_owed(desk: Desk, referee: Referee) -> None:
    shares = [sum(Decimal(credit.owed.strip("%")) for credit in card.credits) for card in referee.monthly()]
    assert sum(share > 0 for share in shares) == 3
    with scope.within(desk.company):
        page, standing = reads.months(desk.engagement, NOW), reads.standing(desk.engagement, NOW)
        together = written.money(sum(shares) * 14)
        amounts = [written.money(share * 14) if share else "" for share in shares]  # of 1,400
    assert not isinstance(page, Missing)
    assert [line.owed for line in page.lines] == amounts[::-1]
    assert page.owed == f"For 3 of the last 12 months credits are owed to you: {together} together."
    assert standing.owed_lately == page.owed
    desk.post("by-hand/add/", {"subject": "Printer", "opened_at": "2026-02-02T09:00"})
    with scope.within(desk.company):
        assert reads.standing(desk.engagement, NOW).owed_lately == page.owed


def test_a_month_that_is_not_over_counts_neither_as_kept_nor_as_broken() -> None:
    desk = desks.make()
    lines = desks.EVENTS.splitlines(keepends=True)
    desk.bring("part.csv", b"".join(line for line in lines if b",2025-0" in line or line == lines[0]),
               {key: value for key, value in desks.TERMS["file"].items() if key != "as_of"})  # fmt: skip
    with scope.within(desk.company):
        page, standing = reads.months(desk.engagement, NOW), reads.standing(desk.engagement, NOW)
    assert not isinstance(page, Missing)
    assert [line.unfinished for line in page.lines] == [True] + [False] * 8
    assert "of 8 months" in page.sentence
    assert "of the last 8 months" in page.owed
    assert page.latest is not None
    assert page.latest.month == standing.month == Month.parse("2025-08")
    assert standing.known_until == date(2025, 9, 30)


@pytest.mark.parametrize("verdict", list(VERDICTS))
@pytest.mark.parametrize("month", [None, "2025-09"])
def test_tickets_are_filtered_as_one_would_by_hand(referee: Referee, verdict: str, month: str | None) -> None:
    index = TicketIndex(referee)
    asked = Month.parse(month) if month else None
    for level in (None, 2):
        found = set(index.chosen(Wanted(month=asked, level=level, verdict=verdict)).tolist())
        assert found == by_hand(referee, asked, level, VERDICTS[verdict])


def by_hand(referee: Referee, month: Month | None, level: int | None, verdict: int) -> set[int]:
    """Ticket by ticket: the worst verdict over the levels and the month in question is the one asked for."""
    verdicts: dict[int, set[int]] = {i: set() for i in range(len(referee.log.tickets))}
    for place, (judged, members) in enumerate(referee.members(month)):
        if level in (None, place):
            for ticket, one in zip(judged.tickets[members].tolist(), judged.verdict[members].tolist(), strict=True):
                verdicts[ticket].add(one)
    in_question = {i for i, found in verdicts.items() if found}
    if level is None:
        everything = set(range(len(referee.log.tickets)))
        in_question |= everything if month is None else set(np.flatnonzero(referee.resolved_in(month)).tolist())
    worst = {i: next((v for v in (MISSED, RUNNING, MET) if v in verdicts[i]), -1) for i in in_question}
    return {i for i, found in worst.items() if found == verdict}


@pytest.mark.parametrize("sort", ["opened", "-opened", "solved", "-late", "used", "ticket", "-priority"])
def test_tickets_come_in_the_order_asked_for(referee: Referee, sort: str) -> None:
    index = TicketIndex(referee)
    order = index.chosen(Wanted(sort=sort))
    clocks, key = referee.clocks, sort.removeprefix("-")
    names = [*referee.log.priorities.names, "~"]
    values: Any = {
        "opened": clocks.opened,
        "solved": np.where(clocks.resolved == BLANK, 1 << 62, clocks.resolved),
        "late": index.late.max(axis=0),
        "used": clocks.net,
        "ticket": referee.log.tickets.to_pylist(),
        "priority": [names[code] for code in referee.priority.tolist()],
    }[key]
    listed = [values[i] for i in order.tolist()]
    assert listed == sorted(listed, reverse=sort.startswith("-"))
    assert sorted(order.tolist()) == list(range(len(referee.log.tickets)))


def test_tickets_csv_is_exactly_what_the_list_shows(desk: Desk) -> None:
    query = {"month": "2025-09", "level": "3", "verdict": "missed", "sort": "-late"}
    page = desk.get("tickets/", **query)
    text = desk.get("tickets.csv", **query).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    lines = page.context["page"].lines
    assert [row["Ticket"] for row in rows] == [line.number for line in lines]
    assert [int(row["Late by seconds"]) for row in rows] == [line.late for line in lines]
    assert len(rows) == 6


def test_a_formula_in_a_ticket_reaches_no_spreadsheet(desk: Desk) -> None:
    head = b"Ticket,Time,Event,Priority,By,Group,Requester,Subject,SLA,Satisfaction\n"
    row = b"=1+1,2025-12-05 09:00:00,Opened,,,,,=HYPERLINK(1),,\n"
    desk.bring("formula.csv", head + row)
    text = desk.get("tickets.csv", text="=1+1").content.decode("utf-8-sig")
    assert ";'=HYPERLINK(1);" in text.splitlines()[1]


def test_ticket_shows_every_stretch_and_they_add_up(desk: Desk) -> None:
    page = desk.get("tickets/HL-100003/").context["page"]
    part = next(p for p in page.parts if p.level.metric == "resolution")
    assert sum(line.seconds or 0 for line in part.lines) == part.used
    assert page.row > 1
    assert page.source == "helpdesk-2025.csv"


def test_ticket_numbers_may_hold_anything(desk: Desk) -> None:
    head = b"Ticket,Time,Event,Priority,By,Group,Requester,Subject,SLA,Satisfaction\n"
    desk.bring("odd.csv", head + "A/ä b?#1,2025-12-05 09:00:00,Opened,,,,,,,\n".encode())
    line = desk.get("tickets/", text="ä b").context["page"].lines[0]
    assert desk.client.get(line.address).status_code == 200


def test_at_risk_lists_open_tickets_by_the_time_left(desk: Desk, referee: Referee) -> None:
    page = desk.get("at-risk/").context["page"]
    left = [line.left for line in page.lines]
    assert left == sorted(left)
    assert page.running == sum(int((judged.verdict == RUNNING).sum()) for judged in referee.judged)


@pytest.mark.parametrize("path", ["", "month/2025-09/", "tickets/", "tickets/HL-100003/", "at-risk/", "imports/"])
def test_pages_ask_the_database_a_bounded_number_of_questions(
    desk: Desk, path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(MOST_QUERIES):
        assert desk.get(path).status_code == 200


@pytest.mark.parametrize("path", ["month/2025-13/", "month/soon/", "tickets/nothing/", "imports/no/"])
def test_what_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize(
    "query", [{"month": "x"}, {"level": "99"}, {"level": "²"}, {"page": "0"}, {"page": "9" * 8}, {"sort": "drop"}]
)
def test_a_list_makes_sense_of_any_address(desk: Desk, query: dict[str, str]) -> None:
    assert desk.get("tickets/", **query).status_code == 200


def test_a_month_without_tickets_is_neither_kept_nor_broken(desk: Desk) -> None:
    assert "nothing to judge" in desk.get("month/2031-01/").content.decode()


def test_without_terms_or_tickets_the_page_says_what_is_missing() -> None:
    bare = desks.make(agreed=False, name="Bare Ltd")
    assert "Nothing says yet what was promised" in bare.get("").content.decode()
    desks_with_terms = desks.make(name="Terms only Ltd")
    assert "There are no tickets here yet" in desks_with_terms.get("").content.decode()


def test_ticket_is_judged_by_the_version_of_its_month(desk: Desk) -> None:
    """A tightened second version judges later months alone; each month is judged by the one in force in it."""
    with scope.within(desk.company):
        calendar = Calendar.objects.get()
        level = contract.LevelDraft("Everything answered in 1 min", "first_response", 60, Decimal(95))
        draft = contract.Draft(date(2025, 7, 1), calendar, [level])
        contract.agree(engagement=desk.engagement, draft=draft, by=desk.owner, at=NOW)
    early, late = (desk.get("tickets/", month=month).context["page"] for month in ("2025-06", "2025-07"))
    assert (early.evidence.terms.number, late.evidence.terms.number) == (1, 2)
    for page, number in ((early, 1), (late, 2)):
        ticket = desk.client.get(page.lines[0].address).context["page"]
        assert ticket.evidence.terms.number == number
    solved_in_june = next(
        line for line in early.lines if line.resolved_at and datetime.fromtimestamp(line.resolved_at, UTC).month == 6
    )
    assert desk.get(f"tickets/{solved_in_june.number}/").context["page"].evidence.terms.number == 1
    strip = desk.get("").context["page"]
    assert [cell.word for cell in strip.lines[-1].cells if cell.name == level.name] == ["not agreed"]


def test_a_month_before_the_first_year_is_none(desk: Desk) -> None:
    assert desk.get("month/0000-05/").status_code == 404
    assert desk.get("tickets/", month="0000-05").context["page"].wanted.month is None


def test_stamps_at_the_ends_of_time_are_shown_and_fill_no_page_with_empty_months() -> None:
    desk = desks.make(agreed=False, name="Far Ltd")
    with scope.within(desk.company):
        always = HoursDraft((((0, 1440),),) * 7, "UTC")
        calendar = calendars.add_calendar(name="Always", draft=always, by=desk.owner, at=NOW)
        level = contract.LevelDraft("Solved in 2 h", "resolution", 7200, Decimal(95))
        draft = contract.Draft(None, calendar, [level])
        contract.agree(engagement=desk.engagement, draft=draft, by=desk.owner, at=NOW)
    lines = ("A,0001-01-01 00:00:00,0001-01-02 00:00:00", "B,9999-12-31 00:00:00,9999-12-31 23:59:59")
    mapping = {"shape": "tickets", "timezone": "Asia/Tokyo", "nulls": [""],
               "columns": {"ticket": "No", "opened_at": "Opened", "resolved_at": "Solved"}}  # fmt: skip
    desk.bring("far.csv", "\n".join(["No,Opened,Solved", *lines]).encode(), mapping)
    for path in ("", "tickets/", "tickets.csv", "tickets/A/", "tickets/B/", "at-risk/"):
        assert desk.get(path).status_code == 200, path
    assert len(desk.get("").context["page"].lines) == 3  # A was missed in the month before it was solved


@pytest.mark.parametrize("path", ["", "month/2025-05/"])
def test_a_promise_for_a_priority_that_no_ticket_has_is_said_to_judge_nothing(path: str) -> None:
    desk = desks.make()
    desk.bring(data=desks.EVENTS.replace(b"1 - Critical", b"P1"))
    page = desk.get(path).context["page"]
    assert page.naming_nobody.startswith("No ticket has the priority “1 - Critical”, so 2 promises judge nothing. ")
    assert "“2 - High”, “3 - Normal”" in page.naming_nobody
    assert "“P1”" in page.naming_nobody
    assert page.naming_nobody.split("“")[0] in desk.get(path).content.decode()


def test_what_judges_nothing_is_not_called_kept() -> None:
    desk = desks.make()
    desk.bring(mapping=desks.TERMS["file"] | {"columns": without_priority()})
    page = desk.get("").context["page"]
    assert "kept every promise that has tickets in" in page.sentence
    assert page.naming_nobody.endswith("may have a column for it that was not chosen.")
    with scope.within(desk.company):
        standing = reads.standing(desk.engagement, NOW)
    assert standing.words == "every promise that has tickets kept in December 2025"


def test_months_say_nothing_of_priorities_where_all_are_found(desk: Desk) -> None:
    assert desk.get("").context["page"].naming_nobody == ""


def test_priorities_of_the_tickets_are_offered_to_the_agreement_as_they_are_spelt(desk: Desk) -> None:
    assert reads_priorities(desk) == ["1 - Critical", "2 - High", "3 - Normal", "4 - Low"]
    page = desk.get("priorities/").content.decode()
    assert "The tickets so far have these priorities: “1 - Critical”, “2 - High”," in page
    assert '<option value="2 - High">' in page
    form = desk.client.get(f"/{desk.company.slug}/contract/{desk.engagement.slug}/agree/").content.decode()
    assert f'hx-get="/{desk.company.slug}/operate/{desk.engagement.slug}/priorities/"' in form
    assert 'list="priorities"' in form


def test_priorities_are_offered_before_anything_was_agreed_and_of_nothing_there_are_none() -> None:
    desk = desks.make(agreed=False)
    assert desk.get("priorities/").content.decode().strip() == ""
    desk.bring(data=b"No,Opened,Level\n1,2026-02-02 09:00,P1 <b>\n2,2026-02-02 10:00,\n", mapping={
        "shape": "tickets", "timezone": "Europe/Lisbon",
        "columns": {"ticket": "No", "opened_at": "Opened", "priority": "Level"},
    })  # fmt: skip
    assert reads_priorities(desk) == ["P1 <b>"]
    assert "“P1 &lt;b&gt;”" in desk.get("priorities/").content.decode()


def reads_priorities(desk: Desk) -> list[str]:
    with scope.within(desk.company):
        return list(reads.priorities(desk.engagement, NOW))


def without_priority() -> dict[str, str]:
    return {role: name for role, name in desks.TERMS["file"]["columns"].items() if role != "priority"}
