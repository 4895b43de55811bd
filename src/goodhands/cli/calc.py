"""The calculators as filters: a JSON document a line in, a JSON result a line out, in the same order.

A bad document gives its error on its own line and the others are still computed. Each calculator is a thin door to a
rule that the pages use too, and is loaded only when it is called.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from goodhands.cli.main import BAD_INPUT, OK, Parser
from goodhands.foundation.rules import strict
from goodhands.foundation.rules.strict import Fault

MOST_WEIGHTS = 1000
MOST_SECONDS = 10 * 366 * 86_400


def weights(document: object) -> dict[str, Any]:
    """The weight that each criterion gets from its order."""
    from goodhands.stages.select.rules.weights import METHODS

    part = strict.table(document, "", ["method", "count"])
    method = METHODS[strict.choice(part["method"], "method", METHODS)]
    return {"weights": [float(w) for w in method(strict.whole(part["count"], "count", 1, MOST_WEIGHTS))]}


def worktime(document: object) -> dict[str, Any]:
    """The working seconds between two instants, or the instant at which a duration is used up."""
    from goodhands.foundation.rules import hours
    from goodhands.foundation.rules.working_time import CalendarVersion
    from goodhands.foundation.rules.working_time import deadline as deadline_of
    from goodhands.foundation.rules.working_time import elapsed as elapsed_of

    part = strict.table(
        document, "", ["schedule", "timezone", "start"], ["end", "duration", "holidays", "shifts", "breaks", "pauses"]
    )
    if ("end" in part) == ("duration" in part):
        raise Fault("", 'must have either an "end" or a "duration"')
    version = CalendarVersion(
        zone=hours.zone_name(part["timezone"], "timezone"),
        week=hours.week(part["schedule"], "schedule"),
        closed=hours.days(part.get("holidays", []), "holidays"),
        shifts=hours.dated(part.get("shifts", {}), "shifts"),
        breaks=hours.dated(part.get("breaks", {}), "breaks"),
    )
    start = hours.stamp(part["start"], "start")
    pauses = [_pause(entry, f"pauses[{i}]") for i, entry in enumerate(strict.items(part.get("pauses", []), "pauses"))]
    if "end" in part:
        return {"seconds": elapsed_of(version, start, hours.stamp(part["end"], "end"), pauses)}
    due = deadline_of(version, start, strict.whole(part["duration"], "duration", 0, MOST_SECONDS), pauses)
    if due is None:
        raise Fault("duration", "is not used up within ten years")
    return {"deadline": hours.stamped(due)}


def _pause(value: object, path: str) -> tuple[int, int]:
    from goodhands.foundation.rules import hours

    ends = strict.items(value, path)
    if len(ends) != 2:
        raise Fault(path, f"must be a start and an end, not {len(ends)} values")
    return hours.stamp(ends[0], f"{path}[0]"), hours.stamp(ends[1], f"{path}[1]")


def price(document: object) -> dict[str, Any]:
    """What a quantity costs under a price model."""
    from goodhands.stages.assess.rules.pricing import cost

    part = strict.table(document, "", ["model", "quantity"], ["price", "tiers", "size", "minimum"])
    model = _price_model(part)
    quantity = strict.decimal(part["quantity"], "quantity", least=0)
    return {"cost": f"{cost(model, quantity, strict.decimal(part.get('minimum', '0'), 'minimum', least=0)):f}"}


def _price_model(part: dict[str, Any]) -> Any:
    from goodhands.stages.assess.rules.pricing import Block, Flat, Graduated, PerUnit, Volume

    models: dict[str, tuple[list[str], Callable[[], Any]]] = {
        "flat": (["price"], lambda: Flat(_money(part, "price"))),
        "per_unit": (["price"], lambda: PerUnit(_money(part, "price"))),
        "graduated": (["tiers"], lambda: Graduated(_tiers(part["tiers"]))),
        "volume": (["tiers"], lambda: Volume(_tiers(part["tiers"]))),
        "block": (["size", "price"], lambda: Block(_size(part), _money(part, "price"))),
    }
    keys, made = models[strict.choice(part["model"], "model", models)]
    strict.table(part, "", ["model", "quantity", *keys], ["minimum"])
    return made()


def _money(part: dict[str, Any], key: str) -> Decimal:
    return strict.decimal(part[key], key, least=0)


def _size(part: dict[str, Any]) -> Decimal:
    return strict.decimal(part["size"], "size", above=0)


def _tiers(value: object) -> Any:
    from goodhands.stages.assess.rules.pricing import Tier, WrongTiers, checked

    tiers = []
    for place, one in enumerate(strict.items(value, "tiers")):
        path = f"tiers[{place}]"
        pair = strict.items(one, path)
        if len(pair) != 2:
            raise Fault(path, "must be a pair: up to which quantity, and the price")
        up_to = None if pair[0] is None else strict.decimal(pair[0], f"{path}[0]", least=0)
        tiers.append(Tier(up_to, strict.decimal(pair[1], f"{path}[1]", least=0)))
    try:
        return checked(tiers)
    except WrongTiers as wrong:
        raise Fault(f"tiers[{wrong.place}]" if tiers else "tiers", wrong.sentence) from None


def npv(document: object) -> dict[str, Any]:
    """What payments of whole periods are worth now."""
    from goodhands.stages.assess.rules.present_value import present_value, written

    part = strict.table(document, "", ["rate", "flows"])
    given = strict.items(part["flows"], "flows")
    if not 1 <= len(given) <= MOST_FLOWS:
        raise Fault("flows", f"must be from 1 to {MOST_FLOWS:,} payments, not {len(given):,}")
    flows = [strict.decimal(one, f"flows[{place}]") for place, one in enumerate(given)]
    return {"npv": written(present_value(strict.decimal(part["rate"], "rate", above=-1), flows), 4)}


MOST_FLOWS = 1200
CALCULATORS: dict[str, Callable[[object], dict[str, Any]]] = {
    "weights": weights, "worktime": worktime, "price": price, "npv": npv,
}  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Compute every line; the status tells whether all were good."""
    parser = Parser(prog="goodhands calc", description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("name", metavar="NAME", choices=list(CALCULATORS), help=", ".join(CALCULATORS))
    parser.add_argument("file", metavar="FILE", nargs="?", help="JSON Lines; standard input where it is left out")
    given = parser.parse_args(arguments)
    calculate = CALCULATORS[given.name]
    if given.file is None or given.file == "-":
        return _compute(calculate, sys.stdin.buffer)
    try:
        with Path(given.file).open("rb") as file:
            return _compute(calculate, file)
    except OSError as error:
        sys.stderr.write(f"{given.file}: {error.strerror or error}\n")
        return BAD_INPUT


def _compute(calculate: Callable[[object], dict[str, Any]], lines: BinaryIO | Iterable[bytes]) -> int:
    status = OK
    for line in lines:
        if not line.strip():
            continue
        try:
            result = calculate(_document(line))
        except Fault as fault:
            result = {"error": {"path": fault.path, "message": fault.message}}
            status = BAD_INPUT
        sys.stdout.write(json.dumps(result) + "\n")
    return status


def _document(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8-sig").strip(), object_pairs_hook=_once, parse_constant=_no_constant)
    except Fault:
        raise
    except UnicodeDecodeError:
        raise Fault("", "is not text in UTF-8") from None
    except RecursionError:
        raise Fault("", "is nested too deeply") from None
    except ValueError as error:
        raise Fault("", f"is not JSON: {error}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise Fault(next(key for key in keys if keys.count(key) > 1), "stands twice")
    return found


def _no_constant(name: str) -> None:
    raise Fault("", f"holds {name}, which is no number")
