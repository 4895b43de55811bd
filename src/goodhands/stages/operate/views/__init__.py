"""Is the provider keeping its promises? Months, scorecards, tickets; files; tickets by hand."""

from goodhands.stages.operate.views.both_sides import (
    add_reply,
    excuse_miss,
    put_back_excuse,
    withdraw_excuse,
)
from goodhands.stages.operate.views.by_hand import (
    add_ticket,
    change_ticket,
    put_back_ticket,
    remove_ticket,
)
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
    dry_run,
    measure,
    measures,
    months,
    pauses,
    policies,
    policy_effects,
    priorities,
    satisfaction,
    scorecard,
    ticket,
    tickets,
    tickets_csv,
)
from goodhands.stages.operate.views.troubles import (
    dismiss_trouble,
    merge_trouble,
    recurring,
    trouble,
    undo_trouble_choice,
)

__all__ = [
    "add_reply", "add_ticket", "at_risk", "backlog", "change_ticket", "changed", "differences", "dismiss_trouble",
    "dry_run", "excuse_miss", "import_problems", "import_tickets", "importing", "imports", "measure", "measures",
    "merge_trouble", "months", "pauses", "policies", "policy_effects", "priorities", "put_back_excuse",
    "put_back_ticket", "read_again", "recurring", "redo_import", "remove_draft", "remove_ticket", "satisfaction",
    "scorecard", "ticket", "tickets", "tickets_csv", "trouble", "undo_import", "undo_trouble_choice",
    "upload_tickets", "withdraw_excuse",
]  # fmt: skip
