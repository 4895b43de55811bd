"""Where in a JSON text does that stand which cannot be taken? Slow, and so asked only once it is known to be there."""

import json
from json.decoder import JSONDecoder, JSONObject  # type: ignore[attr-defined]
from json.scanner import py_make_scanner  # type: ignore[attr-defined]
from typing import Any

from goodhands.foundation.rules.sentences import Refused


class _Watching(JSONDecoder):
    """A decoder that knows where the innermost object begins in which something is refused."""

    def __init__(self, **hooks: Any) -> None:
        super().__init__(**hooks)
        self.at: int | None = None
        self.parse_object = self._object
        self.scan_once = py_make_scanner(self)

    def _object(self, where: tuple[str, int], *rest: Any) -> Any:
        try:
            return JSONObject(where, *rest)
        except Refused:
            self.at = where[1] - 1 if self.at is None else self.at
            raise


def line_of(text: str, **hooks: Any) -> int | None:
    """The line in which the object begins in which a hook refuses something; None where that cannot be said."""
    decoder = _Watching(**hooks)
    try:
        decoder.decode(text)
    except Refused:
        return None if decoder.at is None else text.count("\n", 0, decoder.at) + 1
    except (json.JSONDecodeError, RecursionError):
        pass
    return None
