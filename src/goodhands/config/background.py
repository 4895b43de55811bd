"""What is done in the background: what happens regularly, and the threads that do this and all that was asked for."""

from datetime import timedelta

from goodhands.foundation.companies import writes as companies
from goodhands.foundation.documents import writes as documents
from goodhands.foundation.jobs import lost, turns
from goodhands.foundation.jobs.background import Background
from goodhands.foundation.jobs.turns import Regular
from goodhands.foundation.people import writes as people
from goodhands.stages.operate import writes as operate

_DAY = timedelta(days=1)

turns.register(
    Regular("throw away cut-off uploads", _DAY, documents.sweep),
    Regular("empty bins", _DAY, companies.empty_bins),
    Regular("forget old links and sessions", _DAY, people.sweep),
    Regular("read what waits", timedelta(hours=1), operate.take_up_everywhere),
    Regular("forget old work", _DAY, lost.forget_old),
)


def start() -> Background:
    """Begin, in threads of this process."""
    background = Background()
    background.start()
    return background
