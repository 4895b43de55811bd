"""The shape of what people hand in: a file, what its columns mean, a ticket by hand, a question to the list."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from goodhands.foundation.companies import written
from goodhands.foundation.days.typed_day import Unclear
from goodhands.foundation.days.typed_moment import instant_of
from goodhands.foundation.documents import uploads
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.visible import visible
from goodhands.foundation.rules.zones import all_zones, zone
from goodhands.stages.operate.reads import InFiles
from goodhands.stages.operate.reads.files import FileShape
from goodhands.stages.operate.rules.choosing import ASKED, OPINIONS, SORTS, STATES, VERDICTS, Wanted
from goodhands.stages.operate.rules.excusing import EXCUSED
from goodhands.stages.operate.rules.presets import Preset, folded
from goodhands.stages.operate.rules.recognising import Value, time_format
from goodhands.stages.operate.rules.terms import EVENT_KINDS, MINUTES

MOST_MEGABYTES = uploads.LARGEST >> 20
FIRST_YEAR, LAST_YEAR = 1970, 2199

ROLES: Mapping[str, Any] = {
    "ticket": _("Number of the ticket"),
    "at": _("When it happened"),
    "event": _("What happened"),
    "opened_at": _("Opened"),
    "responded_at": _("First answered"),
    "resolved_at": _("Solved"),
    "closed_at": _("Closed"),
    "priority": _("Priority"),
    "reported_verdict": _("The provider's own verdict"),
    "reported_minutes": _("The provider's own minutes to the solution"),
    "subject": _("Subject"),
    "requester": _("Who asked"),
    "actor": _("Who did it"),
    "group": _("Group"),
    "asset": _("Device or system"),
    "service": _("Service"),
    "satisfaction": _("Satisfaction"),
}
KINDS: Mapping[str, Any] = {
    "": _("nothing: it only happened"),
    "responded": _("somebody answered"),
    "paused": _("the clock stops until the next event"),
    "resolved": _("it was solved"),
    "closed": _("it was put away"),
}

NO_DATES = ("1900-01-01T00:00:00", "1900-01-01 00:00:00", "0000-00-00 00:00:00")
"""What some help desks write where there is no date."""
ENCODINGS = {"": "UTF-8", "cp1252": "Windows-1252", "iso8859-15": "ISO 8859-15", "utf-16": "UTF-16"}


NO_DESK = "none"
"""In place of the key of a help desk: none of those that are known."""
TAKEN = ".csv,.txt,.xlsx,.json,.jsonl,.ndjson,.zip,text/csv"


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Ticket export"), widget=forms.FileInput(attrs={"accept": TAKEN}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = gettext("CSV, XLSX or JSON, or a ZIP with one of them in it, up to {n} MB.")
        self.fields["file"].help_text = sentence.format(n=MOST_MEGABYTES)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES << 20:
            raise forms.ValidationError(
                gettext("This file has {n} MB. Please split it, for example by year.").format(n=file.size >> 20)
            )
        return file


class SheetForm(forms.Form):
    """Which table of a file has the tickets, where it has several."""

    sheet = forms.ChoiceField(label=_("Tables of the file"), widget=forms.RadioSelect)

    def __init__(self, rows: Mapping[str, int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, f"{name} · {_rows(count)}") for name, count in rows.items()]
        self.fields["sheet"].choices = choices  # type: ignore[attr-defined]


def _rows(count: int) -> str:
    said = ngettext("{n} row", "{n} rows", count)
    return said.format(n=written.number(count))


class DeskForm(forms.Form):
    """Which help desk a file comes from, where somebody knows it better than its headings do."""

    desk = forms.ChoiceField(label=_("Help desk"), widget=forms.Select(attrs={"data-submits": "", "class": "short"}))
    sheet = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, shape: FileShape, table: str | None) -> None:
        super().__init__(initial={"desk": shape.preset.key if shape.preset else NO_DESK, "sheet": table})
        choices = [(NO_DESK, gettext("another one, or not known")), *((one.key, _called(one)) for one in shape.desks)]
        self.fields["desk"].choices = choices  # type: ignore[attr-defined]
        if not table:
            del self.fields["sheet"]


def _called(desk: Preset) -> str:
    """A help desk, with a word where none of its files was ever read."""
    return desk.name if desk.confirmed else gettext("{name} (unconfirmed)").format(name=desk.name)


class MappingForm(forms.Form):
    """What the columns of a file mean, made for its own headings; `values` are those of its event column."""

    shape = forms.ChoiceField(
        label=_("What is one row of the file?"),
        widget=forms.RadioSelect,
        choices=[
            ("events", _("One thing that happened to a ticket, so that a ticket has several rows")),
            ("tickets", _("A whole ticket")),
        ],
    )
    timezone = forms.ChoiceField(
        label=_("On which clock are the times?"),
        help_text=_("Used where a time does not say its own zone. Ask the provider if you are not sure."),
    )
    order = forms.ChoiceField(
        label=_("In dates such as 3/4/2026"),
        choices=[
            ("", _("the file itself shows which comes first")),
            ("day", _("the day comes first")),
            ("month", _("the month comes first")),
        ],
        required=False,
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of the text"),
        choices=list(ENCODINGS.items()),
        required=False,
    )
    as_of = forms.DateTimeField(
        label=_("When was the file exported?"),
        required=False,
        help_text=_("Open tickets are measured up to then. Left empty: up to the latest time in the file."),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "short"}),
    )
    keep_good = forms.BooleanField(
        label=_("Import the good rows and leave out those that cannot be used"), required=False
    )

    all_ours = forms.BooleanField(label=_("All of it is about us, by the same help desk"), required=False)

    def __init__(
        self, headings: Sequence[str], values: Sequence[Value], *args: Any, preset: Preset | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.values, self.preset = values, preset
        self.fields["timezone"].choices = [(z, z.replace("_", " ")) for z in all_zones()]  # type: ignore[attr-defined]
        options = [("", gettext("not in this file")), *((heading, heading) for heading in dict.fromkeys(headings))]
        for role, label in ROLES.items():
            self.fields[f"column_{role}"] = forms.ChoiceField(label=label, choices=options, required=False)
        for place, value in enumerate(values):
            self.fields[f"value_{place}"] = forms.ChoiceField(
                label=value.text, choices=list(KINDS.items()), required=False
            )

    def columns(self) -> list[forms.BoundField]:
        """The fields of the columns that this shape has."""
        shape = self["shape"].value()
        hidden = ("at", "event") if shape == "tickets" else ()
        return [self[f"column_{role}"] for role in ROLES if role not in hidden]

    def events(self) -> list[tuple[forms.BoundField, Value]]:
        """The fields of the event values, with how often each stands in the file."""
        return [(self[f"value_{place}"], value) for place, value in enumerate(self.values)]

    def mapping(self, stamp_samples: Mapping[str, str]) -> dict[str, Any]:
        """The `[file]` part of a terms file. `stamp_samples` has a sample cell of each heading."""
        given = self.cleaned_data
        tickets = given["shape"] == "tickets"
        columns = {
            role: given[f"column_{role}"]
            for role in ROLES
            if given[f"column_{role}"] and not (tickets and role in ("at", "event"))
        }
        found: dict[str, Any] = {
            "shape": given["shape"], "columns": columns, "timezone": given["timezone"],
            "nulls": ["", "?", "-", "N/A", "n/a", "NULL", *NO_DATES],
        }  # fmt: skip
        if not tickets:
            events: dict[str, list[str]] = {kind: [] for kind in EVENT_KINDS}
            for place, value in enumerate(self.values):
                if kind := given[f"value_{place}"]:
                    events[kind].append(value.text)
            found["events"] = {kind: texts for kind, texts in events.items() if texts}
        if given["encoding"]:
            found["encoding"] = given["encoding"]
        if self.preset and self.preset.reported_unit != MINUTES and self._counts_as_theirs(columns):
            found["reported_unit"] = self.preset.reported_unit
        if given["as_of"]:
            there = given["as_of"].replace(tzinfo=zone(given["timezone"]))
            found["as_of"] = there.isoformat()
        return found | self._ordered(columns, stamp_samples)

    def _counts_as_theirs(self, columns: Mapping[str, str]) -> bool:
        """Whether the provider's own time stands in the column in which its help desk has it."""
        return folded(columns.get("reported_minutes", "")) in (self.preset.columns if self.preset else {}).get(
            "reported_minutes", ()
        )

    def _ordered(self, columns: Mapping[str, str], samples: Mapping[str, str]) -> dict[str, str]:
        order = self.cleaned_data["order"]
        stamps = [samples.get(columns[role], "") for role in ("at", "opened_at", "resolved_at") if role in columns]
        formats = (time_format(sample, order == "day") for sample in stamps if sample) if order else ()
        written = next((one for one in formats if one), None)
        if written is None and not order and self.preset:
            written = self.preset.time_format(stamps)
        return {"time_format": written} if written else {}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        needed = ("ticket", "at", "event") if given.get("shape") == "events" else ("ticket", "opened_at")
        for role in needed:
            if not given.get(f"column_{role}"):
                self.add_error(f"column_{role}", gettext("This column is needed."))
        if given.get("as_of") and not FIRST_YEAR <= given["as_of"].year <= LAST_YEAR:
            sentence = gettext("Please give a year from {first} to {last}.")
            self.add_error("as_of", sentence.format(first=FIRST_YEAR, last=LAST_YEAR))
        return given


def initial_mapping(mapping: Mapping[str, Any], values: Sequence[Value], proposed: bool = False) -> dict[str, Any]:
    """What the form shows of a mapping that was used before, or is only `proposed`.

    What was left without a meaning before is left so; where all is proposed, its words propose one.
    """
    kinds = {text: kind for kind, texts in mapping.get("events", {}).items() for text in texts}
    shown = {f"column_{role}": heading for role, heading in mapping.get("columns", {}).items()}
    shown |= {f"value_{i}": kinds.get(v.text, "" if kinds and not proposed else v.kind) for i, v in enumerate(values)}
    for key in ("shape", "timezone", "encoding"):
        if mapping.get(key):
            shown[key] = mapping[key]
    return shown


class TicketForm(forms.Form):
    """A ticket by hand: what, asked, answered, solved."""

    _MOMENT: Mapping[str, Any] = {"type": "datetime-local", "class": "short"}

    subject = forms.CharField(label=_("What was it about?"), max_length=200)
    opened_at = forms.DateTimeField(label=_("Asked"))
    responded_at = forms.DateTimeField(label=_("Answered"), required=False)
    resolved_at = forms.DateTimeField(label=_("Solved"), required=False)
    priority = forms.CharField(
        label=_("Priority"),
        max_length=120,
        required=False,
        help_text=_("As in your agreement, if it tells them apart."),
    )
    requester = forms.CharField(label=_("Who asked?"), max_length=120, required=False)
    number = forms.CharField(
        label=_("Number"), max_length=60, required=False, help_text=_("The provider's, if there is one.")
    )
    replaces = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, in_files: InFiles, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_files = in_files
        for name in ("opened_at", "responded_at", "resolved_at"):
            field = self.fields[name]
            field.widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=dict(self._MOMENT))
            field.input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]  # type: ignore[attr-defined]
        if in_files.priorities:
            options = [("", gettext("not known")), *((name, name) for name in in_files.priorities)]
            self.fields["priority"] = forms.ChoiceField(label=_("Priority"), choices=options, required=False)

    def clean_number(self) -> str:
        """The number. One that a file has is asked about once, and taken when it is sent again."""
        number: str = self.cleaned_data["number"]
        there = self.in_files.ticket(number) if number else ""
        if there and self.data.get("replaces") != number:
            self.data = {**self.data.dict(), "replaces": number}  # type: ignore[attr-defined]
            sentence = gettext("A file has a ticket of this number: {there}. Keep yours again to put it in its place.")
            raise forms.ValidationError(sentence.format(there=there))
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        moments = {name: self._moment(given.get(name), name) for name in ("opened_at", "responded_at", "resolved_at")}
        opened = moments["opened_at"]
        for name, word in (("responded_at", gettext("answered")), ("resolved_at", gettext("solved"))):
            moment = moments[name]
            if opened and moment and moment < opened:
                self.add_error(name, gettext("It cannot be {word} before it was asked.").format(word=word))
        return given | moments

    def _moment(self, wall: datetime | None, name: str) -> datetime | None:
        """A time on the company's wall as an instant; one that a clock change skips or shows twice is asked about."""
        if wall is None:
            return None
        if wall.year < FIRST_YEAR:
            self.add_error(name, gettext("Please give a year from {year} on.").format(year=FIRST_YEAR))
            return None
        try:
            earlier = instant_of(wall.replace(tzinfo=None), scope.current().timezone)
        except Unclear:
            sentence = gettext("The clocks change at that time. Please give a time an hour earlier or later.")
            self.add_error(name, sentence)
            return None
        if earlier > timezone.now() + timedelta(minutes=1):
            self.add_error(name, gettext("This lies in the future."))
            return None
        return earlier


class PlainText(forms.CharField):
    """Text as people see it: without what nobody sees, its lines apart where the field has several."""

    def to_python(self, value: Any) -> str:
        """The visible part of what was typed; nothing where nothing of it can be seen."""
        return visible(super().to_python(value) or "", lines=isinstance(self.widget, forms.Textarea))


class ReasonForm(forms.Form):
    """Why: in one or two sentences."""

    reason = PlainText(label=_("Why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class ReplyForm(forms.Form):
    """What the provider answers, and who said so."""

    said_by = PlainText(label=_("Who said it?"), max_length=120, help_text=_("The name of the person at the provider."))
    text = PlainText(label=_("What was the reply?"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))


class MergeForm(forms.Form):
    """The trouble into which another one is merged."""

    into = forms.ChoiceField(label=_("Which one is it part of?"))

    def __init__(self, candidates: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("", gettext("choose one")), *candidates]
        self.fields["into"].choices = options  # type: ignore[attr-defined]


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """The question that an address asks of the list. What makes no sense is left out of it."""
    try:
        month = Month.parse(query.get("month", ""))
    except ValueError:
        month = None
    level = query.get("level", "")
    place = int(level) - 1 if level.isdecimal() and len(level) < 4 else -1
    sort = query.get("sort", "")
    said = next(((role, query[role][:200]) for role in ASKED if query.get(role)), None)
    return Wanted(
        month=month,
        level=place if place >= 0 else None,
        verdict=query.get("verdict") if query.get("verdict") in (*VERDICTS, EXCUSED) else None,
        priority=query.get("priority") or None,
        state=query.get("state") if query.get("state") in STATES else None,
        said=said,
        opinion=query.get("opinion") if query.get("opinion") in OPINIONS else None,
        text=query.get("text", "")[:100].strip(),
        sort=sort if sort.removeprefix("-") in SORTS else "-opened",
    )


def quarter_of(written: str) -> Month | None:
    """The first month of a quarter such as `2026-Q1`; None for anything else."""
    year, _, place = written.partition("-Q")
    try:
        month = Month.parse(f"{year}-{3 * '1234'.index(place) + 1:02d}" if len(place) == 1 else "")
    except ValueError:
        return None
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else None
