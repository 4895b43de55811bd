"""What the provider's tickets say, held against what was promised. Frozen page objects; nothing here is ever kept."""

from goodhands.stages.operate.reads.changed import changed
from goodhands.stages.operate.reads.differences import differences
from goodhands.stages.operate.reads.files import import_problems, import_tickets, importing, imports
from goodhands.stages.operate.reads.found_tickets import FoundTickets, found_tickets
from goodhands.stages.operate.reads.in_files import InFiles, by_hand, in_files, removed_by_hand
from goodhands.stages.operate.reads.month_card import scorecard
from goodhands.stages.operate.reads.month_strip import months
from goodhands.stages.operate.reads.one_ticket import NoSuchTicket, ticket
from goodhands.stages.operate.reads.open_tickets import backlog
from goodhands.stages.operate.reads.pauses import pauses
from goodhands.stages.operate.reads.priorities import priorities
from goodhands.stages.operate.reads.risks import at_risk
from goodhands.stages.operate.reads.standings import Standing, standing, standings
from goodhands.stages.operate.reads.ticket_list import tickets, tickets_csv

__all__ = [
    "FoundTickets", "InFiles", "NoSuchTicket", "Standing", "at_risk", "backlog", "by_hand", "changed", "differences",
    "found_tickets", "import_problems", "import_tickets", "importing", "imports", "in_files", "months", "pauses",
    "priorities", "removed_by_hand", "scorecard", "standing", "standings", "ticket", "tickets", "tickets_csv",
]  # fmt: skip
