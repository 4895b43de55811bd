"""A ticket file and its terms in a few words, judged by the command as a person would call it."""

import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from goodhands.cli.main import main

OFFICE = "\n".join(f'{day} = [["09:00", "17:00"]]' for day in ("mon", "tue", "wed", "thu", "fri"))

TERMS = {
    "file": 'shape = "events"\ntimezone = "UTC"',
    "file.columns": 'ticket = "ticket"\nat = "at"\nevent = "event"',
    "file.events": 'responded = ["answer"]\npaused = ["wait"]\nresolved = ["solve"]\nclosed = ["close"]',
    "calendar": 'timezone = "UTC"',
    "calendar.hours": OFFICE,
    "policy": "",
    "levels": '[[service_level]]\nname = "Solved"\nmetric = "resolution"\npriority = "*"\nwithin = "8h"\ntarget = "90%"',
}

TICKETS = {
    "file": 'shape = "tickets"\ntimezone = "UTC"',
    "file__columns": 'ticket = "ticket"\nopened_at = "opened"\nresolved_at = "solved"',
    "file__events": None,
}


@dataclass
class Outcome:
    """What the command printed, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Desk:
    """A folder with a ticket file and its terms."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.terms()

    def terms(self, **parts: str | None) -> Path:
        """The usual terms, with some parts replaced (a double underscore is a dot) or left out (None)."""
        chosen = TERMS | {name.replace("__", "."): text for name, text in parts.items()}
        levels = chosen.pop("levels")
        tables = [f"[{name}]\n{textwrap.dedent(text)}" for name, text in chosen.items() if text is not None]
        path = self.folder / "terms.toml"
        path.write_text("\n".join([*tables, textwrap.dedent(levels or "")]), encoding="utf-8")
        return path

    def file(self, content: str | bytes, name: str = "tickets.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else textwrap.dedent(content).lstrip().encode())
        return path

    def run(self, *arguments: object, files: tuple[str, ...] = ("tickets.csv",)) -> Outcome:
        named = [str(self.folder / name) for name in files]
        with pytest.raises(SystemExit) as ended:
            main(["sla", *named, "--terms", str(self.folder / "terms.toml"), *map(str, arguments)])
        out, err = self.capsys.readouterr()
        return Outcome(int(ended.value.code or 0), out, err.replace(f"{self.folder}/", ""))

    def judge(self, content: str, *arguments: object, **parts: str | None) -> Any:
        """The JSON answer for a file's text under the usual terms with some parts replaced."""
        self.terms(**parts)
        self.file(content)
        outcome = self.run("--json", *arguments)
        assert outcome.status == 0, outcome.err
        return outcome.json


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


@pytest.fixture
def tickets_terms() -> Callable[..., dict[str, str | None]]:
    """Terms for a row a ticket, with some parts replaced."""
    return lambda **parts: TICKETS | parts
