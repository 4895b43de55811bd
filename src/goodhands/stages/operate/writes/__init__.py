"""What people do with tickets. Each change is one transaction."""

from goodhands.stages.operate.writes.hand_tickets import (
    HandEntry,
    NumberTaken,
    add_ticket,
    change_ticket,
    put_back_ticket,
    remove_ticket,
)
from goodhands.stages.operate.writes.imports import (
    AlreadyImported,
    import_tickets,
    read_again,
    redo_import,
    remove_draft,
    undo_import,
    upload_tickets,
)

__all__ = [
    "AlreadyImported", "HandEntry", "NumberTaken", "add_ticket", "change_ticket", "import_tickets", "put_back_ticket",
    "read_again", "redo_import", "remove_draft", "remove_ticket", "undo_import", "upload_tickets",
]  # fmt: skip
