"""The figures of a paper as they are kept and compared: what it says, and a hash of that."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from goodhands.foundation.papers.blocks import Chart, Paper, plain


def figures_of(paper: Paper) -> dict[str, Any]:
    """What a paper says, without its drawings, which show what its tables say."""
    said = plain(paper)
    said["blocks"] = [
        one if not isinstance(block, Chart) else {**one, "svg": ""}
        for block, one in zip(paper.blocks, said["blocks"], strict=True)
    ]
    return said


def hash_of(figures: Mapping[str, Any]) -> str:
    """The SHA-256 of figures, in one form whatever the order of their names."""
    written = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()
