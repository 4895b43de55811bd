"""Is this document what it claims to be?

JSON and TOML from outside are read strictly: a missing key, an unknown key or a value of the wrong kind is a fault
that names its place. Nothing is guessed and nothing is quietly left out.
"""

from collections.abc import Collection, Mapping
from typing import Any


class Fault(ValueError):
    """Something in a document is not as it must be.

    `path` names the place as a person would write it (`schedule.mon[0]`, empty for the whole document),
    `message` is one plain sentence without it.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


def shown(value: object, most: int = 60) -> str:
    """A value as it is quoted in a sentence: on one line, and never longer than `most` characters."""
    text = value if isinstance(value, str) else str(value)
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: most + 1])
    return f'"{text}"' if len(text) <= most else f'"{text[: most - 1]}…"'


def within(path: str, key: str) -> str:
    """The path of `key` inside the thing at `path`."""
    return f"{path}.{key}" if path else key


def table(value: object, path: str, required: Collection[str] = (), optional: Collection[str] = ()) -> dict[str, Any]:
    """The value as a mapping that has all of `required` and nothing beyond `optional`."""
    if not isinstance(value, dict):
        raise Fault(path, f"must be a table of keys and values, not {kind_of(value)}")
    for key in required:
        if key not in value:
            raise Fault(within(path, key), "is missing")
    known = [*required, *optional]
    for key in value:
        if key not in known:
            raise Fault(within(path, str(key)), f"is not a known key here; known are {', '.join(known)}")
    return value


def mapping(value: object, path: str) -> Mapping[str, Any]:
    """The value as a mapping with keys of the writer's choice."""
    if not isinstance(value, dict):
        raise Fault(path, f"must be a table of keys and values, not {kind_of(value)}")
    return value


def items(value: object, path: str) -> list[Any]:
    """The value as a list."""
    if not isinstance(value, list):
        raise Fault(path, f"must be a list, not {kind_of(value)}")
    return value


def text(value: object, path: str) -> str:
    """The value as a text that is not blank."""
    if not isinstance(value, str):
        raise Fault(path, f"must be a text in quotes, not {kind_of(value)}")
    if not value.strip():
        raise Fault(path, "must not be blank")
    return value


def texts(value: object, path: str) -> tuple[str, ...]:
    """The value as a list of texts; blank ones are allowed."""
    for i, entry in enumerate(items(value, path)):
        if not isinstance(entry, str):
            raise Fault(f"{path}[{i}]", f"must be a text in quotes, not {kind_of(entry)}")
    return tuple(items(value, path))


def choice(value: object, path: str, options: Collection[str]) -> str:
    """The value as one of a few words."""
    if not isinstance(value, str) or value not in options:
        raise Fault(path, f"must be one of {', '.join(options)}, not {shown(value)}")
    return value


def flag(value: object, path: str) -> bool:
    """The value as true or false."""
    if not isinstance(value, bool):
        raise Fault(path, f"must be true or false, not {kind_of(value)}")
    return value


def whole(value: object, path: str, least: int, most: int) -> int:
    """The value as a whole number between two bounds, both allowed."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Fault(path, f"must be a whole number, not {kind_of(value)}")
    if not least <= value <= most:
        raise Fault(path, f"must be from {least:,} to {most:,}, not {shown(value)}")
    return value


def kind_of(value: object) -> str:
    """What sort of thing a value is, in words of the person who wrote it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return f"the number {shown(value).strip(chr(34))}"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    if isinstance(value, list):
        return "a list"
    return "a table" if isinstance(value, dict) else f"the value {shown(value)}"
