"""The page of an agreement: what was promised in one of its versions, and how the versions follow each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.calendars import reads as calendars
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.stages.contract.models import AgreementVersion, Metric, ServiceLevel
from goodhands.stages.contract.reads.small_print import small_print
from goodhands.stages.contract.reads.terms import agreed_versions, is_proposed, policy_of, share_of
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY


@dataclass(frozen=True, slots=True)
class Tier:
    """A credit: below which share of tickets which share of the monthly fee is owed."""

    below: Fraction
    owed: Fraction


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A service level as it is shown: `says` is the promise in words, `within` working seconds."""

    name: str
    says: str
    calendar: Calendar
    hours: str
    within: int
    target: Fraction
    credits: Sequence[Tier]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list. `standing` is `now`, `later` or `before`, as seen on the day in question."""

    number: int
    valid_from: date | None
    levels: int
    monthly_fee: Decimal | None
    standing: str
    shown: bool


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What was promised. `shown` is the number of the version in view, None while nothing is agreed."""

    sentence: str
    shown: int | None
    newest: int | None
    before: int | None
    calendar: Calendar | None
    hours: str
    monthly_fee: Decimal | None
    credit_cap: Fraction | None
    levels: Sequence[LevelLine]
    small_print: Sequence[str]
    versions: Sequence[VersionLine]
    proposed: bool


class NoSuchVersion(LookupError):
    """The agreement has no version of this number."""


def agreement(engagement: Engagement, on: date, number: int | None = None) -> AgreementPage:
    """The agreement of an engagement, seen on a day: the version in force, or the one of a number."""
    found = agreed_versions(engagement)
    if not found:
        if number is not None:
            raise NoSuchVersion(number)
        sentence = _sentence(engagement, [], on)
        return AgreementPage(sentence, None, None, None, None, "", None, None, [], [], [], is_proposed(engagement))
    shown = _shown(found, on, number)
    now = in_force(found, on)
    lines = [
        VersionLine(v.number, v.valid_from, len(v.levels.all()), v.monthly_fee, _standing(v, now), v == shown)
        for v in reversed(found)
    ]
    return AgreementPage(
        sentence=_sentence(engagement, found, on),
        shown=shown.number,
        newest=found[-1].number,
        before=found[-2].number if len(found) > 1 else None,
        calendar=shown.calendar,
        hours=calendars.as_said(calendars.version_on(shown.calendar, on)),
        monthly_fee=shown.monthly_fee,
        credit_cap=None if shown.credit_cap is None else share_of(shown.credit_cap),
        levels=[_line(level, shown, on) for level in shown.levels.all()],
        small_print=small_print(policy_of(shown)),
        versions=lines,
        proposed=is_proposed(engagement),
    )


def in_force(found: Sequence[AgreementVersion], on: date) -> AgreementVersion | None:
    """The version in force on a day; None on days before the first one."""
    since = [version for version in found if version.valid_from is None or version.valid_from <= on]
    return since[-1] if since else None


def promise(metric: str, priority: str, within: int) -> str:
    """A service level in a few words, which is its name where it has no other: `High, solved in 8 h`."""
    of = _("All tickets") if priority == ANY_PRIORITY else priority
    said = _("{of}, answered in {time}") if metric == Metric.FIRST_RESPONSE else _("{of}, solved in {time}")
    return " ".join(said.format(of=of, time=written.duration(within)).split())


def _shown(found: Sequence[AgreementVersion], on: date, number: int | None) -> AgreementVersion:
    if number is None:
        return in_force(found, on) or found[0]
    for version in found:
        if version.number == number:
            return version
    raise NoSuchVersion(number)


def _standing(version: AgreementVersion, now: AgreementVersion | None) -> str:
    if version == now:
        return "now"
    return "later" if now is None or version.number > now.number else "before"


def _line(level: ServiceLevel, version: AgreementVersion, on: date) -> LevelLine:
    calendar = level.calendar or version.calendar
    return LevelLine(
        name=level.name,
        says=_promise_in_full(level),
        calendar=calendar,
        hours=calendars.hours_in_words(calendar, on),
        within=level.within,
        target=share_of(level.target),
        credits=[Tier(share_of(tier.below), share_of(tier.owed)) for tier in level.credits.all()],
    )


def _promise_in_full(level: ServiceLevel) -> str:
    answered = level.metric == Metric.FIRST_RESPONSE
    if level.priority == ANY_PRIORITY:
        return (
            _("all tickets: the first answer by a person") if answered else _("all tickets: from opening to solution")
        )
    said = _("“{priority}”: the first answer by a person") if answered else _("“{priority}”: from opening to solution")
    return said.format(priority=level.priority)


def _sentence(engagement: Engagement, found: Sequence[AgreementVersion], on: date) -> str:
    """Where the agreement stands."""
    provider = engagement.provider.name if engagement.provider else _("the provider")
    if not found:
        return _("What {provider} promised is not written down yet.").format(provider=provider)
    now = in_force(found, on)
    version = now or found[0]
    count = len(version.levels.all())
    promised = ngettext(
        "{provider} promised {count} service level", "{provider} promised {count} service levels", count
    ).format(provider=provider, count=_in_letters(count))
    since = version.valid_from and written.day(version.valid_from)
    if now is None:
        text = _("{promised}; version {number} comes into force on {day}.")
    elif since is None:
        text = _("{promised}; version {number} has been in force from the beginning.")
    else:
        text = _("{promised}; version {number} has been in force since {day}.")
    said = text.format(promised=promised, number=version.number, day=since)
    return said[:1].upper() + said[1:]


def _in_letters(count: int) -> str:
    words = [
        _("no"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"), _("seven"), _("eight"), _("nine"),
    ]  # fmt: skip
    return words[count] if count < len(words) else written.number(count)
