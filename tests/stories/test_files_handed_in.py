"""Whatever is handed in, no browser can be talked into running it: neither on our pages nor by its address."""

from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Dialog, Error, Page, Request

from goodhands.foundation.documents.models import Document
from goodhands.foundation.isolation import scope
from tests.corpus import PAYLOAD, Sample, papers, pictures
from tests.corpus.all_samples import kept, samples
from tests.stories import given
from tests.stories.visitor import Visitor, plain

pytestmark = pytest.mark.story
ALIKE = pytest.mark.skipif(
    settings.VENDOR != "sqlite", reason="what a browser does with a file does not depend on the database"
)
TRAP = """<iframe src="{0}"></iframe><object data="{0}"></object><embed src="{0}"><img src="{0}">
<script src="{0}"></script><script type="module" src="{0}"></script><link rel="stylesheet" href="{0}">
<audio src="{0}"></audio><video src="{0}"></video>"""


class Watch:
    """Notices when anything of a file was run: a dialog, a trace in a window, a request that leaves."""

    def __init__(self, context: BrowserContext) -> None:
        self.context, self.seen = context, list[str]()
        context.on("request", self._asked)
        context.on("page", self.looks_at)
        for page in context.pages:
            self.looks_at(page)

    def looks_at(self, page: Page) -> None:
        page.on("dialog", self._spoke)

    def _spoke(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if "127.0.0.1:9/" in request.url or "pwned" in request.url:
            self.seen.append(f"request {request.url}")

    def all(self) -> list[str]:
        """What was noticed so far, windows and their frames included."""
        frames = [frame for page in self.context.pages for frame in page.frames]
        return self.seen + [f"trace in {frame.url}" for frame in frames if frame.evaluate("window.pwned") is not None]


def hands_in(person: Visitor, place: given.Place, sample: Sample) -> None:
    person.opens(f"/{place.company.slug}/documents/")
    person.hands_in(sample.name, sample.data, label="File")
    person.clicks("Hand in", within="main")


def test_a_paper_is_handed_in_looked_at_removed_and_put_back(person: Visitor) -> None:
    # given a company without files
    place = given.company()
    given.signed_in(person)
    person.clicks("Files")
    assert person.sentence == "No file was handed in yet."
    person.sees("no files")

    # when she hands in an agreement of five pages, then it is shown
    hands_in(person, place, Sample("agreement.pdf", papers.pdf(5)))
    assert person.sentence == "Ana Finch handed in agreement.pdf."
    assert person.facts()["What it is"].startswith("PDF, ")
    until_shown(person.page, 3)
    person.sees("an agreement")

    # and when a picture is called as something else, she is told
    hands_in(person, place, Sample("screen.pdf", pictures.picture("PNG", (800, 500))))
    person.reads("“screen.pdf” is something else than its name says. It is kept as “screen.png”.")
    until_shown(person.page, 1)
    person.sees("a picture")

    # and what may not be kept is refused with one sentence
    for name in ("page.png", "bomb.docx", "setup.exe", "macros.docm"):
        sample = next(one for one in samples() if one.name == name)
        hands_in(person, place, sample)
        person.reads(f"{sample.refused}. Nothing was kept.")
    person.sees("refused")

    # and a ticket file stands in the list with what it belongs to
    given.tickets(place)
    person.opens(f"/{place.company.slug}/documents/")
    assert person.sentence == "3 files are kept as they were handed in."
    assert [row[0] for row in person.rows()] == [
        "helpdesk-2025.csv tickets of Help desk",
        "screen.png",
        "agreement.pdf",
    ]
    person.sees("files")
    person.clicks("helpdesk-2025.csv")
    assert person.found("Remove this file").count() == 0
    person.sees("a ticket file")

    # when she removes the picture, it can be put back at once
    person.opens(f"/{place.company.slug}/documents/")
    person.clicks("screen.png")
    person.clicks("Remove this file")
    person.reads("“screen.png” is removed.")
    person.sees("removed")
    person.clicks("Put it back")
    person.opens(f"/{place.company.slug}/documents/")
    assert person.sentence == "3 files are kept as they were handed in."


def until_shown(page: Page, count: int) -> None:
    """All pictures are there, and none of them is broken."""
    for number in range(count):
        page.locator(".picture img").nth(number).scroll_into_view_if_needed()
    page.wait_for_function(
        "n => { const all = [...document.querySelectorAll('.picture img')];"
        " return all.length === n && all.every((i) => i.complete && i.naturalWidth > 0); }",
        arg=count,
    )
    page.evaluate("scrollTo(0, 0)")


def test_the_watch_would_notice(person: Visitor) -> None:
    """Where the same bytes are shown as a page, all of it happens: so that silence below means something."""
    watch = Watch(person.page.context)
    person.page.route("**/shown/", lambda route: route.fulfill(body=pictures.HTML, content_type="text/html"))
    person.opens("/shown/")
    person.page.wait_for_timeout(200)
    assert {one.split()[0] for one in watch.all()} == {"dialog", "request", "trace"}
    assert PAYLOAD in pictures.HTML


@ALIKE
def test_nothing_that_may_be_kept_runs_anything_anywhere(visitors: Callable[..., Visitor]) -> None:
    # given everything of the corpus that may be kept
    person = visitors(accept_downloads=True)
    place = given.company()
    given.signed_in(person)
    watch = Watch(person.page.context)
    those = [sample for sample in kept() if len(sample.name) < 1000]  # no disk has a file of a longer name
    addresses = []

    # when each is handed in through the page and shown there, and opened by its address, then nothing runs
    for sample in those:
        hands_in(person, place, sample)
        assert person.sentence == f"Ana Finch handed in {plain(sample.called or sample.name)}.", sample
        until_shown(person.page, person.page.locator(".picture").count())
        person.hears_nothing()
        address = person.page.url.removesuffix("preview/")
        if person.page.locator(".picture").count():
            opens_picture(person, f"{address}pages/1/")
        opens_directly(person.page, address)
        assert watch.all() == [], sample
        addresses.append(address)
    with scope.within(place.company):
        assert Document.objects.count() == len(those)

    # and pages that put them into everything that could run them, on this site and on another one, cannot either
    elsewhere = person.home.replace("localhost", "127.0.0.1")
    assert elsewhere != person.home
    for home in (person.home, elsewhere):
        for begin in range(0, len(addresses), 10):
            springs(person.page.context, home, addresses[begin : begin + 10])
            assert watch.all() == []


def opens_picture(person: Visitor, address: str) -> None:
    """A tab shows the picture itself."""
    person.opens(address)
    assert person.status == 200
    # the browser would like to put a style of its own on the page that it makes around a picture
    person.complaints[:] = [said for said in person.complaints if "Applying inline style" not in said]
    person.hears_nothing()


def opens_directly(page: Page, address: str) -> None:
    """A tab is sent to the file itself: it is a download, and the tab stays where it was."""
    with page.expect_download() as coming, suppress(Error):  # that a download begins is told as an error
        page.goto(address)
    assert coming.value.url == address


def springs(context: BrowserContext, home: str, addresses: Sequence[str]) -> None:
    """A page without any policy puts files, and the picture of one, into everything that could run them."""
    page = "<!doctype html>" + "".join(TRAP.format(one) for one in (*addresses, f"{addresses[0]}pages/1/"))
    trap = context.new_page()
    trap.route("**/trap/", lambda route: route.fulfill(body=page, content_type="text/html"))
    trap.goto(f"{home}/trap/", wait_until="load")
    assert trap.evaluate("window.pwned ?? null") is None
    assert trap.locator("iframe").count() == len(addresses) + 1
    trap.close()
