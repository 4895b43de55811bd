"""Would a spreadsheet program take this text for a formula?

A text that begins like one gets an apostrophe before it, and loses it again when it is read. A text that has such an
apostrophe already gets another one, so that every text comes back as it was.
"""

import re

_FORMULA = re.compile(r"'*[\s\0]*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def harmless(cell: str) -> str:
    """A text that no spreadsheet program takes for a formula: an apostrophe goes before what would begin one."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def restored(cell: str) -> str:
    """A text without the apostrophe that `harmless` put before it."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell
