"""What a page asks for: its forms, read from the HTML as a browser would, and filled in with something plausible."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

PLAUSIBLE = {
    "date": "2027-02-01", "datetime-local": "2026-11-02T10:00", "time": "10:00", "month": "2027-02", "number": "1",
    "email": "somebody@example.org", "url": "https://example.org/", "password": "four words in a row", "text": "Something",
    "textarea": "Something", "tel": "123", "search": "Something",
}  # fmt: skip


@dataclass
class Field:
    """A field of a form. `kind` is the type of an input, else the name of its tag."""

    name: str
    kind: str
    value: str = ""
    checked: bool = False
    options: list[str] = field(default_factory=list)
    required: bool = False
    halfway: bool = False
    """A button that sends the form before it is complete: to keep it as unfinished, to have one line more."""

    @property
    def is_choice(self) -> bool:
        return self.kind in {"select", "hidden", "radio", "checkbox", "submit"}


@dataclass
class Form:
    """A form of a page: where it goes, and its fields."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    def filled(self) -> dict[str, Any]:
        """What a browser would send after required fields and empty text fields were filled in."""
        sent: dict[str, Any] = {}
        for one in self.fields:
            if one.kind == "checkbox" and not one.checked:
                continue
            if one.kind == "radio":
                if one.checked or one.name not in sent:
                    sent[one.name] = one.value
            elif one.kind == "select":
                sent[one.name] = one.value or (next(filter(None, one.options), "") if one.required else "")
            elif one.kind != "file" and not one.halfway:
                sent[one.name] = one.value or (PLAUSIBLE.get(one.kind, "") if one.required else "")
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside = False
        self.select: Field | None = None
        self.textarea: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
            self.inside = True
        elif self.inside and tag == "option" and self.select is not None:
            self.select.options.append(given.get("value", ""))
            if "selected" in given:
                self.select.value = given.get("value", "")
        elif self.inside and given.get("name") and tag in {"input", "select", "textarea", "button"}:
            kind = given.get("type", "text") if tag == "input" else "submit" if tag == "button" else tag
            default = "on" if kind in {"checkbox", "radio"} else ""
            one = Field(given["name"], kind, given.get("value", default), "checked" in given)
            one.required, one.halfway = "required" in given, "formnovalidate" in given
            self.forms[-1].fields.append(one)
            self.select = one if tag == "select" else self.select
            self.textarea = one if tag == "textarea" else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.textarea = None

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.textarea.value += data.lstrip("\n")


def forms_in(html: str) -> list[Form]:
    """The forms of a page that change something."""
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if form.method == "post"]
