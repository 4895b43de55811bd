"""Which answers of people about a ticket are good, and how many of them are?

The scale is recognised from all values of a column together, or not at all: a value that fits no scale, or numbers that
fit several, leave the whole column uncounted. Then every value is listed instead.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from goodhands.foundation.rules.sentences import said
from goodhands.foundation.rules.statistics import wilson
from goodhands.foundation.rules.zones import Flags
from goodhands.stages.operate.rules.carried import last_codes
from goodhands.stages.operate.rules.ticket_log import TicketLog

GOOD, NOT_GOOD, SILENT, UNCLEAR = 1, 0, -1, -2
"""What the text of one ticket says: a good answer, another one, none at all, or nothing that can be counted."""
FEW = 10
MOST_VALUES = 500
NAMED, NAMED_LENGTH = 3, 40
LOW = Fraction(80, 100)
HIGH = Fraction(95, 100)

_NO_ANSWER = frozenset({"-", "\N{EN DASH}", "n/a", "no answer", "no response", "not answered", "not rated", "unrated"})
_WORDS: Sequence[tuple[str, str, str, str]] = (  # the scale, good, other and no answers, parted by commas
    (said("the words good and bad"), "good,good with comment", "bad,bad with comment", "offered,unoffered,not offered"),
    (
        said("words from very satisfied to very dissatisfied"),
        "satisfied,very satisfied,extremely satisfied,completely satisfied",
        "neutral,neither satisfied nor dissatisfied,neither satisfied nor unsatisfied,dissatisfied,unsatisfied,"
        "not satisfied,very dissatisfied,very unsatisfied,extremely dissatisfied,extremely unsatisfied,"
        "completely dissatisfied",
        "",
    ),
    (
        said("words from extremely happy to extremely unhappy"),
        "happy,very happy,extremely happy",
        "neutral,unhappy,not happy,very unhappy,extremely unhappy",
        "",
    ),
    (
        said("marks from excellent to very poor"),
        "excellent,very good,good",
        "fair,average,poor,very poor,bad,very bad,terrible",
        "",
    ),
    (said("the words positive and negative"), "positive,very positive", "neutral,negative,very negative", ""),
    (said("thumbs up and down"), "👍,thumbs up", "👎,thumbs down", ""),
    (said("faces"), "😀,😃,😄,😁,😊,🙂,☺", "😐,😑,😕,🙁,☹,😞,😟,😠,😡", ""),
)
_SCALES: Sequence[tuple[str, Mapping[str, int]]] = [
    (
        name,
        {
            word: meaning
            for words, meaning in ((good, GOOD), (other, NOT_GOOD), (none, SILENT))
            for word in filter(None, words.split(","))
        },
    )
    for name, good, other, none in _WORDS
]
_NUMBER = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))? ?(?:(?:/|of|out of) ?(5|10|100)|(%)|stars?)?")
_STARS = re.compile(r"([★⭐]{1,5})(☆{0,4})")
_FIVE, _TEN, _HUNDRED = 5, 10, 100
_TOPS: Mapping[int, tuple[str, int, int]] = {  # the scale, its lowest value, and from where on an answer is good
    _FIVE: (said("numbers from 1 to 5, of which 4 and 5 are good"), 1, 4),
    _TEN: (said("numbers from 1 to 10, of which 9 and 10 are good"), 1, 9),
    _HUNDRED: (said("per cent, of which 75 and more are good"), 0, 75),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """How the values of a column are taken: `scale` names the scale, None where none fits, and then `why` says so.

    `meanings` has every value as it is written, with GOOD, NOT_GOOD or SILENT; all are UNCLEAR without a scale.
    """

    scale: str | None
    why: str
    meanings: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column of the files: its heading, on how many tickets each value stands, and how the values are taken.

    No scale has as many as `MOST_VALUES`: of more, such as remarks, the rarest are left out, which are `others`.
    """

    heading: str
    counts: Mapping[str, int]
    understood: Understood
    others: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What people say of each ticket: `meaning` has an entry per ticket. No columns: the files do not tell."""

    meaning: npt.NDArray[np.int8]
    columns: Sequence[AnswerColumn]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """How content people are with some solved tickets: `good` of `answered`, of `solved` tickets in all.

    `unclear` values fit no scale and are not counted.
    """

    good: int
    answered: int
    solved: int
    unclear: int

    @property
    def not_good(self) -> int:
        """How many answers are not good."""
        return self.answered - self.good

    @property
    def share(self) -> Fraction | None:
        """The share of answers that are good; None without answers."""
        return Fraction(self.good, self.answered) if self.answered else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies with 95 % confidence (Wilson)."""
        return wilson(self.good, self.answered) if self.answered else None

    @property
    def response(self) -> Fraction | None:
        """The share of solved tickets with an answer; None where that is not known."""
        return Fraction(self.answered, self.solved) if self.solved and not self.unclear else None

    @property
    def too_few(self) -> bool:
        """Whether there are too few answers to tell anything."""
        return self.answered < FEW

    @property
    def low(self) -> bool:
        """Whether enough people answered, and too few of them are content."""
        return not self.too_few and self.share is not None and self.share < LOW


def understood(counts: Mapping[str, int]) -> Understood:
    """What each value of a column means, given on how many tickets it stands. Blank ones change nothing."""
    counts = {text: count for text, count in counts.items() if text.strip()}
    if len(counts) > MOST_VALUES:
        why = said("There are more than {most} different values here, so they are no scale.", most=MOST_VALUES)
        return Understood(None, why, dict.fromkeys(counts, UNCLEAR))
    spoken = {text: _plain(text) for text in counts if _plain(text) not in _NO_ANSWER}
    silent = {text: SILENT for text in counts if text not in spoken}
    for name, meaning in _SCALES:
        if all(word in meaning for word in spoken.values()):
            return Understood(name, "", silent | {text: meaning[word] for text, word in spoken.items()})
    numbers = {text: _number(word) for text, word in spoken.items()}
    read = {text: number for text, number in numbers.items() if number is not None}
    top = _top(read, counts) if len(read) == len(spoken) else None
    if top is not None:
        name, _, least = _TOPS[top]
        taken = {text: GOOD if value >= least else NOT_GOOD for text, (value, _) in read.items()}
        return Understood(name, "", silent | taken)
    return Understood(None, _why(len(read), spoken), dict.fromkeys(counts, UNCLEAR))


def _plain(text: str) -> str:
    """A value without what only dresses it: capitals, underscores, doubled spaces, the style mark of an emoji."""
    return " ".join(text.replace("\ufe0f", "").replace("_", " ").casefold().split())


def _number(text: str) -> tuple[Fraction, int | None] | None:
    """The number that a value is, and out of how many where it says so; None for any other text."""
    if stars := _STARS.fullmatch(text):
        filled, hollow = len(stars[1]), len(stars[2])
        return Fraction(filled), _FIVE if filled + hollow == _FIVE and hollow else None
    if (found := _NUMBER.fullmatch(text)) is None:
        return None
    whole, decimals, top, percent = found.groups()
    value = Fraction(f"{whole}.{decimals or 0}")
    return value, _HUNDRED if percent else int(top) if top else None


def _top(read: Mapping[str, tuple[Fraction, int | None]], counts: Mapping[str, int]) -> int | None:
    """Out of how many the numbers are, where that is beyond doubt."""
    values = {value for value, _ in read.values()}
    tops = {top for _, top in read.values()}
    if len(tops) != 1:
        return None
    (top,) = tops
    if top is None:
        top = _top_by_values(values) if sum(counts[text] for text in read) >= FEW else None
    return top if top is not None and all(_TOPS[top][1] <= value <= top for value in values) else None


def _top_by_values(values: set[Fraction]) -> int | None:
    """The same of numbers alone: the highest mark was given, and what was given fits no other scale."""
    highest, whole = max(values), all(value.denominator == 1 for value in values)
    if whole and highest == _FIVE:
        return _FIVE
    if whole and highest == _TEN and any(_FIVE < value < _TEN for value in values):
        return _TEN
    above = any(_TEN < value < _HUNDRED for value in values) and not any(0 < value <= _TEN for value in values)
    return _HUNDRED if highest == _HUNDRED and above else None


def _why(numbers: int, spoken: Mapping[str, str]) -> str:
    """Why values are on no scale; `numbers` of them can be read as such."""
    if numbers == len(spoken):
        return said(
            "These numbers do not tell their scale. It shows once there are {few} answers, the highest mark among "
            "them, and all fit one scale.",
            few=FEW,
        )
    if numbers:
        return said("Some of these values are numbers and some are words, so they are not on one scale.")
    odd = sorted(text for text, word in spoken.items() if not any(word in meaning for _, meaning in _SCALES))
    if not odd:
        return said("Each of these values is on a scale that is known here, but no scale has all of them.")
    named = ", ".join(f"“{text.strip()[:NAMED_LENGTH]}”" for text in odd[:NAMED])
    return said("On no scale that is known here: {values}.", values=named)


def answers(log: TicketLog) -> Answers:
    """What people say of each ticket of a log. Files in which the column has the same heading are read together."""
    codes, texts = last_codes(log, "satisfaction")
    meaning = np.full(len(log.tickets), SILENT, np.int8)
    file = log.facts.file_of[log.rows]
    columns = []
    for heading in sorted({there["satisfaction"] for there in log.facts.headings if "satisfaction" in there}):
        mine = np.array([there.get("satisfaction") == heading for there in log.facts.headings], bool)
        told = np.flatnonzero(mine[file] & (codes >= 0))
        found = np.bincount(codes[told], minlength=len(texts))
        often = np.argsort(-found, kind="stable")[: np.count_nonzero(found)]
        counts = {texts[code]: int(found[code]) for code in often[: MOST_VALUES + 1].tolist()}
        taken = understood(counts)
        table = np.full(len(texts), UNCLEAR, np.int8)
        table[often[: len(counts)]] = [taken.meanings[text] for text in counts]
        meaning[told] = table[codes[told]]
        columns.append(AnswerColumn(heading, counts, taken, len(often) - len(counts)))
    return Answers(meaning, columns)


def satisfaction(found: Answers, solved: Flags) -> Satisfaction:
    """How content people are with the tickets that are `solved`."""
    good, other, unclear = (int(np.count_nonzero(solved & (found.meaning == one))) for one in (GOOD, NOT_GOOD, UNCLEAR))
    return Satisfaction(good, good + other, int(np.count_nonzero(solved)), unclear)


def belied(in_time: Fraction | None, people: Satisfaction) -> bool:
    """Whether hardly anything was late, and yet too few people are content."""
    return in_time is not None and in_time >= HIGH and people.low
