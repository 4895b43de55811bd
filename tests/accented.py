"""A language for tests, `en-xa`: every text that is up for translation comes out accented, between ⟦ and ⟧.

Whatever a page shows outside of the brackets was never offered to a translator. Installed for a block only, as an
object among those that the framework keeps for each language; there is no compiled file.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import NullTranslations
from html.parser import HTMLParser

from django.test import override_settings
from django.utils.translation import trans_real

CODE = "en-xa"
BEGINS, ENDS = "⟦", "⟧"
_ACCENTS = str.maketrans("aceginorsuyzACEGINORSUYZ", "àçéĝíñöŕšúýžÀÇÉĜÍÑÖŔŠÚÝŽ")
_BRACKETS = re.compile(f"([{BEGINS}{ENDS}])")
_KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{[^{}]*\}|<[^>]+>|&#?\w+;)")


def accented(text: str) -> str:
    """A text as this language has it; what is filled in later stays as it is."""
    parts = _KEPT.split(text)
    return BEGINS + "".join(p if i % 2 else p.translate(_ACCENTS) for i, p in enumerate(parts)) + ENDS


class Accented(NullTranslations):
    """The translations. The framework asks for a context by putting it before the text."""

    plural = staticmethod(lambda n: int(n != 1))

    def gettext(self, message: str) -> str:
        return accented(message.partition(trans_real.CONTEXT_SEPARATOR)[2] or message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)

    def to_language(self) -> str:
        return CODE

    language = to_language


@contextmanager
def spoken() -> Iterator[None]:
    """Inside, every page is in this language."""
    with override_settings(LANGUAGES=[(CODE, "Accented")], LANGUAGE_CODE=CODE):
        trans_real._translations[CODE] = Accented()
        try:
            yield
        finally:
            del trans_real._translations[CODE]


def outside(text: str, depth: int = 0) -> tuple[str, int]:
    """What stands outside of the brackets, and how deep the brackets are at the end."""
    left = []
    for part in _BRACKETS.split(text):
        if part == BEGINS:
            depth += 1
        elif part == ENDS:
            depth -= 1
        elif not depth:
            left.append(part)
    return " ".join(left), depth


class Page(HTMLParser):
    """Collects the texts of a page that people see or hear and that stand outside of the brackets."""

    SHOWN = ("title", "aria-label", "placeholder", "alt", "data-label")
    SILENT = frozenset(("script", "style", "code"))
    VOID = frozenset(("input", "meta", "link", "br", "img", "hr"))

    def __init__(self, html: str, names_in: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.names_in = names_in
        self.found: list[str] = []
        self.depth = 0
        self.inside: list[str] = []
        self.of_names = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in self.VOID:
            self.inside.append(tag)
        if tag == "select":
            self.of_names = given.get("name", "") in self.names_in
        shown = [given[name] for name in self.SHOWN if name in given]
        if tag == "input" and given.get("type") in ("submit", "button"):
            shown.append(given.get("value", ""))
        self.found += [outside(value)[0] for value in shown]

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass
        if tag == "select":
            self.of_names = False

    def handle_data(self, data: str) -> None:
        if self.SILENT & set(self.inside) or (self.of_names and self.inside[-1] == "option"):
            return
        if "textarea" in self.inside:  # what somebody typed
            return
        left, self.depth = outside(data, self.depth)
        self.found.append(left)
