"""Which table stands in a JSON file? Runs in a process of its own (`foundation.confined`).

A list of objects, an object that holds one, or an object a line. What is nested is flattened: `status.name`. Numbers
keep the digits that they were written with.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import IO, Any

from goodhands.foundation.rules.sentences import Refused, said
from goodhands.foundation.rules.strict import shown
from goodhands.foundation.spreadsheets.csv_answer import answer, several
from goodhands.foundation.spreadsheets.json_places import line_of

MOST_COLUMNS = 1000
DEEPEST = 20
DEEPEST_LIST = 3
"""So many objects may stand around the one that holds the list."""


def work(file: IO[bytes], name: str, wanted: str = "") -> bytes:
    """The objects as rows, the first of them in row 1."""
    try:
        text = file.read().decode()
    except UnicodeDecodeError as error:
        place = error.object.count(b"\n", 0, error.start) + 1
        raise Refused(said("{file}, line {line}: is not text in UTF-8", file=name, line=place)) from None
    return _answer(_document(text, name), name, wanted)


def _document(text: str, name: str) -> Any:
    try:
        return _read(text)
    except json.JSONDecodeError as error:
        if "Extra data" in error.msg:
            return _by_line(text, name)
        raise Refused(_broken(name, error.lineno, error.msg)) from None
    except RecursionError:
        raise Refused(_too_deep(name)) from None
    except Refused as refused:
        raise Refused(_placed(name, line_of(text, **_HOOKS), refused.sentence)) from None


def _by_line(text: str, name: str) -> list[Any]:
    """An object a line."""
    found = []
    for number, line in enumerate(text.split("\n"), 1):  # other signs that end a line may stand in a text
        if line.strip():
            try:
                found.append(_read(line))
            except json.JSONDecodeError as error:
                raise Refused(_broken(name, number, error.msg)) from None
            except RecursionError:
                raise Refused(_too_deep(name)) from None
            except Refused as refused:
                raise Refused(_placed(name, number, refused.sentence)) from None
    return found


def _read(text: str) -> Any:
    return json.loads(text, **_HOOKS)


def _broken(name: str, line: int, why: str) -> str:
    return said("{file}, line {line}: is not JSON ({why}); is the file cut off?", file=name, line=line, why=why)


def _too_deep(name: str) -> str:
    return said("{file} is nested too deep for a table", file=name)


def _placed(name: str, line: int | None, sentence: str) -> str:
    if line is None:
        return said("{file}: {sentence}", file=name, sentence=sentence)
    return said("{file}, the object that begins in line {line}: {sentence}", file=name, line=line, sentence=sentence)


def _no_number(text: str) -> str:
    raise Refused(said("holds {value}, which is no number in JSON", value=text))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused(_twice(_first_twice([key for key, _ in pairs])))
    return found


def _first_twice(keys: Sequence[str]) -> str:
    seen: set[str] = set()
    return next(key for key in keys if key in seen or seen.add(key))  # type: ignore[func-returns-value]


def _twice(key: str) -> str:
    return said("has the name {name} twice, so that it is not certain which one counts", name=shown(key))


_HOOKS: Mapping[str, Any] = {
    "parse_float": str, "parse_int": str, "parse_constant": _no_number, "object_pairs_hook": _once,
}  # fmt: skip
"""Numbers keep their digits; what could be taken in two ways is refused."""


def _answer(document: Any, name: str, wanted: str) -> bytes:
    lists = _lists(document)
    if wanted in lists:
        return _table(lists[wanted], name)
    if len(lists) == 1 and not wanted:
        return _table(next(iter(lists.values())), name)
    if lists:
        return several({key: len(rows) for key, rows in lists.items()})
    if _is_empty(document):
        raise Refused(said("{file} is empty", file=name))
    raise Refused(said("{file} holds no list of tickets; expected is a list of objects such as "
                       '[{{"id": 1, "created": "2026-03-02 09:00"}}]', file=name))  # fmt: skip


def _is_empty(document: Any) -> bool:
    """Whether there is nothing in a list or an object, or nothing but an empty list."""
    return document in ([], {}) or (isinstance(document, dict) and [] in document.values())


def _lists(document: Any) -> dict[str, Sequence[Any]]:
    """The lists of objects in a document, by their names; the document itself has none."""
    if isinstance(document, list):
        return {"": document} if document and all(isinstance(one, dict) for one in document) else {}
    if not isinstance(document, dict):
        return {}
    lists = dict(_inside(document, "", 0))
    return lists or ({"": [document]} if _is_a_ticket(document) else {})


def _inside(document: Mapping[str, Any], path: str, depth: int) -> Iterator[tuple[str, Sequence[Any]]]:
    """The lists of objects in an object, and in the objects in it: `data.tickets`."""
    for key, value in document.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, list) and _lists(value):
            yield name, value
        elif isinstance(value, dict) and depth < DEEPEST_LIST:
            yield from _inside(value, name, depth + 1)


def _is_a_ticket(document: Mapping[str, Any]) -> bool:
    """Whether an object alone may be the only ticket there is: it holds values, and more than one."""
    return sum(not isinstance(value, dict | list) for value in document.values()) > 1


def _table(objects: Sequence[Any], name: str) -> bytes:
    rows = [_row(one, name, number) for number, one in enumerate(objects, 1)]
    headings = list(dict.fromkeys(key for row in rows for key in row))
    if len(headings) > MOST_COLUMNS:
        raise Refused(said("{file} has {n:,} names in its objects; at most {most:,} are read", file=name,
                           n=len(headings), most=MOST_COLUMNS))  # fmt: skip
    return answer(0, chain([headings], ([row.get(heading, "") for heading in headings] for row in rows)))


def _row(one: Any, name: str, number: int) -> dict[str, str]:
    """An object as a row; refused where what is nested gets a name that is there already."""
    cells = list(_flat(one, "", 0))
    row = dict(cells)
    if len(row) < len(cells):
        twice = _twice(_first_twice([key for key, _ in cells]))
        raise Refused(said("{file}, row {row}: {sentence}", file=name, row=number, sentence=twice))
    return row


def _flat(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value and depth < DEEPEST:
        for key, inside in value.items():
            yield from _flat(inside, f"{path}.{key}" if path else key, depth + 1)
    elif path:
        yield path, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return "; ".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
