"""A form about a thing that somebody else may change while it is open: what its page needs to say so."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from goodhands.foundation.audit.reads import HistoryLine, latest, since
from goodhands.foundation.audit.writes import ChangedMeanwhile


class Meanwhile:
    """`seen` is the last entry about the thing that its form has shown, `lines` what was done since, if anything.

    Where somebody comes back to a form `again`, with what she had typed, that stands on the page at once.
    """

    def __init__(self, sent: Mapping[str, str], about: UUID, *, again: bool = False) -> None:
        seen = sent.get("seen", "")
        self.about = about
        self.seen = int(seen) if seen.isdecimal() and len(seen) < 10 else latest(about)
        self.lines: Sequence[HistoryLine] = since(about, self.seen) if again else ()
        if self.lines:
            self.seen = self.lines[-1].seq

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """Inside, a change is tried; where somebody else was first, the form is shown again and has seen that."""
        try:
            yield
        except ChangedMeanwhile as changed:
            self.seen, self.lines = latest(self.about), changed.lines
