"""What needs the company now, and where does every engagement stand?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.audit.reads import History, history, history_of
from goodhands.foundation.bin.reads import things_in_the_bin
from goodhands.foundation.companies import written
from goodhands.foundation.engagements import reads as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.ui import words
from goodhands.foundation.ui.words import Word
from goodhands.home.finding import SearchPage, search
from goodhands.home.help_texts import HELP, HelpText
from goodhands.stages.lifecycle import BY_KEY, STAGES, Stage
from goodhands.stages.operate import reads as operate
from goodhands.stages.operate.reads import Standing
from goodhands.stages.rail import address_of

MOST_SHOWN = 7

__all__ = [
    "EngagementPage", "HelpPage", "History", "SearchPage", "StageLine", "Today", "engagement", "glossary", "help_page",
    "help_pages", "history", "history_of", "search", "stage", "things_in_the_bin", "today",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Due:
    """Something that needs somebody: when, what, why, what it is worth, and what one must be allowed to do for it."""

    when: str
    what: str
    why: str
    address: str
    worth: str = ""
    needs: str = "read"
    pressing: bool = True


@dataclass(frozen=True, slots=True)
class EngagementStanding:
    """An engagement in one line: its stage in view and where it stands."""

    engagement: Engagement
    stage: Stage | None
    standing: Standing
    address: str


@dataclass(frozen=True, slots=True)
class Today:
    """The page of the day."""

    day: date
    sentence: str
    due: Sequence[Due]
    engagements: Sequence[EngagementStanding]


def today(at: datetime) -> Today:
    """What needs the company in view now, at most seven things, and where every engagement stands."""
    every = [line.engagement for line in engagements.engagements()]
    marks, standings = engagements.marks_of(every), operate.standings(every, at)
    lines = [_line(of, marks[of.pk], standings[of.pk]) for of in every]
    archived = scope.current().archived_at is not None
    due = [] if archived else [one for line in lines for one in _due(line)][:MOST_SHOWN]
    sentence = _("Laid aside as it was; it needs nobody.") if archived else _sentence(due, bool(lines))
    return Today(written.local(at).date(), sentence, due, lines)


def _line(of: Engagement, marks: Mapping[str, str], standing: Standing) -> EngagementStanding:
    under_way = [stage for stage in STAGES if marks.get(stage.key) == "now"]
    stage = next((one for one in under_way if one.key == "operate"), under_way[0] if under_way else None)
    company = scope.current().slug
    if standing.missing and (of.provider is None or (stage is not None and stage.key != "operate")):
        standing = replace(standing, words=_("under way") if stage else _("nobody does it yet"))
    return EngagementStanding(of, stage, standing, reverse("home:engagement", args=[company, of.slug]))


def _due(line: EngagementStanding) -> list[Due]:
    """What an engagement asks for. While nobody does the work, and nothing is operated, it asks for nothing here."""
    of, standing = line.engagement, line.standing
    if of.provider is None or (line.stage is not None and line.stage.key != "operate"):
        return []
    company = scope.current().slug
    provider = of.provider.name
    if standing.missing == "terms":
        what = _("Write down what {provider} promised you.").format(provider=provider)
        why = _("Without it no ticket can be judged.")
        return [Due(_("now"), what, why, reverse("contract:agreement", args=[company, of.slug]))]
    if standing.missing == "tickets":
        what = _("Upload the tickets of {provider}.").format(provider=provider)
        why = _("The agreement is there; the tickets are not.")
        return [Due(_("now"), what, why, reverse("operate:upload_tickets", args=[company, of.slug]), needs="record")]
    return [*_newer_tickets(of, standing, provider), *_talk(standing, provider)]


def _newer_tickets(of: Engagement, standing: Standing, provider: str) -> list[Due]:
    if standing.known_until is None:
        return []
    what = _("Upload the newer tickets of {provider}.").format(provider=provider)
    why = _("Those that are here end on {day}.").format(day=written.day(standing.known_until))
    address = reverse("operate:upload_tickets", args=[scope.current().slug, of.slug])
    return [Due(_("now"), what, why, address, needs="record")]


def _talk(standing: Standing, provider: str) -> list[Due]:
    if not standing.not_kept or standing.month is None:
        return []
    month = written.month(standing.month)
    amounts = [owed.amount for owed in standing.owed if owed.amount is not None]
    what = ngettext(
        "Talk with {provider} about {month}: one promise was not kept.",
        "Talk with {provider} about {month}: {n} promises were not kept.",
        standing.not_kept,
    ).format(provider=provider, month=month, n=standing.not_kept)
    why = _("A credit is owed to you.") if standing.owed else _("No credit is owed for it.")
    worth = written.money(sum(amounts, start=amounts[0] * 0)) if amounts else ""
    return [Due(_("this week"), what, why, standing.address, worth, pressing=False)]


def _sentence(due: Sequence[Due], anything: bool) -> str:
    if not anything:
        return _("Welcome. Which piece of your IT is in somebody else's hands?")
    if not due:
        return _("Nothing needs you today.")
    return ngettext("One thing needs you.", "{n} things need you.", len(due)).format(n=len(due))


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage of an engagement."""

    stage: Stage
    state: str
    address: str
    states: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class EngagementPage:
    """Where an engagement stands on its ten stages, and what comes next."""

    sentence: str
    next_words: str
    next_address: str
    next_needs: str
    services: Sequence[str]
    lines: Sequence[StageLine]


def engagement(of: Engagement, at: datetime) -> EngagementPage:
    """The page of an engagement."""
    standing, marks = operate.standing(of, at), engagements.marks(of)
    company = scope.current().slug
    words, address, needs = _next(of, standing, company)
    return EngagementPage(
        sentence=_engagement_sentence(of, standing),
        next_words=words,
        next_address=address,
        next_needs=needs,
        services=engagements.services_of(of),
        lines=[_stage_line(one, of, marks.get(one.key, "later"), company) for one in STAGES],
    )


def _engagement_sentence(of: Engagement, standing: Standing) -> str:
    if of.provider is None:
        return _("“{name}” is in nobody's hands yet.").format(name=of.name)
    sentence = _("“{name}” is in the hands of {provider}: {words}.")
    return sentence.format(name=of.name, provider=of.provider.name, words=standing.words)


def _next(of: Engagement, standing: Standing, company: str) -> tuple[str, str, str]:
    """Words and address of the next step, and what one must be allowed to do for it."""
    if of.provider is None:
        return _("Say who does it"), reverse("engagements:change_engagement", args=[company, of.slug]), "manage"
    if standing.missing == "terms":
        return _("Write down what was promised"), reverse("contract:agreement", args=[company, of.slug]), "manage"
    if standing.missing == "tickets":
        return _("Upload tickets"), reverse("operate:upload_tickets", args=[company, of.slug]), "record"
    return _("See the verdict"), standing.address or reverse("operate:months", args=[company, of.slug]), "read"


def _stage_line(one: Stage, of: Engagement, state: str, company: str) -> StageLine:
    return StageLine(one, state, address_of(one, company, of.slug), _states(state))


def _states(chosen: str) -> list[tuple[str, str, bool]]:
    words = (("later", _("not yet")), ("now", _("under way")), ("done", _("done")), ("skipped", _("skipped")))
    return [(state, word, state == chosen) for state, word in words]


def stage(of: Engagement, key: str) -> StageLine:
    """A stage that has no pages of its own yet."""
    one = BY_KEY[key]
    return _stage_line(one, of, engagements.marks(of).get(key, "later"), scope.current().slug)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """Help on a stage: its text, its words, and where it begins for each engagement, by name."""

    stage: Stage
    text: HelpText
    words: Sequence[Word]
    beginnings: Sequence[tuple[str, str]]


def help_pages() -> Sequence[Stage]:
    """The stages, each of which has a page of help."""
    return STAGES


def help_page(key: str) -> HelpPage:
    """The help on a stage."""
    one, text, company = BY_KEY[key], HELP[key], scope.current().slug
    lines = engagements.engagements() if one.built else ()
    beginnings = [(line.engagement.name, address_of(one, company, line.engagement.slug)) for line in lines]
    return HelpPage(one, text, [words.BY_KEY[word] for word in text.words], beginnings)


def glossary() -> Sequence[Word]:
    """The words of the field by the alphabet."""
    return words.in_order()
