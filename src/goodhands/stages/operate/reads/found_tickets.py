"""Which tickets of files have the words that somebody looks for?

They live in no table (docs/adr/0006), so what is in memory is looked through. A file that is not is read only where
there is time for it; an engagement for which there was none says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from urllib.parse import quote

import numpy as np
import pyarrow as pa
from django.urls import reverse

from goodhands.foundation.engagements import reads as engagements
from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.isolation import scope
from goodhands.foundation.rules.words import Question
from goodhands.stages.contract.reads import AgreedTerms
from goodhands.stages.operate.reads.evidence import Evidence, Papers, evidence_of, in_memory, kept, papers
from goodhands.stages.operate.rules.choosing import Tickets
from goodhands.stages.operate.rules.finding import TicketWords, ticket_words


@dataclass(frozen=True, slots=True)
class TicketHit:
    """A ticket that fits."""

    number: str
    subject: str
    address: str


@dataclass(frozen=True, slots=True)
class FoundTickets:
    """The tickets of the files of an engagement that fit, the nearest first; `words` is None where nobody looked."""

    engagement: Engagement
    words: TicketWords | None
    places: Tickets

    def part(self, start: int, stop: int) -> Sequence[TicketHit]:
        """Those from one place to another."""
        shown = pa.array(self.places[start:stop])
        if self.words is None or not len(shown):
            return []
        place = reverse("operate:tickets", args=[scope.current().slug, self.engagement.slug])
        numbers, subjects = (column.take(shown).to_pylist() for column in (self.words.numbers, self.words.subjects))
        return [
            TicketHit(number, subject or "", f"{place}{quote(number, safe='')}/")
            for number, subject in zip(numbers, subjects, strict=True)
        ]


def found_tickets(wanted: Question, at: datetime, patience: float = 0) -> Sequence[FoundTickets]:
    """The tickets that fit, by engagement. `patience` is for how many seconds one more file may be begun to be read."""
    until, found = monotonic() + patience, []
    for of in papers([line.engagement for line in engagements.engagements()]).values():
        if wanted.words and of.sources and (terms := of.agreed.latest()):
            words = _words(of, terms, at, may_read=monotonic() < until)
            places = np.empty(0, np.intp) if words is None else words.fitting(wanted)
            found.append(FoundTickets(of.engagement, words, places))
    return found


def _words(of: Papers, terms: AgreedTerms, at: datetime, may_read: bool) -> TicketWords | None:
    """What there is to look through; None where it would have to be read, and may not, or cannot be read."""
    key = ("words", of.engagement.pk, terms.policy, of.key)
    words: TicketWords | None = kept.there(key)
    if words is not None:
        return words
    index = in_memory(of, terms, at)
    if index is None and may_read:
        found = evidence_of(of, at)
        index = found.index if isinstance(found, Evidence) else None
    if index is None:
        return None
    by_hand, log = [ticket.number for ticket in of.hand], index
    return kept.get(key, lambda: ticket_words(log, by_hand), lambda made: made.weight)
