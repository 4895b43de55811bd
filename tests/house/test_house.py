"""Tests about the code itself: sizes, words, doors, and that what is written twice agrees."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PRODUCT = [path for path in SOURCES if not {"tests", "migrations"} & set(path.parts)]

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
STRAY = {"utils", "helpers", "common", "misc", "base", "manager", "services"}
AVOID = {
    "tenant", "client", "organisation", "organization", "account", "vendor", "supplier", "partner", "msp", "tender", "bidder",
    "bid", "sla", "kpi", "violation", "compliance", "penalty", "dashboard", "violated", "representative", "admin",
}  # fmt: skip
ALLOWED = {("sla.py", "sla"), ("slate", "slate")}  # the command is called sla, as everybody calls it


def identifier(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=identifier)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_functions_are_short() -> None:
    long = [
        f"{identifier(path)}: {function.name}"
        for path in PRODUCT
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def names(path: Path) -> Iterator[str]:
    """Names of the module, its classes, functions and fields: what a newcomer meets first."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def words(name: str) -> set[str]:
    return set(re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split("_"))


def test_one_word_for_one_thing() -> None:
    wrong = [(path.name, name) for path in PRODUCT for name in names(path) if words(name) & AVOID]
    assert [entry for entry in wrong if entry not in ALLOWED and entry != ("sla.py", "sla")] == []


def test_no_module_without_a_question() -> None:
    assert [identifier(path) for path in PRODUCT if path.stem in STRAY] == []
    without = [
        identifier(p) for p in PRODUCT if p.stem != "__main__" and not ast.get_docstring(ast.parse(p.read_text()))
    ]
    assert without == []


def test_every_stage_has_a_short_readme() -> None:
    stages = [folder for folder in (ROOT / "src/goodhands/stages").iterdir() if (folder / "__init__.py").exists()]
    assert stages
    for stage in stages:
        assert 1 < len((stage / "README.md").read_text().splitlines()) <= 40


def test_ranges_of_dependencies_stand_twice_and_agree() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    lines = (ROOT / "requirements/run.in").read_text().splitlines()
    assert sorted(project) == sorted(line for line in lines if line and not line.startswith("#"))


def test_every_locked_package_has_its_hash() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        pinned = re.findall(r"^[a-z0-9].*==.*$(?:\n    --hash.*)*", lock.read_text(), re.MULTILINE | re.IGNORECASE)
        assert pinned
        assert all("--hash=sha256:" in entry for entry in pinned), lock.name


def test_the_commands_of_the_readme_are_those_of_the_program() -> None:
    from goodhands.cli.main import COMMANDS

    named = set(re.findall(r"\./goodhands ([\w-]+)", (ROOT / "README.md").read_text()))
    assert named <= set(COMMANDS)
    assert {"demo", "serve", "sla", "test", "bench", "backup"} <= named


def test_the_referee_of_the_readme_prints_what_it_shows() -> None:
    blocks = re.findall(r"^```\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    place = next(i for i, block in enumerate(blocks) if block.startswith("./goodhands sla"))
    command, shown = blocks[place].split(), blocks[place + 1].removesuffix("...\n")
    run = subprocess.run([sys.executable, "-m", "goodhands", *command[1:]], cwd=ROOT, capture_output=True, text=True,
                         check=True, env=os.environ | {"COLUMNS": "96"})  # fmt: skip
    assert run.stdout.startswith(shown)


def test_a_calculator_loads_neither_numbers_nor_web() -> None:
    """`calc weights` is the smallest command, and its start-up time is a promise."""
    program = (
        "import sys; from goodhands.cli.calc import weights; weights({'method': 'equal', 'count': 2});"
        "print([m for m in ('numpy', 'pyarrow', 'django', 'pandas', 'holidays') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"


def test_the_referee_does_not_load_the_web_framework() -> None:
    program = "import sys, goodhands.cli.sla; print('django' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "False"


def test_the_wheel_has_the_same_commands(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = archive.namelist()
        (entry_points,) = (name for name in inside if name.endswith("entry_points.txt"))
        assert "goodhands = goodhands.cli.main:main" in archive.read(entry_points).decode()
        assert not [name for name in inside if "/tests/" in name]
        archive.extractall(tmp_path / "site")
    asked = '{"method": "rank-sum", "count": 2}\n{"count": 2}\n'
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from goodhands.cli.main import main; main()"
    start = [sys.executable, "-P", "-I", "-S", "-c", program, str(tmp_path / "site")]
    calc = subprocess.run([*start, "calc", "weights"], input=asked, capture_output=True, text=True, check=False)
    assert calc.returncode == 1
    assert calc.stdout.splitlines()[0] == '{"weights": [0.6666666666666666, 0.3333333333333333]}'
    for command in (["test"], ["bench", "sla"]):
        refused = subprocess.run([*start, *command], capture_output=True, text=True, check=False)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr
