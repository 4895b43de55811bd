"""A real browser, the application behind it, and a person who walks through it.

The browser is the distribution's Chromium, or the one that GOODHANDS_CHROMIUM names. Where there is none, stories are
skipped; where CI is set, they fail instead, so that nobody takes silence for success.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, sync_playwright

from goodhands.foundation.jobs.background import Background
from tests.stories.chromium import ARGUMENTS, chromium
from tests.stories.visitor import WIDE, Visitor

PATIENCE = 30
SHOTS = Path(__file__).parents[2] / "build" / "stories"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all stories."""
    program = chromium()
    if program is None:
        without = "Stories need a Chromium: install the package chromium, or name one with GOODHANDS_CHROMIUM."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(without)
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # Playwright runs an event loop in this thread, and the framework would refuse to touch the database beside it
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        opened = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visitors(live_server: Any, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visitor]]:
    """Makes people, each with a browser that knows nothing yet."""
    with ExitStack() as open_ones:

        def come(name: str = "", **how: Any) -> Visitor:
            # what a page looks like does not depend on the database, and a page without scripts cannot run axe
            aloud = settings.VENDOR == "sqlite" and how.get("java_script_enabled", True)
            context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="en-GB", **how)
            open_ones.callback(context.close)
            return Visitor(context.new_page(), live_server.url, _shots(request.node.name, name), aloud)

        background = Background()
        background.start()
        open_ones.callback(lambda: background.stop(PATIENCE))  # before anything is taken from under it
        yield come


@pytest.fixture
def person(visitors: Callable[..., Visitor]) -> Visitor:
    """The person whom the story is about."""
    return visitors()


def _shots(story: str, name: str) -> Path | None:
    """The folder for the screenshots of a story, emptied; None where nobody asked for them."""
    if not os.environ.get("GOODHANDS_SHOTS"):
        return None
    words = re.sub(r"[^a-z0-9]+", "-", f"{story.removeprefix('test_')} {name}".lower()).strip("-")
    folder = SHOTS / words[:100]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
