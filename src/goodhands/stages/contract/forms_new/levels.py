"""One promise in its row: how fast, for which tickets, for which share of them, and what is owed otherwise."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.stages.contract.forms.choosing import Hours, figure, offer, percentage
from goodhands.stages.contract.models import Metric
from goodhands.stages.contract.reads.agreement import promise
from goodhands.stages.contract.rules import as_typed
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY
from goodhands.stages.contract.writes import LevelDraft

TIERS = (1, 2, 3)


class LevelForm(forms.Form):
    """One service level in its row. A row in which nothing is typed is left out."""

    use_required_attribute = False
    priority = forms.CharField(label=_("Tickets of priority"), required=False, max_length=120)
    metric = forms.ChoiceField(label=_("are"), choices=Metric)
    within = forms.CharField(label=_("within"), required=False, max_length=20)
    target = forms.CharField(label=_("at least, in %"), required=False, max_length=20)
    calendar = forms.ChoiceField(label=_("Hours of its own"), required=False)
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        help_text=_("Made from the promise if it stays empty, such as “High, solved in 8 h”."),
    )

    def __init__(self, *args: Any, hours: Hours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hours = hours
        offer(self.fields["calendar"], hours.choices(gettext("The main hours")))
        for tier in TIERS:
            for name, label in ((f"below_{tier}", _("Below, in %")), (f"owed_{tier}", _("of the fee, in %"))):
                self.fields[name] = forms.CharField(label=label, required=False, max_length=20)
        for name in self.fields:
            self.fields[name].template_name = "contract/cell.html"

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into this row."""
        typed = [name for name in self.fields if name not in ("metric", "calendar")]
        return not any(str(self[name].value() or "").strip() for name in typed)

    @property
    def says_more(self) -> bool:
        """Whether something stands in the part of the row that is closed at first."""
        more = [name for name in self.fields if name not in ("priority", "metric", "within", "target")]
        return any(self[name].value() or (self.is_bound and name in self.errors) for name in more)

    def tiers(self) -> list[tuple[Any, Any]]:
        """The fields of the credits, two and two."""
        return [(self[f"below_{tier}"], self[f"owed_{tier}"]) for tier in TIERS]

    def clean_within(self) -> int:
        typed = self.cleaned_data["within"].strip()
        try:
            if not typed:
                raise forms.ValidationError(gettext("How fast? Working time such as 8 h or 30 min."))
            return as_typed.working_seconds(typed)
        except as_typed.InDays:
            wrong = gettext(
                "“{text}” is in days, and a working day has no fixed length. Please give hours, such as 16 h."
            )
        except as_typed.NoTime:
            wrong = gettext("“{text}” must be longer than nothing and at most 10,000 h.")
        except as_typed.NotTime:
            wrong = gettext("“{text}” is not working time such as 8 h, 1 h 30 min or 30 min.")
        raise forms.ValidationError(wrong.format(text=typed))

    def clean_target(self) -> Decimal:
        typed = self.cleaned_data["target"].strip()
        if not typed:
            raise forms.ValidationError(gettext("For which share of the tickets? A percentage such as 95."))
        share = percentage(typed)
        if not share:
            raise forms.ValidationError(gettext("A promise about none of the tickets promises nothing."))
        return share

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["credits"] = self._credits(given)
        priority = (given.get("priority") or "").strip()
        given["priority"] = ANY_PRIORITY if priority.casefold() in ("", "*", gettext("all")) else priority
        if not (given.get("name") or "").strip() and given.get("within"):
            given["name"] = promise(given["metric"], given["priority"], given["within"])[:120]
        return given

    def _credits(self, given: dict[str, Any]) -> list[tuple[Decimal, Decimal]]:
        found: dict[Decimal, Decimal] = {}
        for tier in TIERS:
            names = (f"below_{tier}", f"owed_{tier}")
            typed = [(given.get(name) or "").strip() for name in names]
            if not any(typed):
                continue
            figures = [self._credit_figure(name, text) for name, text in zip(names, typed, strict=True)]
            below, owed = figures
            if below is None or owed is None:
                continue
            if below in found:
                self.add_error(names[0], gettext("This share stands here twice."))
            elif given.get("target") and below > given["target"]:
                above = gettext("A month that reaches its target of {target} % owes nothing.")
                self.add_error(names[0], above.format(target=figure(given["target"])))
            found.setdefault(below, owed)
        return sorted(found.items(), reverse=True)

    def _credit_figure(self, name: str, text: str) -> Decimal | None:
        try:
            if not text:
                raise forms.ValidationError(gettext("Both figures are needed, or neither."))
            return percentage(text)
        except forms.ValidationError as wrong:
            self.add_error(name, wrong)
            return None

    def draft(self) -> LevelDraft:
        """What was typed, as a draft."""
        given = self.cleaned_data
        return LevelDraft(
            name=given["name"].strip(), metric=given["metric"], within=given["within"], target=given["target"],
            priority=given["priority"], calendar=self.hours.chosen(given["calendar"]), credits=given["credits"],
        )  # fmt: skip
