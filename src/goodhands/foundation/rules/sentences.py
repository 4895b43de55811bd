"""What does a rule say, and of what is the sentence made?

Rules speak English. A sentence that a page may show in another language keeps its template and its values: the template
is translated, the values are filled in again. As a text it is the English sentence, for whoever needs no more.
"""

from collections.abc import Callable, Mapping
from typing import Self


class Sentence(str):
    """A text made from `template`, which names what belongs in its braces, and `values` by those names."""

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, values: Mapping[str, object]) -> Self:
        made = super().__new__(cls, template.format_map(values))
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, object]]:  # type: ignore[override]  # a text needs only itself
        return self.template, self.values


class Refused(ValueError):
    """Something is refused; `sentence`, which is also the text, says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return self.sentence


def said(template: str, /, **values: object) -> Sentence:
    """The sentence of a template such as `"has {cells} cells"`, which must stand literally in the call."""
    return Sentence(template, values)


def retold(text: str, translate: Callable[[str], str]) -> str:
    """A sentence with its template translated, and with the sentences among its values; any other text as it is."""
    if not isinstance(text, Sentence):
        return text
    values = {name: retold(v, translate) if isinstance(v, str) else v for name, v in text.values.items()}
    return translate(text.template).format_map(values)
