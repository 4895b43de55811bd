"""Several logs as one: split by ticket nothing changes, and of a ticket in several the newest says everything."""

from copy import deepcopy
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_logs import OFFICE, agreements, logs, read

from goodhands.cli.ticket_rows import rows
from goodhands.foundation.rules.hours import stamped
from goodhands.stages.operate.rules.carried import at_events, last_of
from goodhands.stages.operate.rules.scorecard import Referee, Scorecard
from goodhands.stages.operate.rules.terms import Terms, read_terms
from goodhands.stages.operate.rules.ticket_log import TicketLog
from goodhands.stages.operate.rules.uniting import united

AS_OF = st.none() | st.just("2025-04-09T10:30:00Z")


def split(file: str, parts: dict[str, int]) -> list[str]:
    """The file as several, by ticket; what belongs elsewhere is an empty line, so that rows keep their numbers."""
    heading, *lines = file.splitlines()
    return [
        "\n".join([heading, *(line if parts[line[0]] == part else "" for line in lines)]) + "\n" for part in range(3)
    ]


def figures(card: Scorecard) -> dict[str, Any]:
    """All fields, with lists that have no order of their own sorted, and notes that count rows left out."""
    counted = (" row)", " rows)")
    return {field.name: getattr(card, field.name) for field in fields(card)} | {
        "excluded": sorted(card.excluded),
        "problems": sorted((p.row, p.column or "", p.value, p.reason) for p in card.problems
                           if not p.reason.endswith(counted)),
    }  # fmt: skip


def known_until(judged: Referee) -> str | None:
    """The moment up to which a log is known, to tell each of its parts: alone they would end with their own stamps."""
    return None if judged.log.as_of is None else stamped(judged.log.as_of)


def verdicts(judged: Referee) -> list[str]:
    return sorted(str([str(cell) for cell in row]) for row in rows(judged))


@settings(max_examples=120, deadline=None)
@given(logs(), agreements(), st.fixed_dictionaries(dict.fromkeys("ABC", st.integers(0, 2))), AS_OF)
def test_logs_split_by_ticket_are_judged_as_one(
    file: str, terms: dict[str, Any], parts: dict[str, int], as_of: str | None
) -> None:
    agreed = read_terms(terms)
    whole = Referee(read([file], agreed, as_of), agreed)
    until = known_until(whole)
    several = Referee(united([read([part], agreed, until) for part in split(file, parts)]), agreed)
    assert figures(several.scorecard()) == figures(whole.scorecard())
    assert list(map(figures, several.monthly())) == list(map(figures, whole.monthly()))
    assert verdicts(several) == verdicts(whole)
    assert several.log.facts.identical == whole.log.facts.identical
    assert several.log.facts.later == whole.log.facts.later


def in_other_words(terms: dict[str, Any]) -> dict[str, Any]:
    """The same agreement for a file with other headings and other names for events."""
    other = deepcopy(terms)
    other["file"]["columns"] = {role: f"{heading} 2" for role, heading in terms["file"]["columns"].items()}
    other["file"]["events"] = {kind: [v.upper() for v in values] for kind, values in terms["file"]["events"].items()}
    opened = terms["policy"]["opened"]
    other["policy"]["opened"] = opened if isinstance(opened, str) else [value.upper() for value in opened]
    return other


def rewritten(file: str) -> str:
    heading, *lines = file.splitlines()
    cells = [line.split(",") for line in lines]
    return "\n".join([",".join(f"{name} 2" for name in heading.split(",")),
                      *(",".join([*row[:2], row[2].upper(), *row[3:]]) if len(row) > 1 else "" for row in cells)]) + "\n"  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(logs(), agreements(), st.fixed_dictionaries(dict.fromkeys("ABC", st.integers(0, 1))))
def test_each_log_may_be_read_in_its_own_way(file: str, terms: dict[str, Any], parts: dict[str, int]) -> None:
    agreed, other = read_terms(terms), read_terms(in_other_words(terms))
    whole = Referee(read([file], agreed), agreed)
    one, two, _ = split(file, parts)
    policy = agreed.policy
    if isinstance(policy.opened, tuple):
        assert isinstance(other.policy.opened, tuple)
        policy = replace(policy, opened=(*policy.opened, *other.policy.opened))
    until, judging = known_until(whole), replace(agreed, policy=policy)
    several = Referee(united([read([one], agreed, until), read([rewritten(two)], other, until)]), judging)
    dropped = ("policy", "paused", "problems")
    ours, theirs = figures(several.scorecard()), figures(whole.scorecard())
    assert {k: v for k, v in ours.items() if k not in dropped} == {k: v for k, v in theirs.items() if k not in dropped}
    seconds = dict.fromkeys(theirs["paused"], 0)
    for value, taken in ours["paused"].items():
        seconds[value.lower()] += taken
    assert seconds == theirs["paused"]
    assert verdicts(several) == verdicts(whole)


@settings(max_examples=60, deadline=None)
@given(logs(), logs(), agreements())
def test_the_newest_log_that_knows_a_ticket_says_everything_of_it(
    older: str, newer: str, terms: dict[str, Any]
) -> None:
    agreed = read_terms(terms)
    logs = [read([older], agreed, "2025-05-01T00:00:00Z"), read([newer], agreed, "2025-05-01T00:00:00Z")]
    first, last, both = (Referee(log, agreed) for log in (*logs, united(logs)))
    known = set(logs[1].tickets.to_pylist())
    ids = [row[0] for row in map(list, rows(first))]
    expected = [row for row in verdicts(first) if not row.startswith(tuple(f"['{ticket}'" for ticket in known))]
    assert verdicts(both) == sorted([*expected, *verdicts(last)])
    assert set(both.log.tickets.to_pylist()) | {t for t, _ in both.log.excluded} >= known | set(ids)


# Small tables, by hand


def terms_for(**file: Any) -> Terms:
    shape = {"shape": "events", "timezone": "UTC"} | file
    level = {"name": "Solved", "metric": "resolution", "priority": "*", "within": "8h", "target": "90%"}
    return read_terms(
        {"file": shape, "calendar": {"timezone": "UTC", "hours": {"mon": OFFICE}}, "service_level": [level]}
    )


EVENTS = terms_for(columns={"ticket": "t", "at": "at", "event": "what", "actor": "who", "priority": "p"},
                   events={"resolved": ["done"], "paused": ["wait"]})  # fmt: skip
TICKETS = terms_for(shape="tickets", nulls=["none"], columns={
    "ticket": "id", "opened_at": "open", "resolved_at": "solved", "actor": "agent", "reported_verdict": "ok",
    "priority": "prio"})  # fmt: skip

FIRST = "t,at,what,who,p\n1,2025-03-03 10:00,new,Rui,High\n1,2025-03-03 11:00,wait,,\n2,2025-03-03 10:00,new,Ana,Low\n"
SECOND = (
    "id,open,solved,agent,ok,prio\n2,2025-03-03 09:00,2025-03-03 11:00,none,yes,Low\n3,2025-03-03 09:00,,Eva,,High\n"
)


def test_an_open_ticket_runs_as_far_as_its_own_log_tells() -> None:
    later = SECOND.replace("2025-03-03 11:00", "2025-03-31 11:00")
    log = united([read([FIRST], EVENTS), read([later], TICKETS)])
    clocks = Referee(log, EVENTS).clocks
    ends = dict(zip(log.tickets.to_pylist(), clocks.end.tolist(), strict=True))
    first, last = (int(datetime(2025, 3, day, 11, tzinfo=UTC).timestamp()) for day in (3, 31))
    assert ends == {"1": first, "2": last, "3": last}
    assert log.as_of == last


def small() -> TicketLog:
    return united([read([FIRST], EVENTS), read([SECOND], TICKETS)])


def test_shapes_may_be_mixed() -> None:
    log = small()
    assert log.tickets.to_pylist() == ["1", "2", "3"]
    assert [log.priorities.names[c] for c in log.priorities.code] == ["High", "Low", "High"]
    assert log.priorities.ticket.tolist() == [0, 1, 2]
    assert last_of(log, "actor").to_pylist() == ["Rui", None, "Eva"]
    assert last_of(log, "group").to_pylist() == [None] * 3
    assert [list(at_events(log, "actor", ticket)) for ticket in range(3)] == [["Rui", None], [], []]
    assert log.reported is not None
    assert log.reported.tolist() == [-1, 1, -1]
    assert [int(log.facts.row_of[row]) for row in log.rows] == [2, 2, 3]
    assert [log.facts.headings[f]["actor"] for f in log.facts.file_of[log.rows]] == ["who", "agent", "agent"]


def test_files_of_one_name_are_told_apart() -> None:
    bad = "t,at,what,who,p\n1,never,new,Rui,High\n"
    other = bad.replace("never", "later")
    both = united([read([bad], EVENTS), read([bad, other], EVENTS), read([SECOND], TICKETS)])
    assert both.facts.files == ["0.csv", "0.csv (file 2)", "1.csv", "0.csv (file 4)"]
    assert [p.file for p in both.problems] == ["0.csv", "0.csv (file 2)", "1.csv"]
    assert Referee(both, EVENTS).scorecard().rejected == 3


def test_a_reversed_ticket_names_the_heading_of_its_own_file() -> None:
    reversed_one = "id,open,solved,agent,ok,prio\n9,2025-03-03 11:00,2025-03-03 09:00,,,\n"
    judged = Referee(united([read([FIRST], EVENTS), read([reversed_one], TICKETS)]), EVENTS)
    (problem,) = [p for p in judged.log.problems if "before it was opened" in p.reason]
    assert (problem.file, problem.row, problem.column) == ("0.csv (file 2)", 2, "solved")


def test_a_newer_log_that_leaves_a_ticket_out_says_so() -> None:
    late = read([SECOND], TICKETS, "2025-03-03T08:00:00Z")
    assert [ticket for ticket, _ in late.excluded] == ["2", "3"]
    both = united([read([FIRST], EVENTS), late])
    assert (both.tickets.to_pylist(), [ticket for ticket, _ in both.excluded]) == (["1"], ["2", "3"])
    turned = united([late, read([FIRST], EVENTS)])
    assert (turned.tickets.to_pylist(), [ticket for ticket, _ in turned.excluded]) == (["1", "2"], ["3"])


def test_one_log_is_given_back_as_it_is() -> None:
    log = read([FIRST], EVENTS)
    assert united([log]) is log


@pytest.mark.parametrize("empty", ["t,at,what,who,p\n", "t,at,what,who,p\n1,never,new,,\n"])
def test_a_log_without_tickets_changes_nothing(empty: str) -> None:
    for both in (united([read([empty], EVENTS), read([FIRST], EVENTS)]), united([read([empty], EVENTS)] * 2)):
        Referee(both, EVENTS).scorecard()
    assert united([read([empty], EVENTS), read([FIRST], EVENTS)]).tickets.to_pylist() == ["1", "2"]
