"""What keeps coming back: the list, one trouble, dismissing, merging, undoing."""

import re
from collections import Counter
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goodhands.foundation.audit.models import Entry
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate import reads, writes
from goodhands.stages.operate.forms import quarter_of
from goodhands.stages.operate.models import TroubleChoice
from goodhands.stages.operate.reads.troubles import RecurringPage, TroublePage, mark_of
from goodhands.stages.operate.rules.carried import last_of
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db
PRINTER = "printer on second floor offline|requester:rita meireles"
JAMS = "printer on second floor jams on envelopes|requester:rita meireles"
LAST_QUARTER = Month.parse("2025-10")


@pytest.fixture
def desk() -> Desk:
    made = desks.make()
    made.bring()
    return made


def page_of(desk: Desk, quarter: Month | None = None) -> RecurringPage:
    with scope.within(desk.company):
        page = reads.recurring(desk.engagement, quarter, 1, NOW)
    assert isinstance(page, RecurringPage)
    return page


def text_of(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ").split())


def dismiss(desk: Desk, key: str, reason: str = "A known weakness, replaced in May") -> Any:
    return desk.post(f"recurring/{mark_of(key)}/dismiss/", {"reason": reason})


def merge(desk: Desk, key: str, into: str) -> Any:
    return desk.post(f"recurring/{mark_of(key)}/merge/", {"into": mark_of(into)})


def test_recurring_says_what_a_count_by_hand_says(desk: Desk) -> None:
    """By hand: subject and person of every ticket that was opened or solved in the quarter, counted one by one."""
    referee = desks.referee()
    subjects, people = (last_of(referee.log, role).to_pylist() for role in ("subject", "requester"))
    begins, ends = (int(datetime(2025, month, 1, tzinfo=UTC).timestamp()) for month in (10, 12))
    ends += 31 * 86400
    opened, solved = referee.clocks.opened.tolist(), referee.clocks.resolved.tolist()
    inside = [i for i in range(len(opened)) if begins <= opened[i] < ends or begins <= solved[i] < ends]
    wanted = Counter((subjects[i], people[i]) for i in inside)
    page = page_of(desk, LAST_QUARTER)
    top = page.lines[0]
    solved_here = sum(begins <= solved[i] < ends for i in inside if (subjects[i], people[i]) == (top.name, top.about))
    assert {(line.name, line.about): line.times for line in page.lines}.items() <= wanted.items()
    assert [line.times for line in page.lines] == [n for _, n in wanted.most_common(len(page.lines))]
    assert page.sentence == (
        f"{sum(n > 2 for n in wanted.values())} troubles came 3 times or more in the fourth quarter of 2025, above all "
        f"“Printer on second floor offline”: solved {solved_here} times."
    )
    assert top.in_all == sum(pair == (top.name, top.about) for pair in zip(subjects, people, strict=True))
    assert page.general == []


def test_recurring_begins_with_the_three_months_that_are_known(desk: Desk) -> None:
    latest, quarter = page_of(desk), page_of(desk, LAST_QUARTER)
    assert latest.during == "the last three months"
    assert latest.quarters[0] == ("?", "Last three months", True)
    assert ("?quarter=2025-Q4", "Q4 2025", True) in quarter.quarters
    assert "?quarter=2025-Q4" in text_of(desk.get("recurring/", quarter="2025-Q4"))
    assert "Nothing came back in the first quarter of 2019" in text_of(desk.get("recurring/", quarter="2019-Q1"))


@pytest.mark.parametrize("written", ["2025-Q4", "2026-Q1"])
def test_a_quarter_is_told_by_its_first_month(written: str) -> None:
    assert str(quarter_of(written)) == {"2025-Q4": "2025-10", "2026-Q1": "2026-01"}[written]


@pytest.mark.parametrize("written", ["", "2025", "2025-Q5", "2025-Q0", "2025-Q", "2025-Q11", "0000-Q1", "9999-Q4", "2025-Q²", "20x5-Q1", "2025-q1"])  # fmt: skip
def test_what_is_no_quarter_asks_for_the_last_three_months(desk: Desk, written: str) -> None:
    assert quarter_of(written) is None


def test_a_trouble_shows_its_tickets_and_their_verdicts(desk: Desk) -> None:
    with scope.within(desk.company):
        page = reads.trouble(desk.engagement, mark_of(PRINTER), LAST_QUARTER, NOW)
    assert isinstance(page, TroublePage)
    assert page.line.times == len(page.tickets)
    assert {line.subject for line in page.tickets} == {"Printer on second floor offline"}
    assert page.candidates[0][1].startswith("Printer on second floor jams on envelopes · Rita Meireles (")
    assert "was solved" in text_of(desk.get(f"recurring/{mark_of(PRINTER)}/"))
    assert desk.get("recurring/0123456789abcdef/").status_code == 404
    early = text_of(desk.get(f"recurring/{mark_of(PRINTER)}/", quarter="2019-Q1"))
    assert "in all the time that is known" in early


def test_dismiss_trouble_needs_a_reason_is_on_record_and_undo_trouble_choice_brings_it_back(desk: Desk) -> None:
    count = page_of(desk).sentence
    assert "This field is required." in text_of(dismiss(desk, PRINTER, " \u200b"))
    assert dismiss(desk, PRINTER).status_code == 302
    page = text_of(desk.get("recurring/"))
    assert "above all “Printer on second floor jams on envelopes”" in page
    assert "A known weakness, replaced in May" in page
    assert "Somebody has decided about this trouble already." in text_of(dismiss(desk, PRINTER))
    assert "Dismissed by Ana Finch" in text_of(desk.get(f"recurring/{mark_of(PRINTER)}/"))
    with scope.within(desk.company):
        key = TroubleChoice.objects.get().pk
    assert desk.post(f"recurring/undo/{key}/").status_code == 302
    assert desk.post(f"recurring/undo/{key}/").status_code == 404
    assert page_of(desk).sentence == count
    with scope.within(desk.company):
        assert list(Entry.objects.filter(about=key).values_list("act", flat=True)) == ["added", "removed"]


def test_merge_trouble_counts_both_as_one_and_new_tickets_follow(desk: Desk) -> None:
    before = {line.key: line.times for line in page_of(desk).lines}
    assert merge(desk, JAMS, PRINTER).status_code == 302
    top = page_of(desk).lines[0]
    assert (top.key, top.times) == (PRINTER, before[PRINTER] + before[JAMS])
    assert "Counted together with it" in text_of(desk.get(f"recurring/{mark_of(PRINTER)}/"))
    assert desk.get(f"recurring/{mark_of(JAMS)}/").status_code == 404
    with scope.within(desk.company):
        at = datetime(2025, 12, 30, 10, tzinfo=UTC)
        entry = writes.HandEntry("", "RE: printer on second floor JAMS on envelopes!", "Rita Meireles", "", at, at, at)
        writes.add_ticket(engagement=desk.engagement, entry=entry, above=0, by=desk.owner, at=NOW)
    assert page_of(desk).lines[0].times == top.times + 1


def test_a_chain_of_mergers_ends_in_one_and_a_ring_is_refused(desk: Desk) -> None:
    lines = page_of(desk).lines
    one, two, three = (line.key for line in lines[:3])
    merge(desk, one, two)
    merge(desk, two, three)
    page = page_of(desk)
    assert page.lines[0].times == sum(line.times for line in lines[:3])
    assert page.lines[0].key == three
    with scope.within(desk.company):
        for key, into in ((three, one), (three, three), (three, two)):
            with pytest.raises(writes.Circular):
                writes.merge_trouble(
                    engagement=desk.engagement, key=key, name="x", into=into, into_name="y", by=desk.owner, at=NOW
                )
        assert TroubleChoice.objects.count() == 2
    assert "Select a valid choice" in text_of(merge(desk, three, one))
    assert "This field is required." in text_of(desk.post(f"recurring/{mark_of(three)}/merge/", {"into": ""}))


def test_a_ring_out_of_the_bin_does_no_harm(desk: Desk) -> None:
    """A merger is undone, the other way round is made, and the first comes back: both are one, once."""
    merge(desk, JAMS, PRINTER)
    with scope.within(desk.company):
        first = TroubleChoice.objects.get()
    desk.post(f"recurring/undo/{first.pk}/")
    merge(desk, PRINTER, JAMS)
    desk.client.post(f"/{desk.company.slug}/bin/{first.pk}/put-back/")
    with scope.within(desk.company):
        assert TroubleChoice.objects.count() == 2
    page = page_of(desk)
    assert page.lines[0].key == min(JAMS, PRINTER)
    assert desk.get(f"recurring/{page.lines[0].mark}/").status_code == 200


def test_subjects_that_say_nothing_are_listed_apart_and_never_in_the_sentence() -> None:
    desk = desks.make()
    rows = [f"T{n},2026-02-0{n} 09:00,2026-02-0{n} 10:00,{subject}" for n, subject in enumerate(["Help", "help!", "Request", "VPN down", "vpn DOWN", "Request 2"], 1)]  # fmt: skip
    desk.bring("few.csv", "\n".join(["ticket,opened,solved,subject", *rows]).encode() + b"\n", {
        "shape": "tickets", "timezone": "Europe/Lisbon",
        "columns": {"ticket": "ticket", "opened_at": "opened", "resolved_at": "solved", "subject": "subject"},
    })  # fmt: skip
    page = page_of(desk)
    assert page.sentence == "One trouble keeps coming back: “vpn DOWN” was solved 2 times in the last three months."
    assert {line.name for line in page.general} == {"help!", "Request 2"}
    assert "Too general to be one trouble" in text_of(desk.get("recurring/"))


def test_files_without_a_subject_say_so() -> None:
    desk = desks.make()
    desk.bring("bare.csv", b"ticket,opened\n1,2026-02-02 09:00\n", {
        "shape": "tickets", "timezone": "Europe/Lisbon", "columns": {"ticket": "ticket", "opened_at": "opened"},
    })  # fmt: skip
    page = text_of(desk.get("recurring/"))
    assert "These files do not say what a ticket is about" in page
    assert "Ticket files" in page
    for place in ("", "dismiss/", "merge/"):
        assert "do not say what a ticket is about" in text_of(desk.get(f"recurring/0123456789abcdef/{place}"))


def test_the_list_asks_as_many_questions_however_much_was_decided(desk: Desk) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get("recurring/")
        return len(queries)

    dismiss(desk, PRINTER)
    few = asked()
    for line in page_of(desk).lines[:6]:
        dismiss(desk, line.key)
    assert asked() == few <= 25


def test_further_pages_of_the_list_go_on(desk: Desk) -> None:
    first, second = (text_of(desk.get("recurring/", quarter="2025-Q4", page=page)) for page in ("1", "2"))
    marks = [set(re.findall(r"/recurring/([0-9a-f]{16})/", page)) for page in (first, second)]
    assert len(marks[0]) == 50
    assert marks[0].isdisjoint(marks[1])
    assert "quarter=2025-Q4&page=2" in first
