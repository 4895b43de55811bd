"""Contact sheets of all screenshots that the stories took: `python -m tests.contact_sheet`, after GOODHANDS_SHOTS=1.

Twelve pages a sheet, apart by width and scheme, drawn by the same browser that took them. What is below the fold of a
thumbnail stands whole in `build/stories`.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.stories.chromium import ARGUMENTS, chromium

BUILD = Path(__file__).parents[1] / "build"
SHOTS, SHEETS = BUILD / "stories", BUILD / "contact-sheets"
ON_A_SHEET = 12
_LOOK = """
body { margin: 24px; background: #888; font: 15px/1.3 system-ui, sans-serif; color: #fff; }
main { display: grid; grid-template-columns: repeat(var(--columns), var(--wide)); gap: 24px; width: max-content; }
figure { margin: 0; } figcaption { margin-bottom: 6px; min-height: 2.6em; overflow-wrap: anywhere; }
div { max-height: 940px; overflow: hidden; } img { width: 100%; display: block; }
"""


def main() -> int:
    """Draw the sheets and say where they are."""
    groups = grouped(sorted(SHOTS.glob("*/*.png")))
    program = chromium()
    if not groups or program is None:
        sys.stderr.write(
            "There are no screenshots yet, or no Chromium: GOODHANDS_SHOTS=1 ./goodhands test tests/stories\n"
        )
        return 1
    SHEETS.mkdir(parents=True, exist_ok=True)
    for old in SHEETS.glob("*"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = browser.new_page()
        for name, shots, narrow in sheets(groups):
            source = SHEETS / f"{name}.html"
            source.write_text(html(shots, narrow), encoding="utf-8")
            page.set_viewport_size({"width": 1988, "height": 1000})
            page.goto(source.as_uri())
            page.screenshot(path=SHEETS / f"{name}.png", full_page=True)
            sys.stdout.write(f"{SHEETS / name}.png\n")
        browser.close()
    return 0


def grouped(shots: Sequence[Path]) -> dict[str, list[Path]]:
    """The screenshots by width and scheme, such as `1280-light`."""
    found: dict[str, list[Path]] = defaultdict(list)
    for shot in shots:
        if kind := re.search(r"-(\d+-(?:light|dark))$", shot.stem):
            found[kind[1]].append(shot)
    return found


def sheets(groups: dict[str, list[Path]]) -> Iterator[tuple[str, list[Path], bool]]:
    """Name and screenshots of each sheet, and whether they are of a phone."""
    for kind, shots in sorted(groups.items()):
        for start in range(0, len(shots), ON_A_SHEET):
            yield f"{kind}-{start // ON_A_SHEET + 1:02d}", shots[start : start + ON_A_SHEET], kind.startswith("390")


def html(shots: Sequence[Path], narrow: bool) -> str:
    """A sheet as a page."""
    columns, wide = (6, 300) if narrow else (3, 624)
    figures = "".join(
        f"<figure><figcaption>{escape(shot.parent.name)}<br>{escape(shot.stem)}</figcaption>"
        f'<div><img src="{escape(shot.as_uri())}" alt=""></div></figure>'
        for shot in shots
    )
    look = f"<style>:root {{ --columns: {columns}; --wide: {wide}px; }} {_LOOK}</style>"
    return f'<!doctype html><meta charset="utf-8"><title>Contact sheet</title>{look}<main>{figures}</main>'


if __name__ == "__main__":
    sys.exit(main())
