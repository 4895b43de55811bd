"""Measures beside tickets: entered by hand or by a sheet, refused in a sentence, and shown with their verdict."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from goodhands.foundation.engagements.writes import Outline, start_engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.registers import writes as registers
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate import reads
from goodhands.stages.operate.models import Figure, Measure, Outage
from goodhands.stages.operate.reads.measures import MeasurePage, MeasuresPage
from goodhands.stages.operate.reads.month_card import ScorecardPage
from goodhands.stages.operate.registers import Figures, Measures, Outages
from goodhands.stages.operate.rules.catalogue import CATALOGUE
from goodhands.stages.operate.tests import desk as desks
from goodhands.stages.operate.tests.desk import NOW, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return desks.make()


def add(desk: Desk, register: Any, **given: Any) -> Any:
    with scope.within(desk.company):
        return registers.add_line(register, given=given, by=desk.owner, at=NOW)


def backups(desk: Desk, *figures: tuple[str, int, int]) -> Measure:
    made: Measure = add(
        desk, Measures, name="Nightly backups", engagement=desk.engagement, kind="backups", target=Decimal(98)
    )
    for month, done, of in figures:
        add(desk, Figures, measure=made, month=month, done=Decimal(done), of=Decimal(of), evidence="report")
    return made


def page_of(desk: Desk, measure: Measure) -> MeasurePage:
    with scope.within(desk.company):
        return reads.measure(desk.engagement, measure.pk, NOW)


def lists(desk: Desk, path: str, data: dict[str, Any] | None = None, **query: str) -> Any:
    address = f"/{desk.company.slug}/operate/{path}"
    return desk.client.get(address, query) if data is None else desk.client.post(address, data)


def test_an_empty_page_offers_every_measure_and_leads_to_a_form_that_knows_it(desk: Desk) -> None:
    answer = desk.get("measures/").content.decode()
    assert "What else do you want to know of your provider" in answer
    for title in ("Delivery on time", "Escaped defects", "Backups that worked", "Availability", "Updates in time"):
        assert title in answer
    with scope.within(desk.company):
        page = reads.measures(desk.engagement, NOW)
    assert isinstance(page, MeasuresPage)
    offered = next(one for _area, ones in page.offered for one in ones if one.title == "Delivery on time")
    form = desk.client.get(offered.address).content.decode()
    assert 'value="Delivery on time"' in form
    assert '<option value="delivery" selected' in form


def test_what_ticket_files_can_tell_leads_to_the_page_that_tells_it(desk: Desk) -> None:
    told = {kind.key: kind.told_by for kind in CATALOGUE if kind.told_by}
    assert set(told) == {
        "first_response", "resolution", "first_contact", "reopened", "backlog", "old_tickets", "repeats", "satisfaction",
    }  # fmt: skip
    with scope.within(desk.company):
        page = reads.measures(desk.engagement, NOW)
    ways = {one.told_at for _area, ones in page.offered for one in ones if one.told_at}
    assert len(ways) == len(set(told.values()))
    answer = desk.get("measures/").content.decode()
    for there in ways:
        assert desk.client.get(there).status_code == 200
        assert f'<a href="{there}">Ticket files can tell this</a>' in answer
    made = add(desk, Measures, name="Open", engagement=desk.engagement, kind="backlog")
    assert "Ticket files can tell this" in desk.get(f"measures/{made.pk}/").content.decode()


def test_a_measure_stands_with_its_verdict_its_interval_and_its_evidence(desk: Desk) -> None:
    made = backups(desk, ("2026-01", 31, 31), ("2026-02", 200, 280))
    page = page_of(desk, made)
    said = "Nightly backups: 71,4 % in February 2026 (200 of 280); agreed is at least 98 %."
    assert page.sentence.replace("\N{NO-BREAK SPACE}", " ") == said
    assert [(line.value, line.tone, line.doubt) for line in page.lines] == [
        ("71,4\N{NO-BREAK SPACE}%", "missed", ""), ("100,0\N{NO-BREAK SPACE}%", "kept", "could be chance")]  # fmt: skip
    assert page.chart is not None
    answer = desk.get(f"measures/{made.pk}/").content.decode()
    assert page.sentence in answer
    assert answer.count("report") >= 2
    assert "1 of 1 target beside tickets was not kept" in desk.get("measures/").content.decode()


def test_a_month_without_a_figure_is_neither_kept_nor_broken(desk: Desk) -> None:
    desk.bring()
    made = backups(desk, ("2025-09", 30, 30), ("2025-10", 0, 0))
    with scope.within(desk.company):
        cards = {
            m: reads.scorecard(desk.engagement, Month.parse(m), None, NOW) for m in ("2025-09", "2025-10", "2025-11")
        }
    seen = {month: [(line.name, line.tone, line.word) for line in card.beside]
            for month, card in cards.items() if isinstance(card, ScorecardPage)}  # fmt: skip
    assert seen == {
        "2025-09": [("Nightly backups", "kept", "kept")],
        "2025-10": [("Nightly backups", "none", "nothing counted")],
        "2025-11": [],
    }
    assert f"/measures/{made.pk}/" in desk.get("month/2025-09/").content.decode()


@pytest.mark.parametrize(
    ("kind", "done", "of", "sentence"),
    [
        ("backups", "32", "31", "“32” is more than all of them, 31."),
        ("backups", "32", "", "“” does not say of how many."),
        ("defects", "3", "7", "“7” is not asked for: this measure has one figure."),
        ("uptime", "3", "7", "“3” is not asked for: availability comes from the outages."),
        ("backups", "1.250", "2000", "“1.250” could be two numbers; write it without a sign for thousands."),
        ("backups", "many", "31", "“many” is no number such as 12."),
    ],
)
def test_a_figure_that_cannot_be_is_refused_and_stays_in_the_form(
    desk: Desk, kind: str, done: str, of: str, sentence: str
) -> None:
    made = add(desk, Measures, name="Some", engagement=desk.engagement, kind=kind)
    data = {"measure": str(made.pk), "month": "2026-01", "done": done, "of": of, "evidence": "typed before"}
    answer = lists(desk, "figures/add/", data).content.decode()
    assert sentence in answer.replace("&#x27;", "'")
    assert "typed before" in answer
    with scope.within(desk.company):
        assert not Figure.objects.exists()


def test_a_sheet_brings_good_figures_and_names_the_bad_ones(desk: Desk) -> None:
    backups(desk, ("2025-12", 30, 31))
    rows = (
        "Measure,Month,Counted,Of how many,Evidence\n"
        "Nightly backups,2026-01,29,31,report\n"
        "Nightly backups,February 2026,40,28,report\n"
        "Nightly backups,soon,28,28,report\n"
        "Nightly backups,12/2025,31,31,better report\n"
    )
    file = SimpleUploadedFile("figures.csv", rows.encode(), "text/csv")
    there = desk.client.post(f"/{desk.company.slug}/operate/figures/sheets/", {"file": file}).headers["Location"]
    preview = desk.client.get(there).content.decode()
    assert "is more than all of them, 28" in preview
    assert "is no month such as 2026-10" in preview
    mark = preview.split('name="mark" value="')[1].split('"')[0]
    desk.client.post(f"{there}take-over/", {"mark": mark})
    with scope.within(desk.company):
        kept = {one.month: (one.done, one.of, one.evidence) for one in Figure.objects.all()}
    assert kept == {"2025-12": (31, 31, "better report"), "2026-01": (29, 31, "report")}
    desk.client.post(f"{there}undo/")
    with scope.within(desk.company):
        assert {one.month: one.done for one in Figure.objects.all()} == {"2025-12": 30}


@pytest.mark.parametrize("style", ["comma_point", "point_comma"])
def test_what_goes_out_as_a_sheet_comes_back_as_the_same(desk: Desk, style: str) -> None:
    with scope.within(desk.company):
        desk.company.number_style = style
        desk.company.save()
    made = add(desk, Measures, name="Alarms", engagement=desk.engagement, kind="alerts", target=Decimal("12.125"))
    add(desk, Figures, measure=made, month="2026-01", done=Decimal("1234.5"))
    add(desk, Outages, system="Shop", engagement=desk.engagement, began_at=datetime(2026, 1, 5, 10, 15, tzinfo=UTC))
    for path in ("measures", "figures", "outages"):
        for kind in ("csv", "xlsx"):
            out = lists(desk, f"{path}/download/{kind}/")
            data = b"".join(out.streaming_content) if out.streaming else out.content
            file = io.BytesIO(data)
            file.name = f"back.{kind}"
            there = desk.client.post(f"/{desk.company.slug}/operate/{path}/sheets/", {"file": file}).headers["Location"]
            page = desk.client.get(there).context["page"]
            assert (page.count, list(page.odd), page.asked.plan.same) == (0, [], 1), (path, kind)


def test_availability_comes_from_outages_in_agreed_hours(desk: Desk) -> None:
    made = add(
        desk, Measures, name="Shop", engagement=desk.engagement, kind="uptime", target=Decimal("99.5"), system="Shop",
        since_date=date(2026, 1, 1),
    )  # fmt: skip
    began, ended = datetime(2026, 1, 12, 10, 0, tzinfo=UTC), datetime(2026, 1, 12, 12, 0, tzinfo=UTC)
    add(desk, Outages, system="shop", engagement=desk.engagement, began_at=began, ended_at=ended)
    add(desk, Outages, system="Mail", engagement=desk.engagement, began_at=began)
    march, february, january = page_of(desk, made).lines
    assert (march.month, march.unfinished) == (Month.parse("2026-03"), True)
    assert (february.value, february.tone, february.counted) == ("100,00\N{NO-BREAK SPACE}%", "kept", "no outage")
    assert (january.tone, january.counted) == ("missed", "2\N{NO-BREAK SPACE}h of outages")
    assert january.arithmetic is not None
    assert january.arithmetic.down == 7200
    answer = desk.get(f"measures/{made.pk}/").content.decode()
    assert "outages in it, each minute once" in answer


def test_nothing_is_said_of_the_time_before_outages_were_on_record_nor_without_agreed_hours() -> None:
    desk = desks.make(agreed=False)
    made = add(desk, Measures, name="Shop", engagement=desk.engagement, kind="uptime")
    assert page_of(desk, made).lines == []
    add(desk, Outages, system="Shop", engagement=desk.engagement, began_at=datetime(2026, 2, 12, 10, 0, tzinfo=UTC))
    assert [(str(line.month), line.word) for line in page_of(desk, made).lines] == [
        ("2026-03", "not applicable"), ("2026-02", "not applicable")]  # fmt: skip


@pytest.mark.parametrize(
    ("timezone", "began", "months"),
    [
        ("America/New_York", datetime(2026, 2, 1, 1, 0, tzinfo=UTC), ["2026-03", "2026-02", "2026-01"]),
        ("Pacific/Auckland", datetime(2026, 1, 31, 20, 0, tzinfo=UTC), ["2026-03", "2026-02"]),
    ],
)
def test_outages_are_on_record_since_the_day_of_the_first_on_the_company_s_clock(
    timezone: str, began: datetime, months: list[str]
) -> None:
    desk = desks.make(agreed=False)
    with scope.within(desk.company):
        desk.company.timezone = timezone
        desk.company.save()
    made = add(desk, Measures, name="Shop", engagement=desk.engagement, kind="uptime")
    add(desk, Outages, system="Shop", engagement=desk.engagement, began_at=began)
    assert [str(line.month) for line in page_of(desk, made).lines] == months


@pytest.mark.parametrize(
    ("began", "ended", "sentence"),
    [
        ("2026-01-05T10:00", "2026-01-05T10:00", "is not later than its beginning"),
        ("2026-03-29T01:30", "", "The clocks change at that time"),
        ("1905-01-01T10:00", "", "Please give a year from 1970 to 2199"),
    ],
)
def test_an_outage_that_cannot_be_is_asked_about(desk: Desk, began: str, ended: str, sentence: str) -> None:
    data = {"system": "Shop", "engagement": str(desk.engagement.pk), "began_at": began, "ended_at": ended}
    assert sentence in lists(desk, "outages/add/", data).content.decode()
    with scope.within(desk.company):
        assert not Outage.objects.exists()


@pytest.mark.parametrize(("good", "of", "warned"), [(6, 10, True), (8, 10, False), (5, 9, False)])
def test_people_who_are_not_content_belie_a_kept_month(good: int, of: int, warned: bool) -> None:
    desk = desks.make()
    rows = "".join(f"T{n},2026-02-{n:02d} 10:00,2026-02-{n:02d} 10:05\n" for n in range(2, 24))
    desk.bring("few.csv", f"ticket,opened,solved\n{rows}".encode(), {
        "shape": "tickets", "timezone": "Europe/Lisbon",
        "columns": {"ticket": "ticket", "opened_at": "opened", "resolved_at": "solved"},
    })  # fmt: skip
    made = add(desk, Measures, name="Content", engagement=desk.engagement, kind="satisfaction", target=Decimal(90))
    add(desk, Figures, measure=made, month="2026-02", done=Decimal(good), of=Decimal(of))
    with scope.within(desk.company):
        page = reads.scorecard(desk.engagement, Month.parse("2026-02"), None, NOW)
    assert isinstance(page, ScorecardPage)
    assert bool(page.belied) == warned
    answer = desk.get("month/2026-02/").content.decode()
    assert ('href="#beside"' in answer) == warned


def test_after_a_line_the_page_from_which_it_was_asked_for_comes_again_and_no_other_place(desk: Desk) -> None:
    made = backups(desk)
    data = {"measure": str(made.pk), "done": "1", "of": "1"}
    back = f"/{desk.company.slug}/operate/{desk.engagement.slug}/measures/{made.pk}/"
    for month, there, leads in (
        ("2026-01", back, back),
        ("2026-02", "https://elsewhere.example/", f"/{desk.company.slug}/operate/figures/"),
        ("2026-03", f"//elsewhere.example/{desk.company.slug}/", f"/{desk.company.slug}/operate/figures/"),
    ):
        answer = desk.client.post(f"/{desk.company.slug}/operate/figures/add/?back={there}", {**data, "month": month})
        assert answer.headers["Location"] == leads


def test_an_engagement_is_never_called_like_a_list(desk: Desk) -> None:
    with scope.within(desk.company):
        made = start_engagement(outline=Outline("Outages", None, "", [], None), by=desk.owner, at=NOW)
    assert made.slug == "outages-2"


def test_a_measure_of_another_engagement_is_not_here(desk: Desk) -> None:
    made = backups(desk)
    with scope.within(desk.company):
        other = start_engagement(outline=Outline("Other", None, "", [], None), by=desk.owner, at=NOW)
    assert desk.client.get(f"/{desk.company.slug}/operate/{other.slug}/measures/{made.pk}/").status_code == 404
