"""Which help desk does this export come from, and what do its columns mean?

A proposal from headings alone: what was recognised is shown before anything is kept. Headings are compared without
capitals and underscores. Columns of remaining time (as in Jira) are in no preset: they are no elapsed time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goodhands.foundation.rules import strict
from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.strict import Fault
from goodhands.stages.operate.rules.sheet import Sheet
from goodhands.stages.operate.rules.stamps import format_pattern
from goodhands.stages.operate.rules.terms import COLUMNS, EVENT_KINDS, MINUTES, SECONDS

ENOUGH = 75
"""A help desk is recognised by so many in a hundred of its telling headings."""


@dataclass(frozen=True, slots=True)
class Preset:
    """How a help desk exports tickets.

    `telling` are headings by which it is told apart, each with its spellings; `columns` lead from a role to headings
    that may have it, the best first. `kinds` say what event values mean. `tells_pauses` is whether the export has a
    history of pauses; `confirmed` whether a real file of it was read, or only its documentation. `time_formats` are
    layouts of stamps that would not be recognised without being named; `reported_unit` is what numbers in its column
    of `reported_minutes` count.
    """

    key: str
    name: str
    shape: str
    telling: Sequence[Sequence[str]]
    columns: Mapping[str, Sequence[str]]
    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tells_pauses: bool = False
    confirmed: bool = False
    time_formats: Sequence[str] = ()
    reported_unit: str = MINUTES

    def time_format(self, samples: Sequence[str]) -> str | None:
        """The format that all of some stamps have, where it is not one that is recognised anyway; else None."""
        stamps = [one.strip().encode() for one in samples if one.strip()]
        patterns = ((written, format_pattern(written)) for written in self.time_formats)
        fitting = (written for written, pattern in patterns if all(pattern.fullmatch(stamp) for stamp in stamps))
        return next(fitting, None) if stamps else None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A help desk and the headings of this file that have its roles."""

    preset: Preset
    columns: Mapping[str, str]


def read_preset(key: str, document: object) -> Preset:
    """The preset of a parsed TOML document; Fault where it is not what it must be."""
    needed = ["name", "shape", "telling", "columns", "tells_pauses", "confirmed"]
    part = strict.table(document, "", needed, ["events", "time_formats", "reported_unit"])
    others = [role for role in COLUMNS if role != "ticket"]
    columns: dict[str, Any] = strict.table(part["columns"], "columns", ["ticket"], others)
    events: dict[str, Any] = strict.table(part.get("events", {}), "events", optional=EVENT_KINDS)
    return Preset(
        key=key,
        name=strict.text(part["name"], "name"),
        shape=strict.choice(part["shape"], "shape", ["events", "tickets"]),
        telling=[strict.texts(one, "telling") for one in part["telling"]],
        columns={role: strict.texts(names, f"columns.{role}") for role, names in columns.items()},
        kinds={kind: strict.texts(values, f"events.{kind}") for kind, values in events.items()},
        tells_pauses=strict.flag(part["tells_pauses"], "tells_pauses"),
        confirmed=strict.flag(part["confirmed"], "confirmed"),
        time_formats=strict.texts(part.get("time_formats", []), "time_formats"),
        reported_unit=strict.choice(part.get("reported_unit", MINUTES), "reported_unit", [MINUTES, SECONDS]),
    )


def folded(heading: str) -> str:
    """A heading as it is compared."""
    return " ".join(heading.replace("_", " ").split()).casefold()


def recognise(headings: Sequence[str], presets: Sequence[Preset]) -> Recognised | None:
    """The help desk whose telling headings are nearly all there; None where none fits, or two fit alike."""
    there = {folded(one) for one in headings}
    scores = sorted(((_score(one, there), one) for one in presets), key=lambda one: -one[0])
    fitting = [(score, one) for score, one in scores if score >= ENOUGH]
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return Recognised(fitting[0][1], roles_of(fitting[0][1], headings))


def roles_of(preset: Preset, headings: Sequence[str]) -> dict[str, str]:
    """From a role to the heading that has it; a heading that stands twice has none."""
    all_folded = [folded(one) for one in headings]
    once = {name: one for name, one in zip(all_folded, headings, strict=True) if all_folded.count(name) == 1}
    columns = {role: next((once[name] for name in names if name in once), "") for role, names in preset.columns.items()}
    return {role: heading for role, heading in columns.items() if heading}


def fits(preset: Preset, headings: Sequence[str]) -> bool:
    """Whether enough of the headings by which a help desk is told apart are there."""
    return _score(preset, {folded(one) for one in headings}) >= ENOUGH


def _score(preset: Preset, there: set[str]) -> int:
    """How many in a hundred of the telling headings are there."""
    found = sum(any(name in there for name in spellings) for spellings in preset.telling)
    return 100 * found // len(preset.telling)


def filled_in(file: Mapping[str, Any], preset: Preset, sheet: Sheet) -> dict[str, Any]:
    """The `[file]` part of terms that name a preset as their shape, as the headings of a file make it.

    What the terms say themselves wins. Fault where the file has no heading for what every ticket needs.
    """
    columns = {**roles_of(preset, sheet.headings), **file.get("columns", {})}
    needed = ("ticket", "at", "event") if preset.shape == "events" else ("ticket", "opened_at")
    for role in needed:
        if role not in columns:
            wanted = ", ".join(f'"{name}"' for name in preset.columns.get(role, ()))
            raise Fault("file.shape", said("is {name}, but no heading is {role} there (one of: {wanted})",
                                           name=preset.name, role=role, wanted=wanted))  # fmt: skip
    stamps = [columns[role] for role in ("at", "opened_at", "resolved_at") if columns.get(role) in sheet.headings]
    samples = [cell for stamp in stamps for cell in sheet.columns[list(sheet.headings).index(stamp)][:20].to_pylist()]
    written = preset.time_format(samples)
    made: dict[str, Any] = {**file, "shape": preset.shape, "columns": columns}
    if preset.kinds and "events" not in file:
        made["events"] = {kind: list(values) for kind, values in preset.kinds.items()}
    if preset.reported_unit != MINUTES and "reported_minutes" not in file.get("columns", {}):
        made.setdefault("reported_unit", preset.reported_unit)
    return made if written is None or "time_format" in file else {**made, "time_format": written}
