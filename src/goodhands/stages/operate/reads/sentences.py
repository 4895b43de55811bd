"""The sentences with which pages of this stage open. Made from the facts, never canned."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goodhands.foundation.companies import written
from goodhands.foundation.rules.periods import Month
from goodhands.stages.operate.reads.evidence import Evidence
from goodhands.stages.operate.reads.judged_months import JudgedMonth
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.satisfaction import Satisfaction, belied
from goodhands.stages.operate.rules.scorecard import Scorecard, foremost

MOST_NAMED = 12
A_YEAR = 12


def done_word(metric: str) -> str:
    """What a service level asks for, as a participle."""
    return _("solved") if metric == "resolution" else _("answered")


def headline(card: Scorecard, provider: str) -> str:
    """How a month went, by the service level that matters most."""
    level = foremost(card)
    month = written.month(card.month) if card.month else _("all months together")
    if level is None:
        return _("Nothing was due or solved in {month}, so there is nothing to judge.").format(month=month)
    facts = {
        "provider": provider,
        "met": written.number(level.met),
        "judged": written.number(level.judged),
        "month": month,
        "share": written.share(level.share),
        "target": written.target(level.level.target),
        "level": level.level.name,
    }
    opening = (
        _("{provider} solved {met} of {judged} tickets in time in {month}, {share} (“{level}”).")
        if level.level.metric == "resolution"
        else _("{provider} answered {met} of {judged} tickets in time in {month}, {share} (“{level}”).")
    )
    verdict = (
        _("The agreement asks for {target}, so it was kept.")
        if level.keeps
        else _("The agreement asks for {target}, so it was not kept.")
    )
    return f"{opening.format(**facts)} {verdict.format(**facts)}"


def of_all(card: Scorecard) -> str:
    """How many of the service levels with tickets were kept."""
    active = [level for level in card.levels if level.judged]
    kept = sum(bool(level.keeps) for level in active)
    if len(active) < 2:
        return ""
    if kept == len(active):
        return _("All {n} service levels with tickets were kept.").format(n=kept)
    if not kept:
        return _("None of the {n} service levels with tickets was kept.").format(n=len(active))
    sentence = ngettext(
        "{kept} of {n} service levels with tickets was kept.", "{kept} of {n} service levels with tickets were kept.",
        kept,
    )  # fmt: skip
    return sentence.format(kept=kept, n=len(active))


def verdict_of(level: Attainment) -> tuple[str, str, str]:
    """Tone, word and doubt of a service level over a period."""
    if level.keeps is None:
        return "none", _("no tickets"), ""
    doubt = _("too few to tell more") if level.too_few else _("could be chance") if level.chance else ""
    return ("kept", _("kept"), doubt) if level.keeps else ("missed", _("not kept"), doubt)


def doubt_note(card: Scorecard) -> str:
    """What the plain count decides, and what it leaves open; blank where nothing is in doubt."""
    open_ones = [level for level in card.levels if level.judged and (level.chance or level.too_few)]
    if not open_ones:
        return ""
    level = next((one for one in open_ones if not one.keeps), open_ones[0])
    low, high = level.interval or (0.0, 1.0)
    sentence = (
        _("The agreement is judged on the plain count, so {met} of {judged} is kept.")
        if level.keeps
        else _("The agreement is judged on the plain count, so {met} of {judged} is not kept.")
    )
    rest = ngettext(
        "Whether the provider has become better or worse is another question: with one ticket, anything from {low} to "
        "{high} fits what you saw.",
        "Whether the provider has become better or worse is another question: with {judged} tickets, anything from "
        "{low} to {high} fits what you saw.",
        level.judged,
    )
    facts = {"met": written.number(level.met), "judged": written.number(level.judged),
             "low": written.share(low, 0), "high": written.share(high, 0)}  # fmt: skip
    return f"{sentence} {rest}".format(**facts)


def policies(card: Scorecard) -> list[str]:
    """Each choice that changes a verdict, in one sentence."""
    policy = card.policy
    opened = (
        _("A ticket opens with its first event.")
        if isinstance(policy.opened, str)
        else _("A ticket opens with {values}.").format(values=", ".join(f"“{value}”" for value in policy.opened))
    )
    resolution = _("The last solution counts.") if policy.resolution == "last" else _("The first solution counts.")
    closing = [_("Closing counts as a solution.")] if policy.closed_resolves else []
    reopening = {
        "runs_through": _("After a reopening the clock has run through."),
        "excludes_solved": _("After a reopening the solved time in between does not count."),
        "restarts": _("A reopening starts the clock again."),
    }[policy.reopen]
    priority = {
        "final": _("The last priority of a ticket decides which service levels judge it."),
        "at_opening": _("The first priority of a ticket decides which service levels judge it."),
        "at_breach": _("The priority held when the limit was used up decides which service levels judge a ticket."),
    }[policy.priority]
    pauses = (
        _("Pauses also stop the clock of the first answer.")
        if policy.response_pauses
        else _("Pauses do not stop the clock of the first answer.")
    )
    holiday = (
        _("A holiday is closed from midnight to midnight.")
        if policy.closes_whole_days
        else _("On a holiday the hours that begin on it are closed.")
    )
    return [opened, resolution, *closing, reopening, priority, pauses, holiday]


def naming_nobody(found: Evidence) -> str:
    """Which promises judge no ticket because none has their priority, and which priorities there are; else blank.

    Of tickets by hand alone it is blank: their priority was chosen from the agreement, so that none is misspelt.
    """
    referee = found.referee
    levels = referee.naming_nobody
    if not levels or not found.sources:
        return ""
    wanted = ", ".join(dict.fromkeys(f"“{level.priority}”" for level in levels))
    there = ", ".join(f"“{name}”" for name in referee.priorities_held[:MOST_NAMED])
    sentence = ngettext(
        "No ticket has the priority {wanted}, so one promise judges nothing.",
        "No ticket has the priority {wanted}, so {n} promises judge nothing.",
        len(levels),
    )
    rest = (
        _("The tickets have {there}. If one of these is meant, write it in the agreement as it is spelt here.")
        if there
        else _("The tickets have no priority at all; the ticket file may have a column for it that was not chosen.")
    )
    return f"{sentence} {rest}".format(wanted=wanted, n=written.number(len(levels)), there=there)


def owed_lately(months: Sequence[JudgedMonth]) -> str:
    """What is owed for the last year of months that are over, newest first; blank where nothing is."""
    lately = [one for one in months if not one.unfinished][:A_YEAR]
    owing = [one for one in lately if one.owed]
    if not owing:
        return ""
    amounts = [one.amount for one in owing if one.amount is not None]
    sentence = ngettext(
        "For {n} of the last {months} months a credit is owed to you",
        "For {n} of the last {months} months credits are owed to you",
        len(owing),
    ).format(n=written.number(len(owing)), months=written.number(len(lately)))
    if len(amounts) < len(owing):
        return f"{sentence}."
    return _("{sentence}: {amount} together.").format(
        sentence=sentence, amount=written.money(sum(amounts, start=amounts[0] * 0))
    )


def owed_in_a_year(months: Sequence[JudgedMonth]) -> Decimal | None:
    """The sum of what is owed for the last year of months that are over; None where no amount is known."""
    lately = [one for one in months if not one.unfinished][:A_YEAR]
    amounts = [one.amount for one in lately if one.owed and one.amount is not None]
    return sum(amounts, Decimal(0)) if amounts else None


def people_say(people: Satisfaction, month: Month) -> str:
    """How many answers about the tickets solved in a month were good, and whether that tells anything."""
    if not people.answered:
        return _("Nobody said anything that can be counted of the tickets solved in {month}.").format(
            month=written.month(month)
        )
    facts = {
        "good": written.number(people.good), "n": written.number(people.answered),
        "share": written.share(people.share, 0), "month": written.month(month),
    }  # fmt: skip
    sentence = ngettext(
        "{good} of {n} answer about tickets solved in {month} was good",
        "{good} of {n} answers about tickets solved in {month} were good",
        people.answered,
    ).format(**facts)
    rest = _("{sentence}: too few to tell.") if people.too_few else _("{sentence} ({share}).")
    return rest.format(sentence=sentence, share=facts["share"])


def belied_by_people(card: Scorecard, people: Satisfaction | None, unfinished: bool) -> str:
    """That hardly anything was late and yet people are not content; blank where that is not so."""
    level = foremost(card)
    if level is None or people is None or not belied(level.share, people):
        return ""
    sentence = (
        _("The promises were kept, yet only {good} of the answers were good: ask people what is wrong.")
        if level.keeps and not unfinished
        else _("{share} were in time (“{level}”), yet only {good} of the answers were good: ask people what is wrong.")
    )
    return sentence.format(
        share=written.share(level.share), level=level.level.name, good=written.share(people.share, 0)
    )


def missing(what: str, sentence: str) -> str:
    """What is still needed before anything can be judged."""
    return {
        "terms": _("Nothing says yet what was promised, so nothing can be judged."),
        "tickets": _("There are no tickets here yet."),
        "proposal": _("No other terms are kept here to be tried."),
        "month": _("No month with tickets is over yet, so there is nothing to compare."),
        "solutions": _("No promise of this agreement is about solutions, so no pause counts."),
        "verdicts": _("These files say nothing of the provider's own verdicts, so there is nothing to compare."),
        "subjects": _("These files do not say what a ticket is about, so nobody can tell what comes back."),
        "holidays": _("The agreed hours do not reach as far as the tickets: {why}.").format(why=sentence),
        "readable": _("The tickets cannot be read any more: {why}.").format(why=sentence),
    }[what]


def excused_note(excused: int) -> str:
    """Which of two figures decides; blank where nothing is excused."""
    if not excused:
        return ""
    sentence = ngettext(
        "One miss is excused. It stays counted: the share with it decides what was kept and what is owed. The share "
        "without it only stands beside.",
        "{n} misses are excused. They stay counted: the share with them decides what was kept and what is owed. The "
        "share without them only stands beside.",
        excused,
    )
    return sentence.format(n=written.number(excused))
