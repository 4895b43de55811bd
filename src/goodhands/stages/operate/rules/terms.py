"""What was agreed, and how is the ticket file to be read?

A terms file (TOML) becomes `Terms`: strictly, so that a mistyped key or an impossible hour is a fault with its place
and never a silently different verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from goodhands.foundation.rules import hours, strict
from goodhands.foundation.rules.agreed_hours import AgreedHours, Hours
from goodhands.foundation.rules.public_holidays import UnknownPlace, check_place
from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.strict import Fault
from goodhands.stages.contract.rules.service_levels import (
    ANY_PRIORITY,
    FIRST_EVENT,
    HOLIDAYS,
    METRICS,
    Credit,
    Policy,
    ServiceLevel,
    percent,
    working_duration,
)
from goodhands.stages.operate.rules.stamps import UnclearFormat, format_pattern

EVENT_KINDS = ("responded", "paused", "resolved", "closed")
STAMP_COLUMNS = ("opened_at", "responded_at", "resolved_at", "closed_at")
CARRIED_COLUMNS = (
    "actor", "group", "requester", "subject", "asset", "service", "satisfaction", "reported_minutes",
)  # fmt: skip
COLUMNS = ("ticket", "at", "event", "priority", *STAMP_COLUMNS, "reported_verdict", *CARRIED_COLUMNS)

_PARTS = (["file", "calendar", "service_level"], ["policy", "credit"])

MINUTES, SECONDS = "minutes", "seconds"
"""What the numbers in a column of `reported_minutes` count."""


class NotBuiltYet(Fault):
    """The terms ask for something that this version cannot do."""


@dataclass(frozen=True, slots=True)
class FileTerms:
    """How the ticket file is read: its shape, its clock, its blanks, which heading means what."""

    shape: str
    columns: Mapping[str, str]
    kinds: Mapping[str, str]
    timezone: str | None = None
    time_format: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    nulls: tuple[str, ...] = ("", "?")
    as_of: int | None = None
    reported_unit: str = MINUTES


@dataclass(frozen=True, slots=True)
class Terms:
    file: FileTerms
    hours: AgreedHours
    levels: tuple[ServiceLevel, ...]
    policy: Policy = field(default_factory=Policy)
    credits: tuple[Credit, ...] = ()


def read_file_terms(document: object) -> FileTerms:
    """How the ticket file is read, which is all that reading it needs."""
    return file_terms(strict.table(document, "", *_PARTS)["file"])


def read_terms(document: object) -> Terms:
    """The terms of a parsed TOML document; Fault where it is not what it must be."""
    parts = strict.table(document, "", *_PARTS)
    file = file_terms(parts["file"])
    policy = _policy(parts.get("policy", {}), file)
    levels = _levels(parts["service_level"], file)
    return Terms(file, _hours(parts["calendar"]), levels, policy, _credits(parts.get("credit", []), levels))


def file_terms(value: object) -> FileTerms:
    optional = ["timezone", "time_format", "encoding", "sheet", "nulls", "as_of", "events", "reported_unit"]
    part = strict.table(value, "file", ["shape", "columns"], optional)
    shape = strict.text(part["shape"], "file.shape")
    if shape not in ("events", "tickets"):
        refusal = said(
            'must be "events", "tickets" or a preset such as "freshdesk", not {found}', found=strict.shown(shape)
        )
        raise NotBuiltYet("file.shape", refusal)
    timezone = part.get("timezone")
    as_of = part.get("as_of")
    return FileTerms(
        shape=shape,
        columns=_columns(part["columns"], shape),
        kinds=_kinds(part.get("events", {}), shape),
        timezone=None if timezone is None else hours.zone_name(timezone, "file.timezone"),
        time_format=None if part.get("time_format") is None else _time_format(part["time_format"]),
        encoding=None if part.get("encoding") is None else _encoding(part["encoding"]),
        sheet=None if part.get("sheet") is None else strict.text(part["sheet"], "file.sheet"),
        nulls=strict.texts(part.get("nulls", ["", "?"]), "file.nulls"),
        as_of=None if as_of is None else hours.stamp(as_of, "file.as_of", fractions=True),
        reported_unit=strict.choice(part.get("reported_unit", MINUTES), "file.reported_unit", [MINUTES, SECONDS]),
    )


def _time_format(value: object) -> str:
    written = strict.text(value, "file.time_format")
    try:
        format_pattern(written)
    except UnclearFormat as unclear:
        raise Fault("file.time_format", unclear.sentence) from None
    return written


def _encoding(value: object) -> str:
    name = strict.text(value, "file.encoding")
    try:
        "".encode(name)
        b"".decode(name)
    except (LookupError, ValueError):
        unknown = said('knows no encoding {name}; try "utf-8" or "cp1252"', name=strict.shown(name))
        raise Fault("file.encoding", unknown) from None
    return name


def _columns(value: object, shape: str) -> Mapping[str, str]:
    required = ["ticket", "at", "event"] if shape == "events" else ["ticket", "opened_at"]
    known = COLUMNS if shape == "events" else tuple(c for c in COLUMNS if c not in ("at", "event"))
    part = strict.table(value, "file.columns", required, [c for c in known if c not in required])
    columns = {role: strict.text(heading, f"file.columns.{role}") for role, heading in part.items()}
    return {role: heading.strip() for role, heading in columns.items()}


def _kinds(value: object, shape: str) -> Mapping[str, str]:
    """From an event value to what it means."""
    part = strict.table(value, "file.events", optional=EVENT_KINDS)
    if part and shape == "tickets":
        raise Fault("file.events", said('says what events mean, but shape = "tickets" has none'))
    kinds: dict[str, str] = {}
    for kind, values in part.items():
        for written in strict.texts(values, f"file.events.{kind}"):
            if kinds.setdefault(written.strip(), kind) != kind:
                other = kinds[written.strip()]
                twice = said("{value} already means {kind}", value=strict.shown(written), kind=other)
                raise Fault(f"file.events.{kind}", twice)
    return kinds


def _hours(value: object) -> Hours:
    part = strict.table(value, "calendar", ["timezone", "hours"], ["holidays", "closed"])
    place = part.get("holidays")
    if place is not None:
        try:
            check_place(strict.text(place, "calendar.holidays"))
        except UnknownPlace as unknown:
            raise Fault("calendar.holidays", unknown.sentence) from None
    week = hours.week(part["hours"], "calendar.hours")
    if not any(week):
        raise Fault("calendar.hours", said("names no open hours, so that no working time would ever pass"))
    zone = hours.zone_name(part["timezone"], "calendar.timezone")
    return Hours(zone, week, place, hours.days(part.get("closed", []), "calendar.closed"))


def _policy(value: object, file: FileTerms) -> Policy:
    fields = ["opened", "resolution", "closed_resolves", "reopen", "priority", "response_pauses", "holiday"]
    part = strict.table(value, "policy", optional=fields)
    opened = part.get("opened", FIRST_EVENT)
    if opened != FIRST_EVENT:
        if not isinstance(opened, list):
            raise Fault("policy.opened", said('must be "first_event" or a list of event values'))
        opened = tuple(written.strip() for written in strict.texts(opened, "policy.opened"))
        if not opened:
            raise Fault("policy.opened", said("names no event, so that no ticket would ever open"))
    priority = strict.choice(part.get("priority", "final"), "policy.priority", ["final", "at_opening", "at_breach"])
    if "priority" in part and "priority" not in file.columns and priority != "final":
        raise Fault("policy.priority", said('"{value}" needs the priority column in file.columns', value=priority))
    return Policy(
        opened=opened,
        resolution=strict.choice(part.get("resolution", "last"), "policy.resolution", ["last", "first"]),
        closed_resolves=strict.flag(part.get("closed_resolves", False), "policy.closed_resolves"),
        reopen=strict.choice(
            part.get("reopen", "runs_through"), "policy.reopen", ["runs_through", "excludes_solved", "restarts"]
        ),
        priority=priority,
        response_pauses=strict.flag(part.get("response_pauses", False), "policy.response_pauses"),
        holiday=strict.choice(part.get("holiday", "start"), "policy.holiday", HOLIDAYS),
    )


def _levels(value: object, file: FileTerms) -> tuple[ServiceLevel, ...]:
    parts = strict.items(value, "service_level")
    if not parts:
        raise Fault("service_level", said("has no entry, so that there is nothing to judge"))
    levels = [_level(part, f"service_level[{i}]", file) for i, part in enumerate(parts)]
    for i, level in enumerate(levels):
        if level.name in [other.name for other in levels[:i]]:
            twice = said("{name} is the name of another service level", name=strict.shown(level.name))
            raise Fault(f"service_level[{i}].name", twice)
    return tuple(levels)


def _level(value: object, path: str, file: FileTerms) -> ServiceLevel:
    part = strict.table(value, path, ["name", "metric", "priority", "within", "target"])
    priority = strict.text(part["priority"], f"{path}.priority")
    if priority != ANY_PRIORITY and "priority" not in file.columns:
        unmapped = said("{value} needs the priority column in file.columns", value=strict.shown(priority))
        raise Fault(f"{path}.priority", unmapped)
    return ServiceLevel(
        name=strict.text(part["name"], f"{path}.name"),
        metric=strict.choice(part["metric"], f"{path}.metric", METRICS),
        priority=priority.strip(),
        within=working_duration(part["within"], f"{path}.within"),
        target=percent(part["target"], f"{path}.target"),
    )


def _credits(value: object, levels: tuple[ServiceLevel, ...]) -> tuple[Credit, ...]:
    entries: list[Credit] = []
    for i, entry in enumerate(strict.items(value, "credit")):
        path = f"credit[{i}]"
        part: dict[str, Any] = strict.table(entry, path, ["service_level", "below", "owed"])
        name = strict.text(part["service_level"], f"{path}.service_level")
        if name not in [level.name for level in levels]:
            unknown = said("{name} is not the name of a service level here", name=strict.shown(name))
            raise Fault(f"{path}.service_level", unknown)
        below = percent(part["below"], f"{path}.below")
        percent(part["owed"], f"{path}.owed")
        if any(other.service_level == name and other.below == below for other in entries):
            raise Fault(f"{path}.below", said("is given twice for {name}", name=strict.shown(name)))
        entries.append(Credit(name, below, part["owed"].strip()))
    return tuple(entries)
