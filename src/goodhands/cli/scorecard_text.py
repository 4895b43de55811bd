"""A scorecard for people: first the sentence, then the next step, then the tables, then what it rests on."""

import os
import re
import sys
from collections.abc import Sequence
from fractions import Fraction
from shutil import get_terminal_size
from textwrap import fill

from goodhands.foundation.rules.hours import stamped
from goodhands.foundation.rules.statistics import half_up
from goodhands.foundation.rules.strict import shown
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY, FIRST_EVENT, Policy
from goodhands.stages.operate.rules.judging import Attainment
from goodhands.stages.operate.rules.scorecard import Referee, Scorecard, foremost
from goodhands.stages.operate.rules.sheet import Problem

MOST_PROBLEMS = 8
_TONES = {"kept": "32", "not kept": "31", "strong": "1", "quiet": "2"}


def one_period(card: Scorecard, referee: Referee) -> str:
    """The scorecard of the whole file or of one month."""
    parts = [_tinted("strong", _wrapped(headline(card))), _wrapped(next_step(card)), _levels(card), _times(card)]
    return "\n\n".join([*parts, _read(card, referee), _judged(card, referee)]) + "\n"


def by_month(cards: Sequence[Scorecard], referee: Referee) -> str:
    """A line a month and a column a service level."""
    if not cards:
        return one_period(referee.scorecard(), referee)
    broken = [card for card in cards if any(level.keeps is False for level in card.levels)]
    sentence = f"In {len(cards) - len(broken)} of {_count(len(cards), 'month')} all service levels were kept."
    if broken:
        worst = min(broken, key=lambda card: min(level.share for level in card.levels if level.share is not None))
        sentence += f" The weakest was {worst.month.name if worst.month else ''}."
    step = f"Next: look at that month by itself with --month {worst.month}." if broken else "Nothing needs doing."
    whole = referee.scorecard()
    parts = [_tinted("strong", _wrapped(sentence)), _wrapped(step), _strip(cards)]
    return "\n\n".join([*parts, _read(whole, referee), _judged(whole, referee)]) + "\n"


def headline(card: Scorecard) -> str:
    """Where things stand, by the service level that matters most."""
    level = foremost(card)
    if level is None:
        where = f"in {card.month.name}" if card.month else "in this file"
        running = max((level.running for level in card.levels), default=0)
        still = f"; {_count(running, 'ticket')} {_is(running)} open and within the limit" if running else ""
        return f"No ticket was due or solved {where}, so there is nothing to judge{still}."
    active = [level for level in card.levels if level.judged]
    broken = [level for level in active if not level.keeps]
    when = f" in {card.month.name}" if card.month else ""
    done = "solved" if level.level.metric == "resolution" else "answered"
    sentence = (
        f"{level.level.name}: {level.met:,} of {_count(level.judged, 'ticket')} {_was(level.judged)} {done} in time"
        f"{when} ({percent(level.share)}); the agreement asks for {percent(level.level.target, 2)}"
    )
    sentence += ", so it was not kept" if broken else ", so it was kept"
    doubt = f", though {'these tickets are ' * level.too_few}{doubt_of(level)}" if doubt_of(level) else ""
    return f"{sentence}{doubt}.{_of_all(len(broken), len(active))}"


def _of_all(broken: int, active: int) -> str:
    """How many of several service levels were not kept."""
    if active == 1:
        return ""
    if broken == active:
        return f" None of the {active} service levels with tickets was kept."
    return f" {broken} of {active} service levels {_was(broken)} not kept." if broken else f" All {active} were kept."


def next_step(card: Scorecard) -> str:
    """The one thing to do next."""
    if card.credits:
        owed = [f"{credit.owed.rstrip('% ')} % for {shown(credit.service_level)}" for credit in card.credits]
        shares = " and ".join(owed)
        return (
            f"Next: ask for the credit the agreement grants, {shares} of the monthly fee; --csv OUT lists the tickets."
        )
    if card.rejected:
        return f"Next: look at the {_count(card.rejected, 'row')} that could not be used, listed below."
    if any(level.keeps is False for level in card.levels):
        return "Next: see which tickets were late, and by how much, with --csv OUT."
    if not any(level.judged or level.running for level in card.levels):
        return "Next: make sure that the file holds the tickets of the time in question."
    return "Nothing needs doing."


def _levels(card: Scorecard) -> str:
    rows = [["Service level", "In time", "Share", "Target", ""]]
    for level in card.levels:
        counts = f"{level.met:,} of {level.judged:,}"
        target = percent(level.level.target, 2)
        rows.append([level.level.name, counts, percent(level.share), target, _verdict(level)])
    heading, *lines = _table(rows)
    details = [_tinted("quiet", _wrapped(_detail(level), "  ")) for level in card.levels]
    return "\n".join([heading, *(part for pair in zip(lines, details, strict=True) for part in pair)])


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows in columns, the first one the heading: names to the left, figures to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for name, *figures in rows:
        cells = [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True)]
        lines.append(
            "  ".join([name.ljust(widths[0]), *cells[:-1], figures[-1] if not rows[0][-1] else cells[-1]]).rstrip()
        )
    return [_tinted("quiet", lines[0]), *lines[1:]]


def _verdict(level: Attainment) -> str:
    if level.keeps is None:
        return f"{_mark('none')} no tickets"
    word = "kept" if level.keeps else "not kept"
    return _tinted(word, f"{_mark(word)} {word}") + (f", {doubt_of(level)}" if doubt_of(level) else "")


def doubt_of(level: Attainment) -> str:
    """What a count alone cannot tell, in some words; nothing where it tells enough."""
    if level.too_few:
        return "too few to tell more"
    return "that could be chance" if level.chance else ""


def _detail(level: Attainment) -> str:
    promise = "solved" if level.level.metric == "resolution" else "answered"
    whom = "every ticket" if level.level.priority == ANY_PRIORITY else f"priority {level.level.priority}"
    parts = [f"{whom} {promise} within {duration(level.level.within)}"]
    if level.interval:
        low, high = (percent(Fraction(bound)) for bound in level.interval)
        parts.append(f"between {low} and {high} with 95 % certainty")
    if level.running:
        parts.append(f"{_count(level.running, 'ticket')} still running")
    # A help desk's one verdict is about the solution; beside the first answer it would be a claim nobody made.
    if level.level.metric == "resolution" and level.reported and level.reported.met + level.reported.missed:
        theirs = Fraction(level.reported.met, level.reported.met + level.reported.missed)
        parts.append(f"the provider says {percent(theirs)}, {_count(level.reported.differ, 'verdict')} differ")
    return "; ".join(parts)


def _times(card: Scorecard) -> str:
    rows = [["Working time", "half within", "9 in 10", "19 in 20"]]
    for name, times in (("to the solution, without pauses", card.resolution), ("to the first answer", card.response)):
        percentiles = (times.p50, times.p90, times.p95)
        rows.append([name, *(_mark("none") if p is None else duration(p) for p in percentiles)])
    lines = _table(rows)
    if taken := sum(card.paused.values()):
        parts = ", ".join(f"{shown(value)} {duration(seconds)}" for value, seconds in card.paused.items() if seconds)
        share = f" ({percent(Fraction(taken, card.gross))} of all working time)" if card.gross else ""
        lines.append(_wrapped(f"The clock stood still for {duration(taken)}{share}: {parts}."))
    return "\n".join(lines)


def _strip(cards: Sequence[Scorecard]) -> str:
    levels = [level.level for level in cards[0].levels]
    legend = [f"  {i + 1}  {level.name} (target {percent(level.target, 2)})" for i, level in enumerate(levels)]
    rows = [["Month", "Solved", *(f"{i + 1}  " for i in range(len(levels)))]]
    for card in cards:
        name = card.month.name if card.month else ""
        rows.append([name, f"{card.resolved:,}", *(_cell(level) for level in card.levels)])
    words = {"kept": "kept", "not kept": "not kept", "none": "no tickets"}
    marks = [f"{_mark(mark)} {word}" for mark, word in words.items()]
    key = "   ".join([*marks, "? could be chance, or too few to tell more"])
    return "\n".join([*legend, "", *_table(rows), "", _tinted("quiet", key)])


def _cell(level: Attainment) -> str:
    if level.keeps is None:
        return f"{_mark('none')}  "
    return f"{percent(level.share)} {_mark('kept' if level.keeps else 'not kept')}{'?' if doubt_of(level) else ' '}"


def _read(card: Scorecard, referee: Referee) -> str:
    log = referee.log
    lines = [_tinted("quiet", "What was read"), *(_wrapped(line, "  ") for line in what_was_read(card, referee))]
    return "\n".join([*lines, *_problems(log.problems, len(log.facts.files) > 1)])


def what_was_read(card: Scorecard, referee: Referee) -> list[str]:
    """How much stood in the files, and what of it does not count, each in a line."""
    log, facts = referee.log, referee.log.facts
    until = f", judged as of {stamped(card.as_of).replace('T', ' ').replace('Z', ' UTC')}" if card.as_of else ""
    counts = f"{_count(card.tickets, 'ticket')}, {card.resolved:,} solved, {card.open:,} open{until}"
    if card.month:
        counts = f"{_count(card.resolved, 'ticket')} solved in {card.month.name}; {card.open:,} open in the file{until}"
    lines = [counts]
    if card.reopened_since:
        lines.append(f"{_count(card.reopened_since, 'ticket')} {_was(card.reopened_since)} reopened after the last"
                     " solution and judged by it")  # fmt: skip
    if facts.identical:
        lines.append(f"{_count(facts.identical, 'identical row')} {_was(facts.identical)} read once")
    if facts.later:
        lines.append(f"{_count(facts.later, 'row')} {_was(facts.later)} stamped after that and not read")
    if card.rejected:
        lines.append(f"{_count(card.rejected, 'row')} could not be used")
    if card.excluded:
        ticket, reason = card.excluded[0]
        lines.append(f"{_count(len(card.excluded), 'ticket')} left out; the first is {shown(ticket)}: {reason}")
    if facts.to_the_minute and len(log.tickets):
        lines.append("stamps are to the minute, so a duration may be off by up to 59 seconds")
    return lines


def _problems(problems: Sequence[Problem], several_files: bool) -> list[str]:
    kinds: dict[tuple[str | None, str], list[Problem]] = {}
    for problem in problems:
        kinds.setdefault((problem.column, re.sub(r"[\d,]+", "#", problem.reason)), []).append(problem)
    lines = []
    for alike in sorted(kinds.values(), key=lambda found: not found[0].rejected)[:MOST_PROBLEMS]:
        first = alike[0]
        place = f"{first.file}, " if several_files else ""
        column = f', column "{first.column}"' if first.column else ""
        more = f" ({len(alike) - 1:,} more like it)" if len(alike) > 1 else ""
        lines.append(f"  {place}row {first.row:,}{column}: {shown(first.value)} {first.reason}{more}")
    if len(kinds) > MOST_PROBLEMS:
        lines.append(f"  and {_count(len(kinds) - MOST_PROBLEMS, 'more kind')} of oddity")
    width = _width()
    wrapped = [fill(line, width, subsequent_indent="    ", break_on_hyphens=False) for line in lines]
    return [*wrapped, "  --json lists every row"] if any(len(a) > 1 for a in kinds.values()) else wrapped


def _judged(card: Scorecard, referee: Referee) -> str:
    lines = (_wrapped(line, "  ") for line in how_judged(card, referee))
    return "\n".join([_tinted("quiet", "How it was judged"), *lines])


def how_judged(card: Scorecard, referee: Referee) -> list[str]:
    """By which choices and in which hours, each in a line."""
    _, hours = referee.terms.hours.versions[-1]
    place = f", public holidays of {hours.holidays}" if hours.holidays else ", no public holidays"
    closed = f", {_count(len(hours.closed), 'further closed day')}" if hours.closed else ""
    clock = f"Hours on the clock of {hours.timezone}{place}{closed}; time zone data {card.tzdata}."
    return [" ".join(policy_sentences(card.policy)), clock]


def policy_sentences(policy: Policy) -> list[str]:
    """Each choice that changes a verdict, in one sentence."""
    opened = "its first event" if policy.opened == FIRST_EVENT else " or ".join(shown(v) for v in policy.opened)
    return [
        f"A ticket opens with {opened} and is solved at the {policy.resolution} solution"
        f"{'; closing counts as one' if policy.closed_resolves else ''}.",
        {
            "runs_through": "After a reopening the clock has run through.",
            "excludes_solved": "After a reopening the solved time in between does not count.",
            "restarts": "A reopening restarts the clock.",
        }[policy.reopen],
        {
            "final": "The last priority of a ticket decides which service levels judge it.",
            "at_opening": "The first priority of a ticket decides which service levels judge it.",
            "at_breach": "The priority held when the limit was used up decides which service levels judge a ticket.",
        }[policy.priority],
        f"Pauses {'also' if policy.response_pauses else 'do not'} stop the clock of the first answer.",
        *(["A holiday is closed from midnight to midnight."] if policy.closes_whole_days else []),
    ]


def duration(seconds: int) -> str:
    """Working time as it is spoken: `21 h 3 min`, `14 min`, `44 s`."""
    hours, minutes = divmod(seconds // 60, 60)
    if seconds < 60:
        return f"{seconds} s"
    return " ".join(part for part in (f"{hours:,} h" if hours else "", f"{minutes} min" if minutes else "") if part)


def percent(share: Fraction | None, digits: int = 1) -> str:
    """A share as it is written here: `82.9 %`."""
    if share is None:
        return _mark("none")
    written = half_up(share * 100, digits)
    return f"{written.rstrip('0').rstrip('.') if digits == 2 else written} %"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _mark(what: str) -> str:
    plain = "\N{CHECK MARK}".encode(sys.stdout.encoding or "ascii", "ignore") == b""
    return {"kept": "+" if plain else "✓", "not kept": "x" if plain else "✗", "none": "-" if plain else "\N{EN DASH}"}[
        what
    ]


def _width() -> int:
    return max(min(get_terminal_size((96, 24)).columns, 96), 40)


def _wrapped(text: str, indent: str = "") -> str:
    return fill(text, _width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _tinted(tone: str, text: str) -> str:
    """The text in a tone, on a terminal that shows tones; the words alone say everything."""
    wanted = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return "\n".join(f"\x1b[{_TONES[tone]}m{line}\x1b[0m" for line in text.splitlines()) if wanted else text
