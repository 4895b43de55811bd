"""Every kind of bad input, and the one plain sentence it gets."""

import io
import zipfile
from pathlib import Path

import pytest

from goodhands.stages.operate.rules import sheet

from .conftest import TICKETS, Desk

HEADING = "ticket,at,event\n"
GOOD = "A,2025-05-05 09:00:00,answer\nA,2025-05-05 10:00:00,solve\n"
ROWS = "ticket,opened,solved\nA,2025-05-05 09:00:00,2025-05-05 10:00:00\n"


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return buffer.getvalue()


REFUSED = {
    "empty": ("t.csv", b"", "t.csv is empty"),
    "blank": ("t.csv", b"\n \n\r\n", "t.csv is empty"),
    "only a byte order mark": ("t.csv", b"\xef\xbb\xbf\n", "t.csv is empty"),
    "a workbook": (
        "t.csv", b"PK\x03\x04" + bytes(40),
        "t.csv is not a whole workbook; is it cut off, or a ZIP archive by another name?",
    ),
    "binary": ("t.csv", bytes(range(1, 256)) + b"\n\0", "t.csv, row 3: holds a byte that no text has; this is not a CSV "
               "file"),
    "wrong encoding": (
        "t.csv", (HEADING + GOOD + "Bü,2025-05-05 09:00:00,answer\n").encode("cp1252"),
        't.csv, row 4, column "ticket": is not text in UTF-8 (byte 0xFC); save the file as UTF-8, or name its encoding '
        'in the terms, for example encoding = "cp1252" under [file]',
    ),
    "wrong encoding in the heading": (
        "t.csv", "tícket,at,event\n".encode("cp1252"),
        "t.csv, row 1, the headings: is not text in UTF-8 (byte 0xED); save the file as UTF-8, or name its encoding in "
        'the terms, for example encoding = "cp1252" under [file]',
    ),
    "cut off inside quotes": (
        "t.csv", HEADING + GOOD + 'B,2025-05-05 09:00:00,"ans',
        "t.csv, row 4: a quotation mark is opened and never closed; is the file cut off?",
    ),
    "missing column": (
        "t.csv", "id,at,event\n" + GOOD, 't.csv, row 1: has no column "ticket"; its headings are "id", "at", "event"',
    ),
    "repeated heading": (
        "t.csv", "ticket,at,event,at\nA,2025-05-05 09:00:00,answer,x\n",
        't.csv, row 1: the heading "at" stands in columns 2 and 4; it must be one alone',
    ),
    "day or month first": (
        "t.csv", HEADING + "A,05/06/2025 10:00,answer\n",
        't.csv, row 2, column "at", "05/06/2025 10:00": leaves open whether the day or the month comes first, and so does '
        'every stamp of the file; say which with time_format under [file], for example time_format = "%d/%m/%Y %H:%M"',
    ),
    "day and month first": (
        "t.csv", HEADING + "A,15/06/2025 10:00,answer\nA,06/15/2025 11:00,solve\n",
        't.csv, row 2, column "at", "15/06/2025 10:00": has the day first, but the month comes first in t.csv, row 3, '
        'column "at", "06/15/2025 11:00"; say which with time_format under [file], for example '
        'time_format = "%d/%m/%Y %H:%M"',
    ),
    "no row of use": (
        "t.csv", HEADING + "A,soon,answer\nA,later,solve\n",
        't.csv, row 2, column "at", "soon": is not a date with a time of day; no row could be used',
    ),
    "a cut archive": ("t.zip", zipped(a=HEADING + GOOD)[:-30], "t.zip is not a whole ZIP archive; is the file cut off?"),
    "two files in an archive": (
        "t.zip", zipped(a="x", b="y"), "t.zip must hold exactly one file and holds 2: a.csv, b.csv",
    ),
    "an empty archive": ("t.zip", zipped(), "t.zip must hold exactly one file and holds 0: nothing"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_gets_one_plain_sentence(
    desk: Desk, name: str, content: str | bytes, sentence: str
) -> None:
    desk.file(content, name)
    outcome = desk.run("--json", files=(name,))
    assert (outcome.status, outcome.err) == (1, f"{sentence}\n")


def test_a_file_that_is_not_there(desk: Desk) -> None:
    outcome = desk.run(files=("nothing.csv",))
    assert (outcome.status, outcome.err) == (1, "nothing.csv cannot be opened: No such file or directory\n")


def test_stamps_without_a_zone_need_one(desk: Desk) -> None:
    desk.terms(file='shape = "events"')
    desk.file(HEADING + GOOD)
    outcome = desk.run()
    assert outcome.err == (
        'tickets.csv, row 2, column "at", "2025-05-05 09:00:00": has no time zone; say which with timezone under [file], '
        'for example timezone = "Europe/Rome"\n'
    )


LISTED = {
    "too few cells": ("B,2025-05-05 09:00:00", None, "has 2 cells where the heading has 3; is the file cut off here?"),
    "too many cells": ("B,2025-05-05 09:00:00,x,y", None, "has 4 cells where the heading has 3; is a delimiter inside a "
                       "cell?"),
    "no ticket": (",2025-05-05 09:00:00,answer", "ticket", "names no ticket"),
    "no event": ("B,2025-05-05 09:00:00,?", "event", "names no event"),
    "no such day": ("B,2025-02-29 09:00:00,answer", "at", "is a date or time that does not exist"),
    "no such hour": ("B,2025-02-28 24:00:00,answer", "at", "is a date or time that does not exist"),
    "no stamp": ("B,yesterday,answer", "at", "is not a date with a time of day"),
    "no time of day": ("B,2025-05-05,answer", "at", "has a date but no time of day"),
    "blank stamp": ("B,?,answer", "at", "is blank, so that nothing tells when"),
    "date that means blank": ("B,1900-01-01T00:00:00,answer", "at", "is blank, so that nothing tells when"),
    "bare date that means blank": ("B,1900-01-01,answer", "at", "is blank, so that nothing tells when"),
    "huge cell as a ticket": ("B" * 10_000_000 + ",2025-05-05 09:00:00,answer", "ticket", "is longer than 1,000 "
                              "characters"),
    "huge cell as a stamp": (f"B,{'9' * 10_000_000},answer", "at", "is not a date with a time of day"),
}  # fmt: skip


@pytest.mark.parametrize(("row", "column", "reason"), LISTED.values(), ids=LISTED)
def test_a_bad_row_is_listed_and_the_good_ones_are_judged(
    desk: Desk, row: str, column: str | None, reason: str
) -> None:
    card = desk.judge(HEADING + "A,2025-05-05 09:00:00,answer\n" + row + "\nA,2025-05-05 10:00:00,solve\n")
    assert (card["tickets"], card["resolved"], card["rejected"]) == (1, 1, 1)
    (problem,) = card["problems"]
    assert (problem["row"], problem["column"], problem["reason"]) == (3, column, reason)
    assert len(problem["value"]) <= 200
    assert problem["value"] in row


def test_what_is_odd_but_usable_is_listed_and_kept(desk: Desk) -> None:
    content = HEADING + (
        "A,2025-10-26 02:30:00,answer\nA,2025-03-30 02:30:00,open\nA,2025-10-27 10:00:00,solve\n"
        "A,2025-10-27 10:00:00,solve\nB,2025-10-27 10:00:00,open\n"
    )
    card = desk.judge(content, file='shape = "events"\ntimezone = "Europe/Rome"')
    assert (card["tickets"], card["rejected"]) == (2, 0)
    meaning = "is an event that the terms give no meaning; it opens a ticket and ends a pause (2 rows)"
    assert [(p["row"], p["column"], p["value"], p["reason"].split(" (at is")[0]) for p in card["problems"]] == [
        (2, "at", "2025-10-26 02:30:00", "came twice at a clock change and is taken as the earlier"),
        (3, "at", "2025-03-30 02:30:00", "is earlier than the row before it of the same ticket; events are put in order "
                                         "of time"),
        (3, "event", "open", meaning),
        (3, "at", "2025-03-30 02:30:00", "was skipped by a clock change and is moved forward by the gap"),
    ]  # fmt: skip


def test_a_repeated_ticket_keeps_its_first_row(desk: Desk) -> None:
    card = desk.judge(ROWS + "A,2025-05-05 09:00:00,2025-05-05 11:00:00\nA,2025-05-05 09:00:00,2025-05-05 10:00:00\n",
                      **TICKETS)  # fmt: skip
    assert card["working_seconds"]["resolution"]["net"] == 3600
    assert card["problems"] == [
        {"row": 3, "column": "ticket", "value": "A", "reason": "stands in row 2 already, which is kept"}
    ]


def test_a_resolution_before_the_opening_counts_nothing_and_is_listed(desk: Desk) -> None:
    card = desk.judge("ticket,opened,solved\nA,2025-05-05 09:00:00,2025-05-02 10:00:00\n", **TICKETS)
    assert card["working_seconds"]["resolution"]["net"] == 0
    assert card["problems"] == [{
        "row": 2, "column": "solved", "value": "2025-05-02T10:00:00Z",
        "reason": 'is when ticket "A" was resolved, before it was opened; that counts as 0 seconds',
    }]  # fmt: skip


def test_marks_delimiters_and_line_ends_are_recognised(desk: Desk) -> None:
    plain = desk.judge(HEADING + GOOD)
    for content in (
        b"\xef\xbb\xbf" + (HEADING + GOOD).encode(),
        (HEADING + GOOD).encode("utf-16"),
        (HEADING + GOOD).replace(",", ";").encode(),
        (HEADING + GOOD).replace(",", "\t").encode(),
        (HEADING + GOOD).replace("\n", "\r\n").encode(),
        (HEADING + GOOD).replace("\n", "\r").encode(),
        (HEADING + "\n,,\n" + GOOD + "\n\n").encode(),
        ("Ticket , AT,Event\n" + GOOD).encode(),
        b"ticket,at,event,note\n" + GOOD.replace("\n", ',"a ""b""\nc"\n').encode(),
        b"ticket,at,event,note,note\n" + GOOD.replace("\n", ",x,y\n").encode(),
    ):
        desk.file(content)
        assert desk.run("--json").json == plain


def test_a_named_encoding_is_used(desk: Desk) -> None:
    desk.terms(file='shape = "events"\ntimezone = "UTC"\nencoding = "cp1252"')
    desk.file((HEADING + GOOD + "Bü,2025-05-05 09:00:00,answer\n").encode("cp1252"))
    rows = desk.folder / "rows.csv"
    assert desk.run("--json", "--csv", rows).status == 0
    assert "Bü" in rows.read_text(encoding="utf-8")


def test_a_huge_cell_in_a_column_nobody_needs_is_no_matter(desk: Desk) -> None:
    long = "x" * 10_000_000
    card = desk.judge(f"ticket,at,event,note\nA,2025-05-05 09:00:00,answer,{long}\nA,2025-05-05 10:00:00,solve,\n")
    assert (card["resolved"], card["problems"]) == (1, [])


def test_a_file_of_200_megabytes_is_judged(desk: Desk) -> None:
    note = "x" * 480
    rows = "".join(f"T{i},2025-05-05 09:00:00,2025-05-05 10:00:00,{note}\n" for i in range(400_000))
    desk.terms(**TICKETS)
    path = desk.file(b"ticket,opened,solved,note\n" + rows.encode())
    assert path.stat().st_size > 200_000_000
    assert desk.run("--json").json["resolved"] == 400_000
    path.unlink()


TERMS = {
    "not TOML": (dict(file="shape ="), " is not TOML: Invalid value (at line 2, column 8)"),
    "unknown key": (
        dict(policy='reopens = "restarts"'),
        ", policy.reopens: is not a known key here; known are opened, resolution, closed_resolves, reopen, priority, "
        "response_pauses, holiday",
    ),
    "unknown table": (
        dict(colour="x = 1"),
        ", colour: is not a known key here; known are file, calendar, service_level, policy, credit",
    ),
    "impossible hour": (
        dict(calendar__hours='mon = [["09:00", "25:00"]]'),
        ', calendar.hours.mon[0][1]: must be a time from "00:00" to "24:00" with two digits each, not "25:00"',
    ),
    "hours without two digits": (
        dict(calendar__hours='mon = [["9:00", "17:00"]]'),
        ', calendar.hours.mon[0][0]: must be a time from "00:00" to "24:00" with two digits each, not "9:00"',
    ),
    "a window of one end": (
        dict(calendar__hours='mon = [["09:00"]]'),
        ', calendar.hours.mon[0]: must be a start and an end such as ["09:00", "17:00"], not 1 values',
    ),
    "unknown weekday": (
        dict(calendar__hours='monday = [["09:00", "17:00"]]'),
        ", calendar.hours.monday: is not a known key here; known are mon, tue, wed, thu, fri, sat, sun",
    ),
    "no hours": (
        dict(calendar__hours=""), ", calendar.hours: names no open hours, so that no working time would ever pass",
    ),
    "unknown zone": (
        dict(calendar='timezone = "Mars/Olympus"'),
        ', calendar.timezone: knows no time zone "Mars/Olympus"; write one such as "Europe/Rome" or "UTC"',
    ),
    "unknown country": (
        dict(calendar='timezone = "UTC"\nholidays = "XX"'),
        ', calendar.holidays: knows no country "XX"; write one such as "IT", or "DE-BY" for a part of one',
    ),
    "a year without holidays": (
        dict(calendar='timezone = "UTC"\nholidays = "IT"', file='shape = "events"\ntimezone = "UTC"\n'
             'as_of = "2150-01-01T00:00:00Z"'),
        ', calendar.holidays: there are no public holidays on record for "IT" in 2101, and the tickets reach into that '
        "year",
    ),
    "days": (
        dict(levels='[[service_level]]\nname = "S"\nmetric = "resolution"\npriority = "*"\nwithin = "3d"\ntarget = "9%"'),
        ', service_level[0].within: must be working time such as "40h" or "1h30m", not "3d"; days are refused, since a '
        "working day has no fixed length",
    ),
    "an impossible share": (
        dict(levels='[[service_level]]\nname = "S"\nmetric = "resolution"\npriority = "*"\nwithin = "3h"\ntarget = "0.9"'),
        ', service_level[0].target: must be a percentage such as "90%" or "99.5%", not "0.9"',
    ),
    "a priority without its column": (
        dict(levels='[[service_level]]\nname = "S"\nmetric = "resolution"\npriority = "P1"\nwithin = "3h"\ntarget = "9%"'),
        ', service_level[0].priority: "P1" needs the priority column in file.columns',
    ),
    "an event of two meanings": (
        dict(file__events='resolved = ["solve"]\nclosed = ["solve"]'),
        ', file.events.closed: "solve" already means resolved',
    ),
    "a credit for nothing": (
        dict(credit=None, levels='[[service_level]]\nname = "S"\nmetric = "resolution"\npriority = "*"\nwithin = "3h"\n'
             'target = "9%"\n[[credit]]\nservice_level = "T"\nbelow = "85%"\nowed = "10%"'),
        ', credit[0].service_level: "T" is not the name of a service level here',
    ),
    "an unclear time format": (
        dict(file='shape = "events"\ntimezone = "UTC"\ntime_format = "%d.%m"'),
        ', file.time_format: must name year, month and day once each, as in %d/%m/%Y %H:%M, not "%d.%m"',
    ),
    "an unknown encoding": (
        dict(file='shape = "events"\ntimezone = "UTC"\nencoding = "klingon"'),
        ', file.encoding: knows no encoding "klingon"; try "utf-8" or "cp1252"',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "sentence"), TERMS.values(), ids=TERMS)
def test_terms_that_are_not_sound_get_one_plain_sentence(
    desk: Desk, parts: dict[str, str | None], sentence: str
) -> None:
    desk.terms(**parts)
    desk.file(HEADING + GOOD + "B,2025-05-05 09:00:00,answer\n")
    outcome = desk.run("--json")
    assert (outcome.status, outcome.out, outcome.err) == (1, "", f"terms.toml{sentence}\n")


USAGE = {
    "no terms": ([], "the following arguments are required: --terms"),
    "a month that is none": (
        ["--month", "2025-13"], 'argument --month: must be a month such as "2026-10", not "2025-13"',
    ),
    "a stamp without offset": (
        ["--as-of", "2025-05-05T10:00:00"],
        'argument --as-of: must say its offset, "Z" for UTC or one like "+02:00": "2025-05-05T10:00:00" does not',
    ),
    "a month and all months": (
        ["--month", "2025-05", "--by", "month"], "--month and --by month cannot be used together",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), USAGE.values(), ids=USAGE)
def test_wrong_usage_is_told_apart_from_bad_input(desk: Desk, arguments: list[str], sentence: str) -> None:
    desk.file(HEADING + GOOD)
    if not arguments:
        from goodhands.cli.main import main

        with pytest.raises(SystemExit) as ended:
            main(["sla", "tickets.csv"])
        assert ended.value.code == 2
        assert desk.capsys.readouterr().err == f"goodhands sla: {sentence}; see goodhands sla --help\n"
        return
    outcome = desk.run(*arguments)
    assert (outcome.status, outcome.err) == (2, f"goodhands sla: {sentence}; see goodhands sla --help\n")


def test_a_preset_that_there_is_not_is_wrong_usage(desk: Desk) -> None:
    desk.terms(file='shape = "somebody"')
    desk.file(HEADING + GOOD)
    outcome = desk.run()
    assert outcome.status == 2
    sentence = 'must be "events", "tickets" or a preset such as "freshdesk", not "somebody"'
    assert outcome.err == f"terms.toml, file.shape: {sentence}\n"


def test_a_preset_whose_headings_are_not_there_is_bad_input(desk: Desk) -> None:
    desk.terms(file='shape = "zendesk"\ntimezone = "UTC"', file__columns=None, file__events=None)
    desk.file(HEADING + GOOD)
    outcome = desk.run()
    assert outcome.status == 1
    assert outcome.err == 'terms.toml, file.shape: is Zendesk, but no heading is ticket there (one of: "id")\n'


def test_a_preset_knows_columns_and_times_and_what_the_terms_say_wins(desk: Desk) -> None:
    desk.terms(file='shape = "jira"\ntimezone = "UTC"', file__columns=None, file__events=None)
    desk.file(
        "Issue key,Issue id,Summary,Created,Resolved,Reporter,Other\n"
        "IT-1,1,VPN,14/Mar/25 9:00 AM,14/Mar/25 11:30 AM,Ana,14/Mar/25 10:00 AM\n"
    )
    assert desk.run("--json").json["working_seconds"]["resolution"]["p50"] == 9000
    desk.terms(file='shape = "jira"\ntimezone = "UTC"', file__columns='resolved_at = "Other"', file__events=None)
    assert desk.run("--json").json["working_seconds"]["resolution"]["p50"] == 3600


def test_rows_that_cannot_be_written_leave_the_sentence(desk: Desk, tmp_path: Path) -> None:
    desk.file(HEADING + GOOD)
    outcome = desk.run("--csv", tmp_path / "nowhere" / "rows.csv")
    assert (outcome.status, outcome.err) == (1, "nowhere/rows.csv cannot be written: No such file or directory\n")


def test_files_of_one_name_are_told_apart(desk: Desk) -> None:
    for folder, row in (("may", "B,soon,answer"), ("june", "C,later,answer")):
        (desk.folder / folder).mkdir()
        desk.file(HEADING + GOOD + row + "\n", f"{folder}/t.csv")
    card = desk.run("--json", files=("may/t.csv", "june/t.csv")).json
    assert (card["tickets"], card["rejected"]) == (1, 2)
    assert [(Path(p["file"]).parent.name, p["row"], p["value"]) for p in card["problems"]] == [
        ("may", 4, "soon"),
        ("june", 4, "later"),
    ]
    twice = desk.run("--json", files=("may/t.csv", "may/t.csv")).json
    assert [p["file"][-14:] for p in twice["problems"]] == ["t.csv (file 1)"]


def test_very_many_rows_that_do_not_fit_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_ODD", 10)
    assert len(sheet.read_sheet(b"a,b\n" + b"x\n" * 10, "t.csv", ())[1]) == 10
    with pytest.raises(sheet.Unreadable, match="more than 10 rows have not as many cells as the heading"):
        sheet.read_sheet(b"a,b\n" + b"x\n" * 11, "t.csv", ())
    with pytest.raises(sheet.Unreadable, match="more than 10 rows"):
        sheet.read_sheet(b'a,b\n"y",1\n' + b"x\n" * 11 + b'"', "t.csv", ())
