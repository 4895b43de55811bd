"""Does `sla --pdf` write what it prints, and nothing half?"""

import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from goodhands.cli import sla
from goodhands.cli.main import BAD_INPUT, OK, WRONG_USAGE
from goodhands.cli.scorecard_paper import MOST_ROWS

ROOT = Path(__file__).resolve().parents[4]
EXAMPLE = [str(ROOT / "examples/helpdesk-2025.csv"), "--terms", str(ROOT / "examples/agreement.toml")]


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def test_a_month_as_a_paper_says_what_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "september.pdf"
    assert sla.run([*EXAMPLE, "--month", "2025-09", "--pdf", str(out)]) == OK
    printed, said = " ".join(capsys.readouterr().out.split()), text_of(out)
    sentence = printed.partition("Next:")[0].strip()
    assert "29 of 35" in sentence
    assert sentence in said
    for part in ("Critical, solved in 4 h 14 of 17", "What was read", "judged as of 2026-01-01", "figures ", "rules "):
        assert part in said


def test_all_months_on_one_paper(tmp_path: Path) -> None:
    out = tmp_path / "year.pdf"
    assert sla.run([*EXAMPLE, "--by", "month", "--pdf", str(out)]) == OK
    said = text_of(out)
    assert all(f"{month} 2025" in said for month in ("January", "September", "December"))


def test_the_same_files_give_the_same_bytes_and_other_figures_others(tmp_path: Path) -> None:
    papers = [tmp_path / f"{name}.pdf" for name in "abc"]
    for path, month in zip(papers, ("2025-09", "2025-09", "2025-08"), strict=True):
        assert sla.run([*EXAMPLE, "--month", month, "--pdf", str(path)]) == OK
    first, second, other = (path.read_bytes() for path in papers)
    assert first == second != other


def test_a_paper_that_cannot_be_written_ends_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "nowhere" / "x.pdf"
    assert sla.run([*EXAMPLE, "--pdf", str(out)]) == BAD_INPUT
    assert f"{out} cannot be written: No such file or directory" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("out", "option"),
    [(["--pdf", "tickets.csv"], "--pdf tickets.csv"), (["--csv", "./tickets.csv"], "--csv tickets.csv"),
     (["--pdf", "terms.toml"], "--pdf terms.toml"), (["--csv", "other name.csv"], "--csv other name.csv"),
     (["--csv", "same", "--pdf", "here/../same"], "--pdf here/../same"), (["--pdf", "link"], "--pdf link")],
)  # fmt: skip
def test_what_is_written_never_replaces_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], out: list[str], option: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("here").mkdir()
    Path("tickets.csv").write_bytes(Path(EXAMPLE[0]).read_bytes())
    Path("terms.toml").write_bytes(Path(EXAMPLE[2]).read_bytes())
    Path("other name.csv").hardlink_to("tickets.csv")
    Path("link").symlink_to("terms.toml")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(SystemExit) as ended:
        sla.run(["tickets.csv", "--terms", "terms.toml", *out])
    assert ended.value.code == WRONG_USAGE
    assert f"{option} would replace a file that this call reads or writes; name another file" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_paper_goes_into_a_pipe_and_leaves_it_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert sla.run([*EXAMPLE, "--month", "2025-09", "--pdf", str(pipe)]) == OK
        try:
            read, _ = reader.communicate(timeout=10)
        finally:
            reader.kill()
    assert read.startswith(b"%PDF-")
    assert pipe.is_fifo()


def test_an_export_full_of_odd_rows_gives_a_paper_that_says_how_many(tmp_path: Path) -> None:
    rows = "\n".join(f"#{i},$bad *{i}*,\u202e]" for i in range(MOST_ROWS + 50))
    export, terms, out = tmp_path / "odd.csv", tmp_path / "terms.toml", tmp_path / "odd.pdf"
    export.write_text(f"id,opened,priority\nA-1,2025-09-01 10:00:00,*\n{rows}\n", "utf-8")
    terms.write_text(
        '[file]\nshape = "tickets"\ntimezone = "UTC"\n[file.columns]\nticket = "id"\nopened_at = "opened"\n'
        'priority = "priority"\n[calendar]\ntimezone = "UTC"\n[calendar.hours]\nmon = [["09:00", "17:00"]]\n'
        '[[service_level]]\nname = "#set page(fill: black)"\nmetric = "resolution"\npriority = "*"\nwithin = "8h"\n'
        'target = "90%"\n', "utf-8",
    )  # fmt: skip
    assert sla.run([str(export), "--terms", str(terms), "--pdf", str(out)]) == OK
    said = text_of(out)
    assert f"the first {MOST_ROWS} of {MOST_ROWS + 50}" in said
    assert "#set page(fill: black)" in said
    assert "$bad *7*" in said


def test_no_web_framework_is_loaded_for_a_paper(tmp_path: Path) -> None:
    code = (
        "import sys; from goodhands.cli import sla; status = sla.run(sys.argv[1:]); "
        "sys.exit(status or ('django' in sys.modules and 9))"
    )
    command = [sys.executable, "-c", code, *EXAMPLE, "--month", "2025-09", "--pdf", str(tmp_path / "x.pdf")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (OK, "")
