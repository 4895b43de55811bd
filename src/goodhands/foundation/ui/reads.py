"""Examples of everything that pages are made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from goodhands.foundation.ui.charts import ClockChart, MonthChart, Point, Stretch, clock_chart, month_chart

_SHARES = (95.8, 96.4, 94.9, 96.9, None, 96.1, 97.0, 95.5, 96.6, 95.9, 94.6, 90.8)
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Gallery:
    """What the gallery shows."""

    months: MonthChart
    clock: ClockChart
    form: forms.Form
    verdicts: Sequence[tuple[str, str, str]]
    stages: Sequence[str]
    query: dict[str, str]


class ExampleForm(forms.Form):
    """One field of each sort; sent empty, so that its errors show."""

    def __init__(self) -> None:
        super().__init__({"agreed": "on", "shape": "a"})
        self.fields["name"] = forms.CharField(label=_("A text"), help_text=_("With a line that helps."))
        self.fields["note"] = forms.CharField(label=_("Several lines"), required=False, widget=forms.Textarea)
        choices = [("a", _("one thing")), ("b", _("another"))]
        self.fields["shape"] = forms.ChoiceField(label=_("One of few"), choices=choices, widget=forms.RadioSelect)
        self.fields["zone"] = forms.ChoiceField(label=_("One of many"), choices=choices, required=False)
        self.fields["agreed"] = forms.BooleanField(label=_("Yes or no"))


def gallery() -> Gallery:
    """One example of each component."""
    points = [
        Point(
            f"{i + 1}", share, "" if share is None else f"{share} %", "#months", None if share is None else share >= 95
        )
        for i, share in enumerate(_SHARES)
    ]
    stretches = [
        Stretch("ran", 2 * HOUR, _("opened"), "Tue 15:40"),
        Stretch("outside", 14 * HOUR, _("night"), "18:00"),
        Stretch("ran", 3 * HOUR, _("in work"), "Wed 8:00"),
        Stretch("paused", 3 * HOUR, _("waiting for you"), "11:00"),
        Stretch("ran", 4 * HOUR, _("in work"), "14:10"),
    ]
    return Gallery(
        months=month_chart(points, 95, _("Share in time, twelve months"), _("An example."), _("agreed 95 %")),
        clock=clock_chart(stretches, _("How the clock ran"), _("An example.")),
        form=ExampleForm(),
        verdicts=[
            ("kept", _("kept"), ""),
            ("missed", _("not kept"), _("could be chance")),
            ("unsure", _("running"), ""),
            ("none", _("no tickets"), ""),
        ],
        stages=("done", "now", "skipped", "later"),
        query={"sort": "-opened"},
    )
