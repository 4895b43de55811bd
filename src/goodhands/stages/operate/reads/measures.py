"""Measures beside tickets as pages: all of an engagement, and one with its twelve months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.periods import Month
from goodhands.foundation.rules.typed_number import plainly
from goodhands.foundation.ui.charts import MonthChart, Point, month_chart
from goodhands.stages.operate.models import Figure, Measure
from goodhands.stages.operate.reads.beside_tickets import InMonth, Measured, measured
from goodhands.stages.operate.rules.availability import Availability
from goodhands.stages.operate.rules.catalogue import (
    AREAS,
    CATALOGUE,
    COUNT,
    HOURS,
    MINUTES,
    RATIO,
    SHARE,
    UPTIME,
    Kind,
)
from goodhands.stages.operate.rules.measures import Standing
from goodhands.stages.operate.rules.satisfaction import Satisfaction

MONTHS_SHOWN = 12


class NoSuchMeasure(Exception):
    """The engagement has no such measure."""


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure in a month, in words; `month` is None where nothing is known of any.

    `people` is set where it is about how content people are, and whole answers were counted.
    """

    name: str
    title: str
    address: str
    month: Month | None
    value: str
    counted: str
    between: str
    target: str
    tone: str
    word: str
    doubt: str
    unfinished: bool
    evidence: str
    change: str
    arithmetic: Availability | None
    people: Satisfaction | None


@dataclass(frozen=True, slots=True)
class Offered:
    """A measure that could be followed: `usual` is what is often agreed, `address` where it begins.

    `told_at` is the page that answers it from ticket files, blank where there is none.
    """

    title: str
    says: str
    usual: str
    address: str
    told_at: str


@dataclass(frozen=True, slots=True)
class MeasuresPage:
    """All measures of an engagement in their last month, and those that could be followed, by what they are about."""

    sentence: str
    lines: Sequence[MeasureLine]
    offered: Sequence[tuple[str, Sequence[Offered]]]


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """One measure. `lines` are its months, the newest first; `from_outages` where it is counted by itself.

    `told_at` is the page that answers it from ticket files, blank where there is none.
    """

    measure: Measure
    title: str
    says: str
    usual: str
    sentence: str
    lines: Sequence[MeasureLine]
    chart: MonthChart | None
    from_outages: bool
    add: str
    change: str
    told_at: str


def measures(engagement: Engagement, at: datetime) -> MeasuresPage:
    """What is measured beside tickets, each with its last month."""
    found = measured(engagement, at)
    lines = [_line(engagement, one, _settled(one)) for one in found]
    return MeasuresPage(_sentence(lines), lines, _offered(engagement))


def measure(engagement: Engagement, key: UUID, at: datetime) -> MeasurePage:
    """One measure with its months; NoSuchMeasure where the engagement has none of this key."""
    one = next((one for one in measured(engagement, at) if one.measure.pk == key), None)
    if one is None:
        raise NoSuchMeasure
    lines = [_line(engagement, one, month) for month in one.months[:MONTHS_SHOWN]]
    return MeasurePage(
        measure=one.measure,
        title=_(one.kind.title),
        says=_(one.kind.says),
        usual=_(one.kind.usual),
        sentence=_told(_line(engagement, one, _settled(one)), one),
        lines=lines,
        chart=_chart(engagement, one),
        from_outages=one.kind.reads == UPTIME,
        add=_adding(engagement, one),
        change=_in_list("registers:change_line", "operate/measures", one.measure.pk, back=_at(engagement, one.measure)),
        told_at=_told_at(engagement, one.kind),
    )


def beside(engagement: Engagement, month: Month, at: datetime) -> list[MeasureLine]:
    """The measures of an engagement of which something is known in a month."""
    found = ((one, one.of(month)) for one in measured(engagement, at))
    return [_line(engagement, one, there) for one, there in found if there]


def _settled(one: Measured) -> InMonth | None:
    """The last month that is over, else the last of all."""
    return next((month for month in one.months if not month.unfinished), next(iter(one.months), None))


def _line(engagement: Engagement, one: Measured, there: InMonth | None) -> MeasureLine:
    standing = there.standing if there else None
    tone, word, doubt = verdict_words(standing)
    low, high = standing.interval or (None, None) if standing else (None, None)
    figure = there.figure if there else None
    goal = one.measure.target
    return MeasureLine(
        name=one.measure.name, title=_(one.kind.title), address=_at(engagement, one.measure),
        month=there.month if there else None,
        value=value_written(one.kind, standing.value) if standing else written.NOTHING,
        counted=_counted(one.kind, there),
        between="" if low is None else _("{low} to {high}").format(low=written.share(low), high=written.share(high)),
        target=written.NOTHING if goal is None else _goal(one.kind, goal),
        tone=tone, word=word, doubt=doubt, unfinished=bool(there and there.unfinished),
        evidence=figure.evidence if figure else "",
        change=_changing(engagement, one.measure, figure) if figure else "",
        arithmetic=there.availability if there else None, people=_people(one.kind, standing),
    )  # fmt: skip


def _people(kind: Kind, standing: Standing | None) -> Satisfaction | None:
    """What was entered of how content people are."""
    if kind.key != "satisfaction" or standing is None or standing.interval is None or standing.of is None:
        return None
    return Satisfaction(good=int(standing.done), answered=int(standing.of), solved=0, unclear=0)


def verdict_words(standing: Standing | None) -> tuple[str, str, str]:
    """Tone, word and doubt of a measure in a month."""
    if standing is None or standing.value is None:
        return "none", _("not applicable") if standing is None else _("nothing counted"), ""
    if standing.keeps is None:
        return "none", _("no target"), ""
    doubt = _("too few to tell more") if standing.too_few else _("could be chance") if standing.chance else ""
    return ("kept", _("kept"), doubt) if standing.keeps else ("missed", _("not kept"), doubt)


def value_written(kind: Kind, value: Fraction | None) -> str:
    """A figure with its unit."""
    if value is None:
        return written.NOTHING
    if kind.reads in (SHARE, UPTIME):
        return written.share(value, 2 if kind.reads == UPTIME else 1)
    shown = written.number(Decimal(plainly(_rounded(value))))
    words = {COUNT: "{n}", RATIO: "{n}", MINUTES: _("{n} min"), HOURS: _("{n} h")}
    return words[kind.reads].format(n=shown)


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"))


def _goal(kind: Kind, target: Decimal) -> str:
    exact = Fraction(target)
    shown = written.target(exact / 100) if kind.reads in (SHARE, UPTIME) else value_written(kind, exact)
    return _("at least {target}").format(target=shown) if kind.higher else _("at most {target}").format(target=shown)


def _counted(kind: Kind, there: InMonth | None) -> str:
    if there is None or there.standing is None:
        return ""
    if kind.reads == UPTIME and there.availability:
        down = there.availability.down
        return _("{down} of outages").format(down=written.duration(down)) if down else _("no outage")
    figure = there.figure
    if figure is None or figure.of is None:
        return ""
    done, of = (written.number(Decimal(plainly(one))) for one in (figure.done, figure.of))
    return _("{done} of {of}").format(done=done, of=of)


def _sentence(lines: Sequence[MeasureLine]) -> str:
    if not lines:
        return _("What else do you want to know of your provider, beside its tickets?")
    kept, missed = (sum(line.tone == tone for line in lines) for tone in ("kept", "missed"))
    if not kept + missed:
        return ngettext("One thing is measured beside tickets; it has no target with a figure yet.",
                        "{n} things are measured beside tickets; none has a target with a figure yet.",
                        len(lines)).format(n=len(lines))  # fmt: skip
    if not missed:
        return ngettext("The one target beside tickets was kept in its last month.",
                        "All {n} targets beside tickets were kept in their last month.",
                        kept).format(n=kept)  # fmt: skip
    return ngettext("{missed} of {n} target beside tickets was not kept in its last month.",
                    "{missed} of {n} targets beside tickets were not kept in their last month.",
                    kept + missed).format(missed=missed, n=kept + missed)  # fmt: skip


def _told(line: MeasureLine, one: Measured) -> str:
    """How the measure stood in its last month."""
    if line.month is None:
        return _("{name}: nothing is on record yet.").format(name=line.name)
    facts = {"name": line.name, "value": line.value, "month": written.month(line.month), "target": line.target}
    counted = f" ({line.counted})" if line.counted else ""
    if one.measure.target is None:
        return _("{name}: {value} in {month}{counted}.").format(**facts, counted=counted)
    return _("{name}: {value} in {month}{counted}; agreed is {target}.").format(**facts, counted=counted)


def _chart(engagement: Engagement, one: Measured) -> MonthChart | None:
    """Up to twelve months as a chart, where there are two or more figures."""
    known = {there.month: there for there in one.months}
    if not known:
        return None
    last = max(known).number
    months = [Month(number) for number in range(last - MONTHS_SHOWN + 1, last + 1)]
    percent = one.kind.reads in (SHARE, UPTIME)
    scale = 100 if percent else 1
    points = []
    for month in months:
        there = known.get(month)
        standing = there.standing if there else None
        value, keeps = (standing.value, standing.keeps) if standing else (None, None)
        points.append(Point(
            written.month_short(month), None if value is None else float(value * scale),
            value_written(one.kind, value), f"{_at(engagement, one.measure)}#{month}", keeps, month.number == last,
        ))  # fmt: skip
    if sum(point.share is not None for point in points) < 2:
        return None
    title = _("{name}, month by month").format(name=one.measure.name)
    says = "; ".join(f"{point.label}: {point.written}" for point in points if point.share is not None)
    goal = one.measure.target
    agreed = "" if goal is None else _("agreed {target}").format(target=_goal(one.kind, goal))
    return month_chart(points, None if goal is None else float(goal), title, says, agreed, 100.5 if percent else None)


def _offered(engagement: Engagement) -> list[tuple[str, Sequence[Offered]]]:
    titles = {
        "help_desk": _("Help desk"), "software": _("Software development"), "network": _("Network and systems"),
        "backup": _("Backups"), "security": _("Security"), "people": _("Joiners and leavers"), "money": _("Bills"),
    }  # fmt: skip
    back = reverse("operate:measures", args=[scope.current().slug, engagement.slug])

    def offered(kind: Kind) -> Offered:
        known = {"kind": kind.key, "engagement": engagement.pk, "name": _(kind.title)}
        there = _in_list("registers:add_line", "operate/measures", **known, back=back)
        return Offered(_(kind.title), _(kind.says), _(kind.usual), there, _told_at(engagement, kind))

    return [(titles[area], [offered(kind) for kind in CATALOGUE if kind.area == area]) for area in AREAS]


def _told_at(engagement: Engagement, kind: Kind) -> str:
    if not kind.told_by:
        return ""
    return reverse(f"operate:{kind.told_by}", args=[scope.current().slug, engagement.slug])


def _at(engagement: Engagement, of: Measure) -> str:
    return reverse("operate:measure", args=[scope.current().slug, engagement.slug, of.pk])


def _adding(engagement: Engagement, one: Measured) -> str:
    """Where the next figure, or an outage, is entered."""
    back = _at(engagement, one.measure)
    if one.kind.reads == UPTIME:
        known = {"engagement": engagement.pk, "system": one.measure.system}
        return _in_list("registers:add_line", "operate/outages", **known, back=back)
    last = max((there.month.number for there in one.months), default=None)
    month = {} if last is None else {"month": str(Month(last + 1))}
    return _in_list("registers:add_line", "operate/figures", measure=one.measure.pk, **month, back=back)


def _changing(engagement: Engagement, of: Measure, figure: Figure) -> str:
    return _in_list("registers:change_line", "operate/figures", figure.pk, back=_at(engagement, of))


def _in_list(page: str, register: str, *slots: object, **known: object) -> str:
    """A page of a list, with what is known of a line already; `back` is where it leads afterwards."""
    there = reverse(page, args=[scope.current().slug, register, *slots])
    return f"{there}?{urlencode({name: str(value) for name, value in known.items() if value})}"
