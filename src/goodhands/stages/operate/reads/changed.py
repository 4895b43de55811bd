"""What was changed between the files? Both values side by side, what moved a verdict first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.paging import cut
from goodhands.foundation.rules.working_time import BLANK
from goodhands.stages.operate.models import Import
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence
from goodhands.stages.operate.reads.file_changes import NOW_MET, NOW_MISSED, NOW_UNJUDGED, FileChanges, file_changes
from goodhands.stages.operate.rules import changed_times as rules
from goodhands.stages.operate.rules.changed_times import Changes


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change in a list: what was changed, what the older file says and what the newer one, with their names.

    `tone` and `word` tell of a verdict that moved, `level` under which service level; they are blank where none did.
    """

    number: str
    address: str
    subject: str
    what: str
    older: str
    newer: str
    older_file: Import
    newer_file: Import
    older_name: str
    newer_name: str
    tone: str
    word: str
    level: str


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """One page of the changes. `files` is how many files there are to compare, `notes` say more of the whole."""

    sentence: str
    notes: Sequence[str]
    files: int
    lines: Sequence[ChangeLine]
    number: int
    last: int
    evidence: Evidence


def changed(engagement: Engagement, number: int, at: datetime) -> ChangedPage | Missing:
    """One page of what was changed between the files of an engagement."""
    found = evidence(engagement, at)
    if isinstance(found, Missing):
        return found
    told = file_changes(found)
    count = len(told) if told else 0
    page = cut(count, number)
    return ChangedPage(
        sentence=_sentence(told),
        notes=_notes(told) if told and count else [],
        files=len(found.sources),
        lines=_lines(found, told, np.arange(page.start, page.stop)) if told else [],
        number=page.number,
        last=page.last,
        evidence=found,
    )


def changes_of(found: Evidence, number: str) -> list[ChangeLine]:
    """What was changed of one ticket."""
    told = file_changes(found)
    if told is None:
        return []
    return _lines(found, told, np.flatnonzero(pc.equal(told.changes.tickets, number).to_numpy(False)))


def tickets_changed(engagement: Engagement, at: datetime) -> int | None:
    """How many tickets were changed between the files of an engagement; None where nothing could be compared."""
    told = file_changes(evidence(engagement, at))
    return None if told is None else told.tickets(np.ones(len(told), bool))


def _lines(found: Evidence, told: FileChanges, shown: npt.NDArray[np.intp]) -> list[ChangeLine]:
    changes, moved, levels = told.changes.only(shown), told.moved[shown].tolist(), told.level[shown].tolist()
    place = reverse("operate:tickets", args=[scope.current().slug, found.engagement.slug])
    lines = []
    for i, number in enumerate(changes.tickets.to_pylist()):
        ticket = found.index.place_of(number)
        older, newer = _values(changes, i, found.terms.hours.timezone)
        tone, word = _moved(moved[i])
        lines.append(
            ChangeLine(
                number=number,
                address=f"{place}{quote(number, safe='')}/" if ticket is not None else "",
                subject=(found.index.subjects[ticket].as_py() or "") if ticket is not None else "",
                what=_what(changes, i),
                older=older,
                newer=newer,
                older_file=found.sources[changes.older_file[i]],
                newer_file=found.sources[changes.newer_file[i]],
                older_name=told.names[changes.older_file[i]],
                newer_name=told.names[changes.newer_file[i]],
                tone=tone,
                word=word,
                level=found.terms.levels[levels[i]].name if levels[i] >= 0 else "",
            )
        )
    return lines


def _moved(moved: int) -> tuple[str, str]:
    words = {
        NOW_MET: ("unsure", _("missed before, met now")),
        NOW_UNJUDGED: ("unsure", _("missed before, not judged now")),
        NOW_MISSED: ("missed", _("met before, missed now")),
    }
    return words.get(moved, ("", ""))


def _what(changes: Changes, i: int) -> str:
    if changes.event[i] >= 0:
        return str(changes.names[changes.event[i]])
    words = {
        rules.OPENED: _("Opened"), rules.RESPONDED: _("First answer"), rules.RESOLVED: _("Solved"),
        rules.CLOSED: _("Closed"), rules.PRIORITY: _("Priority"), rules.REPORTED: _("Verdict of the provider"),
    }  # fmt: skip
    return words[int(changes.what[i])]


def _values(changes: Changes, i: int, zone: str) -> tuple[str, str]:
    """What the older and what the newer file says, in words; to the second where the minutes are the same."""
    what, older, newer = int(changes.what[i]), int(changes.older[i]), int(changes.newer[i])
    if what == rules.PRIORITY:
        said = [changes.names[value] if value != BLANK else "" for value in (older, newer)]
    elif what == rules.REPORTED:
        said = [{1: _("met"), 0: _("missed")}.get(value, "") for value in (older, newer)]
    else:
        said = [_moment(value, zone) if value != BLANK else "" for value in (older, newer)]
        if said[0] == said[1]:
            seconds = [f"{written.local(value, zone):%S}" for value in (older, newer)]
            said = [f"{words}:{more}" for words, more in zip(said, seconds, strict=True)]
    return said[0] or _("not there"), said[1] or _("not there any more")


def _moment(instant: int, zone: str) -> str:
    """On one line, so that two times can be compared at a glance."""
    return written.moment(instant, zone).replace(" ", "\N{NO-BREAK SPACE}")


def _sentence(told: FileChanges | None) -> str:
    """How many tickets were changed, and what an owner must know of it first."""
    if told is None:
        return _("There are no two files yet that could be compared.")
    if not len(told):
        return _("Your files agree: what one of them says, no newer one says otherwise.")
    count = told.tickets(np.ones(len(told), bool))
    sentence = ngettext(
        "One ticket was changed between your files", "{n} tickets were changed between your files", count
    ).format(n=written.number(count))  # fmt: skip
    to_met, earlier = told.tickets(told.moved == NOW_MET), told.tickets(told.changes.solved_earlier)
    if to_met:
        return ngettext(
            "{changed}, and one miss became met by that.", "{changed}, and {n} misses became met by that.", to_met
        ).format(changed=sentence, n=written.number(to_met))  # fmt: skip
    if earlier:
        return ngettext(
            "{changed}: one was solved earlier in the newer file than in the older one.",
            "{changed}: {n} were solved earlier in the newer file than in the older one.",
            earlier,
        ).format(changed=sentence, n=written.number(earlier))  # fmt: skip
    return f"{sentence}."


def _notes(told: FileChanges) -> list[str]:
    """What else is to be said of all changes together."""
    to_met, unjudged, to_missed = (told.tickets(told.moved == one) for one in (NOW_MET, NOW_UNJUDGED, NOW_MISSED))
    earlier = told.tickets(told.changes.solved_earlier) if to_met else 0  # else the first sentence says it
    notes = []
    if earlier:
        notes.append(ngettext("One was solved earlier in the newer file than in the older one.",
                              "{n} were solved earlier in the newer file than in the older one.",
                              earlier).format(n=written.number(earlier)))  # fmt: skip
    if unjudged:
        notes.append(ngettext("One was missed before and is judged by no promise now.",
                              "{n} were missed before and are judged by no promise now.",
                              unjudged).format(n=written.number(unjudged)))  # fmt: skip
    if to_missed:
        notes.append(ngettext("One was met before and counts as missed now.",
                              "{n} were met before and count as missed now.",
                              to_missed).format(n=written.number(to_missed)))  # fmt: skip
    if not to_met + unjudged + to_missed:
        notes.append(_("No verdict became another one by that."))
    return notes
