"""Which priorities have the tickets? An agreement must spell them as they do, and may be the first one yet."""

from collections.abc import Sequence
from datetime import datetime

from goodhands.foundation.engagements.models import Engagement
from goodhands.foundation.rules.agreed_hours import Hours
from goodhands.stages.contract.reads import AgreedTerms
from goodhands.stages.contract.rules.service_levels import Policy
from goodhands.stages.operate.reads.evidence import Missing, evidence_of, papers

MOST = 100
_NOTHING_PROMISED = AgreedTerms(
    number=0, valid_from=None, levels=(), policy=Policy(), credits=(), monthly_fee=None,
    hours=Hours("UTC", (((0, 1440),),) * 7), calendar="", timezone="UTC", hours_in_words={},
)  # fmt: skip


def priorities(engagement: Engagement, at: datetime) -> Sequence[str]:
    """The priorities that the tickets so far have ever had, as they are spelt; none where nothing can be read."""
    found = evidence_of(papers([engagement])[engagement.pk], at, otherwise=_NOTHING_PROMISED)
    return () if isinstance(found, Missing) else found.referee.priorities_held[:MOST]
