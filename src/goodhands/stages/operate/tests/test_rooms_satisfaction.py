"""What people say stands on the scorecard and month by month, each figure beside its tickets."""

from typing import Any

import pytest

from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate import reads
from goodhands.stages.operate.reads.evidence import Missing
from goodhands.stages.operate.rules.choosing import TicketIndex
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25
MAPPING: dict[str, Any] = {
    "shape": "tickets", "timezone": "Europe/Lisbon", "nulls": [""],
    "columns": {
        "ticket": "No", "opened_at": "Opened", "resolved_at": "Solved", "priority": "Priority", "satisfaction": "Liked",
    },
}  # fmt: skip


def months_of(*liked: str) -> bytes:
    """Tickets of October 2025, each solved within the hour, with what people said of them."""
    head = "No,Opened,Solved,Priority,Liked\n"
    rows = [f"T-{i},2025-10-06 09:00,2025-10-06 09:{i:02},2 - High,{text}\n" for i, text in enumerate(liked, 1)]
    return (head + "".join(rows)).encode()


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def in_october(desk: Desk, *liked: str) -> str:
    desk.bring("liked.csv", months_of(*liked), MAPPING)
    text: str = desk.get("month/2025-10/").content.decode()
    return text


def test_satisfaction_of_every_month_is_that_of_the_rules(desk: Desk) -> None:
    desk.bring()
    index = TicketIndex(desks.referee())
    with scope.within(desk.company):
        page = reads.satisfaction(desk.engagement, NOW)
    assert not isinstance(page, Missing)
    assert [line.month.number for line in page.lines] == list(index.active_months)[::-1][:12]
    assert [line.people for line in page.lines] == [index.satisfaction(line.month) for line in page.lines]
    assert page.chart is not None
    assert not page.unclear


def test_every_figure_of_satisfaction_opens_to_as_many_tickets(desk: Desk) -> None:
    desk.bring()
    page = desk.get("satisfaction/").context["page"]
    for line in page.lines:
        for address, count in (
            (line.solved_address, line.people.solved),
            (line.answered_address, line.people.answered),
            (line.good_address, line.people.good),
            (line.not_good_address, line.people.not_good),
        ):
            assert desk.client.get(address).context["page"].count == count
    (column,) = page.columns
    assert [value.text for value in column.values] == ["5", "4", "3", "2", "1"]
    for value in column.values:
        assert desk.client.get(value.address).context["page"].count == value.count


def test_the_scorecard_says_what_people_say(desk: Desk) -> None:
    page = in_october(desk, *["Good"] * 23, *["Bad"] * 2, "Offered", "")
    assert "23 of 25 answers about tickets solved in October 2025 were good (92" in page
    assert "the true share lies between 75,0" in page
    assert "yet only" not in page
    found = desk.get("tickets/", month="2025-10", state="solved", opinion="not_good").content.decode()
    assert "2 tickets solved in October 2025 with an answer that was not good." in found
    assert '<option value="not_good" selected>' in found


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        ("", "were in time (“High, solved in 8 h”), yet only 62"),
        ("N-1,2025-11-03 09:00,2025-11-03 10:00,2 - High,\n", "The promises were kept, yet only 62"),
    ],
)
def test_promises_kept_and_people_discontent_are_told_together(desk: Desk, later: str, sentence: str) -> None:
    desk.bring("liked.csv", months_of(*["Good"] * 13, *["Bad"] * 8) + later.encode(), MAPPING)
    assert sentence in desk.get("month/2025-10/").content.decode()


def test_nine_answers_are_too_few_to_tell(desk: Desk) -> None:
    page = in_october(desk, *["Bad"] * 9)
    assert "0 of 9 answers about tickets solved in October 2025 were good: too few to tell." in page
    assert "yet only" not in page
    assert "too few to tell" in desk.get("satisfaction/").content.decode()


def test_satisfaction_lists_what_it_does_not_understand(desk: Desk) -> None:
    page = in_october(desk, *["Good"] * 12, "So so")
    assert "13 answers are on no scale that is known here, so they are not counted." in page
    shown = desk.get("satisfaction/")
    (column,) = shown.context["page"].columns
    assert [(value.text, value.count, value.word) for value in column.values] == [
        ("Good", 12, "not counted"),
        ("So so", 1, "not counted"),
    ]
    text = shown.content.decode()
    assert "No answer of the last twelve months can be counted." in text
    assert "On no scale that is known here: “So so”." in text


def test_satisfaction_says_how_to_begin_where_no_file_tells(desk: Desk) -> None:
    columns = {role: heading for role, heading in MAPPING["columns"].items() if role != "satisfaction"}
    desk.bring("without.csv", months_of("Good"), MAPPING | {"columns": columns})
    text = desk.get("satisfaction/").content.decode()
    assert "The ticket files do not say how content people are." in text
    assert "choose that column as “Satisfaction”" in text
    assert "imports/upload/" in text
    card = desk.get("month/2025-10/")
    assert card.context["page"].people is None
    assert "What people say" not in card.content.decode()
    assert "People said" not in desk.get("tickets/").content.decode()


def test_satisfaction_asks_for_an_agreement_and_tickets_first(desk: Desk) -> None:
    assert "There are no tickets here yet." in desk.get("satisfaction/").content.decode()


@pytest.mark.parametrize("path", ["satisfaction/", "tickets/?opinion=good", "month/2025-09/"])
def test_pages_of_answers_ask_the_database_a_bounded_number_of_questions(
    desk: Desk, path: str, django_assert_max_num_queries: Any
) -> None:
    desk.bring()
    with django_assert_max_num_queries(MOST_QUERIES):
        assert desk.get(path).status_code == 200


def test_the_headline_month_is_the_last_that_is_over(desk: Desk) -> None:
    desk.bring()
    page = desk.get("satisfaction/").context["page"]
    assert page.latest.month == Month.parse("2025-12")


def test_a_ticket_says_what_people_said_of_it(desk: Desk) -> None:
    desk.bring("liked.csv", months_of("Bad", ""), MAPPING)
    assert ("People said", "Bad") in desk.get("tickets/T-1/").context["page"].facts
    assert "People said" not in dict(desk.get("tickets/T-2/").context["page"].facts)
