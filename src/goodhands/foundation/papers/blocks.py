"""What a paper is made of, whatever it will be drawn with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part, and what stands beside it in small."""

    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or the items of a list."""

    text: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A remark that should not be overlooked."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms with what stands beside them."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and below it in small; `mark` is a sign before it that says the same without colour.

    `figure` is for numbers, which stand to the right; `span` is how many columns it takes.
    """

    text: str
    below: str = ""
    figure: bool = False
    strong: bool = False
    mark: str = ""
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a heading, which is empty where the table has none, and above rows that sum up."""

    heading: Sequence[Cell]
    rows: Sequence[Sequence[Cell]]
    sums: Sequence[Sequence[Cell]] = ()

    @property
    def width(self) -> int:
        """How many columns there are."""
        return max((sum(cell.span for cell in row) for row in (self.heading, *self.rows, *self.sums)), default=0)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing (SVG, whole, with its colours in it), and in words what it shows."""

    svg: str
    words: str


Part = Heading | Text | Note | Facts | Table | Chart
"""Whatever a paper is made of."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A title, the sentence that says it all, and the rest. `of` is whose it is, `made` where and when it was made."""

    title: str
    sentence: str
    blocks: Sequence[Part]
    of: str = ""
    made: str = ""
    size: str = "a4"
    language: str = "en"
    marks: Sequence[str] = field(default=())
    """What stands small at the foot of each page: hashes and versions."""

    @property
    def tables(self) -> Iterator[tuple[str, Table]]:
        """Each table with the heading that it stands under."""
        above = ""
        for block in self.blocks:
            if isinstance(block, Heading):
                above = block.text
            elif isinstance(block, Table):
                yield above, block


def plain(paper: Paper) -> dict[str, Any]:
    """What a paper says, as JSON can hold it: each block with its kind. How it is drawn is left out."""
    return {
        "title": paper.title,
        "sentence": paper.sentence,
        "of": paper.of,
        "blocks": [{"kind": type(block).__name__.lower(), **asdict(block)} for block in paper.blocks],
    }


def from_plain(said: Mapping[str, Any]) -> Paper:
    """The paper of which `plain` was kept."""
    return Paper(said["title"], said["sentence"], [_block(dict(one)) for one in said["blocks"]], of=said["of"])


def _block(said: dict[str, Any]) -> Part:
    kinds: dict[str, Any] = {"heading": Heading, "text": Text, "note": Note, "chart": Chart}
    kind = said.pop("kind")
    if kind == "facts":
        return Facts([(name, value) for name, value in said["pairs"]])
    if kind == "table":
        heading, *more = ([[Cell(**cell) for cell in row] for row in rows]
                          for rows in ([said["heading"]], said["rows"], said["sums"]))  # fmt: skip
        return Table(heading[0], *more)
    made: Heading | Text | Note | Chart = kinds[kind](**said)
    return made
