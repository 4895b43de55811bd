"""How much of a table is read, and what is said of more? Knows no framework: it is needed on both sides of the wall."""

from goodhands.foundation.rules.sentences import Refused, Sentence, said
from goodhands.foundation.rules.strict import shown

MOST_BYTES = 5 << 20
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELL = 10_000


def checked_width(file: str, width: int) -> None:
    """Refused where a table has more columns than anybody reads."""
    if width > MOST_COLUMNS:
        sentence = said("{file} has {columns:,} columns; at most {most:,} are read", file=file, columns=width,
                        most=MOST_COLUMNS)  # fmt: skip
        raise Refused(sentence)


def overlong(file: str, row: int, column: int, cell: str) -> Sentence:
    """What is said of a cell that holds more than anybody reads."""
    return said("{file}, row {row}, column {column}: {value} has {length:,} characters; at most {most:,} are read",
                file=file, row=row, column=column, value=shown(cell), length=len(cell), most=MOST_CELL)  # fmt: skip
