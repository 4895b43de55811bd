"""Which errors are those of a full disk?"""

import errno

import pytest
from django.db import OperationalError

from goodhands.foundation.rules.full_disk import is_full_disk


def chained(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


def from_postgresql() -> BaseException:
    error = Exception("could not extend file")
    error.sqlstate = "53100"  # type: ignore[attr-defined]
    return chained(OperationalError("could not extend file"), error)


def going_round() -> BaseException:
    error = ValueError()
    error.__context__ = KeyError()
    error.__context__.__context__ = error
    return error


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), True),
        (OSError(errno.EACCES, "Permission denied"), False),
        (OperationalError("database or disk is full"), True),
        (OperationalError("database is locked"), False),
        (chained(RuntimeError("upload"), OSError(errno.ENOSPC, "x")), True),
        (from_postgresql(), True),
        (going_round(), False),
        (None, False),
    ],
)
def test_a_full_disk_is_told_from_other_errors(error: BaseException | None, full: bool) -> None:
    assert is_full_disk(error) is full
