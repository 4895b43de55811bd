"""Which tickets were entered by hand, and which do the files have?

One by hand takes the place of one of the same number, once a person said so.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyarrow.compute as pc
from django.utils.translation import gettext as _

from goodhands.foundation.companies import written
from goodhands.foundation.engagements.models import Engagement
from goodhands.stages.contract.reads import AgreedTerms
from goodhands.stages.contract.rules.service_levels import ANY_PRIORITY
from goodhands.stages.operate.models import HandTicket
from goodhands.stages.operate.reads.evidence import Evidence, Missing, evidence_of, papers


@dataclass(frozen=True, slots=True)
class InFiles:
    """The tickets of the files of an engagement, as far as they are judged by an agreement."""

    found: Evidence | None = None
    by_hand: Collection[str] = ()
    agreed: Collection[AgreedTerms] = ()

    def ticket(self, number: str) -> str:
        """What the ticket of this number is about and since when, in words; blank where no file has one."""
        place = self.found.index.place_of(number) if self.found else None
        if self.found is None or place is None or number in self.by_hand:
            return ""
        opened = written.moment(int(self.found.referee.clocks.opened[place]), self.found.terms.hours.timezone)
        subject = self.found.index.subjects[place].as_py()
        words = _("“{subject}”, opened {moment}") if subject else _("opened {moment}")
        return words.format(subject=subject, moment=opened)

    @property
    def highest(self) -> int:
        """The highest n of a number of the form `N-n`, 0 where there is none."""
        if self.found is None:
            return 0
        tickets = self.found.referee.log.tickets
        ours = tickets.filter(pc.starts_with(tickets, "N-")).to_pylist()
        return max((int(match[1]) for one in ours if (match := re.fullmatch(r"N-(\d{1,9})", one))), default=0)

    @property
    def priorities(self) -> Sequence[str]:
        """The priorities that the agreement tells apart, in any of its versions."""
        return sorted({level.priority for one in self.agreed for level in one.levels} - {ANY_PRIORITY})


def by_hand(engagement: Engagement, key: UUID) -> HandTicket | None:
    """A ticket that was entered by hand; None where there is none."""
    found: HandTicket | None = HandTicket.objects.filter(engagement=engagement, pk=key).first()
    return found


def removed_by_hand(engagement: Engagement, key: UUID) -> HandTicket | None:
    """One that lies in the bin."""
    found: HandTicket | None = HandTicket.binned.filter(engagement=engagement, pk=key).first()
    return found


def in_files(engagement: Engagement, at: datetime) -> InFiles:
    """The tickets that the files have. Without an agreement nothing is judged, and no ticket takes another's place."""
    of = papers([engagement])[engagement.pk]
    found, agreed = evidence_of(of, at), of.agreed.versions()
    if isinstance(found, Missing):
        return InFiles(agreed=agreed)
    return InFiles(found, frozenset(ticket.number for ticket in of.hand), agreed)
