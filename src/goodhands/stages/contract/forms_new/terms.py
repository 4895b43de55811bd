"""From when on, in which hours, for how much money, and the small print."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.companies import written
from goodhands.stages.contract.forms.choosing import Hours, offer
from goodhands.stages.contract.models import AgreementVersion
from goodhands.stages.contract.reads import small_print
from goodhands.stages.contract.rules import as_typed
from goodhands.stages.contract.rules.service_levels import FIRST_EVENT, Policy


class TermsForm(forms.Form):
    """From when on, in which hours, for how much money, and the small print."""

    valid_from = forms.CharField(
        label=_("From which month on?"),
        help_text=_("Year and month, such as 2026-03. Earlier months stay with the version before."),
        widget=forms.TextInput(attrs={"type": "month", "class": "short"}),
    )
    calendar = forms.ChoiceField(
        label=_("In which hours does time count?"), help_text=_("A service level can have hours of its own.")
    )
    monthly_fee = forms.CharField(label=_("What do you pay a month?"), required=False, max_length=20)
    opened = forms.CharField(
        label=_("The clock starts with"),
        required=False,
        max_length=2000,
        help_text=_(
            "Events of the help desk, one a line, exactly as it calls them: the first one counts. "
            "If nothing stands here, it is the first thing that is known of a ticket."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    resolution = forms.ChoiceField(label=_("Solved more than once"), widget=forms.RadioSelect)
    reopen = forms.ChoiceField(label=_("Opened again"), widget=forms.RadioSelect)
    closed_resolves = forms.ChoiceField(label=_("Closed, never solved"), widget=forms.RadioSelect)
    priority = forms.ChoiceField(label=_("Priority changed"), widget=forms.RadioSelect)
    response_pauses = forms.ChoiceField(label=_("On hold before the first answer"), widget=forms.RadioSelect)

    SMALL_PRINT = ("opened", "resolution", "reopen", "closed_resolves", "priority", "response_pauses")

    def __init__(self, *args: Any, hours: Hours, last: AgreementVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last, self.hours = last, hours
        self.fields["monthly_fee"].help_text = gettext("In {currency}. Credits are a share of it.").format(
            currency=written.money(Decimal(0)).split()[0]
        )
        if last is None:
            self.fields["valid_from"].required = False
            self.fields["valid_from"].help_text = gettext(
                "Year and month, such as 2026-03. Empty means: for as long as there are tickets."
            )
        offer(self.fields["calendar"], hours.choices(gettext("Please choose")))
        for name, said in (
            ("resolution", small_print.RESOLUTION),
            ("reopen", small_print.REOPEN),
            ("priority", small_print.PRIORITY),
        ):
            offer(self.fields[name], list(said.items()))
        for name, yes_or_no in (
            ("closed_resolves", small_print.CLOSED_RESOLVES),
            ("response_pauses", small_print.RESPONSE_PAUSES),
        ):
            offer(self.fields[name], [("no", yes_or_no[False]), ("yes", yes_or_no[True])])

    def clean_valid_from(self) -> date | None:
        typed = self.cleaned_data["valid_from"].strip()
        if not typed:
            return None
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", typed, re.ASCII)
        if not found or not 1970 <= int(found[1]) <= 2199:
            wrong = gettext("“{text}” is not a month such as 2026-03.")
            raise forms.ValidationError(wrong.format(text=typed[:20]))
        day = date(int(found[1]), int(found[2]), 1)
        before = self.last and self.last.valid_from
        if before and day <= before:
            wrong = gettext("Version {number} holds from {day}; the next one can only begin in a later month.")
            raise forms.ValidationError(
                wrong.format(number=self.last.number if self.last else "", day=written.day(before))
            )
        return day

    def clean_monthly_fee(self) -> Decimal | None:
        typed = self.cleaned_data["monthly_fee"].strip()
        if not typed:
            return None
        try:
            return as_typed.amount(typed, *written.signs())
        except as_typed.NotAnAmount:
            wrong = gettext("“{text}” is not an amount such as {example}.")
            example = written.number(Decimal("1234.5"), 2)
            raise forms.ValidationError(wrong.format(text=typed[:20], example=example)) from None

    def clean_opened(self) -> tuple[str, ...]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["opened"].splitlines()]
        return tuple(dict.fromkeys(filter(None, lines)))

    def policy(self) -> Policy:
        """The small print as rules know it."""
        given = self.cleaned_data
        return Policy(
            opened=given["opened"] or FIRST_EVENT,
            resolution=given["resolution"],
            closed_resolves=given["closed_resolves"] == "yes",
            reopen=given["reopen"],
            priority=given["priority"],
            response_pauses=given["response_pauses"] == "yes",
        )

    @property
    def opens_small_print(self) -> bool:
        """Whether something in the small print needs another look."""
        return any(name in self.errors for name in self.SMALL_PRINT) if self.is_bound else False
