"""From the set-up link to the minutes of a ticket, with the help desks of two real companies.

What the pages say must be what `goodhands sla` says of the same file and terms, and what was counted by others.
"""

import csv
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from goodhands.foundation.rules.periods import Month
from tests.stories import given
from tests.stories.visitor import Visitor

DATA = given.ROOT.parent / "shared" / "data"

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(not DATA.exists(), reason="the shared ticket data are not on this machine"),
]


@dataclass(frozen=True)
class RealDesk:
    """A real help desk: its file, and what its company and its agreement are in the words of the forms."""

    file: str
    terms: str
    company: dict[str, str]
    hours: str
    holidays: str
    promises: list[dict[str, str]]
    figures: dict[str, int]
    tickets: dict[str, int]


ITALIAN = RealDesk(
    file="italian_helpdesk.csv",
    terms="italian_helpdesk.toml",
    company={"Country": "Italy", "Name of your company": "Ferri e Figli"},
    hours="Monday to Friday, 9:00 to 13:00 and 14:00 to 18:00",
    holidays="Italy",
    promises=[{"Within": "40 h", "For which share": "90 %", "Called": "Solved within a working week"}],
    figures={"met": 2803, "missed": 1776, "running": 1},
    tickets={"Case 1": 338_649, "Case 1009": 6_964, "Case 1017": 163_910},
)
SERVICENOW = RealDesk(
    file="servicenow_incidents.zip",
    terms="servicenow_incidents.toml",
    company={"Country": "United Kingdom", "Name of your company": "Alder & Finch", "Time zone": "UTC"},
    hours="Monday to Friday, 8:00 to 18:00",
    holidays="None, they count too",
    promises=[
        {"Which tickets": "2 - High", "What": "answered", "Within": "4 h", "For which share": "90 %",
         "Called": "High answered"},
        {"Which tickets": "3 - Moderate", "Within": "40 h", "For which share": "90 %", "Called": "Moderate solved"},
    ],
    figures={},
    tickets={},
)  # fmt: skip


@pytest.mark.parametrize("desk", [ITALIAN, SERVICENOW], ids=["italian", "servicenow"])
def test_from_the_set_up_link_to_the_minutes_of_a_ticket(person: Visitor, desk: RealDesk, tmp_path: Path) -> None:
    # given a machine on which Goodhands was started for the first time
    person.opens(given.set_up_link())

    # when she says who she is, what is handed over, in which hours time counts, and what was promised
    sets_up(person, desk)
    starts_an_engagement(person)
    writes_down_the_hours(person, desk)
    writes_down_the_promises(person, desk)

    # and uploads the tickets, looks at what was understood, and imports them
    months = brings_the_tickets(person, desk)

    # then every month says what the command says, and so does the scorecard of the last one
    judged = told_by_the_command(desk, "--by", "month", "--json")
    compare_months(person, judged)
    compare_a_scorecard(person, judged[-2], months)

    # and the list of tickets has as many met, missed and running ones
    compare_tickets(person, desk, months, tmp_path)

    # and where the provider has verdicts of its own, a page tells what makes the difference, and who stopped the clock
    compare_verdicts(person, max(judged, key=lambda card: int(card["tickets"])), months)

    # and the tickets took what was counted for them
    for number, seconds in desk.tickets.items():
        person.opens(f"{months}tickets/{number}/")
        assert f"Working time used {exact(seconds)}" in person.text
    if desk.tickets:
        person.sees("a ticket with pauses")


def compare_verdicts(person: Visitor, card: dict[str, Any], months: str) -> None:
    """The provider's figure beside ours, and the pauses, of the last promise in the busiest month."""
    month, level = card["month"], card["service_levels"][-1]
    reported = level.get("reported")
    if reported and reported["differ"]:
        person.opens(f"{months}month/{month}/")
        row = person.page.locator("tr", has_text=level["name"]).filter(
            has=person.page.locator("a[href*='/differences/']")
        )
        with person.arriving():
            row.locator("a[href*='/differences/']").click()
        theirs = round(100 * reported["met"] / (reported["met"] + reported["missed"]), 1)
        assert f"Sistemi Uno says {theirs}" in person.sentence
        person.reads("pauses count against the provider, too")
        person.sees("what makes the difference")
    person.opens(f"{months}month/{month}/")
    person.clicks("Who stopped the clock, and what it made of the verdict")
    assert "the clock stood still for" in person.sentence
    person.sees("who stopped the clock")


def sets_up(person: Visitor, desk: RealDesk) -> None:
    person.fills(desk.company | {"Your name": "Ana Ferri", "Your e-mail address": given.EMAIL,
                                 "Password": given.PASSWORD})  # fmt: skip
    person.clicks("Start")
    assert person.sentence == "Welcome. Which piece of your IT is in somebody else's hands?"
    person.sees("the first Today")


def starts_an_engagement(person: Visitor) -> None:
    person.clicks("Start with it")
    person.fills({"What is it about?": "Help desk", "Who does it?": "Sistemi Uno", "Which services?": "Help desk"})
    person.clicks("Start")
    assert person.sentence == "“Help desk” is in the hands of Sistemi Uno: what was promised is missing."
    person.sees("the engagement")


def writes_down_the_hours(person: Visitor, desk: RealDesk) -> None:
    person.clicks(f"Today at {desk.company['Name of your company']}")
    person.clicks("Agreed hours")
    person.clicks("Add hours")
    person.page.get_by_label(desk.hours).check()
    person.fills({"Public holidays that do not count": desk.holidays, "Name": "Help desk hours"})
    person.sees("the hours as they are typed")
    person.clicks("Keep")
    assert person.sentence.startswith("Time counts Monday to Friday")
    person.sees("the hours")


def writes_down_the_promises(person: Visitor, desk: RealDesk) -> None:
    person.clicks("Today")
    person.clicks("Write down what Sistemi Uno promised you.")
    person.sees("no agreement yet")
    person.clicks("Write down what was promised")
    person.fills({"In which hours does time count?": "Help desk hours"})
    for place, promise in enumerate(desk.promises):
        part = f"fieldset.group >> nth={place}"
        person.page.locator(f"{part} >> summary").click()
        person.fills(promise, within=part)
    person.sees("the agreement as it is typed")
    person.clicks("Write it down")
    person.reads("Written down.")
    person.reads(desk.promises[0]["Called"])
    person.sees("the agreement")


def brings_the_tickets(person: Visitor, desk: RealDesk) -> str:
    """The address of the months, once all is read."""
    person.clicks("Is it kept?")
    months = person.path
    person.clicks("Upload tickets")
    person.field("Ticket export").set_input_files(DATA / desk.file)
    person.clicks("Look at it")
    assert person.sentence.endswith("rows. What do its columns mean?")
    if person.found("Show what would be read").is_visible() and not _imports(person).count():
        person.clicks("Show what would be read")
    person.sees("what would be read")
    with person.arriving():
        _imports(person).click()
    assert person.path.endswith("/progress/")
    given.until_it_counts(person)
    person.sees("all is read")
    return months


def _imports(person: Visitor) -> Any:
    return person.page.get_by_role("button", name=re.compile(r"^Import [\d.,\s’]+ tickets$"))


def told_by_the_command(desk: RealDesk, *arguments: str) -> Any:
    call = [sys.executable, "-m", "goodhands", "sla", str(DATA / desk.file), "--terms", str(DATA / desk.terms)]
    return json.loads(subprocess.run([*call, *arguments], check=True, capture_output=True, cwd=given.ROOT).stdout)


def compare_months(person: Visitor, judged: list[dict[str, Any]]) -> None:
    person.clicks("See the verdict")
    person.sees("months")
    for more in person.page.get_by_text("Earlier months", exact=True).all():
        more.click()
    told = {}
    for row in person.rows("table.cards"):
        counts = [re.search(r"([\d.,’\s]+) of ([\d.,’\s]+)$", cell) for cell in row[2:]]
        told[row[0].removesuffix(" so far")] = [
            (number(found[1]), number(found[2])) if found else (0, 0) for found in counts
        ]
    expected = {
        spoken(card["month"]): [(one["met"], one["met"] + one["missed"]) for one in card["service_levels"]]
        for card in judged
    }
    assert {month: counts for month, counts in told.items() if month in expected} == expected
    assert all(counts == [(0, 0)] * len(counts) for month, counts in told.items() if month not in expected)


def compare_a_scorecard(person: Visitor, card: dict[str, Any], months: str) -> None:
    person.opens(f"{months}month/{card['month']}/")
    for row, level in zip(person.rows(), card["service_levels"], strict=True):
        assert row[0].startswith(level["name"])
        assert [number(part) for part in row[1].split(" of ")] == [level["met"], level["met"] + level["missed"]]
        if level["attainment"] is not None:
            share = re.match(r"([\d.,]+) %", row[2].replace("\N{NO-BREAK SPACE}", " "))
            assert share is not None
            assert float(share[1].replace(",", ".")) == pytest.approx(100 * float(level["attainment"]), abs=0.051)
    person.sees("a scorecard")


def compare_tickets(person: Visitor, desk: RealDesk, months: str, folder: Path) -> None:
    call = [sys.executable, "-m", "goodhands", "sla", str(DATA / desk.file), "--terms", str(DATA / desk.terms)]
    subprocess.run([*call, "--csv", folder / "rows.csv"], check=True, capture_output=True, cwd=given.ROOT)
    with (folder / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for place, promise in enumerate(desk.promises):
        for verdict in ("met", "missed", "running"):
            person.opens(f"{months}tickets/?level={place + 1}&verdict={verdict}")
            expected = sum(row["level"] == promise["Called"] and row["verdict"] == verdict for row in rows)
            assert number(person.sentence) == expected
            assert desk.figures.get(verdict, expected) == expected
    person.opens(f"{months}tickets/?verdict=missed&sort=-late")
    person.sees("missed tickets")
    with person.arriving():
        person.page.locator("td a").first.click()
    person.reads("Working time used")
    person.sees("the latest ticket")


def number(text: str) -> int:
    """The number at the beginning of a text, whatever separates its thousands."""
    found = re.match(r"\d[\d.,’\s]*", text.strip())
    assert found is not None, text
    return int(re.sub(r"\D", "", found[0]))


def spoken(month: str) -> str:
    names = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
    return f"{names[Month.parse(month).number % 12]} {month[:4]}"


def exact(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, odd = divmod(rest, 60)
    return f"{hours} h {minutes:02d} min" + (f" {odd:02d} s" if odd else "")
