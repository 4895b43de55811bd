"""The shape of an agreement as it is typed: from when, which hours, which promises, the small print."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.calendars import reads as calendars
from goodhands.foundation.calendars.drafts import PRESETS
from goodhands.foundation.companies import written
from goodhands.foundation.rules.periods import Month
from goodhands.stages.contract.models import AgreementVersion, Metric
from goodhands.stages.contract.models import ServiceLevel as LevelRow
from goodhands.stages.contract.reads import small_print
from goodhands.stages.contract.reads.agreement import promise
from goodhands.stages.contract.rules import as_typed
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY, FIRST_EVENT, Policy
from goodhands.stages.contract.writes import Draft, HoursOrPreset, LevelDraft

TIERS = (1, 2, 3)
MOST_LEVELS = 40
FIRST_ROWS = 3
_PRESET = "preset:"
USUAL = {"resolution": "last", "reopen": "runs_through", "priority": "final", "holiday": "start"}


class Hours:
    """Hours on record, and usual ones that are taken on record with the agreement; read once for the whole page."""

    def __init__(self) -> None:
        self.known = {str(calendar.pk): calendar for calendar in calendars.all_calendars()}
        names = {calendar.name for calendar in self.known.values()}
        self.usual = {f"{_PRESET}{p.key}": p for p in PRESETS if str(p.name) not in names}

    @property
    def choices(self) -> list[tuple[str, str]]:
        known = [(key, f"{found.name}: {calendars.hours_in_words(found)}") for key, found in self.known.items()]
        return [*known, *((key, f"{preset.name}: {preset.says}") for key, preset in self.usual.items())]

    def chosen(self, key: str) -> HoursOrPreset | None:
        """The hours of a choice."""
        return self.known.get(key) or self.usual.get(key)


class TermsForm(forms.Form):
    """The terms but for the service levels."""

    valid_from = forms.CharField(
        label=_("From which month on?"),
        required=False,
        help_text=_("Left empty: from the beginning, whenever that was."),
        widget=forms.TextInput(attrs={"type": "month", "class": "short", "placeholder": "2026-03"}),
    )
    calendar = forms.ChoiceField(
        label=_("In which hours does time count?"),
        help_text=_("A promise can have hours of its own, further down."),
    )
    monthly_fee = forms.CharField(
        label=_("Monthly fee"),
        required=False,
        max_length=20,
        help_text=_("It tells how much money a credit is."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal"}),
    )
    credit_cap = forms.CharField(
        label=_("At most owed for a month"),
        required=False,
        max_length=20,
        help_text=_("A share of the monthly fee that all credits together do not exceed, such as 15 %."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    resolution = forms.ChoiceField(
        label=_("Solved more than once"), choices=list(small_print.RESOLUTION.items()), widget=forms.RadioSelect
    )
    reopen = forms.ChoiceField(
        label=_("Opened again"), choices=list(small_print.REOPEN.items()), widget=forms.RadioSelect
    )
    priority = forms.ChoiceField(
        label=_("Changed priority"), choices=list(small_print.PRIORITY.items()), widget=forms.RadioSelect
    )
    closed_resolves = forms.BooleanField(label=_("Closing a ticket counts as solving it"), required=False)
    response_pauses = forms.BooleanField(
        label=_("The clock for the first answer stops while a ticket is on hold"), required=False
    )
    holiday = forms.ChoiceField(
        label=_("A holiday on a night shift"), required=False, choices=list(small_print.HOLIDAY.items()),
        initial="start", widget=forms.RadioSelect,
    )  # fmt: skip
    opened = forms.CharField(
        label=_("Events with which the clock starts"),
        required=False,
        max_length=2000,
        help_text=_("One a line, as in the ticket file. Left empty: the first event of a ticket, whatever it is."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, last: AgreementVersion | None, hours: Hours, proposing: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.last, self.hours = None if proposing else last, hours
        self.fields["calendar"].choices = hours.choices  # type: ignore[attr-defined]
        if proposing:
            self.fields["valid_from"].help_text = gettext("It may stay open while the terms are only tried.")
        elif last is not None:
            self.fields["valid_from"].required = True
            self.fields["valid_from"].help_text = gettext("The first month that is judged by the new terms.")

    def clean_valid_from(self) -> date | None:
        typed = self.cleaned_data["valid_from"].strip()
        if not typed:
            return None
        try:
            month = Month.parse(typed)
        except ValueError:
            raise forms.ValidationError(gettext("Please give a month such as 2026-03.")) from None
        first = date(month.year, month.number % 12 + 1, 1)
        if self.last and self.last.valid_from and first <= self.last.valid_from:
            sentence = gettext("The terms before hold from {day} on. Please give a later month.")
            raise forms.ValidationError(sentence.format(day=written.day(self.last.valid_from)))
        return first

    def clean_monthly_fee(self) -> Decimal | None:
        typed = self.cleaned_data["monthly_fee"].strip()
        try:
            return as_typed.amount(typed, *written.signs()) if typed else None
        except as_typed.NotAnAmount:
            shown = written.number(Decimal("1400.5"), 2)
            raise forms.ValidationError(
                gettext("Please give an amount such as {amount}.").format(amount=shown)
            ) from None

    def clean_credit_cap(self) -> Decimal | None:
        typed = self.cleaned_data["credit_cap"].strip()
        if not typed:
            return None
        share = _target(typed)
        if not share:
            raise forms.ValidationError(gettext("Please leave it empty where nothing is owed at all."))
        return share

    def policy(self) -> Policy:
        """The small print as it was chosen."""
        given = self.cleaned_data
        opened = tuple(line.strip() for line in given["opened"].splitlines() if line.strip())
        return Policy(
            opened=opened or FIRST_EVENT, resolution=given["resolution"], closed_resolves=given["closed_resolves"],
            reopen=given["reopen"], priority=given["priority"], response_pauses=given["response_pauses"],
            holiday=given["holiday"] or "start",
        )  # fmt: skip


class LevelForm(forms.Form):
    """One promise. A row in which nothing was typed is none."""

    metric = forms.ChoiceField(
        label=_("What"), choices=[(Metric.RESOLUTION, _("solved")), (Metric.FIRST_RESPONSE, _("answered"))]
    )
    priority = forms.CharField(label=_("Which tickets"), required=False, max_length=120)
    within = forms.CharField(label=_("Within"), required=False, max_length=40)
    target = forms.CharField(label=_("For which share"), required=False, max_length=20)
    calendar = forms.ChoiceField(label=_("Hours of its own"), required=False)
    name = forms.CharField(label=_("Called"), required=False, max_length=120)

    def __init__(self, *args: Any, hours: Hours, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hours = hours
        self.fields["calendar"].choices = [("", gettext("the main hours")), *hours.choices]  # type: ignore[attr-defined]
        hints = {"priority": gettext("all"), "within": gettext("8 h"), "target": "95 %",
                 "name": gettext("made from the above")}  # fmt: skip
        for name, hint in hints.items():
            self.fields[name].widget.attrs["placeholder"] = hint
        self.fields["priority"].widget.attrs["list"] = "priorities"
        for tier in TIERS:
            for kind, label in (("below", gettext("Below")), ("owed", gettext("Owed of the fee"))):
                self.fields[f"{kind}_{tier}"] = forms.CharField(label=label, required=False, max_length=20)

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into this row."""
        data = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        return not any(value for name, value in data.items() if name not in ("metric", "calendar"))

    def tiers(self) -> list[tuple[Any, Any]]:
        """The fields of the credits in pairs."""
        return [(self[f"below_{tier}"], self[f"owed_{tier}"]) for tier in TIERS]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.blank:
            return given
        given["within"] = self._read("within", _working_seconds)
        given["target"] = self._read("target", _target)
        given["priority"] = _priority(given.get("priority", ""))
        given["credits"] = [tier for tier in map(self._tier, TIERS) if tier]
        return given

    def _read(self, name: str, read: Callable[[str], Any]) -> Any:
        typed = self.cleaned_data.get(name, "")
        if not typed:
            self.add_error(name, gettext("This is needed."))
            return None
        try:
            return read(typed)
        except forms.ValidationError as wrong:
            self.add_error(name, wrong)
            return None

    def _tier(self, tier: int) -> tuple[Decimal, Decimal] | None:
        names = (f"below_{tier}", f"owed_{tier}")
        if not any(self.cleaned_data.get(name) for name in names):
            return None
        below, owed = (self._read(name, _share) for name in names)
        target = self.cleaned_data.get("target")
        if below is not None and isinstance(target, Decimal) and below > target:
            self.add_error(
                names[0], gettext("A month that reaches {target} owes nothing.").format(target=_percent(target))
            )
        return (below, owed) if below is not None and owed is not None else None

    @property
    def says_more(self) -> bool:
        """Whether something stands, or is wrong, in the part of the row that is closed at first."""
        more = [name for name in self.fields if name not in ("metric", "priority", "within", "target", "name")]
        return any(self[name].errors or self[name].value() for name in more)

    def draft(self) -> LevelDraft:
        """The promise, named by what it says unless it was given a name."""
        given = self.cleaned_data
        name = given["name"].strip() or promise(given["metric"], given["priority"], given["within"])
        return LevelDraft(
            name=name, metric=given["metric"], within=given["within"], target=given["target"],
            priority=given["priority"], calendar=self.hours.chosen(given["calendar"]), credits=given["credits"],
        )  # fmt: skip


class LevelForms(forms.BaseFormSet):  # type: ignore[type-arg]
    """All promises of an agreement: at least one, each with a name of its own."""

    def clean(self) -> None:
        rows = [form for form in self.forms if not form.blank]
        if not rows:
            raise forms.ValidationError(gettext("Please write down at least one promise."))
        if any(self.errors):
            return
        names: set[str] = set()
        for form in rows:
            name = form.draft().name
            if name in names:
                form.add_error("name", gettext("Another promise is called “{name}”.").format(name=name))
            names.add(name)

    def drafts(self) -> list[LevelDraft]:
        """The promises that were typed."""
        return [form.draft() for form in self.forms if not form.blank]


def _working_seconds(typed: str) -> int:
    try:
        return as_typed.working_seconds(typed)
    except as_typed.InDays:
        sentence = gettext("Please give hours and minutes of working time: a working day has no fixed length.")
    except as_typed.NoTime:
        sentence = gettext("This must be more than nothing, and no more than 10,000 hours.")
    except as_typed.NotTime:
        sentence = gettext("Please give working time such as 8 h or 1 h 30 min.")
    raise forms.ValidationError(sentence)


def _share(typed: str) -> Decimal:
    try:
        return as_typed.percentage(typed, written.signs()[1])
    except as_typed.NotAPercentage:
        shown = written.share(0.995)
        raise forms.ValidationError(
            gettext("Please give a share such as 95 % or {share}.").format(share=shown)
        ) from None


def _target(typed: str) -> Decimal:
    """A share of tickets; 0.95 without a sign may be meant as 95 % or as 0.95 %, so it is asked about."""
    share = _share(typed)
    if 0 < share <= 1 and "%" not in typed:
        raise forms.ValidationError(
            gettext("Is {typed} a percentage? Please write it with its sign, such as 95 %.").format(typed=typed)
        )
    return share


def _priority(typed: str) -> str:
    plain = typed.strip()
    return ANY_PRIORITY if plain.casefold() in ("", "*", gettext("all").casefold()) else plain


def draft_of(terms: TermsForm, levels: LevelForms) -> Draft:
    """What was typed, as one draft."""
    given = terms.cleaned_data
    calendar = terms.hours.chosen(given["calendar"])
    assert calendar is not None
    return Draft(
        given["valid_from"], calendar, levels.drafts(), terms.policy(), given["monthly_fee"], given["credit_cap"]
    )  # fmt: skip


def _factory(empty_rows: int) -> type[LevelForms]:
    made = forms.formset_factory(
        LevelForm, formset=LevelForms, extra=empty_rows, max_num=MOST_LEVELS, absolute_max=MOST_LEVELS
    )
    return cast(type[LevelForms], made)


def make_forms(
    data: Mapping[str, str] | None, last: AgreementVersion | None, tried: AgreementVersion | None = None,
    proposing: bool = False,
) -> tuple[TermsForm, LevelForms]:  # fmt: skip
    """The forms as they were sent, else as the proposal `tried` or the last version has it, else with usual choices.

    `proposing` is for terms that are only to be tried: from which month on may stay open.
    """
    hours, shown = Hours(), tried or last
    factory, more = _factory(0 if shown else FIRST_ROWS), {"hours": hours}
    if data is not None:
        terms = TermsForm(data, last=last, hours=hours, proposing=proposing)
        return terms, factory(data, prefix="levels", form_kwargs=more)
    initial = _initial(shown) | ({"valid_from": _month_of(tried)} if tried else {})
    terms = TermsForm(initial=initial, last=last, hours=hours, proposing=proposing)
    return terms, factory(initial=_rows(shown), prefix="levels", form_kwargs=more)


def reshaped(
    data: Mapping[str, str], last: AgreementVersion | None, act: str, proposing: bool = False
) -> tuple[TermsForm, LevelForms] | None:
    """The forms as they were typed so far, with an empty row more (`add_line`) or one row less (`remove_2`).

    `as_typed` leaves the rows as they are. Nothing is found wrong yet. None where something else was asked for.
    """
    removed = re.fullmatch(r"remove_(\d{1,2})", act, re.ASCII)
    if act not in ("add_line", "as_typed") and not removed:
        return None
    told, hours = data.get("levels-TOTAL_FORMS", ""), Hours()
    count = min(int(told), MOST_LEVELS) if told.isdecimal() and len(told) < 9 else 0
    names = list(LevelForm(prefix="x", hours=hours).fields)
    numbers = [i for i in range(count) if not removed or i != int(removed[1])]
    rows = [{name: data.get(f"levels-{i}-{name}", "") for name in names} for i in numbers]
    empty = 0 if rows and (act != "add_line" or count == MOST_LEVELS) else 1
    terms = TermsForm(initial={"holiday": "start"} | dict(data.items()), last=last, hours=hours, proposing=proposing)
    return terms, _factory(empty)(initial=rows, prefix="levels", form_kwargs={"hours": hours})


def as_was_typed(version: AgreementVersion) -> dict[str, str]:
    """What somebody would type to write down this version anew."""
    rows = _rows(version)
    shown = {f"levels-{i}-{name}": text for i, row in enumerate(rows) for name, text in row.items()}
    shown |= _initial(version) | {"levels-TOTAL_FORMS": len(rows), "levels-INITIAL_FORMS": 0}
    shown["valid_from"] = _month_of(version)
    return {name: ("on" if text else "") if isinstance(text, bool) else str(text) for name, text in shown.items()}


def _month_of(version: AgreementVersion) -> str:
    return f"{version.valid_from:%Y-%m}" if version.valid_from else ""


def _initial(last: AgreementVersion | None) -> dict[str, Any]:
    if last is None:
        return USUAL
    fee = "" if last.monthly_fee is None else f"{last.monthly_fee:f}".replace(".", written.signs()[1])
    return {
        "calendar": str(last.calendar_id), "monthly_fee": fee, "opened": "\n".join(last.opened),
        "resolution": last.resolution, "reopen": last.reopen, "priority": last.priority,
        "closed_resolves": last.closed_resolves, "response_pauses": last.response_pauses, "holiday": last.holiday,
        "credit_cap": "" if last.credit_cap is None else _percent(last.credit_cap),
    }  # fmt: skip


def _rows(last: AgreementVersion | None) -> Sequence[dict[str, Any]]:
    return [_row(level) for level in last.levels.all()] if last else []


def _row(level: LevelRow) -> dict[str, Any]:
    row = {
        "metric": level.metric, "priority": "" if level.priority == ANY_PRIORITY else level.priority,
        "within": as_typed.as_time(level.within), "target": _percent(level.target),
        "calendar": str(level.calendar_id or ""),
        "name": "" if level.name == promise(level.metric, level.priority, level.within) else level.name,
    }  # fmt: skip
    for tier, credit in zip(TIERS, level.credits.all(), strict=False):
        row |= {f"below_{tier}": _percent(credit.below), f"owed_{tier}": _percent(credit.owed)}
    return row


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f} %".replace(".", written.signs()[1])
