"""Writing down what was agreed. A version is never changed, only followed; each change is one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from goodhands.foundation.audit.models import Act
from goodhands.foundation.audit.writes import facts_of, hold, record
from goodhands.foundation.calendars import writes as calendars
from goodhands.foundation.calendars.drafts import Preset, usual
from goodhands.foundation.calendars.models import Calendar
from goodhands.foundation.engagements import writes as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.people.models import Person
from goodhands.stages.contract.models import Agreement, AgreementVersion, Credit, ServiceLevel
from goodhands.stages.contract.reads import small_print, terms
from goodhands.stages.contract.reads.agreement import promise
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY, FIRST_EVENT, METRICS, Policy

HoursOrPreset = Calendar | Preset
"""Hours on record, or usual ones that are taken on record with the agreement."""


class NotLater(ValueError):
    """A version would begin before the last one does, or together with it; `after` is when that begins."""

    def __init__(self, after: date | None) -> None:
        super().__init__(f"the version before begins on {after}")
        self.after = after


class Overtaken(Exception):
    """Somebody wrote terms down, or withdrew some, while a form about them was open."""


class NoProposal(LookupError):
    """There is no proposal, or it is no longer the one that is meant."""


class NotTheNewest(ValueError):
    """Only the newest version can be withdrawn, and this one is not."""


@dataclass(frozen=True, slots=True)
class LevelDraft:
    """One promise: `within` working seconds, `target` a percentage, `credits` pairs of (below, owed) in percent."""

    name: str
    metric: str
    within: int
    target: Decimal
    priority: str = ANY_PRIORITY
    calendar: HoursOrPreset | None = None
    credits: Sequence[tuple[Decimal, Decimal]] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The terms from a month on: `valid_from` is the first day of one, None from the beginning.

    `credit_cap` is the most that is owed for a month, a percentage of the monthly fee; None where nothing is said.
    """

    valid_from: date | None
    calendar: HoursOrPreset
    levels: Sequence[LevelDraft]
    policy: Policy = field(default_factory=Policy)
    monthly_fee: Decimal | None = None
    credit_cap: Decimal | None = None


@transaction.atomic
def agree(
    *, engagement: Engagement, draft: Draft, by: Person, at: datetime, follows: str | None = None, proposal: str = ""
) -> AgreementVersion:
    """Write down terms from a month on; NotLater where the last version begins in that month or after it.

    Overtaken where the newest version is not the one that they mean to follow (`terms.name_of`); None asks nothing.
    `proposal` is the mark of the proposal that they were (`terms.mark_of`): it goes, unless it was changed meanwhile.
    """
    hold()
    _check(draft)
    Agreement.objects.get_or_create(engagement=engagement)
    engagements.note_stage(engagement=engagement, stage="contract", state="done", by=by, at=at)
    held: Agreement = Agreement.objects.select_for_update().get(engagement=engagement)
    last = held.versions.order_by("number").last()
    if follows is not None and follows != terms.name_of(last):
        raise Overtaken
    if last and (draft.valid_from is None or (last.valid_from and draft.valid_from <= last.valid_from)):
        raise NotLater(last.valid_from)
    version = _write_down(AgreementVersion(agreement=held, number=last.number + 1 if last else 1), draft, by, at)
    record(Act.AGREED, version, by=by, at=at, now=_facts(version))
    tried = AgreementVersion.objects.filter(proposed_for=engagement).first()
    if tried and proposal == terms.mark_of(tried):
        _let_go(tried, by, at)
    return version


@transaction.atomic
def propose(*, engagement: Engagement, draft: Draft, by: Person, at: datetime) -> AgreementVersion:
    """Keep terms as a proposal, in place of the one before. Nothing is judged by them; they can be tried on tickets."""
    hold()
    _check(draft)
    before = AgreementVersion.objects.select_for_update().filter(proposed_for=engagement).first()
    was = _facts(before) if before else None
    row = AgreementVersion(proposed_for=engagement, number=0)
    if before:
        row.pk = before.pk  # it stays the same thing on the record, changed
        before.delete()
    version = _write_down(row, draft, by, at)
    record(Act.PROPOSED, version, by=by, at=at, was=was, now=_facts(version))
    return version


@transaction.atomic
def drop_proposal(*, engagement: Engagement, by: Person, at: datetime) -> None:
    """Let the proposal go; NoProposal where there is none."""
    hold()
    tried = AgreementVersion.objects.select_for_update().filter(proposed_for=engagement).first()
    if tried is None:
        raise NoProposal
    _let_go(tried, by, at)


def _let_go(tried: AgreementVersion, by: Person, at: datetime) -> None:
    was = _facts(tried)
    AgreementVersion.objects.filter(pk=tried.pk).delete()
    record(Act.WITHDRAWN, tried, by=by, at=at, was=was)


def _write_down(version: AgreementVersion, draft: Draft, by: Person, at: datetime) -> AgreementVersion:
    """Fill a new version with what a draft says, and put usual hours on record where they are not yet."""
    made: dict[str, Calendar] = {}

    def on_record(hours: HoursOrPreset) -> Calendar:
        if isinstance(hours, Calendar):
            return hours
        if hours.key not in made:
            known = Calendar.objects.filter(name=str(hours.name)).first()
            made[hours.key] = known or calendars.add_calendar(name=str(hours.name), draft=usual(hours), by=by, at=at)
        return made[hours.key]

    policy = draft.policy
    said = {
        "valid_from": draft.valid_from, "calendar": on_record(draft.calendar), "monthly_fee": draft.monthly_fee,
        "credit_cap": draft.credit_cap, "opened": [] if policy.opened == FIRST_EVENT else list(policy.opened),
        "resolution": policy.resolution, "closed_resolves": policy.closed_resolves, "reopen": policy.reopen,
        "priority": policy.priority, "response_pauses": policy.response_pauses, "holiday": policy.holiday,
        "made_by": by, "made_at": at,
    }  # fmt: skip
    for name, value in said.items():
        setattr(version, name, value)
    version.save(force_insert=True)
    _promise(version, draft.levels, on_record)
    return version


def _promise(
    version: AgreementVersion, levels: Sequence[LevelDraft], on_record: Callable[[HoursOrPreset], Calendar]
) -> None:
    for position, level in enumerate(levels):
        row = ServiceLevel.objects.create(
            version=version, position=position, name=level.name, metric=level.metric, priority=level.priority,
            within=level.within, target=level.target, calendar=level.calendar and on_record(level.calendar),
        )  # fmt: skip
        Credit.objects.bulk_create(Credit(level=row, below=below, owed=owed) for below, owed in level.credits)


@transaction.atomic
def withdraw_version(*, engagement: Engagement, number: int, by: Person, at: datetime) -> None:
    """Take back the newest version, as if it had never been; NotTheNewest where it is not the newest."""
    hold()
    held = Agreement.objects.select_for_update().filter(engagement=engagement).first()
    last = held and held.versions.order_by("number").last()
    if not held or not last or last.number != number:
        raise NotTheNewest
    was = _facts(last)
    held.versions.filter(pk=last.pk).delete()
    record(Act.WITHDRAWN, last, by=by, at=at, was=was)
    if number == 1:
        held.delete()


def _facts(version: AgreementVersion) -> dict[str, object]:
    """What the record says of terms."""
    promises = [_in_words(level) for level in version.levels.prefetch_related("credits")]
    small = small_print.small_print(terms.policy_of(version))
    return facts_of(version, ("valid_from", "calendar", "monthly_fee", "credit_cap")) | {
        "promises": promises, "small_print": small
    }  # fmt: skip


def _in_words(level: ServiceLevel) -> str:
    """A promise as it was written down, and under another name what it says."""
    said = promise(level.metric, level.priority, level.within)
    named = said if said == level.name else f"{level.name} ({said})"
    credits = "".join(f"; {_plainly(one.owed)} % < {_plainly(one.below)} %" for one in level.credits.all())
    return f"{named}: {_plainly(level.target)} %{credits}"


def _plainly(figure: Decimal) -> str:
    return f"{figure.normalize():f}"


def _check(draft: Draft) -> None:
    """ValueError where a draft is not possible. Forms have told people long before."""
    names = [level.name for level in draft.levels]
    if not names or len(set(names)) < len(names) or not all(names):
        raise ValueError("an agreement has service levels, each with a name of its own")
    if draft.valid_from and draft.valid_from.day != 1:
        raise ValueError("terms hold from the first day of a month on")
    if draft.credit_cap is not None and not 0 < draft.credit_cap <= 100:
        raise ValueError("the most that is owed is a percentage of the fee")
    for level in draft.levels:
        if level.metric not in METRICS or level.within <= 0 or not 0 < level.target <= 100 or not level.priority:
            raise ValueError(f"{level.name} is no promise that can be kept")
        if not all(0 <= below <= 100 and 0 <= owed <= 100 for below, owed in level.credits):
            raise ValueError(f"a credit of {level.name} is no percentage")
