"""The calculators as filters: a line in, a line out, whatever the line holds."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from goodhands.cli.main import main

GOOD = '{"method": "equal", "count": 2}'


class Pipe:
    """Standard input as bytes."""

    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def calc(
    name: str, content: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, list[Any]]:
    monkeypatch.setattr(sys, "stdin", Pipe(content))
    with pytest.raises(SystemExit) as ended:
        main(["calc", name])
    out, err = capsys.readouterr()
    assert err == ""
    return int(ended.value.code or 0), [json.loads(line) for line in out.splitlines()]


BAD = {
    "no JSON": (b"{", "", "is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    "a list": (b"[]", "", "must be a table of keys and values, not a list"),
    "no text": (b"\xff", "", "is not text in UTF-8"),
    "NaN": (b'{"method": "equal", "count": NaN}', "", "holds NaN, which is no number"),
    "a key twice": (b'{"count": 1, "count": 2}', "count", "stands twice"),
    "an unknown key": (
        b'{"method": "equal", "count": 2, "colour": 1}', "colour", "is not a known key here; known are method, count",
    ),
    "a missing key": (b'{"method": "equal"}', "count", "is missing"),
    "an unknown method": (
        b'{"method": "loud", "count": 2}', "method",
        'must be one of rank-order-centroid, rank-sum, equal, not "loud"',
    ),
    "true as a number": (
        b'{"method": "equal", "count": true}', "count", "must be a whole number, not true or false",
    ),
    "a float as a number": (b'{"method": "equal", "count": 2.0}', "count", "must be a whole number, not the number 2.0"),
    "too few": (b'{"method": "equal", "count": 0}', "count", 'must be from 1 to 1,000, not "0"'),
    "too many": (b'{"method": "equal", "count": 1001}', "count", 'must be from 1 to 1,000, not "1001"'),
    "nested without end": (b"[" * 100_000, "", "is nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "path", "message"), BAD.values(), ids=BAD)
def test_a_bad_line_gets_its_error_and_the_others_are_computed(
    line: bytes, path: str, message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good = GOOD.encode()
    status, results = calc("weights", good + b"\n\n" + line + b"\n" + good, monkeypatch, capsys)
    fair = {"weights": [0.5, 0.5]}
    assert (status, results) == (1, [fair, {"error": {"path": path, "message": message}}, fair])


def test_good_lines_end_well(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert calc("weights", GOOD.encode(), monkeypatch, capsys) == (0, [{"weights": [0.5, 0.5]}])
    assert calc("weights", b"", monkeypatch, capsys) == (0, [])


OFFICE = {
    "schedule": {"mon": [["09:00", "17:00"]]}, "timezone": "Europe/Madrid", "start": "2025-05-05T06:00:00Z",
}  # fmt: skip

WRONG_TIMES: dict[str, tuple[dict[str, Any], str, str]] = {
    "neither end nor duration": ({}, "", 'must have either an "end" or a "duration"'),
    "both end and duration": (
        {"end": "2025-05-05T07:00:00Z", "duration": 1}, "", 'must have either an "end" or a "duration"',
    ),
    "a fraction of a second": (
        {"end": "2025-05-05T07:00:00.5Z"}, "end", 'must be a whole second, not "2025-05-05T07:00:00.5Z"',
    ),
    "no offset": (
        {"end": "2025-05-05T07:00:00"}, "end",
        'must say its offset, "Z" for UTC or one like "+02:00": "2025-05-05T07:00:00" does not',
    ),
    "no such day": (
        {"end": "2025-02-29T07:00:00Z"}, "end",
        'must be a stamp such as "2026-11-30T09:00:00Z", not "2025-02-29T07:00:00Z"',
    ),
    "24:00 as a start": (
        {"schedule": {"mon": [["24:00", "02:00"]]}, "duration": 1}, "schedule.mon[0][0]",
        'cannot be "24:00", which only ends a day; write "00:00" on the day after',
    ),
    "a holiday that is no date": (
        {"holidays": ["2025-13-01"], "duration": 1}, "holidays[0]",
        'must be a date such as "2026-11-30", not "2025-13-01"',
    ),
    "a pause of one end": (
        {"pauses": [["2025-05-05T07:00:00Z"]], "duration": 1}, "pauses[0]", "must be a start and an end, not 1 values",
    ),
    "a negative duration": (
        {"duration": -1}, "duration", 'must be from 0 to 316,224,000, not "-1"',
    ),
    "never used up": (
        {"schedule": {}, "duration": 1}, "duration", "is not used up within ten years",
    ),
    "an unknown zone": (
        {"timezone": "Europe/Atlantis", "duration": 1}, "timezone",
        'knows no time zone "Europe/Atlantis"; write one such as "Europe/Rome" or "UTC"',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "path", "message"), WRONG_TIMES.values(), ids=WRONG_TIMES)
def test_worktime_refuses_what_names_no_time(
    change: dict[str, Any], path: str, message: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    status, (result,) = calc("worktime", json.dumps(OFFICE | change).encode(), monkeypatch, capsys)
    assert (status, result) == (1, {"error": {"path": path, "message": message}})


def test_a_file_is_read_like_standard_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "asked.jsonl"
    path.write_text(GOOD)
    with pytest.raises(SystemExit) as ended:
        main(["calc", "weights", str(path)])
    assert ended.value.code == 0
    assert capsys.readouterr().out == '{"weights": [0.5, 0.5]}\n'
    with pytest.raises(SystemExit) as ended:
        main(["calc", "weights", str(tmp_path / "none.jsonl")])
    assert ended.value.code == 1
    assert capsys.readouterr().err == f"{tmp_path}/none.jsonl: No such file or directory\n"


@pytest.mark.parametrize("arguments", [[], ["calc"], ["calc", "horoscope"], ["dance"]], ids=str)
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
