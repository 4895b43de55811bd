"""Somebody at a browser who looks closely: is the page too wide, can everybody read it, does the console complain?

A story says what she opens, types and clicks, in the words that stand on the page, and `sees` a page wherever it is
worth a look: at two widths, light and dark, with a screenshot of each where GOODHANDS_SHOTS is set.
"""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import ConsoleMessage, Locator, Page, Response

WIDE, NARROW = (1280, 900), (390, 844)
SCHEMES = ("light", "dark")
READ_ALOUD = [(WIDE, "light"), (NARROW, "dark")]
"""Where axe looks: each width and each scheme once. It takes half a second each time."""
SIDES = [(size, scheme) for size in (WIDE, NARROW) for scheme in SCHEMES]
PATIENCE = 20_000
_HOLD = """() => {
  const held = [];
  const hold = (event) => { event.preventDefault(); held.push(event.detail.elt); };
  document.addEventListener("htmx:beforeRequest", hold);
  window.letGo = () => {
    document.removeEventListener("htmx:beforeRequest", hold);
    for (const one of held) htmx.ajax("GET", one.getAttribute("hx-get"), {target: "body"});
  };
}"""
"""Hold what the page asks for by itself, and ask for it once it may go on."""
_WIDER = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > room + 1);
  return out.slice(0, 5).map((e) => e.outerHTML.slice(0, 120)).concat([`${document.documentElement.scrollWidth} px`]);
}"""
_SQUEEZED = """() => [...document.querySelectorAll("main *")].filter((e) => {
  const text = [...e.childNodes].filter((n) => n.nodeType === 3 && n.data.trim().length > 8);
  if (!text.length || e.closest("svg, .hidden, select, noscript")) return false;
  const range = document.createRange();
  range.selectNodeContents(text[0]);
  const box = range.getBoundingClientRect();
  return box.width > 0 && box.width < 40 && box.height > 80;
}).slice(0, 5).map((e) => e.outerHTML.slice(0, 120))"""
_AXE = """async () => {
  const alike = ["tbody tr:nth-child(n+7)", "option:nth-child(n+5)"].filter((s) => document.querySelector(s));
  const around = { include: [["html"]], exclude: alike.map((s) => [s]) };
  const found = await axe.run(around, { resultTypes: ["violations"], elementRef: false });
  return found.violations.map((v) =>
    `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join(" | ")}`);
}"""
"""What axe finds. Further rows of a long table, and further choices of a list, are like those before them."""


@cache
def _axe() -> str:
    return AXE_FILE_PATH.read_text(encoding="utf-8")


class Visitor:
    """A person with a browser of her own. Every assertion about what she sees waits a little for it to appear."""

    def __init__(self, page: Page, home: str, shots: Path | None, aloud: bool = True) -> None:
        self.page, self.home, self.shots, self.aloud = page, home, shots, aloud
        self.complaints: list[str] = []
        self.status = 0
        self.seen = 0
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hears)
        page.on("pageerror", lambda error: self.complaints.append(f"error on the page: {error}"))
        page.on("response", self._answered)

    def _hears(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"{message.type}: {message.text} at {message.location.get('url', '')}")

    def _answered(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame and response.status // 100 != 3:
            self.status = response.status

    # What she does

    def opens(self, address: str) -> None:
        """Type an address into the browser; a path belongs to this server."""
        self.page.goto(address if address.startswith("http") else self.home + address)

    def clicks(self, words: str, within: str = "body") -> None:
        """Click a link or a button by its words and wait for the page that comes."""
        with self.arriving():
            self.found(words, within).click()

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """Inside, something is done that brings another page."""
        with self.page.expect_navigation():
            yield

    def found(self, words: str, within: str = "body") -> Locator:
        """A link or a button."""
        part = self.page.locator(within)
        pattern = re.compile(rf"^{re.escape(words)}$")
        return part.get_by_role("button", name=pattern).or_(part.get_by_role("link", name=pattern)).first

    def field(self, label: str, within: str = "body") -> Locator:
        """A field by its label, which may say that it can stay empty."""
        return self.page.locator(within).get_by_label(re.compile(rf"^{re.escape(label)}( \(may stay empty\))?$")).first

    def fills(self, fields: dict[str, str], within: str = "body") -> None:
        """Fill in fields by their labels: text is typed, of a list what begins so is chosen."""
        for label, value in fields.items():
            field = self.field(label, within)
            if field.evaluate("e => e.tagName") == "SELECT":
                options = field.locator("option").all_inner_texts()
                exact = value if value in options else next((o for o in options if o.startswith(value)), value)
                field.select_option(label=exact)
            else:
                field.fill(value)

    def hands_in(self, name: str, content: bytes, label: str = "Ticket export") -> None:
        """Choose a file."""
        self.field(label).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})

    # What she sees

    @property
    def sentence(self) -> str:
        """What the page says first."""
        return plain(self.page.locator("h1.sentence").inner_text())

    @property
    def text(self) -> str:
        """Everything that the page says on one line, without what could be chosen in its lists."""
        without_lists = """m => [...m.querySelectorAll("select, datalist")].reduce(
          (said, list) => said.replace(list.innerText, ""), m.innerText)"""
        return plain(self.page.locator("main").evaluate(without_lists))

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.home)

    def reads(self, words: str) -> None:
        """Make sure that the page says something, a moment later at most."""
        ends = time.monotonic() + PATIENCE / 1000
        while words not in self.text:
            assert time.monotonic() < ends, f"nothing says “{words}” at {self.path}: {self.text[:2000]}"
            self.page.wait_for_timeout(50)

    def rows(self, table: str = "table >> nth=0") -> Sequence[Sequence[str]]:
        """The cells in the body of a table, or of several."""
        cells = "ts => ts.flatMap(t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.innerText)))"
        return [[plain(cell) for cell in row] for row in self.page.locator(table).evaluate_all(cells)]

    def facts(self) -> dict[str, str]:
        """Terms and what stands beside them."""
        pairs = "d => [...d.querySelectorAll('dt')].map(t => [t.innerText, t.nextElementSibling.innerText])"
        return {name: plain(value) for name, value in self.page.locator("dl.facts").first.evaluate(pairs)}

    def sees(self, name: str, status: int = 200) -> None:
        """Look at the page from all sides: nothing sticks out, nothing is wrong for anybody, nothing complains."""
        assert self.status == status, f"{self.path} answered {self.status}: {self.text[:500]}"
        self.seen += 1
        while self.page.locator(".htmx-swapping, .htmx-settling, .htmx-added").count():
            self.page.wait_for_timeout(20)
        self.page.evaluate("document.fonts.ready.then(() => true)")
        if self.aloud and self.page.evaluate("typeof axe") == "undefined":
            self.page.evaluate(_axe())
        sides = SIDES if self.shots else READ_ALOUD
        with self._standing_still():
            wrong = [found for size, scheme in sides for found in self._looks(name, size, scheme)]
            self._back_to_the_desk()
        assert wrong == [], f"{name}: {self.path}\n" + "\n".join(wrong)
        self.hears_nothing(status)

    @contextmanager
    def _standing_still(self) -> Iterator[None]:
        """Inside, what the page asks for by itself waits: a page that renews itself cannot be looked at."""
        self.page.evaluate(_HOLD)
        try:
            yield
        finally:
            self.page.evaluate("window.letGo && window.letGo()")

    def _looks(self, name: str, size: tuple[int, int], scheme: Any) -> list[str]:
        width, height = size
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)
        if self.shots:
            file = f"{self.seen:02d}-{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{width}-{scheme}.png"
            self.page.screenshot(path=self.shots / file, full_page=True)
        wide = [f"wider than the window at {width} px: {found}" for found in self.page.evaluate(_WIDER)]
        squeezed = [f"squeezed at {width} px: {found}" for found in self.page.evaluate(_SQUEEZED)]
        unfair = self.page.evaluate(_AXE) if self.aloud and (size, scheme) in READ_ALOUD else []
        return wide + squeezed + [f"axe at {width} px, {scheme}: {found}" for found in unfair]

    def fits(self, name: str) -> None:
        """Look at a page in which no script can run, and so axe cannot."""
        self.seen += 1
        wrong = [found for size in (WIDE, NARROW) for found in self._looks(name, size, "light")]
        self._back_to_the_desk()
        assert wrong == [], f"{name}: {self.path}\n" + "\n".join(wrong)

    def _back_to_the_desk(self) -> None:
        self.page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        self.page.emulate_media(color_scheme="light")
        # a screenshot leaves style="" where the caret was, and htmx would copy it against the policy of the page
        self.page.evaluate("document.querySelectorAll('[style=\"\"]').forEach((e) => e.removeAttribute('style'))")

    def hears_nothing(self, status: int = 200) -> None:
        """The console is empty, but for the status of a page that was meant to have it."""
        spoken = [said for said in self.complaints if status == 200 or f"status of {status}" not in said]
        self.complaints.clear()
        assert spoken == [], f"the console says at {self.path}: " + "; ".join(spoken)


def plain(text: str) -> str:
    """A text as it is read aloud: any stretch of white space is one space."""
    return " ".join(text.split())
