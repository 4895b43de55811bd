"""What of a text can people see?

Marks that turn the direction of writing, or that have no width at all, can make one name look like another. Those that
some scripts need inside a word (joiners) stay.
"""

import unicodedata

_JOINERS = {"\N{ZERO WIDTH NON-JOINER}", "\N{ZERO WIDTH JOINER}"}


def visible(text: str, lines: bool = False) -> str:
    """The text without what nobody sees, its blanks single; with `lines` its lines stay apart."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(" " if c.isspace() and not (lines and c == "\n") else c for c in whole if _shows(c))
    seen = "\n".join(" ".join(line.split()) for line in kept.split("\n")) if lines else " ".join(kept.split())
    return unicodedata.normalize("NFC", seen.strip(" \n" + "".join(_JOINERS)))


def shown(text: str) -> str:
    """The text without what nobody sees; lines and blanks stay as they are."""
    return "".join(c for c in text.replace("\r\n", "\n") if _shows(c) and c not in "\r\v\f")


def _shows(character: str) -> bool:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    return not hidden or character.isspace() or character in _JOINERS
