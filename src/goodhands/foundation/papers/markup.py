"""The HTML of a page of ours as a tree, of which only what people see is of interest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

ALONE = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "line", "circle", "rect", "polyline"})
"""Elements that hold nothing; those of drawings are closed where they stand."""


@dataclass(eq=False)
class Element:
    """An element with what it holds: elements and texts in their order."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: "list[Element | str]" = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The words of its class."""
        return frozenset(self.attributes.get("class", "").split())

    @property
    def children(self) -> "Iterator[Element]":
        """The elements in it, without those further down."""
        return (one for one in self.inside if isinstance(one, Element))

    def every(self, name: str) -> "Iterator[Element]":
        """Every element of a name in it, however deep."""
        for one in self.children:
            if one.name == name:
                yield one
            yield from one.every(name)

    def first(self, name: str) -> "Element | None":
        """The first of these."""
        return next(self.every(name), None)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in ALONE:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        places = [i for i, one in enumerate(self.open) if one.name == tag]
        if places:
            del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def tree(html: str) -> Element:
    """The root of a page."""
    reader = _Reader()
    reader.feed(html.replace("\0", ""))  # a database may refuse it
    reader.close()
    return reader.root
