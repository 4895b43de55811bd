"""Is this document what it claims to be?

JSON and TOML from outside are read strictly: a missing key, an unknown key or a value of the wrong kind is a fault
that names its place. Nothing is guessed and nothing is quietly left out.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from goodhands.foundation.rules.sentences import said


class Fault(ValueError):
    """Something in a document is not as it must be.

    `path` names the place as a person would write it (`schedule.mon[0]`, empty for the whole document),
    `message` is one plain sentence without it, which can be said in other languages where a rule wrote it.
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
        raise Fault(path, said("must be a table of keys and values, not {found}", found=kind_of(value)))
    for key in required:
        if key not in value:
            raise Fault(within(path, key), said("is missing"))
    known = [*required, *optional]
    for key in value:
        if key not in known:
            unknown = said("is not a known key here; known are {known}", known=", ".join(known))
            raise Fault(within(path, str(key)), unknown)
    return value


def mapping(value: object, path: str) -> Mapping[str, Any]:
    """The value as a mapping with keys of the writer's choice."""
    if not isinstance(value, dict):
        raise Fault(path, said("must be a table of keys and values, not {found}", found=kind_of(value)))
    return value


def items(value: object, path: str) -> list[Any]:
    """The value as a list."""
    if not isinstance(value, list):
        raise Fault(path, said("must be a list, not {found}", found=kind_of(value)))
    return value


def text(value: object, path: str) -> str:
    """The value as a text that is not blank."""
    if not isinstance(value, str):
        raise Fault(path, said("must be a text in quotes, not {found}", found=kind_of(value)))
    if not value.strip():
        raise Fault(path, said("must not be blank"))
    return value


def texts(value: object, path: str) -> tuple[str, ...]:
    """The value as a list of texts; blank ones are allowed."""
    for i, entry in enumerate(items(value, path)):
        if not isinstance(entry, str):
            raise Fault(f"{path}[{i}]", said("must be a text in quotes, not {found}", found=kind_of(entry)))
    return tuple(items(value, path))


def choice(value: object, path: str, options: Collection[str]) -> str:
    """The value as one of a few words."""
    if not isinstance(value, str) or value not in options:
        raise Fault(path, said("must be one of {known}, not {found}", known=", ".join(options), found=shown(value)))
    return value


def flag(value: object, path: str) -> bool:
    """The value as true or false."""
    if not isinstance(value, bool):
        raise Fault(path, said("must be true or false, not {found}", found=kind_of(value)))
    return value


def whole(value: object, path: str, least: int, most: int) -> int:
    """The value as a whole number between two bounds, both allowed."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Fault(path, said("must be a whole number, not {found}", found=kind_of(value)))
    if not least <= value <= most:
        bounds = said("must be from {least:,} to {most:,}, not {found}", least=least, most=most, found=shown(value))
        raise Fault(path, bounds)
    return value


_DECIMAL = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,12})?", re.ASCII)


def decimal(value: object, path: str, *, least: int | None = None, above: int | None = None) -> Decimal:
    """The value as an exact number: a text such as `"12.50"`, or a whole number."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Fault(path, said('must be a number in quotes such as "12.50", not {found}', found=kind_of(value)))
    if not _DECIMAL.fullmatch(str(value)):
        raise Fault(path, said('must be a number such as "12.50", not {found}', found=shown(value)))
    found = Decimal(str(value))
    if least is not None and found < least:
        raise Fault(path, said("must be at least {least}, not {found}", least=least, found=shown(value)))
    if above is not None and found <= above:
        raise Fault(path, said("must be above {above}, not {found}", above=above, found=shown(value)))
    return found


def kind_of(value: object) -> str:
    """What sort of thing a value is, in words of the person who wrote it."""
    if value is None:
        return said("null")
    if isinstance(value, bool):
        return said("true or false")
    if isinstance(value, int | float):
        return said("the number {number}", number=shown(value).strip('"'))
    if isinstance(value, str):
        return said("the text {text}", text=shown(value))
    if isinstance(value, list):
        return said("a list")
    return said("a table") if isinstance(value, dict) else said("the value {value}", value=shown(value))
