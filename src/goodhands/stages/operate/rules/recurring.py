"""Which tickets are the same trouble again?

Two tickets are the same trouble if their subjects are the same in plain words, and they are about the same device;
where a ticket names none, if the same person asked. What a subject is in plain words says `plain_subject`. A subject
that says nothing (`says_nothing`) is one trouble whoever asks, and never taken for a real one.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.words import words_of
from goodhands.foundation.rules.working_time import BLANK
from goodhands.foundation.rules.zones import Flags, Instants
from goodhands.stages.operate.rules.carried import last_of
from goodhands.stages.operate.rules.clocks import Clocks
from goodhands.stages.operate.rules.ticket_log import TicketLog

LEAST = 2
MANY, LARGE_PART = 10, Fraction(1, 5)
"""A trouble with more tickets than `MANY` and than this part of all tickets of its time swallows everything."""

LEAST_LETTERS = 3
LONGEST_SUBJECT, LONGEST_ANCHOR = 200, 100

_MARKS = "re fw fwd aw wg antw sv vs vb tr ref rif rv res enc odp pd ynt ilt i r"
_AGAIN = re.compile(
    rf"\s*(?:(?:{_MARKS.replace(' ', '|')})\s*(?:[\[(]\s*\d+\s*[\])])?\s*:\s*|\[\s*extern\w*\s*\]\s*:?\s*)+"
)
_MONTHS = (
    "january february march april june july august september october november december jan feb mar apr jun jul aug sep "
    "sept oct nov dec januar februar marz mai juni juli oktober dezember okt dez janvier fevrier mars avril juin "
    "juillet aout septembre octobre novembre decembre enero febrero marzo abril mayo junio julio agosto septiembre "
    "octubre noviembre diciembre janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro may"
)
_MONTH = f"(?:{_MONTHS.replace(' ', '|')})"
_DATE = re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of |de )?{_MONTH}\b|\b{_MONTH} \d+\b")
_NUMBERED = re.compile(r"\b[^\W\d_]{1,10}[-_#]\d{3,}|\b\w*(?:\d\w*){4}")
_DIGITS = re.compile(r"\d+(?:st|nd|rd|th)\b|\d+")
_SAY_NOTHING = (
    "a an and the of my our your with for please pls urgent asap hi hello dear help helpdesk support request requests "
    "problem problems issue issues question questions query enquiry inquiry ticket tickets case incident service it "
    "error fault trouble other others misc general info information test new no subject none untitled again not "
    "working bitte hilfe anfrage frage problem probleme storung fehler dringend betreff ohne ayuda consulta solicitud "
    "problema problemas pedido ajuda urgente assunto aide demande question probleme"
)
_NOTHING = frozenset(_SAY_NOTHING.split())
Codes = npt.NDArray[np.int32]


def plain_subject(text: str) -> str:
    """A subject in plain small letters: without marks of replies, numbers, dates, accents and punctuation.

    Of a plain subject it is the same again.
    """
    small = " ".join(text.casefold().translate(_WIDE).split())
    small = small[match.end() :] if (match := _AGAIN.match(small)) else small
    words = " ".join(words_of(_NUMBERED.sub(" ", small)))
    words = _DIGITS.sub("", _NUMBERED.sub(" ", _DATE.sub(" ", words)))
    return " ".join(words.split())[:LONGEST_SUBJECT].strip()


_WIDE = str.maketrans({"\N{FULLWIDTH COLON}": ":", "\N{FULLWIDTH NUMBER SIGN}": "#"})


def plain_anchor(text: str) -> str:
    """The name of a device or a person in plain small letters; its digits stay, for PC-12 is not PC-13."""
    return " ".join(words_of(text))[:LONGEST_ANCHOR].strip()


def says_nothing(plain: str) -> bool:
    """Whether a plain subject is too short, or made only of words that any ticket could have."""
    words = plain.split()
    return len("".join(words)) < LEAST_LETTERS or all(word in _NOTHING for word in words)


@dataclass(frozen=True, slots=True)
class Troubles:
    """The trouble of each ticket of a log: a place among `keys`, -1 where nothing says what a ticket is about.

    A key is `plain subject|asset:device`, `plain subject|requester:person` or `plain subject|`; no plain text has a
    stroke or a colon.
    """

    code: Codes
    keys: Sequence[str]

    @property
    def weight(self) -> int:
        """How many bytes it takes, about."""
        return int(self.code.nbytes) + sum(map(len, self.keys)) + 60 * len(self.keys)


def troubles_of(log: TicketLog) -> Troubles:
    """The trouble of every ticket. Each distinct text is made plain once, however many tickets have it."""
    alike = pc.replace_substring_regex(
        last_of(log, "subject"), "[0-9]", "0"
    )  # which digits they are is left out anyway
    subject, subjects = _plain(alike, plain_subject)
    asset, assets = _plain(last_of(log, "asset"), plain_anchor)
    requester, requesters = _plain(last_of(log, "requester"), plain_anchor)
    empty = np.array([not text for text in [*assets, *requesters]], bool)
    room = 1 + len(assets) + len(requesters)
    anchor = np.where(requester >= 0, 1 + len(assets) + requester, 0)
    anchor[anchor > 0] *= ~empty[anchor[anchor > 0] - 1]
    has_asset = np.flatnonzero(asset >= 0)
    has_asset = has_asset[~empty[asset[has_asset]]]
    anchor[has_asset] = 1 + asset[has_asset]
    nothing = np.array([says_nothing(text) for text in subjects], bool)
    said = np.flatnonzero(subject >= 0)
    anchor[said[nothing[subject[said]]]] = 0
    code = np.full(len(subject), -1, np.int32)
    pairs, code[said] = np.unique(subject[said] * room + anchor[said], return_inverse=True)
    anchors = ["", *(f"asset:{name}" for name in assets), *(f"requester:{name}" for name in requesters)]
    of, by = np.divmod(pairs, room)
    keys = [f"{subjects[one]}|{anchors[other]}" for one, other in zip(of.tolist(), by.tolist(), strict=True)]
    return Troubles(code, keys)


def _plain(texts: pa.StringArray, plain: Callable[[str], str]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """The code of each text made plain, -1 where there is none, and the plain texts in the order of the alphabet."""
    encoded = texts.dictionary_encode()
    made = [plain(text) for text in encoded.dictionary.to_pylist()]
    distinct = sorted(set(made))
    places = {text: place for place, text in enumerate(distinct)}
    of_texts = np.array([*(places[text] for text in made), -1], np.int64)
    codes = encoded.indices.fill_null(len(made)).to_numpy(zero_copy_only=False)
    return of_texts[codes], distinct


def united_in(key: str, merged: Mapping[str, str]) -> str:
    """The trouble that one belongs to after all mergers: the end of its chain, of a ring the first in the alphabet."""
    seen: dict[str, None] = {}
    while key in merged and key not in seen:
        seen[key] = None
        key = merged[key]
    ring = list(seen)
    return min(ring[ring.index(key) :]) if key in seen else key


def may_merge(key: str, into: str, merged: Mapping[str, str]) -> bool:
    """Whether merging one trouble into another would lead anywhere: not into itself, nor into what is part of it."""
    return united_in(into, merged) != key


@dataclass(frozen=True, slots=True)
class Window:
    """A time from `begins` up to `ends`, UTC seconds."""

    begins: int
    ends: int

    def has(self, instants: Instants) -> Flags:
        """Which instants lie in it; BLANK in none."""
        found: Flags = (instants != BLANK) & (instants >= self.begins) & (instants < self.ends)
        return found


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble that came back: `tickets` are the indices of those in the window, the newest first, `keys` all of it.

    Among its keys are those that were merged into it, whether there are tickets of them or not.
    `solved` counts those solved in the window, `in_all` its tickets of all times, `first_at` and `last_at` are when the
    first and last of these was opened, `used` are the working seconds of the tickets in the window.
    """

    key: str
    keys: Sequence[str]
    tickets: npt.NDArray[np.intp]
    solved: int
    in_all: int
    first_at: int
    last_at: int
    used: int

    @property
    def times(self) -> int:
        """How many of its tickets were opened or solved in the window."""
        return len(self.tickets)


@dataclass(frozen=True, slots=True)
class Recurring:
    """What came back in a window, most often first. `general` says too little, or is too much, to be one trouble."""

    troubles: Sequence[Trouble]
    general: Sequence[Trouble]
    dismissed: Sequence[Trouble]


def recurring(
    of: Troubles, clocks: Clocks, window: Window, merged: Mapping[str, str], dismissed: Collection[str]
) -> Recurring:
    """What came back in a window: at least two tickets of a trouble were opened or solved in it."""
    keys, code = _united(of, merged)
    solved = window.has(clocks.resolved)
    within = solved | window.has(clocks.opened)
    whole = int(np.count_nonzero(within))
    members = np.flatnonzero(code >= 0)
    often = np.bincount(code[members[within[members]]], minlength=len(keys)) >= LEAST
    members = members[often[code[members]]]
    members = members[np.lexsort((clocks.opened[members], code[members]))]
    bounds = [*np.flatnonzero(np.diff(code[members], prepend=-1)).tolist(), len(members)]
    found: list[list[Trouble]] = [[], [], []]
    parts: dict[str, list[str]] = {}
    for key in merged:
        parts.setdefault(united_in(key, merged), []).append(key)
    for begin, end in pairwise(bounds):
        tickets = members[begin:end]
        key = keys[code[tickets[0]]]
        shown = tickets[within[tickets]][::-1]
        one = Trouble(
            key=key, keys=sorted({key, *parts.get(key, [])}), tickets=shown,
            solved=int(np.count_nonzero(solved[shown])), in_all=len(tickets), used=int(clocks.net[shown].sum()),
            first_at=int(clocks.opened[tickets[0]]), last_at=int(clocks.opened[tickets[-1]]),
        )  # fmt: skip
        found[2 if key in dismissed else _too_general(one, whole)].append(one)
    for ones in found:
        ones.sort(key=lambda one: (-one.times, -one.used, one.key))
    return Recurring(*found)


def _too_general(one: Trouble, whole: int) -> bool:
    too_much = one.times > MANY and one.times > LARGE_PART * whole
    return too_much or all(says_nothing(key.partition("|")[0]) for key in one.keys)


def _united(of: Troubles, merged: Mapping[str, str]) -> tuple[Sequence[str], Codes]:
    """The keys and codes after all mergers."""
    if not merged:
        return of.keys, of.code
    places = {key: place for place, key in enumerate(of.keys)}
    keys, anew = list(of.keys), np.arange(-1, len(of.keys), dtype=np.int32)  # by the code, and one for none before
    for key in merged.keys() & places.keys():
        end = united_in(key, merged)
        if end not in places:
            places[end] = len(keys)
            keys.append(end)
        anew[places[key] + 1] = places[end]
    return keys, anew[of.code + 1]
