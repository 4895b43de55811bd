"""Which words does a text have, however they are written, and where do they stand in it?

Accents, capitals and characters that nobody sees make no difference. The same rule reads what is looked through and
what is looked for, so that both find each other on every database.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_WORD = 60
LONGEST_QUESTION = 200
MOST_WORDS = 12
ROOM = 140
"""About how many characters of a long text are shown around the first word that fits."""

_BEFORE = 40
_MOST_KNOWN = 10_000
_PLAIN = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"}
"""Letters that are no plain letter with a mark, and that many keyboards lack."""


class _Letters(dict[int, str]):
    """What each character is in a word: plain small letters, nothing where it only marks one, a space between words."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
        found = "".join(_PLAIN.get(part, part) for part in plain if part.isalnum())
        if not found and unicodedata.category(char) not in ("Mn", "Mc", "Me", "Cf"):
            found = " "
        if len(self) < _MOST_KNOWN:
            self[code] = found
        return found


_LETTERS = _Letters()


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: all words must be there, the last one at least by its beginning.

    `cut` says that more was typed than is looked for.
    """

    words: tuple[str, ...]
    cut: bool = False

    def fits(self, word: str) -> bool:
        """Whether a word of a text is one of those that are looked for."""
        return word in self.words or word.startswith(self.words[-1:])


def words_of(text: str) -> list[str]:
    """The words of a text in their order, in plain small letters."""
    return [word[:LONGEST_WORD] for word in text.translate(_LETTERS).split()]


def question(typed: str) -> Question:
    """What somebody typed; without words where it has no letter and no digit."""
    words = words_of(typed[:LONGEST_QUESTION])
    distinct = [*dict.fromkeys(words[:-1]), *words[-1:]]  # the last one stays the last
    return Question(tuple(distinct[-MOST_WORDS:]), len(typed) > LONGEST_QUESTION or len(distinct) > MOST_WORDS)


Pieces = Sequence[tuple[str, bool]]
"""A text in pieces, each with whether it fits what is looked for."""


def marked(text: str, wanted: Question) -> Pieces:
    """The text with the words that fit; of a word that only begins so, its beginning."""
    pieces, done = [], 0
    for begin, end in _places(text, wanted):
        pieces += [(text[done:begin], False), (text[begin:end], True)]
        done = end
    return [piece for piece in [*pieces, (text[done:], False)] if piece[0]]


def excerpt(text: str, wanted: Question) -> Pieces:
    """A part of a long text around the first word that fits, marked; nothing where none does."""
    first = next(_places(text, wanted), None)
    if first is None:
        return []
    begin = max(first[0] - _BEFORE, 0)
    begin = text.find(" ", begin, first[0]) + 1 if begin else 0  # at the beginning of a word, if there is one
    begin = begin or max(first[0] - _BEFORE, 0)
    part = text[begin : begin + ROOM]
    before, after = "…" if begin else "", "…" if begin + ROOM < len(text) else ""
    return [(piece, fits) for piece, fits in [(before, False), *marked(part, wanted), (after, False)] if piece]


def _places(text: str, wanted: Question) -> Iterator[tuple[int, int]]:
    """Where words stand that fit, without those letters of the last one that were not typed."""
    for begin, end in _spans(text):
        word = text[begin:end].translate(_LETTERS)[:LONGEST_WORD]
        if word in wanted.words:
            yield begin, end
        elif wanted.fits(word):
            yield begin, _end_of(text, begin, len(wanted.words[-1]))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word begins and ends."""
    begin = None
    for place, char in enumerate(text):
        letter = _LETTERS[ord(char)]
        if letter == " ":
            if begin is not None:
                yield begin, place
            begin = None
        elif letter and begin is None:
            begin = place
    if begin is not None:
        yield begin, len(text)


def _end_of(text: str, begin: int, letters: int) -> int:
    """Where so many plain letters end, with the marks on the last of them."""
    place, seen = begin, 0
    while place < len(text) and (seen < letters or not _LETTERS[ord(text[place])]):
        seen += len(_LETTERS[ord(text[place])])
        place += 1
    return place
