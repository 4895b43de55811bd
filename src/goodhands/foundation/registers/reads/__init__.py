"""What stands in a register, and what a sheet would change in it?"""

from goodhands.foundation.registers.reads.lines import RegisterPage, download, kin_of, line, register
from goodhands.foundation.registers.reads.sheets import Asked, SheetPage, asked_of, sheet, sheet_called

__all__ = [
    "Asked", "RegisterPage", "SheetPage", "asked_of", "download", "kin_of", "line", "register", "sheet", "sheet_called",
]  # fmt: skip
