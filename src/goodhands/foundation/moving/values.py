"""A value of a field as it stands in JSON, and back: whoever wrote the file, only what the field can hold comes in."""

import base64
import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext as _

YEARS = range(1900, 3000)
_ODD = re.compile("[\0\ud800-\udfff]")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Unfit(ValueError):
    """What stands in a file cannot come in; the text is one sentence with its place and its value."""


def to_json(field: "Field[Any, Any]", value: Any) -> Any:
    """The value of a field as JSON has it; exact, so that it comes back the same."""
    if value is None or kind_of(field) == "JSONField":
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, Decimal | UUID) else value


def from_json(field: "Field[Any, Any]", value: Any) -> Any:
    """The value that a field has for what stands in JSON; Unfit where it cannot hold it, without a place yet."""
    if value is None:
        if not field.null:
            raise Unfit(_("it is missing"))
        return None
    try:
        found = _FROM[kind_of(field)](value)
        if field.choices and found not in dict(field.flatchoices) and not (found == "" and field.blank):
            raise Unfit(_("“{value}” is none of its choices").format(value=short(value)))
        field.run_validators(found)
    except ValidationError as wrong:
        raise Unfit(f"“{short(value)}”: {' '.join(wrong.messages)}") from None
    except (ValueError, TypeError, KeyError, InvalidOperation, OverflowError, RecursionError) as wrong:
        if isinstance(wrong, Unfit):
            raise
        raise Unfit(_("“{value}” is not of its kind").format(value=short(value))) from None
    return found


def kind_of(field: "Field[Any, Any]") -> str:
    """By what a field is read and written; of one that leads to another row, what the key of that row is."""
    return kind_of(field.target_field) if field.is_relation else field.get_internal_type()  # type: ignore[attr-defined]


def short(value: object) -> str:
    """A value that stands in a sentence."""
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _only(*kinds: type) -> Callable[[Any], Any]:
    """The value as it is, if it is of one of these kinds; a truth is no number."""

    def taken(value: Any) -> Any:
        if type(value) not in kinds:
            raise TypeError
        return value

    return taken


def _text(value: Any) -> str:
    if not isinstance(value, str) or _ODD.search(value):
        raise TypeError
    return value


def _key(value: Any) -> UUID:
    if not _UUID.fullmatch(_text(value)):
        raise ValueError
    return UUID(value)


def _instant(value: Any) -> datetime:
    found = datetime.fromisoformat(_text(value))
    if found.tzinfo is None or found.year not in YEARS:
        raise ValueError
    return found.astimezone(UTC)


def _day(value: Any) -> date:
    found = date.fromisoformat(_text(value))
    if found.year not in YEARS:
        raise ValueError
    return found


def _decimal(value: Any) -> Decimal:
    found = Decimal(_text(value))
    if not found.is_finite():
        raise ValueError
    return found


def _float(value: Any) -> float:
    found = float(_only(int, float)(value))
    if not math.isfinite(found):
        raise ValueError
    return found


def _document(value: Any) -> Any:
    """JSON inside JSON: no text in it that a database refuses, no number that is none."""
    if isinstance(value, str):
        _text(value)
    elif isinstance(value, float):
        _float(value)
    elif isinstance(value, dict):
        for name, one in value.items():
            _text(name)
            _document(one)
    elif isinstance(value, list):
        for one in value:
            _document(one)
    return value


_FROM: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("CharField", "TextField", "SlugField", "EmailField", "URLField"), _text),
    **dict.fromkeys(
        ("IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField",
         "PositiveBigIntegerField"), _only(int)),
    "BooleanField": _only(bool),
    "FloatField": _float,
    "DecimalField": _decimal,
    "UUIDField": _key,
    "DateTimeField": _instant,
    "DateField": _day,
    "JSONField": _document,
    "BinaryField": lambda value: base64.b64decode(_text(value), validate=True),
}  # fmt: skip

KNOWN = frozenset(_FROM)
"""The kinds of fields that can travel. A house test looks whether a table has another one."""
