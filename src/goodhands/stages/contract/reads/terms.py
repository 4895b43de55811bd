"""What was promised, from which month on, and which terms judge a month?"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from goodhands.foundation.calendars import reads as calendars
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.agreed_hours import AgreedHours
from goodhands.foundation.rules.periods import Month
from goodhands.stages.contract import models
from goodhands.stages.contract.rules.service_levels import FIRST_EVENT, Credit, Policy, ServiceLevel


@dataclass(frozen=True, slots=True)
class AgreedTerms:
    """One version of an agreement as it is judged by; `valid_from` None is from the beginning.

    `key` changes whenever anything in it does, the hours of a calendar included, and is the same in every process.
    `hours_in_words` has an entry for each service level by name. `credit_cap` is the share of the monthly fee that all
    credits of a month together do not exceed, None where nothing is said. Proposed terms bear the number 0.
    """

    number: int
    valid_from: Month | None
    levels: tuple[ServiceLevel, ...]
    policy: Policy
    credits: tuple[Credit, ...]
    monthly_fee: Decimal | None
    hours: AgreedHours
    calendar: str
    timezone: str
    hours_in_words: Mapping[str, str] = field(hash=False)
    credit_cap: Fraction | None = None
    key: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Agreed:
    """All versions of an agreement, read once: what it is asked costs no more questions to the database."""

    rows: Sequence[models.AgreementVersion]

    def in_force(self, month: Month) -> AgreedTerms | None:
        """The terms by which a month is judged: those in force on its first day; None before there were any."""
        first_day = date(month.year, month.number % 12 + 1, 1)
        since = [v for v in self.rows if v.valid_from is None or v.valid_from <= first_day]
        return _terms(since[-1], first_day) if since else None

    def latest(self) -> AgreedTerms | None:
        """The newest terms; None where nothing was agreed yet."""
        return _terms(self.rows[-1], None) if self.rows else None

    def versions(self) -> list[AgreedTerms]:
        """All versions in order of time."""
        return [_terms(version, None) for version in self.rows]


def terms_in_force(engagement: Engagement, month: Month) -> AgreedTerms | None:
    """The terms by which a month is judged: those in force on its first day; None before there were any."""
    return Agreed(agreed_versions(engagement)).in_force(month)


def versions(engagement: Engagement) -> list[AgreedTerms]:
    """All versions of the agreement in order of time; none where nothing was agreed yet."""
    return Agreed(agreed_versions(engagement)).versions()


def proposal(engagement: Engagement) -> AgreedTerms | None:
    """The terms that are only proposed; None where there are none. No month is judged by them."""
    row = proposed(engagement)
    return _terms(row, None) if row else None


def is_proposed(engagement: Engagement) -> bool:
    """Whether there are terms that are only proposed."""
    found: bool = models.AgreementVersion.objects.filter(proposed_for=engagement).exists()
    return found


def at_hand(engagement: Engagement) -> tuple[models.AgreementVersion | None, models.AgreementVersion | None]:
    """The newest version and the proposal, as they are kept, in as many questions as for one of them."""
    mine = Q(agreement__engagement=engagement) | Q(proposed_for=engagement)
    found = list(_with_everything(models.AgreementVersion.objects.filter(mine)))
    agreed_ones = [version for version in found if version.number]
    return (agreed_ones[-1] if agreed_ones else None), next((one for one in found if not one.number), None)


def proposed(engagement: Engagement) -> models.AgreementVersion | None:
    """The proposed terms as they are kept, to be changed or agreed to; None where there are none."""
    found = _with_everything(models.AgreementVersion.objects.filter(proposed_for=engagement))
    return next(iter(found), None)


def agreed(engagements: Collection[Engagement]) -> dict[UUID, Agreed]:
    """The agreements of several engagements by their keys, in as many questions as for one."""
    found: dict[UUID, list[models.AgreementVersion]] = {one.pk: [] for one in engagements}
    for version in _with_everything(models.AgreementVersion.objects.filter(agreement__engagement__in=engagements)):
        assert version.agreement is not None  # by how they were found
        found[version.agreement.engagement_id].append(version)
    return {key: Agreed(rows) for key, rows in found.items()}


def agreed_versions(engagement: Engagement) -> list[models.AgreementVersion]:
    """The versions with everything in them, in a number of questions that does not grow with them."""
    return list(_with_everything(models.AgreementVersion.objects.filter(agreement__engagement=engagement)))


def _with_everything(found: "QuerySet[models.AgreementVersion]") -> "QuerySet[models.AgreementVersion]":
    hours = [f"calendar__{way}" for way in calendars.TO_READ_HOURS]
    levels: QuerySet[models.ServiceLevel] = models.ServiceLevel.objects.select_related("calendar")
    levels = levels.prefetch_related("credits", *hours)
    found = found.select_related("calendar", "agreement")
    return found.prefetch_related(Prefetch("levels", levels), *hours).order_by("number")


def _terms(version: models.AgreementVersion, on: date | None) -> AgreedTerms:
    """A version as rules know it; `on` is the day whose hours are put into words, None for the newest."""
    rows = list(version.levels.all())
    main = calendars.hours_of(version.calendar)
    terms = AgreedTerms(
        number=version.number,
        valid_from=month_of(version.valid_from) if version.valid_from else None,
        levels=tuple(_level(row) for row in rows),
        policy=policy_of(version),
        credits=tuple(credit for row in rows for credit in _credits(row)),
        monthly_fee=version.monthly_fee,
        hours=main,
        calendar=version.calendar.name,
        timezone=main.timezone,
        hours_in_words={row.name: calendars.hours_in_words(row.calendar or version.calendar, on) for row in rows},
        credit_cap=None if version.credit_cap is None else share_of(version.credit_cap),
    )
    object.__setattr__(terms, "key", _key(terms))
    return terms


def month_of(day: date) -> Month:
    """The month in which a day lies."""
    return Month((day.year - 1970) * 12 + day.month - 1)


def policy_of(version: models.AgreementVersion) -> Policy:
    """The small print of a version."""
    return Policy(
        opened=tuple(version.opened) or FIRST_EVENT,
        resolution=version.resolution,
        closed_resolves=version.closed_resolves,
        reopen=version.reopen,
        priority=version.priority,
        response_pauses=version.response_pauses,
        holiday=version.holiday,
    )


def _level(row: models.ServiceLevel) -> ServiceLevel:
    hours = calendars.hours_of(row.calendar) if row.calendar else None
    return ServiceLevel(row.name, row.metric, row.priority, row.within, share_of(row.target), hours)


def _credits(row: models.ServiceLevel) -> Sequence[Credit]:
    return [Credit(row.name, share_of(tier.below), f"{tier.owed.normalize():f}%") for tier in row.credits.all()]


def share_of(percentage: Decimal) -> Fraction:
    """A percentage as a share."""
    return Fraction(percentage) / 100


def _key(terms: AgreedTerms) -> str:
    """A short text that differs where anything in the terms does."""
    levels = [[x.name, x.metric, x.priority, x.within, str(x.target), _written(x.hours)] for x in terms.levels]
    policy = [getattr(terms.policy, name) for name in Policy.__dataclass_fields__]
    owed = [[credit.service_level, str(credit.below), credit.owed] for credit in terms.credits]
    plain = [terms.number, str(terms.valid_from), str(terms.monthly_fee), terms.calendar, dict(terms.hours_in_words)]
    plain += [str(terms.credit_cap)] if terms.credit_cap is not None else []
    whole = [plain, levels, policy, owed, _written(terms.hours)]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()[:32]


def _written(hours: AgreedHours | None) -> object:
    """Hours in an order that is the same in every process."""
    return hours and [
        [since, version.timezone, version.week, version.holidays, sorted(map(str, version.closed))]
        for since, version in hours.versions
    ]


def mark_of(version: models.AgreementVersion | None) -> str:
    """By what a form knows the very proposal that it was filled from; blank where it was from none."""
    return f"{version.pk} {version.made_at.isoformat()}" if version else ""


def name_of(version: models.AgreementVersion | None) -> str:
    """By what a form knows the version that its terms follow; blank where they are the first."""
    return str(version.pk) if version else ""


def newest(engagement: Engagement) -> models.AgreementVersion | None:
    """The newest version as it is kept, to be followed by another; None where nothing was agreed yet."""
    found = agreed_versions(engagement)
    return found[-1] if found else None
