"""A page as a paper: what it says, in its order, without what can only be done on a screen.

So a paper can say nothing else than its page, and each page has one without a line of its own.
"""

import re
from collections.abc import Iterator, Sequence

from goodhands.foundation.papers.blocks import Cell, Chart, Facts, Heading, Note, Paper, Part, Table, Text
from goodhands.foundation.papers.chart_ink import drawing_of
from goodhands.foundation.papers.markup import Element, tree

ON_SCREEN = frozenset({"form", "button", "nav", "script", "noscript", "select", "input", "textarea", "label", "svg"})
"""Elements for doing something, and marks that a word stands beside."""
NOT_SAID = frozenset(["hidden", "next", "crumbs", "how", "empty", "flash", "choices", "narrow", "as-paper", "onward"])
"""Classes of what is for a screen alone: ways on, and explanations that open."""
MARKS = {"kept": "✓", "missed": "✗", "unsure": "~", "none": "\N{EN DASH}"}
"""What stands before a verdict, by its tone."""
BLOCKS = frozenset({"p", "li", "dt", "dd", "div", "tr", "ul", "ol", "dl", "section", "header", "table", "figure", "br"})
BESIDE = frozenset({"when", "kind"})
"""Classes of what stands in a column of its own before the rest of a line."""
_BLANKS = re.compile("[ \t\r\n\f]+")


class NoPaper(Exception):
    """The page says nothing that a paper could hold."""


def paper_of(html: str) -> Paper:
    """The paper of a page. NoPaper where it is none of ours."""
    root = tree(html)
    main, title = root.first("main"), root.first("title")
    if main is None or title is None:
        raise NoPaper
    sentence = next((one for one in main.every("h1") if "sentence" in one.classes), None)
    return Paper(
        title=said(title).rpartition(" · ")[0] or said(title), sentence=said(sentence) if sentence else "",
        blocks=list(_parts(main)),
    )  # fmt: skip


def has_more(html: str) -> bool:
    """Whether the list on a page has further pages."""
    pages = [nav for nav in tree(html).every("nav") if "pages" in nav.classes]
    links = [link for nav in pages for link in nav.every("a") if link.attributes.get("rel") == "next"]
    return any(link.attributes.get("href", "").startswith("?") for link in links)


def said(element: Element) -> str:
    """What an element says in one line, without what is for a screen alone; blanks at which no line breaks stay."""
    return _BLANKS.sub(" ", "".join(_words(element))).strip(" ")


def _words(element: Element) -> Iterator[str]:
    for one in element.inside:
        if isinstance(one, str):
            yield one
        elif not _is_silent(one) and "sub" not in one.classes:
            shown = one.first("summary") if one.name == "details" and "term" in one.classes else one
            if shown is not None:
                yield from _spaced(shown)


def _spaced(element: Element) -> Iterator[str]:
    apart = " " if element.name in BLOCKS else ""
    yield apart
    yield from _words(element)
    yield " · " if element.classes & BESIDE else apart


def _is_silent(element: Element) -> bool:
    hidden = element.attributes.get("aria-hidden") == "true"
    return hidden or element.name in ON_SCREEN or bool(element.classes & NOT_SAID)


def _leads_on(element: Element) -> bool:
    """Whether it is nothing but a link to another page."""
    link = element.first("a")
    return link is not None and said(link) == said(element)


def _parts(element: Element) -> Iterator[Part]:
    for one in element.children:
        if one.name == "svg" and "chart" in one.classes and "narrow" not in one.classes:
            yield _chart(one)
        elif "how" in one.classes:
            yield from _opened(one)
        elif not _is_silent(one) and one.name != "h1":
            yield from _part(one)


def _opened(element: Element) -> Iterator[Part]:
    """What opens on a screen: its tables, since on paper nobody can open them, and no explanations."""
    summary, tables = element.first("summary"), list(element.every("table"))
    if tables and summary is not None:
        yield Text(said(summary))
    yield from map(_table, tables)


def _part(one: Element) -> Iterator[Part]:
    if one.name == "table":
        yield _table(one)
    elif one.name == "dl":
        yield _facts(one)
    elif one.name in ("h2", "h3"):
        yield Heading(said(one))
    elif one.name == "header" and (heading := one.first("h2")):
        aside = one.first("small")
        yield Heading(said(heading), said(aside) if aside else "")
    elif "note" in one.classes:
        yield from filter(lambda note: note.text, [Note(said(one))])
    elif one.name in ("p", "figcaption", "small"):
        if _leads_on(one):
            return
        yield from filter(lambda text: text.text, [Text(said(one))])
    elif one.name == "li":
        yield from filter(lambda text: text.text, [Text(said(one), item=True)])
    else:
        yield from _parts(one)


def _facts(element: Element) -> Facts:
    pairs: list[tuple[str, str]] = []
    for one in element.children:
        if one.name == "dt":
            pairs.append((said(one), ""))
        elif one.name == "dd" and pairs:
            name, before = pairs[-1]
            pairs[-1] = (name, ", ".join(filter(None, [before, said(one)])))
    return Facts(pairs)


def _table(element: Element) -> Table:
    """A table without its column of things to do, which no paper can."""
    groups: dict[str, list[list[Cell]]] = {"thead": [], "tbody": [], "tfoot": []}
    for part in element.children:
        if part.name in groups:
            groups[part.name] += [_row(row) for row in part.children if row.name == "tr"]
    heading = groups["thead"][0] if groups["thead"] else []
    rows, sums = groups["tbody"], groups["tfoot"]
    straight = all(cell.span == 1 for row in (heading, *rows, *sums) for cell in row)
    idle = {i for i, cell in enumerate(heading) if straight and rows and all(_says_nothing(row, i) for row in rows)}

    def without(row: list[Cell]) -> list[Cell]:
        return [cell for i, cell in enumerate(row) if i not in idle]

    return Table(without(heading), [without(row) for row in rows], [without(row) for row in sums])


def _says_nothing(row: Sequence[Cell], place: int) -> bool:
    return place >= len(row) or not (row[place].text or row[place].below)


def _row(element: Element) -> list[Cell]:
    return [_cell(one) for one in element.children if one.name in ("td", "th")]


def _cell(element: Element) -> Cell:
    below = "\n".join(filter(None, (said(one) for one in _subs(element))))
    verdict = next((one for one in element.every("span") if "verdict" in one.classes), None)
    mark = next((MARKS[tone] for tone in MARKS if verdict is not None and tone in verdict.classes), "")
    span = element.attributes.get("colspan", "")
    return Cell(
        said(element), below, figure="num" in element.classes, strong="strong" in element.classes, mark=mark,
        span=int(span) if span.isdecimal() else 1,
    )  # fmt: skip


def _subs(element: Element) -> Iterator[Element]:
    for one in element.children:
        if "sub" in one.classes:
            yield one
        elif not _is_silent(one):
            yield from _subs(one)


def _chart(element: Element) -> Chart:
    title, description = element.first("title"), element.first("desc")
    words = ". ".join(filter(None, (said(one) for one in (title, description) if one is not None)))
    return Chart(drawing_of(element), words or element.attributes.get("aria-label", ""))
