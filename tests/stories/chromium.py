"""Where is the browser, and how is it started? The distribution's Chromium, or what GOODHANDS_CHROMIUM names."""

import os
import shutil

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The program, or None where there is none."""
    return os.environ.get("GOODHANDS_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
