"""Made-up tickets of 2025, the same ones in every run: a help desk in Madrid, open Monday to Friday from nine to five.

They are opened at any second of the year and stay open for six hours at the median, some of them for weeks. They are
not in order of time, which is the harder case.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from goodhands.foundation.rules.public_holidays import holidays_of
from goodhands.foundation.rules.working_time import CalendarVersion, Pauses
from goodhands.foundation.rules.zones import DAY, Instants, Spans, spans

ZONE, PLACE, YEARS = "Europe/Madrid", "ES", (2025, 2026)
OPENS, CLOSES = 9, 17
LEVELS = {"P1": "4h", "P2": "8h", "P3": "40h"}

_SEED = 20_250_101
_BEGIN, _END = (int(np.datetime64(day, "s").astype(np.int64)) for day in ("2025-01-01", "2026-01-01"))
_LONGEST = 60 * DAY


@dataclass(frozen=True, slots=True)
class Tickets:
    """UTC seconds at which each ticket was opened and resolved, and the index of its priority in `LEVELS`."""

    opened: Instants
    resolved: Instants
    priority: npt.NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.opened)

    def first(self, count: int) -> "Tickets":
        return Tickets(self.opened[:count], self.resolved[:count], self.priority[:count])


def make_tickets(count: int) -> Tickets:
    chance = np.random.default_rng(_SEED)
    opened = chance.integers(_BEGIN, _END, count)
    lasted = np.minimum(chance.lognormal(np.log(6 * 3600), 1.5, count), _LONGEST).astype(np.int64)
    clock = clock_of_madrid()
    # As the file will tell it: an hour that came twice is the earlier one.
    opened, resolved = (clock.utc(clock.wall(instants))[0] for instants in (opened, opened + lasted))
    return Tickets(opened, np.maximum(opened, resolved), chance.integers(0, len(LEVELS), count))


def make_pauses(tickets: Tickets) -> Pauses:
    """Two for each ticket, somewhere within its span, in order of ticket and time."""
    chance = np.random.default_rng(_SEED + 1)
    shares = np.sort(chance.random((len(tickets), 4)), axis=1)
    edges = tickets.opened[:, None] + (shares * (tickets.resolved - tickets.opened)[:, None]).astype(np.int64)
    return Pauses(np.repeat(np.arange(len(tickets)), 2), edges[:, 0::2].ravel(), edges[:, 1::2].ravel())


def calendar_of_madrid() -> CalendarVersion:
    return CalendarVersion(ZONE, office_hours((OPENS * 60, CLOSES * 60)), public_holidays())


def fifty_calendars() -> list[CalendarVersion]:
    """Five ways to keep office hours in each of ten time zones."""
    zones = ("Europe/Madrid", "Europe/London", "Europe/Athens", "America/New_York", "America/Los_Angeles",
             "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Africa/Cairo", "Australia/Sydney")  # fmt: skip
    days = [((9, 17),), ((8, 16),), ((8, 13), (14, 18)), ((9, 13.5), (15, 18.5)), ((6, 22),)]
    weeks = [office_hours(*((int(opens * 60), int(closes * 60)) for opens, closes in day)) for day in days]
    return [CalendarVersion(zone, week, public_holidays()) for zone in zones for week in weeks]


def office_hours(*windows: tuple[int, int]) -> tuple[tuple[tuple[int, int], ...], ...]:
    return (windows,) * 5 + ((),) * 2


def public_holidays() -> frozenset[date]:
    return holidays_of(PLACE, YEARS)


def clock_of_madrid() -> Spans:
    return spans(ZONE, _BEGIN, _END + _LONGEST)


def write_export(tickets: Tickets, path: Path) -> None:
    """A row a ticket, stamps as the clock on the wall in Madrid shows them."""
    columns = {
        "ticket": np.char.add("INC", np.char.zfill(np.arange(len(tickets)).astype("U7"), 7)),
        "opened_at": _written(tickets.opened),
        "resolved_at": _written(tickets.resolved),
        "priority": np.array(list(LEVELS))[tickets.priority],
    }
    csv.write_csv(pa.table(columns), path, csv.WriteOptions(quoting_style="none"))


def _written(instants: Instants) -> npt.NDArray[np.str_]:
    return np.datetime_as_string(clock_of_madrid().wall(instants).astype("datetime64[s]"))


def write_terms(path: Path) -> None:
    window = f'[["{OPENS:02}:00", "{CLOSES:02}:00"]]'
    lines = ["[file]", 'shape = "tickets"', f'timezone = "{ZONE}"', "[file.columns]"]
    lines += [f'{role} = "{role}"' for role in ("ticket", "opened_at", "resolved_at", "priority")]
    lines += ["[calendar]", f'timezone = "{ZONE}"', f'holidays = "{PLACE}"', "[calendar.hours]"]
    lines += [f"{day} = {window}" for day in ("mon", "tue", "wed", "thu", "fri")]
    for priority, within in LEVELS.items():
        lines += ["[[service_level]]", f'name = "{priority} solved in {within}"', 'metric = "resolution"']
        lines += [f'priority = "{priority}"', f'within = "{within}"', 'target = "90%"']
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
