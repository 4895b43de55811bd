"""Is the provider keeping its promises? Months, scorecards, tickets; files; tickets by hand."""

from goodhands.stages.operate.views.by_hand import add_ticket, change_ticket, put_back_ticket, remove_ticket
from goodhands.stages.operate.views.imports import (
    import_problems,
    import_tickets,
    importing,
    imports,
    read_again,
    redo_import,
    remove_draft,
    undo_import,
    upload_tickets,
)
from goodhands.stages.operate.views.pages import (
    at_risk,
    backlog,
    changed,
    differences,
    months,
    pauses,
    priorities,
    scorecard,
    ticket,
    tickets,
    tickets_csv,
)

__all__ = [
    "add_ticket", "at_risk", "backlog", "change_ticket", "changed", "differences", "import_problems", "import_tickets",
    "importing", "imports", "months", "pauses", "priorities", "put_back_ticket", "read_again", "redo_import",
    "remove_draft", "remove_ticket", "scorecard", "ticket", "tickets", "tickets_csv", "undo_import", "upload_tickets",
]  # fmt: skip
