"""Does the reference tell the truth? Every example in `docs/reference` is run, and its figures are compared.

The notation is meant for people first:

- A line that holds nothing but a file name in backticks and a colon names the block below it. Before a command the
  block is that file; after a command that writes it, it is what the file must hold (rows of a CSV, of the columns
  shown).
- A `console` block gives commands and what they print; `...` stands for any text. What is not shown is not compared.
  The status must be 0 unless `$ echo $?` shows another.
- A `json` block without a name holds what the answer of the command before it must hold; keys that it leaves out
  are free, and the value "..." stands for any.
- A section (heading to heading) that shows files and no command lends them to all later sections. There, a TOML
  block of the same name shows only what differs: keys are put in place, lists replaced.

A block that is none of these, is never used or never compared fails its section.
"""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, fields
from pathlib import Path
from unittest.mock import patch

import pytest

from goodhands.cli.main import main
from goodhands.cli.ticket_rows import HEADINGS
from goodhands.stages.contract.rules import service_levels
from goodhands.stages.operate.rules import terms

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTS = sorted(path.name for path in REFERENCE.glob("*.md"))
ANY = "..."

Ran = tuple[int, str, str]
"""Exit status, standard output, standard error."""
Call = Callable[[list[str], str], Ran]


# What the documents hold


@dataclass(frozen=True)
class Block:
    kind: str
    name: str | None
    text: str
    line: int


@dataclass
class Section:
    document: str
    heading: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def commands(self) -> list[str]:
        lines = [line for block in self.blocks if block.kind == "console" for line in block.text.splitlines()]
        return [line[2:] for line in lines if line.startswith("$ goodhands ")]

    def uses(self, name: str) -> bool:
        return any(name in shlex.split(command) for command in self.commands)


def sections_of(text: str, document: str) -> list[Section]:
    """The sections of a document, from one heading to the next."""
    found = [Section(document, "")]
    block: list[str] | None = None
    kind, name, begin = "", None, 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            if block is None:
                block, kind, begin = [], line[3:].strip(), number
            else:
                found[-1].blocks.append(Block(kind, name, "".join(f"{row}\n" for row in block), begin))
                block, name = None, None
        elif block is not None:
            block.append(line)
        elif line.startswith("#"):
            found.append(Section(document, line.lstrip("# ").strip()))
            name = None
        elif line.strip():
            named = re.fullmatch(r"`([\w.-]+\.\w+)`:", line.strip())
            name = named[1] if named else None
    assert block is None, f"{document}, line {begin}: the block is never closed"
    return [section for section in found if section.blocks]


def read(document: str) -> list[Section]:
    return sections_of((REFERENCE / document).read_text("utf-8"), document)


def lent_by(sections: Iterable[Section]) -> dict[str, str]:
    """The files of sections without a command, for all sections of the document."""
    lenders = [section for section in sections if not section.commands]
    return {block.name: block.text for section in lenders for block in section.blocks if block.name}


EXAMPLES = [section for document in DOCUMENTS for section in read(document) if section.commands]


# Running them


def in_process(arguments: list[str], stdin: str) -> Ran:
    out, err, status = io.StringIO(), io.StringIO(), 0
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", given):
        try:
            main(arguments)
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
    return status, out.getvalue(), err.getvalue()


def as_process(arguments: list[str], stdin: str) -> Ran:
    places = [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places)), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "goodhands", *arguments]
    ran = subprocess.run(command, input=stdin.encode(), capture_output=True, env=environment, timeout=60, check=False)
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


@dataclass
class Desk:
    """Where one section is tried: its files lie in the current folder."""

    section: Section
    lent: Mapping[str, str]
    call: Call
    ran: Ran | None = None
    compared: bool = True

    def work_through(self) -> None:
        for name, text in self.lent.items():
            Path(name).write_text(text, "utf-8")
        for block in self.section.blocks:
            try:
                self.take(block)
            except AssertionError as wrong:
                raise AssertionError(f"{self.section.document}, block in line {block.line}: {wrong}") from None
        assert self.compared, "nothing is said of what the last command gives"

    def take(self, block: Block) -> None:
        if block.kind == "console" and not block.name:
            self.type_in(block)
        elif block.name and Path(block.name).exists() and block.name in self.written:
            self.compare_file(block, Path(block.name).read_text("utf-8"))
        elif block.name:
            assert self.section.uses(block.name), f"no command of the section uses {block.name}"
            Path(block.name).write_text(self.as_file(block), "utf-8")
        else:
            assert block.kind == "json", "is neither a named file nor console nor json"
            assert self.ran, "no command stands before it"
            must_hold(json.loads(self.ran[1]), json.loads(block.text), "answer")
            self.compared = True

    @property
    def written(self) -> list[str]:
        """The files that commands of the section write."""
        words = [shlex.split(command) for command in self.section.commands]
        return [row[i + 1] for row in words for i, word in enumerate(row[:-1]) if word == "--csv"]

    def as_file(self, block: Block) -> str:
        """A file of the example; where it is lent as well, the lent one with the differences put in place."""
        assert block.name
        if not block.name.endswith(".toml") or block.name not in self.lent:
            return block.text
        whole = merged(tomllib.loads(self.lent[block.name]), tomllib.loads(block.text))
        return "".join(f"{key} = {toml(value)}\n" for key, value in whole.items())

    def type_in(self, block: Block) -> None:
        parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
        assert not parts[0], "does not begin with a command"
        for i, part in enumerate(parts[1:], 1):
            command, _, shown = part.partition("\n")
            if command == "echo $?":
                assert self.ran, "no command stands before it"
                assert shown.strip() == str(self.ran[0]), f"the status is {self.ran[0]}"
                continue
            assert self.compared, f"nothing is said of what the command before {command!r} gives"
            self.ran = self.run(command)
            status, out, err = self.ran
            says_status = parts[i + 1 :] and parts[i + 1].startswith("echo $?\n")
            assert says_status or status == 0, f"{command!r} ends with {status}: {err}"
            assert status or not err, f"{command!r} complains: {err}"
            self.compared = bool(shown)
            if shown:
                pattern = ".*".join(re.escape(piece) for piece in shown.strip().split(ANY))
                assert re.fullmatch(pattern, (out + err).strip(), re.DOTALL), f"{command!r} prints {out}{err}"

    def run(self, command: str) -> Ran:
        program, *arguments = shlex.split(command)
        assert program == "goodhands", f"{program} is no command of ours"
        stdin = ""
        if "<" in arguments:
            place = arguments.index("<")
            stdin = Path(arguments[place + 1]).read_text("utf-8")
            del arguments[place : place + 2]
        return self.call(arguments, stdin)

    def compare_file(self, block: Block, text: str) -> None:
        wanted = list(csv.DictReader(io.StringIO(block.text)))
        columns = next(csv.reader(io.StringIO(block.text)))
        found = [{c: row.get(c, "no such column") for c in columns} for row in csv.DictReader(io.StringIO(text))]
        assert found == wanted, f"{block.name} holds {found}"
        self.compared = True


def must_hold(found: object, wanted: object, place: str) -> None:
    """All that is wanted is there; further keys are free, further entries of a list are not."""
    if wanted == ANY:
        return
    if isinstance(wanted, dict):
        assert isinstance(found, dict), f"{place} is {found!r}"
        for key, value in wanted.items():
            assert key in found, f"{place} has no {key}"
            must_hold(found[key], value, f"{place}.{key}")
    elif isinstance(wanted, list):
        assert isinstance(found, list), f"{place} is {found!r}"
        assert len(found) == len(wanted), f"{place} is {found!r}"
        for i, value in enumerate(wanted):
            must_hold(found[i], value, f"{place}[{i}]")
    else:
        shown = round(found, 4) if isinstance(found, float) else found
        assert (type(shown), shown) == (type(wanted), wanted), f"{place} is {found!r}, not {wanted!r}"


def merged(whole: Mapping[str, object], differs: Mapping[str, object]) -> dict[str, object]:
    result = dict(whole)
    for key, value in differs.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


def toml(value: object) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    assert isinstance(value, str | bool | int), f"cannot write {value!r}"
    return json.dumps(value, ensure_ascii=False)


def try_out(section: Section, folder: Path, call: Call) -> None:
    with chdir(folder):
        Desk(section, lent_by(read(section.document)), call).work_through()


def named(section: Section) -> str:
    return f"{section.document.removesuffix('.md')}: {section.heading}"


@pytest.mark.parametrize("section", EXAMPLES, ids=named)
def test_an_example_gives_the_figures_that_the_reference_shows(section: Section, tmp_path: Path) -> None:
    try_out(section, tmp_path, in_process)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_first_example_of_a_document_gives_the_same_in_a_process_of_its_own(document: str, tmp_path: Path) -> None:
    first = next(section for section in EXAMPLES if section.document == document)
    try_out(first, tmp_path, as_process)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_has_examples_and_each_block_of_it_is_part_of_one(document: str) -> None:
    sections = read(document)
    assert any(section.commands for section in sections), f"{document} has no example"
    for section in sections:
        if section.commands:
            continue
        for block in section.blocks:
            place = f"{document}, block in line {block.line}"
            assert block.name, f"{place}: belongs to no command"
            assert any(other.uses(block.name) for other in sections), f"{place}: no command uses {block.name}"


def test_an_example_that_is_wrong_is_found(tmp_path: Path) -> None:
    right = """# Weights

`w.jsonl`:

```json
{"method": "equal", "count": 2}
```

```console
$ goodhands calc weights w.jsonl
```

```json
{"weights": [0.5, 0.5]}
```
"""
    wrongs = {
        "figure": right.replace("0.5]", "0.6]"),
        "key": right.replace('{"weights"', '{"weight"'),
        "status": right.replace('"count": 2', '"count": 0'),
        "unused file": right.replace("calc weights w.jsonl", "calc weights < other.jsonl"),
        "not compared": right[: right.rindex("```json")],
        "stray block": right + "\n```text\nhello\n```\n",
    }
    verdicts = {what: tries_out(text, tmp_path) for what, text in {"right": right, **wrongs}.items()}
    assert verdicts == {"right": True} | dict.fromkeys(wrongs, False)


def tries_out(text: str, folder: Path) -> bool:
    (section,) = sections_of(text, "made-up.md")
    try:
        with chdir(folder):
            Desk(section, {}, in_process).work_through()
    except (AssertionError, OSError):
        return False
    return True


# Nothing is left out


def test_all_eighteen_points_are_decided_in_order() -> None:
    text = (REFERENCE / "service-levels.md").read_text("utf-8")
    numbers = [int(found) for found in re.findall(r"^## (\d+)\. ", text, re.MULTILINE)]
    assert numbers == list(range(1, 19))


def test_every_key_of_the_terms_file_is_explained() -> None:
    text = (REFERENCE / "terms-file.md").read_text("utf-8")
    keys = {*terms.COLUMNS, *terms.EVENT_KINDS}
    for part in (terms.FileTerms, service_levels.Policy, service_levels.ServiceLevel, service_levels.Credit):
        keys |= {entry.name for entry in fields(part)}
    keys |= {"hours", "holidays", "closed"}
    keys -= {"columns", "kinds"}  # which are parts of their own, [file.columns] and [file.events]
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_every_option_column_and_key_of_the_answer_is_explained(tmp_path: Path) -> None:
    text = (REFERENCE / "command-line.md").read_text("utf-8")
    _, usage, _ = in_process(["sla", "--help"], "")
    wanted = {*re.findall(r"--[a-z-]+", usage), *HEADINGS, *keys_of(json.loads(an_answer(tmp_path)))}
    assert [word for word in sorted(wanted) if not re.search(rf"`[^`\n]*{re.escape(word)}\b[^`\n]*`", text)] == []


def an_answer(folder: Path) -> str:
    with chdir(folder):
        for name, text in lent_by(read("command-line.md")).items():
            Path(name).write_text(text, "utf-8")
        return in_process(["sla", "tickets.csv", "--terms", "terms.toml", "--month", "2026-03", "--json"], "")[1]


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            yield from keys_of(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if re.fullmatch(r"[a-z][a-z0-9_]*", key):
                yield key
            yield from keys_of(entry)
