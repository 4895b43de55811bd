"""What people do with tickets. Each change is one transaction."""

from goodhands.stages.operate.writes.both_sides import (
    AlreadyExcused,
    NotAMiss,
    add_reply,
    excuse_miss,
    put_back_excuse,
    withdraw_excuse,
)
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
    take_up,
    take_up_everywhere,
    undo_import,
    upload_tickets,
)
from goodhands.stages.operate.writes.reading import (
    read_at_once,
)
from goodhands.stages.operate.writes.troubles import (
    AlreadyDecided,
    Circular,
    dismiss_trouble,
    merge_trouble,
    undo_trouble_choice,
)

__all__ = [
    "AlreadyDecided", "AlreadyExcused", "AlreadyImported", "Circular", "HandEntry", "NotAMiss", "NumberTaken",
    "add_reply", "add_ticket", "change_ticket", "dismiss_trouble", "excuse_miss", "import_tickets", "merge_trouble",
    "put_back_excuse", "put_back_ticket", "read_again", "read_at_once", "redo_import", "remove_draft", "remove_ticket",
    "take_up", "take_up_everywhere", "undo_import", "undo_trouble_choice", "upload_tickets", "withdraw_excuse",
]  # fmt: skip
