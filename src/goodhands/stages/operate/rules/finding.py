"""Which tickets have the words that somebody looks for? Numbers and subjects are laid out once to be looked through."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodhands.foundation.rules.words import Question, words_of
from goodhands.stages.operate.rules.choosing import TicketIndex, Tickets


@dataclass(frozen=True, slots=True)
class TicketWords:
    """Numbers and subjects of the tickets of files, and of each its words in plain letters between two spaces."""

    numbers: pa.StringArray
    subjects: pa.StringArray
    words: pa.StringArray

    def fitting(self, wanted: Question) -> Tickets:
        """The indices of the tickets that have all the words.

        First the ticket of exactly this number, then those whose number begins so, and the last of the files first.
        """
        *whole, last = wanted.words
        found, said = np.arange(len(self.words)), self.words
        for part in sorted([f" {last}", *(f" {word} " for word in whole)], key=len, reverse=True):
            fits: Tickets = np.flatnonzero(pc.match_substring(said, part).to_numpy(zero_copy_only=False))
            found, said = found[fits], said.take(pa.array(fits))
        found, said = found[::-1], said[::-1]
        start = f" {' '.join(wanted.words)}"
        exact, leading = (pc.starts_with(said, begin).to_numpy(zero_copy_only=False) for begin in (f"{start} ", start))
        return found[np.argsort(2 - exact.astype(np.int8) - leading, kind="stable")]

    @property
    def weight(self) -> int:
        """How many bytes it takes, about."""
        return int(self.numbers.nbytes + self.subjects.nbytes + self.words.nbytes)


def ticket_words(index: TicketIndex, by_hand: Collection[str]) -> TicketWords:
    """The words of the tickets of the files: all of a log but those entered by hand."""
    numbers, subjects = index.referee.log.tickets, index.subjects
    if by_hand:
        of_files = pc.invert(pc.is_in(numbers, value_set=pa.array(list(by_hand), pa.string())))
        numbers, subjects = numbers.filter(of_files), subjects.filter(of_files)
    pairs = zip(numbers.to_pylist(), subjects.to_pylist(), strict=True)
    words = [f" {' '.join(words_of(f'{number} {subject}' if subject else number))} " for number, subject in pairs]
    return TicketWords(numbers, subjects, pa.array(words, pa.string()))
