"""How far is long work? One line on a terminal, nothing when piped."""

import sys


class Progress:
    """One line on a terminal that says what is being done and how far it is; nothing when piped."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._drawn = ""

    def step(self, what: str, share: float) -> None:
        """Say that so much of the whole is done (0 to 1), and what comes now."""
        if not self._shown:
            return
        filled = round(share * 24)
        line = f"{'█' * filled}{'░' * (24 - filled)} {share:4.0%}  {what}"
        if line != self._drawn:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
            self._drawn = line

    def done(self) -> None:
        """Take the line away."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = ""
