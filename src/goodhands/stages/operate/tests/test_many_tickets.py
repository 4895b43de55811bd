"""Invented tickets at size: what is in them, does the referee judge them, and is every spoilt row listed?"""

import tomllib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.models import Import, ImportState
from goodhands.stages.operate.rules import many_rows, many_tickets
from goodhands.stages.operate.rules.many_tickets import PART, Tickets
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.sheet import read_sheet
from goodhands.stages.operate.rules.spoiling import spoilt
from goodhands.stages.operate.rules.terms import read_terms
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import Desk

BEGIN, UNTIL = date(2025, 1, 1), date(2025, 12, 31)
SHAPES = ("tickets", "events")


def made(count: int, begin: date = BEGIN, until: date = UNTIL) -> tuple[many_tickets.Desk, list[Tickets]]:
    chance = np.random.default_rng(7)
    desk = many_tickets.open_desk(chance, begin, until)
    return desk, list(many_tickets.draw_tickets(chance, desk, many_tickets.days_between(begin, until), count))


def written(count: int, shape: str, begin: date = BEGIN, until: date = UNTIL) -> tuple[bytes, str]:
    """The file and its terms."""
    desk, parts = made(count, begin, until)
    return b"".join(many_rows.csv_of(part, desk, shape) for part in parts), many_rows.terms_of(desk, shape)


def judged(rows: bytes, terms_text: str) -> Referee:
    terms = read_terms(tomllib.loads(terms_text))
    sheet, problems = read_sheet(rows, "tickets.csv", terms.file.columns.values())
    return Referee(read_log([sheet], problems, terms), terms)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_referee_judges_them_and_finds_nothing_odd(shape: str) -> None:
    referee = judged(*written(PART + 2_000, shape))
    assert referee.log.problems == []
    assert referee.log.excluded == []
    assert len(referee.log.tickets) == PART + 2_000
    card = referee.scorecard(Month.parse("2025-09"))
    assert all(0.8 < float(level.share or 0) < 1 for level in card.levels) or shape == "tickets"


@pytest.mark.parametrize("shape", SHAPES)
def test_some_days_only_and_one_ticket_only(shape: str) -> None:
    for count, until in ((1, date(2024, 2, 29)), (300, date(2024, 3, 31))):
        referee = judged(*written(count, shape, date(2024, 2, 29), until))
        assert referee.log.problems == []
        assert len(referee.log.tickets) == count


def test_they_look_like_those_of_a_help_desk() -> None:
    _, parts = made(PART + 10_000)
    assert [len(part) for part in parts] == [PART, 10_000]
    stamps = np.concatenate([part.stamps for part in parts])
    happened = stamps != many_tickets.BLANK
    assert happened[:, [many_tickets.OPENED, many_tickets.ANSWERED]].mean() > 0.99
    assert 0.3 < happened[:, many_tickets.PAUSED].mean() < 0.4
    assert 0.04 < happened[:, many_tickets.REOPENED].mean() < 0.07
    opened = stamps[:, many_tickets.OPENED].astype("datetime64[s]")
    weekday = (opened.astype("datetime64[D]").astype(np.int64) + 3) % 7
    hour = (opened - opened.astype("datetime64[D]")).astype(np.int64) // 3600
    assert (weekday > 4).mean() < 0.06
    assert ((hour >= 7) & (hour < 18)).mean() > 0.85
    shares = np.bincount(np.concatenate([part.priority for part in parts])) / len(stamps)
    assert len(shares) == 4
    assert 0.02 < shares[0] < 0.12 < shares.max()


def test_everything_that_happens_to_a_ticket_happens_in_order() -> None:
    _, parts = made(20_000)
    stamps = parts[0].stamps
    latest = stamps[:, 0]
    for event in range(1, stamps.shape[1]):
        there = stamps[:, event] != many_tickets.BLANK
        assert (stamps[there, event] > latest[there]).all()
        latest = np.where(there, stamps[:, event], latest)


def test_the_same_chance_gives_the_same_file_and_another_one_another() -> None:
    assert written(3_000, "events") == written(3_000, "events")
    other = np.random.default_rng(8)
    desk = many_tickets.open_desk(other, BEGIN, UNTIL)
    (part,) = many_tickets.draw_tickets(other, desk, many_tickets.days_between(BEGIN, UNTIL), 3_000)
    assert many_rows.csv_of(part, desk, "events") != written(3_000, "events")[0]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_spoilt_row_is_listed_and_no_other(shape: str) -> None:
    rows, terms = written(4_000, shape)
    bad, kinds = spoilt(rows, True, shape, 0.05, np.random.default_rng(3))
    before, after = rows.splitlines(), bad.splitlines()
    changed = {i + 1 for i, (one, other) in enumerate(zip(before, after, strict=True)) if one != other}
    assert len(before) == len(after)
    assert len(changed) == kinds.total()
    assert 0.04 < len(changed) / len(before) < 0.06
    assert len(kinds) == (7 if shape == "tickets" else 8)
    problems = judged(bad, terms).log.problems
    rejected = Counter(problem.row for problem in problems if problem.rejected)
    assert set(rejected) == changed
    if shape == "tickets":
        assert {problem.row for problem in problems} == changed


def test_the_first_row_can_be_spoilt_but_never_the_headings() -> None:
    rows, _ = written(50, "tickets")
    all_bad, kinds = spoilt(rows, True, "tickets", 1, np.random.default_rng(3))
    assert all_bad.splitlines()[0] == rows.splitlines()[0]
    assert kinds.total() == 50
    assert "with the number of another ticket" not in kinds  # where no good row is left there is none to repeat


@pytest.mark.django_db
@pytest.mark.parametrize("shape", SHAPES)
def test_the_upload_recognises_and_reads_them(shape: str) -> None:
    desk: Desk = desks.make()
    rows, terms = written(400, shape)
    page = desk.post("imports/upload/", {"file": SimpleUploadedFile("tickets.csv", rows)})
    preview = desk.client.get(page["Location"]).context["preview"]
    assert (preview.refusal, preview.tickets, preview.rejected) == ("", 400, 0)
    read = desk.bring("tickets.csv", rows + b"\n", tomllib.loads(terms)["file"])
    with scope.within(desk.company):
        assert Import.objects.get(pk=read.pk).state == ImportState.PUBLISHED
    assert (read.found["tickets"], read.found["rejected"]) == (400, 0)


def is_sorted(values: Sequence[int]) -> bool:
    return all(one <= other for one, other in pairwise(values))


def test_tickets_come_in_the_order_of_their_opening() -> None:
    _, parts = made(5_000)
    assert is_sorted(parts[0].stamps[:, many_tickets.OPENED].tolist())
