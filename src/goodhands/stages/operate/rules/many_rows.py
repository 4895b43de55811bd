"""How does a help desk write its tickets down, and which terms fit the file?

Parts of invented tickets become CSV, a row a ticket or a row an event; what a ticket's row cannot tell (pauses, the
time before a reopening) is only in the events, as in real exports.
"""

import io
from collections.abc import Mapping, Sequence
from string import Template

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from goodhands.foundation.rules.hours import stamped
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Flags, Instants
from goodhands.stages.operate.rules import example_world as world
from goodhands.stages.operate.rules import many_tickets as many
from goodhands.stages.operate.rules.many_tickets import Desk, Floats, Places, Tickets

_NAMES = [(*name.split(" ", 1),) for name in world.PEOPLE]
_PEOPLE = [f"{first} {last}" for first, _ in _NAMES for _, last in _NAMES]
_GROUPS = sorted({topic.group for topic in world.TOPICS})
_STAFF = [sorted(one.name for one in world.TECHNICIANS if group in one.groups) for group in _GROUPS]
_FIRST_NUMBER = 100_001

Columns = Mapping[str, pa.Array]


def csv_of(tickets: Tickets, desk: Desk, shape: str) -> bytes:
    """The tickets as CSV in UTF-8; the first part has the headings."""
    columns = _a_row_an_event(tickets, desk) if shape == "events" else _a_row_a_ticket(tickets, desk)
    out = io.BytesIO()
    options = csv.WriteOptions(include_header=tickets.first == 0, quoting_style="needed")
    csv.write_csv(pa.table(columns), out, options)
    return out.getvalue()


def _a_row_a_ticket(tickets: Tickets, desk: Desk) -> Columns:
    stamps = tickets.stamps
    again = stamps[:, many.SOLVED_AGAIN]
    reopened = stamps[:, many.REOPENED] != BLANK
    solved = np.where(reopened, again, stamps[:, many.SOLVED])
    closed = stamps[:, many.CLOSED]
    return {
        "Ticket": _numbers(tickets.first + np.arange(len(tickets))),
        "Opened": _stamps(stamps[:, many.OPENED], desk),
        "First reply": _stamps(stamps[:, many.ANSWERED], desk),
        "Resolved": _stamps(solved, desk),
        "Closed": _stamps(closed, desk),
        "Priority": _chosen([pace.name for pace in world.PACES], tickets.priority),
        "Group": _chosen(_GROUPS, _groups(tickets)),
        "Assignee": _staff(tickets),
        "Requester": _chosen(_PEOPLE, _places(tickets.asks, len(_PEOPLE))),
        "Subject": _subjects(tickets),
        "SLA": _blank_where(solved == BLANK, _chosen(["missed", "met"], tickets.met.astype(np.intp))),
        "Satisfaction": _marks(np.where(closed == BLANK, 0, tickets.mark)),
    }


def _a_row_an_event(tickets: Tickets, desk: Desk) -> Columns:
    ticket, event = np.nonzero(tickets.stamps != BLANK)  # in order of tickets, and of each ticket's events
    first, closing = event == many.OPENED, event == many.CLOSED
    solves = (event == many.SOLVED) | (event == many.SOLVED_AGAIN)
    asker = _chosen(_PEOPLE, _places(tickets.asks, len(_PEOPLE)))
    by_asker = pa.array(first | (event == many.REOPENED))
    by = pc.if_else(pa.array(closing), "System", pc.if_else(by_asker, asker.take(ticket), _staff(tickets).take(ticket)))
    verdict = _chosen(["missed", "met"], tickets.met.astype(np.intp)).take(ticket)
    return {
        "Ticket": _numbers(tickets.first + ticket),
        "Time": _stamps(tickets.stamps[ticket, event], desk),
        "Event": _chosen(many.EVENTS, event),
        "Priority": _chosen([pace.name for pace in world.PACES], tickets.priority).take(ticket),
        "By": by,
        "Group": _chosen(_GROUPS, _groups(tickets)).take(ticket),
        "Requester": _blank_where(~first, asker.take(ticket)),
        "Subject": _blank_where(~first, _subjects(tickets).take(ticket)),
        "SLA": _blank_where(~solves, verdict),
        "Satisfaction": _marks(np.where(closing, tickets.mark[ticket], 0)),
    }


def _numbers(places: Places) -> pa.Array:
    return pc.binary_join_element_wise("HL-", pc.cast(pa.array(_FIRST_NUMBER + places), pa.string()), "")


def _stamps(instants: Instants, desk: Desk) -> pa.Array:
    """On the wall clock; blank where there is none."""
    known = instants != BLANK
    wall = desk.clock.wall(np.where(known, instants, desk.begin))
    return pa.array(wall.astype("datetime64[s]"), mask=~known)


def _chosen(texts: Sequence[str], places: Places) -> pa.Array:
    return pa.array(texts).take(pa.array(places))


def _places(shares: Floats, count: int) -> Places:
    return (shares * count).astype(np.intp)


def _groups(tickets: Tickets) -> Places:
    return np.array([_GROUPS.index(topic.group) for topic in world.TOPICS])[tickets.topic]


def _staff(tickets: Tickets) -> pa.Array:
    """Who works on each ticket: somebody of its group."""
    begins = np.cumsum([0, *(len(names) for names in _STAFF)])[:-1]
    many_of = np.array([len(names) for names in _STAFF])
    group = _groups(tickets)
    everybody = [name for names in _STAFF for name in names]
    return _chosen(everybody, begins[group] + (tickets.works * many_of[group]).astype(np.intp))


def _subjects(tickets: Tickets) -> pa.Array:
    said = _chosen([topic.subject for topic in world.TOPICS], tickets.topic)
    return pc.binary_join_element_wise(said, pc.cast(pa.array(tickets.room), pa.string()), ", room ")


def _blank_where(blank: Flags, column: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(blank), None, column)


def _marks(marks: Places) -> pa.Array:
    return pa.array(marks, mask=marks == 0)


_TERMS = Template("""\
# How to read the invented tickets of "goodhands manage make-tickets", and what was agreed with their provider.

[file]
shape = "$shape"
timezone = "$zone"
nulls = [""]
as_of = "$as_of"

[file.columns]
$columns

$events[calendar]
timezone = "$zone"
holidays = "$place"

[calendar.hours]
mon = [["08:00", "18:00"]]
tue = [["08:00", "18:00"]]
wed = [["08:00", "18:00"]]
thu = [["08:00", "18:00"]]
fri = [["08:00", "18:00"]]

$policy$levels
[[credit]]
service_level = "High, solved in 8 h"
below = "90%"
owed = "5%"
""")
_SHARED = {
    "ticket": "Ticket", "priority": "Priority", "group": "Group", "requester": "Requester", "subject": "Subject",
    "reported_verdict": "SLA", "satisfaction": "Satisfaction",
}  # fmt: skip
_COLUMNS = {
    "tickets": _SHARED | {"opened_at": "Opened", "responded_at": "First reply", "resolved_at": "Resolved",
                          "closed_at": "Closed", "actor": "Assignee"},
    "events": _SHARED | {"at": "Time", "event": "Event", "actor": "By"},
}  # fmt: skip
_EVENTS = f"""\
[file.events]
responded = ["Answered", "Work resumed", "Reopened"]
paused = ["{world.CUSTOMER}"]
resolved = ["Resolved"]
closed = ["Closed"]

"""
_POLICY = """\
[policy]
opened = ["Opened"]
resolution = "last"
reopen = "excludes_solved"

"""
_LEVELS = (
    ("Critical, answered in 30 min", "first_response", "1 - Critical", "30m", "90%"),
    ("Critical, solved in 4 h", "resolution", "1 - Critical", "4h", "90%"),
    ("High, solved in 8 h", "resolution", "2 - High", "8h", "95%"),
    ("Normal, solved in 16 h", "resolution", "3 - Normal", "16h", "95%"),
    ("Low, solved in 40 h", "resolution", "4 - Low", "40h", "95%"),
    ("Everything answered in 2 h", "first_response", "*", "2h", "95%"),
)


def terms_of(desk: Desk, shape: str) -> str:
    """The terms file that fits the CSV of that shape."""
    events = shape == "events"
    keys = ("name", "metric", "priority", "within", "target")
    levels = [
        "[[service_level]]\n" + "".join(f'{key} = "{value}"\n' for key, value in zip(keys, level, strict=True))
        for level in _LEVELS
    ]
    return _TERMS.substitute(
        shape=shape, zone=many.ZONE, place=many.PLACE, as_of=stamped(desk.end),
        columns="\n".join(f'{role} = "{heading}"' for role, heading in _COLUMNS[shape].items()),
        events=_EVENTS if events else "", policy=_POLICY if events else "", levels="\n".join(levels),
    )  # fmt: skip
