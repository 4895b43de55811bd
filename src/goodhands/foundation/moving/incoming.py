"""A file that somebody has handed in to look at waits here, one for each person, until it is brought in or goes."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings

from goodhands.foundation.people.models import Person

_WAITS = timedelta(days=1)


def keep(*, chunks: Iterable[bytes], by: Person, at: datetime) -> None:
    """Keep what somebody hands in, in place of what she handed in before. What has waited for a day goes."""
    _place(by).parent.mkdir(mode=0o700, exist_ok=True)
    for path in _place(by).parent.iterdir():
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < at - _WAITS:
            path.unlink(missing_ok=True)
    aside = _place(by).with_suffix(".unfinished")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - a handle
        file.writelines(chunks)
    aside.replace(_place(by))


def waiting(by: Person) -> IO[bytes] | None:
    """What somebody handed in, open; None where there is nothing."""
    try:
        return _place(by).open("rb")
    except FileNotFoundError:
        return None


def forget(by: Person) -> None:
    """Throw away what somebody handed in."""
    _place(by).unlink(missing_ok=True)


def _place(by: Person) -> Path:
    return Path(settings.DATA) / "incoming" / f"{by.pk}.zip"
