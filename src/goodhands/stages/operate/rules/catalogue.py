"""What can be measured beside tickets, and how is each measure read?

Usual targets are trade practice, to start a talk with, and never a default.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from goodhands.foundation.rules.sentences import said

SHARE, COUNT, MINUTES, HOURS, RATIO, UPTIME = "share", "count", "minutes", "hours", "ratio", "uptime"
"""A part of a whole; how many; a time; so many for each of something; the share of agreed time without an outage."""
ONE_FIGURE = (COUNT, MINUTES, HOURS)
SOFTWARE, NETWORK, BACKUP, SECURITY, PEOPLE, MONEY, HELP_DESK = AREAS = (
    "software", "network", "backup", "security", "people", "money", "help_desk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A measure: what it says, what is counted (`done`) of what (`of`), and whether more is better.

    `usual` is a target that is often agreed; `told_by` names the page that answers it from ticket files.
    """

    key: str
    area: str
    reads: str
    title: str
    says: str
    done: str
    of: str
    higher: bool
    usual: str
    told_by: str = ""


CATALOGUE: Sequence[Kind] = (
    Kind("delivery", SOFTWARE, SHARE, said("Delivery on time"),
         said("Of the work that was planned for the month, the part that was finished in it."),
         said("pieces of work finished in time"), said("pieces of work planned"), True, said("80 % or more")),
    Kind("defects", SOFTWARE, COUNT, said("Escaped defects"),
         said("Faults that came to light within 30 days after a release, when people used it already."),
         said("faults found after release"), "", False, said("falling")),
    Kind("changes", SOFTWARE, SHARE, said("Changes that worked"),
         said("Of all changes to systems or software, those that worked the first time and caused no trouble."),
         said("changes that worked"), said("changes made"), True, said("95 % or more")),
    Kind("uptime", NETWORK, UPTIME, said("Availability"),
         said("The part of the agreed time in which a system could be used; planned maintenance is left out."),
         said("agreed time without an outage"), said("agreed time"), True, said("99.5 to 99.9 %")),
    Kind("patches", SECURITY, SHARE, said("Updates in time"),
         said("Of all devices, those that had every critical update within 14 days."),
         said("devices updated in time"), said("devices"), True, said("95 % or more")),
    Kind("alerts", SECURITY, MINUTES, said("Time to look at an alarm"),
         said("From a security alarm until a person decides about it, day and night; the middle one of the month."),
         said("minutes, middle of all alarms"), "", False, said("15 to 30 minutes for critical ones")),
    Kind("backups", BACKUP, SHARE, said("Backups that worked"),
         said("Of all planned backups, those that finished."),
         said("backups finished"), said("backups planned"), True, said("98 % or more")),
    Kind("restores", BACKUP, SHARE, said("Restore tests passed"),
         said("Of all tests to bring data back, those that met the agreed time and loss of data."),
         said("tests passed"), said("tests made"), True, said("every test, one a quarter")),
    Kind("joiners", PEOPLE, SHARE, said("New people ready on day one"),
         said("Of all people who began, those whose devices and accounts worked on their first day."),
         said("people ready in time"), said("people who began"), True, said("95 % or more")),
    Kind("leavers", PEOPLE, SHARE, said("Access of leavers ended in time"),
         said("Of all people who left, those whose access was gone within a day."),
         said("people whose access ended in time"), said("people who left"), True, said("100 %")),
    Kind("invoices", MONEY, SHARE, said("Bills that were right"),
         said("Of all bills, those that needed no correction."),
         said("bills that were right"), said("bills"), True, said("98 % or more")),
    Kind("satisfaction", HELP_DESK, SHARE, said("Satisfied people"),
         said("Of all answers to “were you helped well?”, those that are good: 4 or 5 of 5."),
         said("good answers"), said("answers"), True, said("90 % or more"), "satisfaction"),
    Kind("escalations", HELP_DESK, SHARE, said("Tickets passed on"),
         said("Of all tickets, those that the first level could not solve."),
         said("tickets passed on"), said("tickets opened"), False, said("under 20 %")),
    Kind("repeats", HELP_DESK, SHARE, said("Problems that came back"),
         said("Of all solved tickets, those with the cause of another one in the 90 days before."),
         said("tickets with a known cause"), said("tickets solved"), False, said("under 10 %"), "recurring"),
    Kind("volume", HELP_DESK, RATIO, said("Tickets for each person"),
         said("How many tickets there were for each person who works with IT."),
         said("tickets opened"), said("people"), False, said("falling over a year")),
    Kind("first_response", HELP_DESK, MINUTES, said("Time to the first answer"),
         said("From the report to the first answer of a person, in agreed hours; the middle one of the month."),
         said("minutes, middle of all tickets"), "", False, said("as agreed"), "months"),
    Kind("resolution", HELP_DESK, HOURS, said("Time to the solution"),
         said("From the report until it works again, in agreed hours without agreed pauses; the middle one."),
         said("hours, middle of all tickets"), "", False, said("as agreed"), "months"),
    Kind("first_contact", HELP_DESK, SHARE, said("Solved at once"),
         said("Of all solved tickets, those solved with the first answer that did not come back."),
         said("tickets solved at once"), said("tickets solved"), True, said("65 to 75 %"), "backlog"),
    Kind("reopened", HELP_DESK, SHARE, said("Opened again"),
         said("Of all solved tickets, those that came back."),
         said("tickets opened again"), said("tickets solved"), False, said("under 5 %"), "backlog"),
    Kind("backlog", HELP_DESK, COUNT, said("Open tickets"),
         said("Tickets that are open at the end of the month."),
         said("open tickets"), "", False, said("steady or falling"), "backlog"),
    Kind("old_tickets", HELP_DESK, SHARE, said("Old open tickets"),
         said("Of all open tickets, those that are older than ten working days."),
         said("tickets older than ten working days"), said("open tickets"), False, said("under 10 %"), "backlog"),
)  # fmt: skip
"""Measures in use in the trade, in our own words; their usual targets were gathered in Goodhands' own sources."""

_BY_KEY = {kind.key: kind for kind in CATALOGUE}


def kind_of(key: str) -> Kind:
    """The measure of a key; KeyError where there is none."""
    return _BY_KEY[key]
