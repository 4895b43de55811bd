"""The exports of help desks that are known by their headings, as data files beside the code."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from goodhands.stages.operate.rules.presets import Preset, Recognised, read_preset, recognise

GENERIC = "generic"


@cache
def presets() -> Sequence[Preset]:
    """Every preset, in the order of their keys."""
    folder = resources.files(__name__)
    files = {one.name.removesuffix(".toml"): one for one in folder.iterdir() if one.name.endswith(".toml")}
    return [read_preset(key, tomllib.loads(files[key].read_text(encoding="utf-8"))) for key in sorted(files)]


def preset(key: str) -> Preset | None:
    """The preset with a key, if there is one."""
    return next((one for one in presets() if one.key == key), None)


def recognised(headings: Sequence[str]) -> Recognised | None:
    """The help desk that an export with these headings comes from; None where none is known."""
    return recognise(headings, [one for one in presets() if one.key != GENERIC])


def generic() -> Preset:
    """What headings mean where the help desk is not known."""
    return next(one for one in presets() if one.key == GENERIC)
