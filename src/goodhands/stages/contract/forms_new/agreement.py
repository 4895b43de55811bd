"""The whole page of an agreement: terms, promises in rows, small print.

A row more or less is asked for with a button of the same form; what was typed until then comes back as it was.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext

from goodhands.foundation.companies import written
from goodhands.stages.contract.forms.choosing import Hours, figure
from goodhands.stages.contract.forms.levels import TIERS, LevelForm
from goodhands.stages.contract.forms.terms import TermsForm
from goodhands.stages.contract.models import AgreementVersion, ServiceLevel
from goodhands.stages.contract.reads.agreement import promise
from goodhands.stages.contract.reads.terms import policy_of
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY, FIRST_EVENT, Policy
from goodhands.stages.contract.writes import Draft

MOST_LEVELS = 40
BLANK_LEVELS = 3


class AgreementForm:
    """The whole page: terms and rows of service levels. `draft` is what was typed, once it is valid."""

    def __init__(self, data: Mapping[str, Any] | None, last: AgreementVersion | None) -> None:
        self.last, self.hours, self.data = last, Hours(), data
        self.missing = ""
        if data is None:
            self._show(_initial_terms(last, self.hours), _initial_levels(last))
        else:
            self.terms = TermsForm(data, hours=self.hours, last=last)
            self.levels = [self._row(number, data) for number in range(_rows_in(data))]

    def _row(self, number: int, data: Mapping[str, Any] | None, initial: Mapping[str, Any] | None = None) -> LevelForm:
        return LevelForm(data, hours=self.hours, prefix=f"level-{number}", initial=dict(initial or {}))

    def _show(self, terms: Mapping[str, Any], levels: Sequence[Mapping[str, Any]]) -> None:
        self.terms = TermsForm(initial=dict(terms), hours=self.hours, last=self.last)
        self.levels = [self._row(number, None, initial) for number, initial in enumerate(levels)]

    def reshape(self, wanted: str) -> None:
        """A line more (`add`) or less (`remove-2`), with everything typed as it was and nothing judged yet."""
        levels = [_typed(level) for level in self.levels]
        if wanted == "add" and len(levels) < MOST_LEVELS:
            levels.append({})
        removed = re.fullmatch(r"remove-(\d{1,2})", wanted, re.ASCII)
        if removed and int(removed[1]) < len(levels):
            del levels[int(removed[1])]
        self._show(_typed(self.terms), levels or [{}])

    def is_valid(self) -> bool:
        """Whether all that was typed can be agreed; what cannot has its error."""
        filled = [level for level in self.levels if not level.is_blank]
        valid = all([self.terms.is_valid(), *(level.is_valid() for level in filled)])
        self.missing = "" if filled else gettext("At least one service level is needed: what was promised?")
        names: set[str] = set()
        for level in filled:
            name = level.cleaned_data.get("name", "")
            if name and name in names:
                twice = gettext("Two service levels are called “{name}”. Please give this one another name.")
                level.add_error("name", twice.format(name=name))
                valid = False
            names.add(name)
        return valid and bool(filled)

    def problems(self) -> list[tuple[str, str, str]]:
        """What needs another look: (field to go to, where that is, the sentence)."""
        found = [("level-0-within", gettext("Service levels"), self.missing)] if self.missing else []
        if self.terms.is_bound:
            found += _problems(self.terms, lambda label: label)
            for number, level in enumerate(self.levels, start=1):
                if not level.is_blank:
                    line = gettext("Line {number}").format(number=number)
                    found += _problems(level, lambda label, line=line: f"{line}, {label}")
        return found

    def draft(self) -> Draft:
        """What was typed, as a draft."""
        given = self.terms.cleaned_data
        hours = self.hours.chosen(given["calendar"])
        assert hours is not None
        return Draft(
            valid_from=given["valid_from"], calendar=hours, policy=self.terms.policy(),
            levels=[level.draft() for level in self.levels if not level.is_blank], monthly_fee=given["monthly_fee"],
        )  # fmt: skip


def _problems(form: forms.Form, place: Callable[[str], str]) -> list[tuple[str, str, str]]:
    return [(field.id_for_label, place(str(field.label)), str(error)) for field in form for error in field.errors]


def _typed(form: forms.Form) -> dict[str, Any]:
    """What stands in the fields of a form, as it was typed."""
    return {name: form[name].value() for name in form.fields}


def _rows_in(data: Mapping[str, Any]) -> int:
    try:
        return max(1, min(int(data.get("rows", 1)), MOST_LEVELS))
    except ValueError:
        return 1


def _initial_terms(last: AgreementVersion | None, hours: Hours) -> dict[str, Any]:
    """The terms of the last version, or what most agree on."""
    policy = policy_of(last) if last else Policy()
    fee = last and last.monthly_fee
    return {
        "calendar": str(last.calendar_id) if last else hours.usual(),
        "monthly_fee": written.number(fee, 2) if fee is not None else "",
        "opened": "" if policy.opened == FIRST_EVENT else "\n".join(policy.opened),
        "resolution": policy.resolution,
        "reopen": policy.reopen,
        "priority": policy.priority,
        "closed_resolves": "yes" if policy.closed_resolves else "no",
        "response_pauses": "yes" if policy.response_pauses else "no",
    }


def _initial_levels(last: AgreementVersion | None) -> list[dict[str, Any]]:
    """The rows of the last version, or a few that are blank."""
    return [_initial_level(row) for row in last.levels.all()] if last else [{}] * BLANK_LEVELS


def _initial_level(row: ServiceLevel) -> dict[str, Any]:
    own = row.name != promise(row.metric, row.priority, row.within)
    shown: dict[str, Any] = {
        "priority": gettext("all") if row.priority == ANY_PRIORITY else row.priority,
        "metric": row.metric,
        "within": " ".join(written.duration(row.within).split()),
        "target": figure(row.target),
        "calendar": str(row.calendar_id or ""),
        "name": row.name if own else "",
    }
    for tier, credit in zip(TIERS, row.credits.all(), strict=False):
        shown |= {f"below_{tier}": figure(credit.below), f"owed_{tier}": figure(credit.owed)}
    return shown
