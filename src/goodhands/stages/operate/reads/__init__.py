"""What the provider's tickets say, held against what was promised. Frozen page objects; nothing here is ever kept."""

from goodhands.stages.operate.reads.both_sides import (
    NoSuchTicket,
    excuse,
    gone_ticket,
    is_there,
    misses,
    withdrawn_excuse,
)
from goodhands.stages.operate.reads.changed import (
    changed,
)
from goodhands.stages.operate.reads.differences import (
    differences,
)
from goodhands.stages.operate.reads.dry_run import (
    dry_run,
)
from goodhands.stages.operate.reads.files import (
    handed_in,
    import_problems,
    import_tickets,
    importing,
    imports,
)
from goodhands.stages.operate.reads.found_tickets import (
    FoundTickets,
    found_tickets,
)
from goodhands.stages.operate.reads.in_files import (
    InFiles,
    by_hand,
    in_files,
    removed_by_hand,
)
from goodhands.stages.operate.reads.measures import (
    NoSuchMeasure,
    measure,
    measures,
)
from goodhands.stages.operate.reads.month_card import (
    scorecard,
)
from goodhands.stages.operate.reads.month_strip import (
    months,
)
from goodhands.stages.operate.reads.one_ticket import (
    ticket,
)
from goodhands.stages.operate.reads.open_tickets import (
    backlog,
)
from goodhands.stages.operate.reads.pauses import (
    pauses,
)
from goodhands.stages.operate.reads.policies import (
    policies,
    policy_effects,
)
from goodhands.stages.operate.reads.priorities import (
    priorities,
)
from goodhands.stages.operate.reads.risks import (
    at_risk,
)
from goodhands.stages.operate.reads.satisfaction import (
    satisfaction,
)
from goodhands.stages.operate.reads.standings import (
    Standing,
    standing,
    standings,
)
from goodhands.stages.operate.reads.ticket_list import (
    tickets,
    tickets_csv,
)
from goodhands.stages.operate.reads.troubles import (
    NoSuchTrouble,
    called,
    recurring,
    trouble,
    trouble_choice,
)

__all__ = [
    "FoundTickets", "InFiles", "NoSuchMeasure", "NoSuchTicket", "NoSuchTrouble", "Standing", "at_risk", "backlog",
    "by_hand", "called", "changed", "differences", "dry_run", "excuse", "found_tickets", "gone_ticket",
    "handed_in", "import_problems", "import_tickets", "importing", "imports", "in_files", "is_there", "measure",
    "measures", "misses", "months", "pauses", "policies", "policy_effects", "priorities", "recurring",
    "removed_by_hand",
    "satisfaction", "scorecard", "standing", "standings", "ticket", "tickets", "tickets_csv", "trouble",
    "trouble_choice", "withdrawn_excuse",
]  # fmt: skip
