"""By which rules was something worked out? The version of the program, and what its rules say."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from goodhands import __version__

_PACKAGE = Path(__file__).resolve().parents[2]


@cache
def rules_version() -> str:
    """Such as `0.1.0-2830466`: the same for the same version with the same rules, whatever else has changed."""
    digest = sha256()
    for path in sorted(_PACKAGE.glob("**/rules/*.py")):
        digest.update(str(path.relative_to(_PACKAGE)).encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{__version__}-{int.from_bytes(digest.digest()[:3])}"
