"""Exports of help desks as their documentation shows them: recognised by headings, read and judged; rows are invented."""

import csv
import io
import os
from pathlib import Path
from zipfile import ZipFile

import pytest

from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.stages.contract.rules.service_levels import Policy, ServiceLevel
from goodhands.stages.operate.presets import presets, recognised
from goodhands.stages.operate.rules.presets import Preset, Recognised, folded, recognise
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.sheet import read_sheet
from goodhands.stages.operate.rules.terms import COLUMNS, Terms, file_terms
from goodhands.stages.operate.tests import desk as desks

SHARED = Path(os.environ.get("GOODHANDS_SHARED", Path(__file__).resolve().parents[6] / "shared"))
OFFICE = Hours("Europe/Lisbon", tuple(((9 * 60, 17 * 60),) if day < 5 else () for day in range(7)))

ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,Assignee,"
    "Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,Due date,"
    "Initially assigned at,Solved at,Resolution time,Satisfaction Score,Group stations,Assignee stations,Reopens,Replies,"
    "First reply time in minutes,First reply time in minutes within business hours,First resolution time in minutes,"
    "First resolution time in minutes within business hours,Full resolution time in minutes,"
    "Full resolution time in minutes within business hours,Agent wait time in minutes,"
    "Agent wait time in minutes within business hours,Requester wait time in minutes,"
    "Requester wait time in minutes within business hours,On hold time in minutes,On hold time in minutes within business hours"
)
FRESHDESK = (
    "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,"
    "Last update time,Initial response time,Time tracked,First response time (in hrs),Resolution time (in hrs),"
    "Agent interactions,Customer interactions,Resolution status,First response status,Every response status,Tags,"
    "Survey results,Skill,Product,Full name,Email,Contact ID"
)
FRESHSERVICE = (
    "Subject,Type,Status,Urgency,Impact,Priority,Group,Agent,Company,Description,Category,Sub-Category,Item,Source,"
    "Requester Location,Requester VIP,Ticket Id,Requester Name,Requester Email,Created Time,Due by Time,Resolved Time,"
    "Closed Time,Last Updated Time,Initial Response Time,Time Tracked,First Response Time (in Hrs),"
    "Resolution Time (in Hrs),Agent interactions,Customer interactions,Resolution Status,First Response Status,Tags,"
    "Survey Result,Approval Status,Others,Others"
)
JIRA = (
    "Issue key,Issue id,Issue Type,Summary,Status,Priority,Assignee,Reporter,Creator,Created,Updated,Resolved,Due date,"
    "Custom field (Time to first response),Custom field (Time to resolution),"
    "Custom field ([CHART] Date of First Response),Satisfaction rating,Comment,Comment,Comment"
)
JIRA_IN_SPANISH = (
    "Resumen,Clave de incidencia,ID de la incidencia,Estado,Prioridad,Persona asignada,Informador,Creada,Resuelta,"
    "Campo personalizado (Time to first response),Campo personalizado (Time to resolution),Comentario,Comentario"
)
SERVICENOW = (
    "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,"
    "sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,"
    "cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,resolved_by,resolved_at,closed_at"
)
SERVICENOW_LIST = (
    "Number,Opened,Short description,Caller,Priority,State,Category,Assignment group,Assigned to,Updated,Updated by,"
    "Resolved,Closed,Configuration item,Made SLA,Business resolve time"
)
ZAMMAD = (
    "id,group_id,priority_id,state_id,number,title,owner_id,customer_id,first_response_at,first_response_in_min,close_at,"
    "close_in_min,last_contact_at,created_at,updated_at"
)
GLPI = "id,name,entities_id,date,date_creation,takeintoaccountdate,solvedate,closedate,status,priority,waiting_duration"
OSTICKET = "number,user_id,status_id,dept_id,isoverdue,isanswered,duedate,closed,lastupdate,created,subject,priority"
HALOPSA = (
    "id,summary,client_id,user_id,team,agent_id,status_id,tickettype_id,priority_id,dateoccurred,responsedate,dateclosed,"
    "slaresponsestate,onhold"
)
AUTOTASK = (
    "id,ticketNumber,title,contactID,queueID,assignedResourceID,status,priority,createDate,firstResponseDateTime,"
    "resolvedDateTime,completedDate,serviceLevelAgreementID,serviceLevelAgreementHasBeenMet"
)
CONNECTWISE = (
    "id,summary,board,status,priority,contact,dateEntered,dateResponded,respondMinutes,dateResolved,resolveMinutes,isInSla,"
    "slaStatus,closedDate"
)
DJANGO_HELPDESK = "id,queue,title,description,resolution,submitter_email,assigned_to,status,on_hold,priority,due_date,merged_to,created"
HEADINGS = {
    "zendesk": ZENDESK, "freshdesk": FRESHDESK, "freshservice": FRESHSERVICE, "jira": JIRA, "servicenow": SERVICENOW, "servicenow_list": SERVICENOW_LIST,
    "zammad": ZAMMAD, "glpi": GLPI, "osticket": OSTICKET, "halopsa": HALOPSA, "autotask": AUTOTASK,
    "connectwise": CONNECTWISE, "django_helpdesk": DJANGO_HELPDESK,
}  # fmt: skip


def known(headings: str) -> Recognised:
    found = recognised(headings.split(","))
    assert found is not None
    return found


def export(headings: str, *rows: dict[str, str]) -> bytes:
    """An export with these headings and rows; a heading that stands twice is filled the first time."""
    names = headings.split(",")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        assert set(row) <= set(names)
        writer.writerow([row.get(name, "") if name not in names[:place] else "" for place, name in enumerate(names)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def judged(headings: str, *rows: dict[str, str]) -> Referee:
    """The export as the page would read it without a change, judged by one promise of four hours."""
    found = known(headings)
    events = {kind: list(values) for kind, values in found.preset.kinds.items()}
    part = {"shape": found.preset.shape, "columns": dict(found.columns), "timezone": "Europe/Lisbon"}
    written = found.preset.time_format([row.get(found.columns["opened_at"], "") for row in rows])
    part |= {"time_format": written} if written else {}
    file = file_terms(part | ({"events": events} if events else {}))
    sheet, problems = read_sheet(export(headings, *rows), "export.csv", file.columns.values())
    level = ServiceLevel("solved", "resolution", "*", 4 * 3600, 0.9)  # type: ignore[arg-type]
    terms = Terms(file, OFFICE, (level,), Policy())
    return Referee(read_log([sheet], problems, terms), terms)


@pytest.mark.parametrize("key", HEADINGS)
def test_an_export_is_recognised_by_its_headings_whatever_their_order(key: str) -> None:
    assert known(HEADINGS[key]).preset.key == key
    assert known(",".join(reversed(HEADINGS[key].split(",")))).preset.key == key
    assert known(HEADINGS[key].upper()).preset.key == key


@pytest.mark.parametrize("key", HEADINGS)
def test_every_role_leads_to_a_heading_of_the_file_and_none_to_two(key: str) -> None:
    found = known(HEADINGS[key])
    names = HEADINGS[key].split(",")
    assert set(found.columns) <= set(COLUMNS)
    assert {"ticket", "opened_at"} <= set(found.columns)
    assert len(set(found.columns.values())) == len(found.columns)
    assert set(found.columns.values()) <= set(names)
    assert not any("Time to" in heading for heading in found.columns.values())


def test_presets_are_whole_and_only_one_was_read_from_a_real_file() -> None:
    found = {one.key: one for one in presets()}
    assert set(found) == {*HEADINGS, "generic"}
    assert [key for key, one in found.items() if one.confirmed] == ["servicenow"]
    assert [key for key, one in found.items() if one.tells_pauses] == ["servicenow"]
    for one in found.values():
        assert all(name == folded(name) for names in (*one.telling, *one.columns.values()) for name in names)


def test_other_headings_are_no_help_desk_and_neither_is_what_fits_two_alike() -> None:
    assert recognised(["No.", "Raised", "Raised by", "Summary", "Completed"]) is None
    assert recognised(["id"]) is None
    assert recognised([]) is None
    one = Preset("a", "A", "tickets", [["x"], ["y"]], {"ticket": ["x"]})
    other = Preset("b", "B", "tickets", [["x"], ["z"]], {"ticket": ["x"]})
    assert recognise(["x", "y", "z"], [one, other]) is None
    assert recognise(["x", "y"], [one, other]) == Recognised(one, {"ticket": "x"})
    assert recognise(["x", "X", "y"], [one]) == Recognised(one, {})


def test_zendesk_in_full() -> None:
    referee = judged(
        ZENDESK,
        {"Id": "101", "Created at": "2025-03-03 09:00", "Solved at": "2025-03-03 12:00", "Priority": "High", "Subject": "VPN",
         "Requester": "Ana", "Assignee": "Rui", "Group": "Desk", "Satisfaction Score": "Good",
         "Full resolution time in minutes within business hours": "180", "Resolution time": "3"},
        {"Id": "102", "Created at": "2025-03-03 09:00", "Solved at": "2025-03-04 10:00",
         "Full resolution time in minutes within business hours": "200"},
        {"Id": "103", "Created at": "2025-03-04 09:00"},
    )  # fmt: skip
    (level,) = referee.scorecard().levels
    assert referee.clocks.net.tolist()[:2] == [3 * 3600, 9 * 3600]
    assert (level.met, level.missed, level.running) == (1, 1, 1)
    assert level.reported is not None
    assert (level.reported.met, level.reported.missed, level.reported.differ) == (2, 0, 1)


def test_freshdesk_in_full() -> None:
    referee = judged(
        FRESHDESK,
        {"Ticket ID": "7", "Created time": "2025-03-03 09:00:00", "Initial response time": "2025-03-03 09:20:00",
         "Resolved time": "2025-03-03 16:00:00", "Resolution status": "SLA Violated", "First response time (in hrs)": "00:20:00",
         "Resolution time (in hrs)": "07:00:00", "Full name": "Ana"},
        {"Ticket ID": "8", "Created time": "2025-03-03 09:00:00", "Resolved time": "2025-03-03 16:00:00",
         "Resolution status": "Within SLA"},
    )  # fmt: skip
    (level,) = referee.scorecard().levels
    assert referee.clocks.response.tolist() == [20 * 60, 7 * 3600]
    assert level.reported is not None
    assert (level.missed, level.reported.met, level.reported.missed, level.reported.differ) == (2, 1, 1, 1)


@pytest.mark.parametrize(
    ("headings", "key", "created", "resolved", "remaining"),
    [
        (JIRA, "Issue key", "Created", "Resolved", "Custom field (Time to resolution)"),
        (JIRA_IN_SPANISH, "Clave de incidencia", "Creada", "Resuelta", "Campo personalizado (Time to resolution)"),
    ],
)
def test_jira_in_full_with_repeated_and_localised_headings(
    headings: str, key: str, created: str, resolved: str, remaining: str
) -> None:
    referee = judged(
        headings,
        {key: "IT-1", created: "14/Mar/25 2:31 PM", resolved: "14/Mar/25 4:31 PM", remaining: "2:00"},
        {key: "IT-2", created: "14/Mar/25 9:00 AM", resolved: "14/Mar/25 3:15 PM", remaining: "-3:15"},
    )
    assert referee.clocks.net.tolist() == [2 * 3600, 6 * 3600 + 15 * 60]
    (level,) = referee.scorecard().levels
    assert (level.met, level.missed, level.reported) == (1, 1, None)
    assert referee.their_minutes is None


def test_servicenow_in_full() -> None:
    row = {"number": "INC1", "opened_at": "3/3/2025 09:00", "priority": "3 - Moderate", "made_sla": "true"}
    referee = judged(
        SERVICENOW,
        {**row, "incident_state": "New", "sys_updated_at": "3/3/2025 09:00"},
        {**row, "incident_state": "Active", "sys_updated_at": "3/3/2025 09:30"},
        {**row, "incident_state": "Awaiting User Info", "sys_updated_at": "3/3/2025 10:00"},
        {**row, "incident_state": "Active", "sys_updated_at": "13/3/2025 10:00"},
        {**row, "incident_state": "Resolved", "sys_updated_at": "13/3/2025 11:00", "resolved_at": "13/3/2025 11:00"},
    )
    assert referee.clocks.net.tolist() == [2 * 3600]
    assert referee.clocks.response.tolist() == [1800]


def test_a_sentinel_is_no_date() -> None:
    referee = judged(
        HALOPSA,
        {"id": "5", "dateoccurred": "2025-03-03T09:00:00", "responsedate": "1900-01-01T00:00:00", "dateclosed": "1900-01-01T00:00:00"},
    )  # fmt: skip
    assert referee.resolved.tolist() == [False]


def test_the_public_log_is_recognised() -> None:
    path = SHARED / "data" / "servicenow_incidents.zip"
    if not path.exists():
        pytest.skip("the public log is not part of the project")
    with ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        headings = file.readline().decode().strip().split(",")
    assert known(",".join(one.strip('"') for one in headings)).preset.key == "servicenow"


@pytest.mark.django_db
def test_the_page_says_which_help_desk_it_is_and_that_pauses_are_not_in_it() -> None:
    desk = desks.make()
    rows = [{"Ticket ID": str(n), "Created time": f"2026-02-0{n} 09:00:00", "Resolved time": f"2026-02-0{n} 10:00:00",
             "Resolution status": "Within SLA", "Subject": "VPN"} for n in range(1, 6)]  # fmt: skip
    with scope.within(desk.company):
        from goodhands.stages.operate import writes

        made = writes.upload_tickets(
            engagement=desk.engagement,
            name="tickets.csv",
            chunks=[export(FRESHDESK, *rows)],
            by=desk.owner,
            at=desks.NOW,
        )
    page = desk.get(f"imports/{made.pk}/").content.decode()
    assert "This looks like an export of Freshdesk." in page
    assert "Pauses are not in this export" in page
    assert "please look twice" in page
    assert "Import 5 tickets" in page
    desk.bring("tickets.csv", export(FRESHDESK, *rows[:4]), {
        "shape": "tickets", "timezone": "Europe/Lisbon", "columns": dict(known(FRESHDESK).columns),
    })  # fmt: skip
    assert "every verdict counts the whole time" in desk.get("month/2026-02/").content.decode()
