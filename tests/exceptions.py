"""What the house tests let pass, with reasons: `house/exceptions.toml`."""

import tomllib
from pathlib import Path

_FILE = Path(__file__).parent / "house/exceptions.toml"
ALL: dict[str, list[dict[str, str]]] = tomllib.loads(_FILE.read_text("utf-8"))


def let_pass(kind: str, key: str) -> dict[str, str]:
    """The exceptions of a kind: what passes, and why."""
    return {entry[key]: entry["reason"] for entry in ALL.get(kind, [])}


def sizes() -> str:
    return ", ".join(f"{kind} {len(entries)}" for kind, entries in ALL.items())
