"""What was changed between the files of an engagement, and which verdicts moved with it?

The files are read once more, each by itself, the first time that it is needed; what was found is kept in memory.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.public_holidays import NoHolidaysKnown
from goodhands.stages.contract.reads import AgreedTerms
from goodhands.stages.contract.rules.service_levels import METRICS
from goodhands.stages.operate.models import Import
from goodhands.stages.operate.reads.evidence import (
    ALIKE,
    Evidence,
    Missing,
    judged_by,
    kept,
    names_apart,
    sheet_of,
)
from goodhands.stages.operate.rules.changed_times import Changes, changed_times
from goodhands.stages.operate.rules.choosing import UNJUDGED, TicketIndex
from goodhands.stages.operate.rules.judging import MET, MISSED, RUNNING
from goodhands.stages.operate.rules.reading import read_log
from goodhands.stages.operate.rules.scorecard import Referee
from goodhands.stages.operate.rules.sheet import Sheet
from goodhands.stages.operate.rules.terms import Terms, file_terms
from goodhands.stages.operate.rules.ticket_log import TicketLog

UNMOVED, NOW_MISSED, NOW_UNJUDGED, NOW_MET = range(4)
"""What became of the verdict on a changed ticket: the greatest is shown first."""
_FOR_A_CHANGE, _FOR_ITSELF = 500, 10_000

Moves = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class FileChanges:
    """All changes. What made a missed ticket met stands first, then what made a met one missed, then the newest.

    `moved` says of each which of these it is, `level` under which service level (a place in the terms), -1
    where the ticket is judged by another one now. `names` are those of the files that the changes lead to by place.
    """

    changes: Changes
    moved: Moves
    level: Moves
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.changes)

    def tickets(self, which: npt.NDArray[np.bool_]) -> int:
        """How many tickets some of the changes are about."""
        return int(pc.count_distinct(self.changes.tickets.filter(pa.array(which))).as_py())


@dataclass(frozen=True, slots=True)
class _Found:
    """Changes between files, and what the files said up to each older one of the tickets that were changed later."""

    changes: Changes
    before: Mapping[int, TicketLog]


def file_changes(found: Evidence | Missing) -> FileChanges | None:
    """The changes between the files that figures rest on; None where there are no two files, or no figures."""
    if isinstance(found, Missing) or len(found.sources) < 2:
        return None
    key = ("moved", found.engagement.pk, found.terms.key, found.papers.key)
    return kept.get(key, lambda: _judged(found), lambda one: _FOR_ITSELF + _FOR_A_CHANGE * len(one))


def _judged(found: Evidence) -> FileChanges:
    files, policy = [source.pk for source in found.sources], found.terms.policy
    there = kept.get(("changes", *files, policy), lambda: _found(found.sources, found.terms), _weight)
    changes = there.changes
    moved, level = _moves(found, there)
    place = pc.index_in(changes.tickets, value_set=found.referee.log.tickets).fill_null(-1).to_numpy(False)
    opened = np.where(place >= 0, found.referee.clocks.opened[place], 0) if len(found.referee.log.tickets) else place
    order = np.lexsort((changes.what, -opened, -changes.newer_file, -moved.astype(int)))
    names = names_apart([source.document.name for source in found.sources])
    return FileChanges(changes.only(order), moved[order], level[order], names)


def _weight(found: _Found) -> int:
    return _FOR_ITSELF + _FOR_A_CHANGE * len(found.changes)


def _found(sources: Sequence[Import], terms: AgreedTerms) -> _Found:
    """The changes in files of one shape; those with a row an event are compared where they are read alike."""
    series: dict[str, list[int]] = {}
    for place, source in enumerate(sources):
        alike = json.dumps([source.mapping.get(part) for part in ALIKE], sort_keys=True)
        shape = source.mapping.get("shape")
        series.setdefault("tickets" if shape == "tickets" else alike, []).append(place)
    found = [_of_series(sources, places, terms) for places in series.values() if len(places) > 1]
    before: dict[int, TicketLog] = {}
    for one in found:
        before |= one.before
    return _Found(_together([one.changes for one in found]), before)


def _of_series(sources: Sequence[Import], places: Sequence[int], terms: AgreedTerms) -> _Found:
    sheets, judging = [], []
    kinds: dict[str, str] = {}
    for place in places:
        kinds |= file_terms(sources[place].mapping).kinds
    for place in places:
        file = replace(file_terms(sources[place].mapping), kinds=kinds)
        sheets.append(sheet_of(sources[place], file, sources[place].document.name)[0])
        judging.append(judged_by(terms, file))
    logs = [read_log([sheet], [], one) for sheet, one in zip(sheets, judging, strict=True)]
    changes = changed_times(logs)
    before = {}
    for i in np.unique(changes.older_file).tolist():
        tickets = changes.only(changes.older_file == i).tickets.unique()
        first = i if judging[i].file.shape == "tickets" else 0
        part = [_rows_of(sheet, tickets, judging[i]) for sheet in sheets[first : i + 1]]
        before[places[i]] = read_log(part, [], judging[i], logs[i].as_of)
    place_of = np.array(places, np.int32)
    changes = replace(changes, older_file=place_of[changes.older_file], newer_file=place_of[changes.newer_file])
    return _Found(changes, before)


def _rows_of(sheet: Sheet, tickets: pa.StringArray, terms: Terms) -> Sheet:
    """The rows of a sheet that are about some tickets."""
    column = sheet.columns[sheet.found[terms.file.columns["ticket"]]]
    mine = pc.is_in(pc.utf8_trim_whitespace(column), value_set=tickets)
    return replace(sheet, columns=[one.filter(mine) for one in sheet.columns], rows=sheet.rows[mine.to_numpy(False)])


def _together(parts: Sequence[Changes]) -> Changes:
    """Changes of several series as one."""
    if len(parts) == 1:
        return parts[0]
    names: list[str] = []
    found = []
    for part in [*parts, changed_times([])]:
        found.append(part.with_names_behind(names))
        names += part.names
    arrays = {name: np.concatenate([getattr(part, name) for part in found]) for name in
              ("what", "event", "older", "newer", "older_file", "newer_file")}  # fmt: skip
    return Changes(tickets=pa.concat_arrays([part.tickets for part in found]), names=names, **arrays)


def _moves(found: Evidence, there: _Found) -> tuple[Moves, Moves]:
    """What became of the verdicts that the terms would have given by the older file, and under which service level."""
    changes = there.changes
    moved, level = np.full(len(changes), UNMOVED, np.int8), np.full(len(changes), -1, np.int8)
    terms = found.referee.terms
    for file, log in there.before.items():
        try:
            older = TicketIndex(Referee(log, terms))
        except NoHolidaysKnown:
            continue  # a wild stamp that is gone by now: there is no verdict to compare with
        mine = np.flatnonzero(changes.older_file == file)
        tickets = changes.tickets.take(pa.array(mine))
        then = pc.index_in(tickets, value_set=older.referee.log.tickets).fill_null(-1).to_numpy(False)
        now = pc.index_in(tickets, value_set=found.referee.log.tickets).fill_null(-1).to_numpy(False)
        known = (then >= 0) & (now >= 0)
        metrics = [level.metric for level in terms.levels]
        before = _by_metric(older.verdict[:, then[known]], metrics)
        after = _by_metric(found.index.verdict[:, now[known]], metrics)
        for was, became, move in ((MET, MISSED, NOW_MISSED), (MISSED, UNJUDGED, NOW_UNJUDGED), (MISSED, MET, NOW_MET)):
            hit = (before == was) & (after == became)
            if became == UNJUDGED:
                hit[: len(metrics)] = False  # another service level may judge it instead
            first, mine_moved = hit.argmax(axis=0), hit.any(axis=0)
            moved[mine[known][mine_moved]] = move
            level[mine[known][mine_moved]] = np.where(first < len(metrics), first, -1)[mine_moved]
    return moved, level


def _by_metric(verdict: npt.NDArray[np.int8], metrics: Sequence[str]) -> npt.NDArray[np.int8]:
    """Verdicts by level, and below them the worst of all levels that measure the same.

    A ticket that was given another priority is judged by another level since, which measures the same.
    """
    rows = list(verdict)
    for metric in METRICS:
        own = verdict[[place for place, one in enumerate(metrics) if one == metric]]
        worst = np.full(verdict.shape[1], UNJUDGED, np.int8)
        for one in (MET, RUNNING, MISSED):
            worst[(own == one).any(axis=0)] = one
        rows.append(worst)
    return np.array(rows)
