"""Is an error that of a disk on which nothing more can be written?"""

import errno

FULL = (errno.ENOSPC, errno.EDQUOT)
SQL_STATE = "53100"
"""`disk_full` of PostgreSQL (its manual, appendix A)."""
SAID = ("disk is full", "No space left on device")
"""What SQLite says, and what PostgreSQL quotes from the system."""


def is_full_disk(error: BaseException | None) -> bool:
    """Whether an error, or one from which it came, is that of a full disk, or of a quota that is used up."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if getattr(error, "sqlstate", None) == SQL_STATE or any(said in str(error) for said in SAID):
            return True
        error = error.__cause__ or error.__context__
    return False
